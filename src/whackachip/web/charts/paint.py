"""Specs speak of colours as `@blue`; here they become those of a light page."""

from __future__ import annotations

from typing import Any

from ...report.figures.style import THEME


def painted(value: Any, side: str = "light") -> Any:
    """The same spec with the colours of one side of the theme."""
    if isinstance(value, str) and value.startswith("@"):
        return THEME[side].get(value[1:], value)
    if isinstance(value, dict):
        return {key: painted(inner, side) for key, inner in value.items()}
    if isinstance(value, list):
        return [painted(inner, side) for inner in value]
    return value
