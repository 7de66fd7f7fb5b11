"""Fusing off a chip that is on sale: every cut of it that could be the best one under a rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from ...catalog.chip import Chip, chips
from ...catalog.metrics import PCIE_X16, metrics
from ...errors import UserError
from ...performance.device import TERA
from ...quantities import Interval
from ..hardware import USUAL_CLOCK, hardware
from .design import Designs
from .silicon import Die, bases, die_of, memories, on_sale, packages, processes

WIDTHS = (1.0, 0.5, 0.25, 0.125)  # shares of a unit's products that are left: rows of its array are switched off
CLOCK_STEP = 0.015  # GHz, of the clocks that vendors set


@dataclass(frozen=True)
class Base:
    """A chip that can be cut, on its die, with the best memory that any chip of the die has on the day."""

    chip: Chip
    die: Die
    whole: Designs


def base(chip: Chip, day: date) -> Base:
    """A chip ready to be cut; raises UserError where its die or a figure is not known, or it is not on sale."""
    die = die_of(chip)
    parent = next((other for other in chips() if other.id == chip.variant_of), None)
    if die is None and (parent is None or die_of(parent) is None):
        raise UserError(f"{chip.id}: no die of facts/silicon/dies.yaml is sold as this chip")
    if not on_sale(chip, day):
        raise UserError(f"{chip.id} was not on sale on {day}")
    if die is None:
        assert parent is not None
        return base(parent, day)  # what was cut once can be cut again only from the same die
    seen = hardware([chip])
    tpp = metrics(chip)["tpp"].value
    area, count = chip.interval("nonplanar_die_area_mm2"), chip.interval("compute_dies")
    if not isinstance(tpp, Interval) or area is None or not np.isfinite(seen.rate16[0]):
        raise UserError(f"{chip.id} lacks a rate or die area, so it cannot be cut on paper")
    bandwidth, capacity, kind = _best_memory(chip, die, day)
    sixteen = float(seen.rate16[0]) / TERA
    clock = float(seen.pace[0]) * USUAL_CLOCK / 1e9
    units = float(seen.units[0])
    number = count.middle if count else 1.0
    generation = chip.interval("pcie_generation")
    link, other = chip.interval("scaleup_bandwidth_gbs"), chip.interval("other_io_gbs")
    host = PCIE_X16[int(generation.low)] if generation else PCIE_X16[4]
    steps = die.sites * die.channels
    whole = Designs(
        process=_place(processes(), die.process), package=_place(packages(), die.package), memory=kind,
        dies=number, area=area.middle / number, units=units, width=sixteen * 1e3 / units / clock, clock=clock,
        channels=float(steps), channel_gbs=bandwidth / steps, channel_gb=capacity / steps,
        link=link.middle if link else 0.0, host=host,
        beside=other.middle if other else 0.0, bits=tpp.low / sixteen,
        eight=float(seen.rate8[0] / seen.rate16[0]), power=float(np.minimum(seen.power[0], 1e6)),
        spare=float(die.units - units) / number,
    )  # fmt: skip
    return Base(chip, die, whole)


def _best_memory(chip: Chip, die: Die, day: date) -> tuple[float, float, int]:
    """Bandwidth [GB/s] and capacity [GB] of the fastest memory on this die on the day, and its place in the list."""
    best = (0.0, 0.0, 0)
    for other in chips():
        if other.id in die.chips and on_sale(other, day) and other.market == chip.market:
            rate, size = other.interval("memory_bandwidth_gbs"), other.interval("memory_capacity_gb")
            kinds = other.words("memory_kind") or frozenset()
            place = next((i for i, part in enumerate(memories()) if kinds & set(part.record["words"])), 0)
            if rate and size:
                best = max(best, (rate.middle, size.middle, place))
    if not best[0]:
        raise UserError(f"{chip.id}: no source states its memory")
    return best


def _place(parts: Sequence[Any], id: str) -> float:
    return float(next(i for i, part in enumerate(parts) if part.id == id))


def cuts(base: Base, limits: Mapping[str, Sequence[float]], every_site: bool = False) -> Designs:
    """Every cut that can be the best one under tests at these limits.

    What a buyer gets never falls with a rate, a bandwidth or a capacity. So of each, for every count of units, width
    and count of links, only the most that there is and the most below a limit can be best: the corners of the lattice.
    every_site: memory on fewer sites too, where what it costs counts.
    """
    whole = base.whole
    units = np.arange(1.0, whole.units + 1)
    u, w = (part.ravel() for part in np.meshgrid(units, np.array(WIDTHS), indexing="ij"))
    ceilings = _tpp_ceilings(limits, float(whole.dies * whole.area))
    each = u * w * whole.width * whole.bits / 1e3  # TPP at 1 GHz
    clocks = [np.full(u.shape, whole.clock)]
    for limit in ceilings:
        steps = np.ceil(limit / each / CLOCK_STEP - 1e-9) - 1
        clocks.append(np.where(steps > 0, np.minimum(steps * CLOCK_STEP, whole.clock), np.nan))
    u, w = (np.tile(part, len(clocks)) for part in (u, w))
    clock = np.concatenate(clocks)
    kept = np.isfinite(clock) & (clock >= 0.5 * whole.clock)
    cores = np.unique(np.stack([u[kept], w[kept], clock[kept]], axis=1), axis=0)
    boards = np.array(sorted(set(_boards(base, limits, every_site))))
    rows = len(cores) * len(boards)
    first, second = np.repeat(np.arange(len(cores)), len(boards)), np.tile(np.arange(len(boards)), len(cores))
    c, b = cores[first], boards[second]
    scale = c[:, 0] * c[:, 1] * c[:, 2] / (whole.units * whole.clock)
    found = whole._replace(
        units=c[:, 0], width=whole.width * c[:, 1], clock=c[:, 2], channels=b[:, 0], link=b[:, 1],
        power=whole.power * (0.4 + 0.6 * scale),  # what idles still leaks and memory still runs
        spare=whole.spare + (whole.units - c[:, 0]) / whole.dies,
    )  # fmt: skip
    return found.full() if rows else found


def _tpp_ceilings(limits: Mapping[str, Sequence[float]], area: float) -> list[float]:
    by_density = [limit * area for limit in limits.get("performance_density", ())]
    return sorted({*limits.get("tpp", ()), *by_density})


def _boards(base: Base, limits: Mapping[str, Sequence[float]], every_site: bool) -> Iterable[tuple[float, float]]:
    """Channels and links that can be best together."""
    whole, step = base.whole, base.die.link_step
    links = {float(whole.link)} | ({step * n for n in range(int(whole.link // step) + 1)} if step else set())
    for link in links:
        ceilings = [float("inf"), *limits.get("memory_bandwidth", ())]
        for name, sums in limits.items():
            if "memory_bandwidth" in name and "+" in name:
                ceilings += [limit - link - float(whole.host + whole.beside) for limit in sums]
        if every_site:
            yield from ((float(n * base.die.channels), float(link)) for n in range(1, base.die.sites + 1))
        for ceiling in ceilings:
            most = min(float(whole.channels), np.ceil(ceiling / whole.channel_gbs - 1e-9) - 1)
            if most >= 1:
                yield float(most), float(link)


def candidates(day: date, market: str, only: Chip | None = None, each_die_once: bool = False) -> tuple[Base, ...]:
    """What can be cut on a day: one chip, or all on sale in a market whose figures are known.

    each_die_once: of each die only the chip with the highest rate, and rather one without other links that no cut
    takes away; quicker, and seldom another answer.
    """
    if only is not None:
        return (base(only, day),)
    found = []
    for chip, _ in bases(day, market):
        try:
            found.append(base(chip, day))
        except UserError:
            continue
    if not found:
        raise UserError(f"no chip with a known die was on sale on {day} in the market {market}, so nothing can be cut")
    if each_die_once:
        best = {one.die.id: one for one in sorted(found, key=lambda one: (-float(one.whole.beside), _rate(one)))}
        found = [one for one in found if best[one.die.id] is one]
    return tuple(found)


def _rate(one: Base) -> float:
    return float(one.whole.units * one.whole.width * one.whole.clock)
