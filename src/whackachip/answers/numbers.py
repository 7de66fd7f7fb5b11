"""Numbers as people write them: 7e12, 2.788M, 30..45%, 1,024."""

from __future__ import annotations

import math
import re

from ..errors import UserError
from ..quantities import Interval

FACTORS = {"": 1.0, "%": 0.01, "k": 1e3, "K": 1e3, "M": 1e6, "B": 1e9, "G": 1e9, "T": 1e12, "bn": 1e9, "tn": 1e12}
_NUMBER = r"(\d[\d,_]*(?:\.\d+)?(?:[eE][-+]?\d+)?|\.\d+)"
_PATTERN = re.compile(rf"^\s*(-?){_NUMBER}\s*(?:\.\.\s*(-?){_NUMBER})?\s*([A-Za-z%]*)\s*$")


def read_span(text: str) -> Interval:
    """The interval that a text says; a number alone is exact, and a unit stands for both ends.

    Raises ValueError with what is wrong: no number, a unit that is not known, an empty span, nothing above zero.
    """
    found = _PATTERN.match(text)
    if not found:
        raise ValueError(f"{text!r} is no number or span; write 7e12, 7T or 30..45%")
    minus, low, other, high, unit = found.groups()
    if unit not in FACTORS:
        raise ValueError(f"{text!r}: unit {unit!r} is not one of {', '.join(key for key in FACTORS if key)}")
    ends = [float(part.replace(",", "").replace("_", "")) * FACTORS[unit] for part in (low, high or low)]
    if minus or other or ends[0] <= 0:
        raise ValueError(f"{text!r} is not above zero")
    if not all(math.isfinite(end) for end in ends):
        raise ValueError(f"{text!r} is too large")
    if ends[0] > ends[1]:
        raise ValueError(f"{text!r} ends before it begins")
    return Interval(*ends)


def span(name: str, text: str | None) -> Interval | None:
    """The interval of a field of that name, None where nothing was said; raises UserError."""
    if text is None:
        return None
    try:
        return read_span(text)
    except ValueError as error:
        raise UserError(f"{name}: {error}") from None


def whole(name: str, text: str) -> int:
    """The whole number of a field of that name; raises UserError."""
    found = span(name, text)
    if found is None or not found.is_exact or found.low != int(found.low):
        raise UserError(f"{name}: {text!r} is no whole number")
    return int(found.low)
