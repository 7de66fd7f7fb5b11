"""Exact numbers and points of the design space in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from ...catalog.chip import DATE_KEYS
from ...catalog.metrics import UNITS
from ...catalog.row import LABELS
from ...quantities.interval import format_number
from .designs import AREA, DENSITY, TPP

ALL_UNITS = {**UNITS, AREA: "mm2"}


def name_of(attribute: str) -> str:
    """An attribute in words, without its unit."""
    if attribute == AREA:
        return "applicable die area"
    return LABELS.get(attribute, attribute.replace("_", " ")).partition(" (")[0]


def exactly(value: Fraction) -> str:
    """A number with nothing lost: as a decimal where it ends, as a fraction with its approximation where not."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return f"{value.numerator}/{value.denominator} (about {format_number(float(value))})"
    places = 0
    while (value * 10**places).denominator != 1:
        places += 1
    whole, digits = divmod(int(abs(value) * 10**places), 10**places)
    sign = "-" if value < 0 else ""
    return f"{sign}{whole:,}" + (f".{digits:0{places}d}" if places else "")


def amount(attribute: str, value: Fraction) -> str:
    """A value with its unit: 2,745.6 TPP, 600 GB/s; a day as such."""
    if attribute in DATE_KEYS and value >= 1:
        return date.fromordinal(int(value)).isoformat()
    unit = ALL_UNITS.get(attribute, "")
    return f"{exactly(value)} {unit}".rstrip()


def at_least(attribute: str, value: Fraction) -> str:
    """A floor in words: 5,000 TPP or more, memory bandwidth of 4,000 GB/s or more."""
    prefix = "" if attribute == TPP else f"{name_of(attribute)} of "
    return f"{prefix}{amount(attribute, value)} or more"


def chip_in_words(point: Mapping[str, Fraction]) -> str:
    """A point as a chip: what it computes, on what, and its other figures that the rule reads."""
    shown = [amount(TPP, point[TPP])] if TPP in point else []
    if AREA in point:
        shown = [" ".join([*shown, f"on {amount(AREA, point[AREA])}"])]
    if DENSITY in point:
        shown.append(f"density {float(point[DENSITY]):.5g}")
    others = [name for name in point if name not in (TPP, AREA, DENSITY)]
    return ", ".join([*shown, *(f"{name_of(name)} {amount(name, point[name])}" for name in others)])


def number_data(value: Fraction | None) -> dict[str, Any] | None:
    """A number as plain data: the exact fraction as text, and the nearest double."""
    return None if value is None else {"exact": str(value), "decimal": float(value)}


def point_data(point: Mapping[str, Fraction]) -> dict[str, Any]:
    return {attribute: number_data(value) for attribute, value in point.items()}
