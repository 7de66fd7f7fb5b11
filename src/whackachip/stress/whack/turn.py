"""One turn of the game: the best chip that a maker can cut to a rule, and the rule that a government answers with."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from ...law.provision import READ_UNTIL
from ...predicates import Compare, Name, Number
from ..designer.answer import first_day
from ..designer.design import Designs, metrics
from ..designer.found import Found
from ..designer.objective import objective
from ..designer.ruling import Ruling
from ..designer.search import search
from ..moat.yardstick import YARDSTICKS
from ..work import PHASES
from .history import DAYS_A_MONTH

# What the law reads of each yardstick, and its place among the metrics of a design.
ATTRIBUTES = {"flops": "tpp", "bandwidth": "memory_bandwidth", "capacity": "memory_capacity"}
CLOSED = ("flops", "bandwidth")  # what a repair may close, as all that were made did
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Turn:
    """day: of the rule. product: what is cut to it, None where nothing passes. shares: of the best chip of the day, by
    yardstick and by phase; closed: the yardstick that the repair closes, and the number at which it does."""

    number: int
    day: date
    designed_on: date
    tests: Mapping[str, str]
    mode: str
    base: str | None
    best: str | None
    product: Mapping[str, float] | None
    shares: Mapping[str, float]
    phases: Mapping[str, float]
    closed: tuple[str, float] | None

    def to_dict(self) -> dict[str, Any]:
        return {
            "round": self.number, "rule_day": self.day.isoformat(),
            "designed_with_chips_of": self.designed_on.isoformat(),
            "tests": dict(self.tests), "mode": self.mode, "cut_from": self.base, "best_of_the_day": self.best,
            "product": dict(self.product) if self.product else None, "shares": dict(self.shares),
            "phases": dict(self.phases),
            "repair": {"yardstick": self.closed[0], "attribute": ATTRIBUTES[self.closed[0]], "below": self.closed[1]}
            if self.closed else None,
        }  # fmt: skip


def play(
    ruling: Ruling, rounds: int, repair_months: float, cut: float, goal: str = "mix", progress: Progress | None = None
) -> tuple[Turn, ...]:
    """The turns of a game that begins with a ruling; exact for its inputs, nothing is drawn.

    repair_months: from one rule to the next. cut: what a repair leaves of the yardstick that it closes: rate or memory
    bandwidth, whichever the product kept more of; no rule so far has closed capacity. The maker cuts a chip that is on
    sale on the day; where only chips that exist pass, it sells the best of them and there is nothing to repair. A rule
    that leaves no more than a repair would stands on. The game ends early where nothing passes any more.
    """
    wish, turns, day = objective(goal), [], first_day(ruling)
    for number in range(1, rounds + 1):
        if progress is not None:
            progress(number - 1, rounds)
        seen = min(day, READ_UNTIL)
        found = search(ruling, "fuse", seen, "datacenter", wish)
        shares = _shares(found)
        closed = None if ruling.existing_by else _repair(found, shares, cut)
        turns.append(
            Turn(
                number,
                day,
                seen,
                ruling.words(),
                found.mode,
                found.base.id if found.base else _id(found.existing),
                _id(found.whole_chip),
                _product(found),
                shares,
                _phases(found),
                closed,
            )
        )
        if not shares:
            break
        if closed is not None:
            ruling = repaired(ruling, number, *closed)
        day = day + timedelta(days=round(repair_months * DAYS_A_MONTH))
    return tuple(turns)


def repaired(ruling: Ruling, number: int, yardstick: str, below: float) -> Ruling:
    """The ruling with one more test, which catches a chip from a number on."""
    test = Compare(">=", Name(ATTRIBUTES[yardstick]), Number(below))
    return replace(ruling, tests={**ruling.tests, f"repair-{number}": test})


def _repair(found: Found, shares: Mapping[str, float], cut: float) -> tuple[str, float] | None:
    """The yardstick of which the product kept the most, and the number that leaves a cut of it.

    None where the product kept no more of either than a repair would leave: then the rule stands.
    """
    if found.best is None or max(shares[name] for name in CLOSED) <= cut:
        return None
    worst = max(CLOSED, key=lambda name: shares[name])  # of equals the first
    return worst, _value(found.best, worst) * cut


def _shares(found: Found) -> dict[str, float]:
    if found.best is None:
        return {}
    return {name: _value(found.best, name) / _value(found.whole, name) for name in YARDSTICKS}


def _phases(found: Found) -> dict[str, float]:
    if found.best is None:
        return {}
    return {phase: found.rates[phase] / found.whole_rates[phase] for phase in PHASES if found.whole_rates[phase] > 0}


def _product(found: Found) -> dict[str, float] | None:
    if found.best is None:
        return None
    names = ("tpp", "die_area", "io_bandwidth", "memory_bandwidth", "memory_capacity")
    return {name: float(np.ravel(getattr(metrics(found.best), name))[0]) for name in names}


def _value(designs: Designs, yardstick: str) -> float:
    return float(np.ravel(getattr(metrics(designs), ATTRIBUTES[yardstick]))[0])


def _id(chip: Any) -> str | None:
    return chip.id if chip is not None else None
