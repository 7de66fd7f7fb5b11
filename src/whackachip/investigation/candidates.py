"""The candidate list: every chip of the catalogue that existed on the day, with its control status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..catalog import Chip, chips, metrics
from ..law import Decision, classify
from ..law.classify import metric_data


@dataclass(frozen=True, slots=True)
class Candidate:
    """A chip with its decision on the day."""

    chip: Chip
    decision: Decision

    def to_dict(self, eliminated_by: str | None) -> dict[str, Any]:
        """One row of the candidate table; eliminated_by names the step of the strict chain, if any."""
        found = metrics(self.chip)
        announced = self.chip.interval("announced")
        return {
            "chip": self.chip.id,
            "name": self.chip.name,
            "family": self.chip.family,
            "vendor": self.chip.vendor,
            "market": self.chip.market,
            "architecture": self.chip.architecture,
            "main_variant": self.chip.main_variant,
            "announced": date.fromordinal(int(announced.low)).isoformat() if announced else None,
            "item": self.decision.item.verdict,
            "paragraphs": list(self.decision.item.paragraphs),
            "transaction": self.decision.transaction.verdict,
            "tpp": metric_data(found["tpp"], self.chip),
            "performance_density": metric_data(found["performance_density"], self.chip),
            "memory_bandwidth": metric_data(found["memory_bandwidth"], self.chip),
            "eliminated_by": eliminated_by,
        }


def candidates(on: date, destination: str, layer: str) -> tuple[tuple[Candidate, ...], tuple[Chip, ...]]:
    """The chips announced on or before a day with their decisions, and apart those without a known date."""
    dated, undated = [], []
    for chip in chips():
        announced = chip.interval("announced")
        if announced is None:
            undated.append(chip)
        elif announced.low <= on.toordinal():
            dated.append(Candidate(chip, classify(chip, on.isoformat(), destination, layer=layer)))
    return tuple(dated), tuple(undated)


def main_variants(chips_: Sequence[Chip], families: Sequence[str]) -> tuple[Chip, ...]:
    """The main variant of each family, in the order of the families; a family without one is left out."""
    main = {chip.family: chip for chip in chips_ if chip.main_variant}
    return tuple(main[family] for family in families if family in main)
