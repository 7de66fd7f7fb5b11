"""What a metric is made of: rows, each for a phase or a yardstick, with its spread."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ...quantities import Spread

PHASES = ("train", "prefill", "decode")


@dataclass(frozen=True)
class Row:
    """One number of a metric: a spread, or the reason why there is none. chip: whose number it is."""

    label: str
    unit: str
    spread: Spread | None = None
    phase: str | None = None
    yardstick: str | None = None
    chip: str | None = None
    reason: str | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "label": self.label, "unit": self.unit, "phase": self.phase, "yardstick": self.yardstick, "chip": self.chip,
            "spread": self.spread.to_dict() if self.spread else None, "reason": self.reason,
        }  # fmt: skip


@dataclass(frozen=True)
class Metric:
    """One of the 14: its formula, its rows, and what is to be known with them.

    supports: the claim, of a claim. sources: ids of what it rests on beside the parameters.
    """

    number: int
    id: str
    name: str
    formula: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    supports: str | None = None
    sources: tuple[str, ...] = ()
    extra: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {
            "number": self.number, "id": self.id, "name": self.name, "formula": self.formula,
            "rows": [row.to_dict() for row in self.rows], "notes": list(self.notes), "supports": self.supports,
            "sources": sorted(set(self.sources)),
            **self.extra,
        }  # fmt: skip


def spread_row(label: str, unit: str, samples: Any, **more: Any) -> Row:
    """A row of samples; where one of them is not a number, the row says that a figure is not known."""
    import numpy as np

    values = np.atleast_1d(np.asarray(samples, dtype=np.float64))
    if np.isnan(values).any():
        return Row(label, unit, reason="a figure of the chip is not known", **more)
    return Row(label, unit, Spread.of(values), **more)


def missing(label: str, unit: str, reason: str, **more: Any) -> Row:
    return Row(label, unit, reason=reason, **more)
