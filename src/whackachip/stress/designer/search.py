"""The best chip that a rule misses: cut from one on sale, designed anew, or one that exists already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from ...catalog.chip import Chip
from ...errors import UserError, unknown
from ..utility import utility
from ..work import PHASES
from . import fuse
from .design import Designs, joined, metrics
from .free import corners, sampled
from .fuse import Base
from .objective import Objective
from .real import real, sold_by, verdicts
from .ruling import Ruling, breakpoints
from .silicon import on_day

MODES = ("fuse", "free", "existing")
MARKETS = ("datacenter", "workstation", "consumer")
SAMPLES = 20_000  # drawn beside the corners
TIE = 1e-3  # chips nearer than this in value are one answer: the first in the list stands for it
REFINED = 64  # of the best designs that a priced search goes on from
ROUNDS = 40


@dataclass(frozen=True)
class Found:
    """The best design that a rule misses, and what the best is without the rule.

    best, whole: tables of one row (best None where every design is caught); base: the chip that best is cut from;
    most, allowed: for each phase the most tokens a second of any design, and of any that the rule misses; at: the most
    and the allowed most of rate, bandwidth and capacity. considered, escaped: designs.
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
    pool: Designs | None = None
    runners: tuple[tuple[str, float], ...] = ()


def search(
    ruling: Ruling, mode: str, as_of: date, market: str, goal: Objective, only: Chip | None = None, seed: int = 0,
    quick: bool = False,
) -> Found:  # fmt: skip
    """The best chip under a ruling with what can be had on a day; deterministic for a seed.

    only: the chip to cut, or the vendor's chip whose maker an existing chip shall be of. quick: one chip of each die.
    Raises UserError for a mode or
    market that is not known, an empty design space, and work that no design can do.
    """
    if mode not in MODES:
        raise unknown("mode", mode, MODES)
    if market not in MARKETS:
        raise unknown("market", market, MARKETS)
    if mode == "existing" or ruling.existing_by is not None:
        return _existing(ruling, min(as_of, ruling.existing_by or as_of), market, goal, only)
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
    ruling: Ruling,
    mode: str,
    market: str,
    goal: Objective,
    pieces: Iterator[tuple[Base | None, Designs, Designs]],
) -> Found:
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
                {}, {}, {}, 0, 0, pool=some,
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


def _existing(ruling: Ruling, by: date, market: str, goal: Objective, only: Chip | None) -> Found:
    """The best chip on sale by a day that the ruling misses."""
    sold = sold_by(by, market) if only is None else sold_by(by, market, (only.vendor,))
    if not sold:
        raise UserError(f"no chip is known to have been on sale by {by} in the market {market}")
    words = verdicts(ruling, sold)
    rates = {phase: np.nan_to_num(utility(sold, goal.work, phase)) for phase in PHASES}
    value = np.ones(len(sold))
    total = sum(goal.weights.values())
    for phase, weight in goal.weights.items():
        value = value * rates[phase] ** (weight / total)
    free = np.array([word == "free" for word in words])
    most = int(np.argmax(value))
    if value[most] <= 0:
        raise UserError(f"no chip on sale by {by} can do the work of the objective {goal.name}")
    shown = real(sold)

    def one(place: int) -> Designs:
        tpp, area, io, bandwidth, capacity = (np.nan_to_num(column[place : place + 1]) for column in shown.metrics)
        return Designs(
            0.0,
            0.0,
            0.0,
            1.0,
            area,
            1.0,
            1.0,
            tpp / 16 * 1e3,
            1.0,
            bandwidth,
            capacity,
            0.0,
            io,
            0.0,
            16.0,
            2.0,
            0.0,
            0.0,
        ).full()

    allowed = np.where(free, value, -1.0)
    best = int(np.argmax(allowed))
    order = np.argsort(-allowed, kind="stable")
    got = bool(free.any())
    return Found(
        "existing", one(best) if got else None, None, one(most), sold[most], float(allowed[best]) if got else 0.0,
        float(value[most]), {phase: float(rates[phase][best]) if got else 0.0 for phase in PHASES},
        {phase: float(rates[phase][most]) for phase in PHASES},
        {phase: float(rates[phase].max()) for phase in PHASES},
        {phase: float(rates[phase][free].max()) if got else 0.0 for phase in PHASES},
        len(sold), int(free.sum()), existing=sold[best] if got else None,
        runners=tuple((sold[place].id, float(value[place])) for place in order[:12] if free[place]),
    )  # fmt: skip
