"""Percentiles as cells of a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def number_cell(value: float | None) -> str:
    """A number with three digits that count, thousands with separators, None as unbounded."""
    if value is None:
        return "unbounded"
    size = abs(value)
    if size >= 1000:
        return f"{value:,.0f}"
    if 0 < size < 0.1:
        return f"{value:.2g}"
    return f"{value:.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def spread_cells(spread: Mapping[str, Any]) -> tuple[str, str, str]:
    """p5, p50 and p95 as cells."""
    return number_cell(spread["p5"]), number_cell(spread["p50"]), number_cell(spread["p95"])
