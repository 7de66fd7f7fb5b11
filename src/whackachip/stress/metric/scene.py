"""What a rule meets on its day: the best chip of the world, the chips that it misses, and those that it catches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from ...catalog import row
from ...catalog.chip import Chip, chips
from ...errors import UserError
from ...law.counterfactual import Counterfactual
from ...law.provision import READ_UNTIL
from ...law.question import as_day, question
from ...law.term import legal_attributes
from ...predicates import Truth, evaluate
from ...quantities import Interval
from ..designer.ruling import Ruling, find_ruling
from ..utility import utility
from ..whack.history import repair_of

SOLD = ("nvidia", "amd", "intel")
TESTS_CHIPS = ("us-2022-10-07", "us-2023-10-17", "us-letters-2025-04", "us-2026-01-15")  # to name to a reader
SOLD_REASON = (
    "chips of NVIDIA, AMD and Intel: the makers under the rules that sell accelerators of this kind to anybody, and "
    "whose training and serving the model of performance covers"
)
# A chip counts as on sale this long after its announcement where no day of sale is stated: the median lag of volume.
MONTHS_TO_VOLUME = 4
TO = "CN"


@dataclass(frozen=True)
class Scene:
    """best: the best chip in training on sale on the rule's day. missed and caught: chips known by `through`."""

    ruling: Ruling
    through: date
    best: Chip
    missed: tuple[Chip, ...]
    caught: tuple[Chip, ...]
    mixed: tuple[Chip, ...]

    @property
    def rule(self) -> str:
        """The id under which facts of the market speak about it; none do about a counterfactual."""
        return "" if self.ruling.counterfactual else self.ruling.id

    @property
    def closed_to_designs(self) -> bool:
        """Whether only chips that exist can pass."""
        return self.ruling.existing_by is not None


def find_scene(
    asked: str, *, as_of: str | None = None, versus: Chip | None = None, changes: Counterfactual | None = None
) -> Scene:
    """The scene of a rule.

    as_of: the day up to which answers to it count, by default the last one of its life, or the last that the law was
    read for. versus: the chip that denial is measured against. Raises UserError for a rule or day that is not known.
    """
    ruling = ruling_of(asked, changes)
    through = _through(ruling, as_of)
    made = [chip for chip in chips() if chip.vendor in SOLD and _announced(chip) <= through]
    verdicts = {chip.id: _passes(ruling, chip, through) for chip in made}
    best = versus or _best(made, ruling.on)
    groups: dict[str, list[Chip]] = {"yes": [], "no": [], "mixed": []}
    for chip in made:
        groups[verdicts[chip.id]].append(chip)
    return Scene(ruling, through, best, tuple(groups["yes"]), tuple(groups["no"]), tuple(groups["mixed"]))


def ruling_of(asked: str, changes: Counterfactual | None = None) -> Ruling:
    """The ruling of a rule; raises UserError, which names rules that test chips, for one that tests none."""
    try:
        return find_ruling(asked, changes)
    except UserError as error:
        text, known = str(error), "so there is nothing to prove"
        if not text.endswith(known):
            raise
        raise UserError(
            text.replace(known, f"so it denies none by itself; such as {', '.join(TESTS_CHIPS)} do")
        ) from None


def _through(ruling: Ruling, as_of: str | None) -> date:
    if as_of is not None:
        day = as_day(as_of)
        if day < ruling.on:
            raise UserError(f"{as_of} is before {ruling.on}, the first day of {ruling.id}")
        return day
    if ruling.existing_by is not None:
        return ruling.existing_by
    repaired = repair_of(ruling.id)
    return repaired.repaired - timedelta(days=1) if repaired and not ruling.counterfactual else READ_UNTIL


def _passes(ruling: Ruling, chip: Chip, through: date) -> str:
    """yes where the rule and the law of its day miss a chip, no where they catch it, mixed where that is not known."""
    if ruling.existing_by is not None and on_sale(chip) > ruling.existing_by:
        return "no"
    attributes: dict[str, Any] = row(chip)
    attributes |= legal_attributes(attributes)
    truths = [evaluate(test, attributes).truth for test in ruling.tests.values()]
    if Truth.MET in truths:
        return "no"
    if not (ruling.alone or ruling.lane):
        asked = question(chip, ruling.on.isoformat(), TO, counterfactual=ruling.changes.at(ruling.on))
        verdict = asked.judge(asked.attributes())[1].verdict
        if verdict == "licence-required":
            return "no"
        if verdict in ("depends", "unknown"):
            return "mixed"
    return "mixed" if Truth.UNKNOWN in truths else "yes"


def _announced(chip: Chip) -> date:
    """The first day that a chip was known on; a day that no chip had yet where that is not known."""
    found = [value for key in ("announced", "available_cn", "available") if (value := chip.interval(key))]
    return min((_day(value) for value in found), default=date.max)


def on_sale(chip: Chip) -> date:
    """The day from which a chip was sold anywhere, or four months after its announcement where none is stated."""
    stated = chip.interval("available") or chip.interval("available_us")
    if stated is not None:
        return _day(stated)
    announced = _announced(chip)
    if announced == date.max:
        return announced
    later = announced.month - 1 + MONTHS_TO_VOLUME
    return date(announced.year + later // 12, later % 12 + 1, min(announced.day, 28))


def _day(value: Interval) -> date:
    return date.fromordinal(int(value.low))


def _best(made: Iterable[Chip], on: date) -> Chip:
    """The best chip in training on sale on a day, of one product for each family."""
    found = [chip for chip in made if chip.main_variant and chip.market == "datacenter" and on_sale(chip) <= on]
    rates = utility(found, None, "train") if found else np.zeros(0)
    if not np.isfinite(rates).any():
        raise UserError(f"no chip is known that was on sale on {on}: name one with --versus")
    return found[int(np.nanargmax(rates))]


def strongest(candidates: Sequence[Chip], phases: Sequence[str], each: int = 6) -> tuple[Chip, ...]:
    """Those that may be the best in some phase: the first few of each by a usual job, in the order of the catalogue."""
    kept: set[str] = set()
    for market in ({"datacenter"}, {"workstation", "consumer", "embedded"}):
        group = [chip for chip in candidates if chip.market in market]
        for phase in phases:
            rates = np.nan_to_num(utility(group, None, phase), nan=0.0) if group else np.zeros(0)
            order = np.argsort(rates, kind="stable")[::-1][:each]
            kept |= {group[int(place)].id for place in order if rates[int(place)] > 0}
    return tuple(chip for chip in candidates if chip.id in kept)
