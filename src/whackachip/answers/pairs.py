"""KEY=VALUE as people write it, and the numbers in it."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

from ..errors import UserError


def pairs(texts: Iterable[str]) -> list[tuple[str, str]]:
    """KEY=VALUE texts as pairs; raises UserError for one without an equals sign."""
    found = []
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise UserError(f"{text!r} is not KEY=VALUE")
        found.append((key.strip(), value.strip()))
    return found


def number(key: str, value: str) -> float:
    """The number in KEY=VALUE; raises UserError for what is none."""
    try:
        found = float(value)
    except ValueError:
        raise UserError(f"{key}={value} is not a number") from None
    if not isfinite(found):
        raise UserError(f"{key}={value} is not a finite number")
    return found
