"""What a search for the best design that a rule misses comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...catalog.chip import Chip
from .design import Designs


@dataclass(frozen=True)
class Found:
    """The best design that a rule misses, and what the best is without the rule.

    best, whole: tables of one row (best None where every design is caught); base: the chip that best is cut from;
    existing: the chip that best is, where only those on sale count. value, most_value: of best and of whole by the
    objective; rates, whole_rates: tokens a second by phase. most, allowed: for each phase the most of any design, and
    of any that the rule misses. considered, escaped: counts of designs. runners: what each chip could be cut to, best
    first.
    """

    mode: str
    best: Designs | None
    base: Chip | None
    whole: Designs
    whole_chip: Chip | None
    value: float
    most_value: float
    rates: Mapping[str, float]
    whole_rates: Mapping[str, float]
    most: Mapping[str, float]
    allowed: Mapping[str, float]
    considered: int
    escaped: int
    existing: Chip | None = None
    runners: tuple[tuple[str, float], ...] = ()
