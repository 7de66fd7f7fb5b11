"""The best chip that a rule misses: cut from one on sale, designed anew, or one that exists already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from ...catalog.chip import Chip
from ...errors import UserError, unknown
from ..work import PHASES
from . import fuse
from .design import Designs, joined, metrics
from .existing import best_existing
from .found import Found
from .free import corners, sampled
from .fuse import Base
from .objective import Objective
from .ruling import Ruling, breakpoints
from .silicon import on_day

MODES = ("fuse", "free", "existing")
MARKETS = ("datacenter", "workstation", "consumer")
SAMPLES = 20_000  # drawn beside the corners
TIE = 1e-3  # chips nearer than this in value are one answer: the first in the list stands for it
REFINED = 64  # of the best designs that a priced search goes on from
ROUNDS = 40


def search(
    ruling: Ruling, mode: str, as_of: date, market: str, goal: Objective, only: Chip | None = None, seed: int = 0,
    quick: bool = False,
) -> Found:  # fmt: skip
    """The best chip under a ruling with what can be had on a day; deterministic for a seed.

    only: the chip to cut, or the vendor's chip whose maker an existing chip shall be of. quick: one chip of each die.
    Raises UserError for a mode or market that is not known, an empty design space, and work that no design can do.
    """
    if mode not in MODES:
        raise unknown("mode", mode, MODES)
    if market not in MARKETS:
        raise unknown("market", market, MARKETS)
    if mode == "existing" or ruling.existing_by is not None:
        return best_existing(ruling, min(as_of, ruling.existing_by or as_of), market, goal, only)
    limits = breakpoints({**ruling.tests, **ruling.surrounding()})
    if mode == "fuse":
        pieces: Iterator[tuple[Base | None, Designs, Designs]] = (
            (base, base.whole.full(), fuse.cuts(base, limits, every_site=goal.priced))
            for base in fuse.candidates(as_of, market, only, quick)
        )
    else:
        pieces = iter([_new(as_of, market, limits, ruling, goal, seed)])
    return _best(ruling, mode, market, goal, pieces)


def _best(
    ruling: Ruling, mode: str, market: str, goal: Objective, pieces: Iterator[tuple[Base | None, Designs, Designs]]
) -> Found:  # fmt: skip
    """The best over pieces of the design space, each a chip (None for a new one), uncut designs and those to judge."""
    found: Found | None = None
    most, allowed = dict.fromkeys(PHASES, 0.0), dict.fromkeys(PHASES, 0.0)
    considered = escaped = 0
    whole: tuple[float, Designs, Chip | None] | None = None
    runners: list[tuple[str, float]] = []
    for base, uncut, designs in pieces:
        before = goal.phases(uncut)
        values = goal.value(uncut, before)
        first = int(np.argmax(values))
        most = {phase: max(most[phase], _top(before[phase])) for phase in PHASES}
        if whole is None or values[first] > whole[0] * (1 + TIE):
            whole = float(values[first]), uncut.rows([first]), base.chip if base else None
        free = ~ruling.caught(ruling.columns(metrics(designs), market == "datacenter", link=designs.link))
        considered += designs.size
        escaped += int(free.sum())
        if not free.any():
            continue
        some = designs.rows(free)
        rates = goal.phases(some)
        value = goal.value(some, rates)
        allowed = {phase: max(allowed[phase], _top(rates[phase])) for phase in PHASES}
        place = int(np.argmax(value))
        runners.append((base.chip.id if base else "new design", float(value[place])))
        if found is None or value[place] > found.value * (1 + TIE):
            one = {phase: float(np.nan_to_num(rates[phase][place])) for phase in PHASES}
            found = Found(
                mode, some.rows([place]), base.chip if base else None, uncut, None, float(value[place]), 0.0, one,
                {}, {}, {}, 0, 0,
            )  # fmt: skip
    if whole is None:
        raise UserError(f"there is no design to choose from in the market {market} in mode {mode}")
    if whole[0] <= 0:
        raise UserError(f"no design can do the work of the objective {goal.name}: {goal.work.model} does not fit")
    one_row = goal.phases(whole[1])
    whole_rates = {phase: float(np.nan_to_num(one_row[phase][0])) for phase in PHASES}
    most = {phase: max(most[phase], allowed[phase]) for phase in PHASES}
    runners.sort(key=lambda pair: -pair[1])
    best = found or Found(mode, None, None, whole[1], None, 0.0, 0.0, dict.fromkeys(PHASES, 0.0), {}, {}, {}, 0, 0)
    return replace(
        best, whole=whole[1], whole_chip=whole[2], most_value=whole[0], whole_rates=whole_rates, most=most,
        allowed=allowed, considered=considered, escaped=escaped, runners=tuple(runners),
    )  # fmt: skip


def _top(rates: Any) -> float:
    return float(np.nanmax(rates)) if np.isfinite(rates).any() else 0.0


def _new(
    as_of: date, market: str, limits: Mapping[str, Any], ruling: Ruling, goal: Objective, seed: int
) -> tuple[None, Designs, Designs]:
    """New designs: all of a day without the rule's corners, and those with them."""
    day = on_day(as_of)
    if not (day.processes and day.memories and day.packages):
        raise UserError(f"no process, memory or package is on sale on {as_of}, so there is nothing to design with")
    drawn = sampled(day, SAMPLES, np.random.default_rng(seed))
    uncut = corners(day, {}, market).full()
    designs = joined([corners(day, limits, market), drawn])

    def misses(some: Designs) -> Any:
        return ~ruling.caught(ruling.columns(metrics(some), market == "datacenter", link=some.link))

    if goal.priced:  # what it costs pulls the other way, so that the best may lie between the corners
        uncut = _refined(joined([uncut, drawn]), goal, lambda some: np.ones(some.size, dtype=bool), seed)
        designs = _refined(designs, goal, misses, seed)
    return None, uncut, designs


def _refined(designs: Designs, goal: Objective, misses: Callable[[Designs], Any], seed: int) -> Designs:
    """The best few designs moved a little at random and kept where they gain, round by round."""
    kept = designs.rows(misses(designs))
    if not kept.size:
        return designs
    value = goal.value(kept)
    order = np.argsort(value, kind="stable")[::-1][:REFINED]
    front, best = kept.rows(order), value[order]
    rng = np.random.default_rng(seed + 1)
    for turn in range(ROUNDS):
        width = 0.3 * 0.85**turn
        factors = {name: np.exp(width * rng.uniform(-1, 1, front.size)) for name in ("clock", "channel_gbs", "link")}
        tried = front._replace(
            clock=front.clock * np.minimum(factors["clock"], 1.0),
            channels=np.maximum(front.channels - rng.integers(0, 9, front.size), 1.0),
            link=front.link * np.minimum(factors["link"], 1.0),
        )
        gained = goal.value(tried)
        better = misses(tried) & (gained > best)
        best = np.where(better, gained, best)
        front = Designs(*(np.where(better, new, old) for new, old in zip(tried, front, strict=True)))
    return joined([designs, front])
