"""An estimated number with its unit, its kind, its sources and the substitution that gave it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..quantities import Figure, Interval

GIVEN = "given"


@dataclass(frozen=True, slots=True)
class Quantity:
    """One estimated number; value is None where it cannot be known, and formula then says why.

    kind: one of quantities.KINDS, or `given` for what the caller stated. sources: ids of sources it rests on.
    """

    value: Interval | None
    unit: str
    kind: str
    sources: tuple[str, ...]
    formula: str

    @property
    def known(self) -> Interval:
        """The value; raises ValueError where there is none."""
        if self.value is None:
            raise ValueError(self.formula)
        return self.value

    def to_dict(self) -> dict[str, Any]:
        """Plain data; an unbounded end is null."""
        return {
            "value": None if self.value is None else interval_to_dict(self.value),
            "unit": self.unit,
            "kind": self.kind,
            "sources": list(self.sources),
            "formula": self.formula,
        }


def interval_to_dict(value: Interval) -> dict[str, float | None]:
    """Both ends as plain data; an unbounded end is null."""
    return {"low": value.low, "high": None if math.isinf(value.high) else value.high}


def unknown_quantity(unit: str, reason: str, *inputs: Quantity) -> Quantity:
    """A quantity that cannot be known, with the reason."""
    return Quantity(None, unit, joint_kind(i.kind for i in inputs), joint_sources(*inputs), reason)


def derived(value: Interval, unit: str, formula: str, *inputs: Quantity) -> Quantity:
    """A quantity computed from others; it is unverified where one of them is."""
    return Quantity(value, unit, joint_kind(i.kind for i in inputs), joint_sources(*inputs), formula)


def given(value: Interval, unit: str, what: str) -> Quantity:
    """A quantity that the caller stated."""
    return Quantity(value, unit, GIVEN, (), f"{what}: {show(value)} {unit} as given")


def from_record(record: Mapping[str, Any], unit: str | None = None) -> Quantity:
    """A quantity from a record of the market facts that has low, high, kind and sources."""
    reason = record.get("reason") or record.get("basis") or record["id"]
    value = Interval(float(record["low"]), float(record["high"]))
    return Quantity(value, unit or record["unit"], record["kind"], tuple(record["sources"]), reason)


def from_figure(figure: Figure | None, unit: str, what: str) -> Quantity:
    """A quantity from a figure of a chip or a model; unknown where the figure is missing or is a word."""
    if figure is None or not isinstance(figure.value, Interval):
        return Quantity(None, unit, "unverified", (), f"{what} is not known")
    text = f"{what} {show(figure.value)} {unit}"
    return Quantity(figure.value, unit, figure.kind, (figure.source,), text)


def joint_kind(kinds: Iterable[str]) -> str:
    """The kind of what is computed from inputs of these kinds."""
    return "unverified" if "unverified" in set(kinds) else "derived"


def joint_sources(*inputs: Quantity) -> tuple[str, ...]:
    """The source ids of all inputs, each once, in order."""
    return tuple(dict.fromkeys(source for item in inputs for source in item.sources))


def ceil(value: Interval) -> Interval:
    """Both ends rounded up to whole numbers; an unbounded end stays so."""
    return Interval(*(end if math.isinf(end) else float(math.ceil(end)) for end in (value.low, value.high)))


def show(value: Interval) -> str:
    """An interval for a reader, whole numbers as they are and all else with four digits: `2.155e24 to 3.5e24`."""
    if value.is_exact:
        return _number(value.low)
    return f"{_number(value.low)} to {_number(value.high)}"


def _number(value: float) -> str:
    if math.isinf(value):
        return "unbounded"
    if abs(value) >= 1e9:
        return f"{value:.4g}".replace("e+", "e")
    if value == int(value):
        return f"{int(value):,}"
    return f"{float(f'{value:.4g}'):,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
