"""Chips of the catalogue beside the designs: which of them a rule misses, and which is nearest to a design."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from ...catalog import chips, row
from ...catalog.chip import Chip
from ...law.question import question
from ...law.term import legal_attributes
from ...predicates import Table, vectorise
from ...quantities import Interval
from .design import Metrics
from .ruling import Ruling
from .silicon import on_sale

READ = ("tpp", "nonplanar_die_area", "io_bandwidth", "memory_bandwidth", "memory_capacity")
ANSWERED = 550  # days after which a chip answers another rule
LEAST_READ = 4  # metrics that a chip must have for a distance to mean anything


@dataclass(frozen=True)
class Real:
    """Chips with what the law reads of them: the low end of what is known, NaN where nothing is."""

    chips: tuple[Chip, ...]
    metrics: Metrics

    def at(self, place: int) -> dict[str, float | None]:
        """One chip's metrics by name; None where not known."""
        values = {name: float(column[place]) for name, column in zip(READ, self.metrics, strict=True)}
        return {name: value if np.isfinite(value) else None for name, value in values.items()}


def real(found: Sequence[Chip]) -> Real:
    """Chips of the catalogue as columns."""
    rows = [row(chip) for chip in found]

    def column(name: str) -> Any:
        known = (attributes.get(name) for attributes in rows)
        return np.array([value.low if isinstance(value, Interval) else np.nan for value in known])

    return Real(tuple(found), Metrics(*(column(name) for name in READ)))


def verdicts(ruling: Ruling, found: Sequence[Chip]) -> tuple[str, ...]:
    """For each chip `caught`, `free` or `open`, where that is not known; by the rule and the law of its first day."""
    if not found:
        return ()
    table = Table([attributes | legal_attributes(attributes) for attributes in map(row, found)])
    signs = np.max([vectorise(test, table) for test in ruling.tests.values()], axis=0)
    words = [{1: "caught", 0: "open", -1: "free"}[int(sign)] for sign in signs]
    if not (ruling.alone or ruling.lane):
        words = [
            word if word == "caught" else _law(ruling, chip, word) for chip, word in zip(found, words, strict=True)
        ]
    return tuple(words)


def _law(ruling: Ruling, chip: Chip, word: str) -> str:
    """The verdict with the law around the rule, for a chip that the rule's own tests do not catch."""
    asked = question(chip, ruling.on.isoformat(), "CN", counterfactual=ruling.changes.at(ruling.on))
    verdict = asked.judge(asked.attributes())[1].verdict
    if verdict == "no-requirement-found":
        return word
    return "caught" if verdict in ("licence-required", "exception-available") else "open"


def sold_by(day: date, market: str, vendors: Sequence[str] = ("nvidia", "amd", "intel")) -> tuple[Chip, ...]:
    """Chips of a market that could be bought on a day, one of each family, of makers that sell to anybody."""
    found = (chip for chip in chips() if chip.main_variant and chip.market == market and chip.vendor in vendors)
    return tuple(chip for chip in found if on_sale(chip, day))


def after(ruling: Ruling, day: date, market: str) -> tuple[Chip, ...]:
    """Chips of a market that came in the ANSWERED days after a day, are cut from another and not caught by the rule:
    what vendors may have answered with."""
    cut = [chip for chip in chips() if chip.market == market and chip.variant_of]
    first = day.toordinal()
    came = [c for c in cut if (when := c.interval("announced")) and first < when.low <= first + ANSWERED]
    own = replace(ruling, alone=True)
    return tuple(chip for chip, word in zip(came, verdicts(own, came), strict=True) if word != "caught")


def nearest(chip: Metrics, among: Real) -> tuple[int, float] | None:
    """The place of the real chip nearest to a design and how far it is: the mean of |ln| of the ratios of what both
    have [1]; None where none has enough figures. chip: a table of one row."""
    best = None
    for place in range(len(among.chips)):
        pairs = [(float(a[0]), float(b[place])) for a, b in zip(chip, among.metrics, strict=True)]
        apart = [abs(np.log(a / b)) for a, b in pairs if a > 0 and b > 0]
        if len(apart) >= LEAST_READ and (best is None or np.mean(apart) < best[1]):
            best = place, float(np.mean(apart))
    return best
