"""Designing anew: the corners that a rule and physics leave, and samples of all that lies between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .design import Designs
from .silicon import Day, Part, constant, memories, packages, processes

BELOW = 1 - 1e-9  # a threshold says "or more": the best free chip lies just below it
WIDTH = 4096.0  # FLOP of a unit in a cycle, 16 bits: H100, B200
WIDTHS = (512.0, 1024.0, 2048.0, 4096.0, 8192.0)  # of units that are sold
SHARES = (0.0, 0.125, 0.25, 0.5, 0.75)  # of the area that memory takes from units where no rule bounds them
SLOWEST = 0.6  # clock that is drawn, over the usual one of a process
MOST_SRAM = 0.9  # share of a die: the rest is controllers, links and pads
BITS, EIGHT = 16.0, 2.0  # half the bits, twice the rate
LEAST_POWER = 100.0  # [W]
MEMORY_POWER = 0.03  # [W] for a GB/s: 4 pJ a bit
LEAST_AREA = 100.0  # of a die [mm2]


def corners(day: Day, limits: Mapping[str, Sequence[float]], market: str = "datacenter") -> Designs:
    """Every design that could be the best one under tests at these limits.

    For each process, package, memory and count of dies: areas at which the tests on density change, and the largest;
    on each TPP at its physical most and just below every limit; bandwidths likewise, sums of two of them too. What
    units leave of the area holds memory, which never makes a chip slower; it also takes the place of units in steps.
    """
    rows = []
    reticle = constant("reticle").median
    for p in day.processes:
        process = processes()[p]
        pace = _pace(process)
        for k in day.packages:
            package = packages()[k]
            for m in day.memories:
                stack = memories()[m].usual("bandwidth")
                for dies in range(1, int(package.number("dies")) + 1):
                    for area in _areas(limits, dies * reticle):
                        most = [pace * area * BITS * (1 - share) for share in SHARES]
                        below = (limits.get("tpp", ()), _densities(limits, area))
                        for tpp in sorted({rate for one in most for rate in _below([one], *below)}):
                            sram = _left(area, tpp / BITS / pace) * process.usual("sram")
                            for bandwidth, link in _bandwidths(day, limits, package.number("stacks") * stack):
                                rows.append((p, k, m, dies, area / dies, tpp / BITS, bandwidth, link, sram))
    columns = np.array(sorted(set(rows))).T if rows else np.empty((9, 0))
    return _made(day, *columns)


def _left(area: float, taken: float) -> float:
    """Area for memory beside units [mm2]."""
    return max(min(area - taken, MOST_SRAM * area), 0.0)


def _pace(process: Part) -> float:
    """What a die is sold with [TFLOP/s and mm2, 16 bits]: less than it has, as some units are kept as spares."""
    return process.usual("density") * process.usual("clock") / 1e3 * (1 - (constant("salvage").mid or 0.0))


def _areas(limits: Mapping[str, Sequence[float]], most: float) -> list[float]:
    """The largest, and just above each area at which a TPP limit meets a density limit [mm2]."""
    meet = [t / d for t in limits.get("tpp", ()) for d in limits.get("performance_density", ())]
    return sorted({most, *(area / BELOW for area in meet if LEAST_AREA <= area < most)})


def _densities(limits: Mapping[str, Sequence[float]], area: float) -> list[float]:
    return [density * area for density in limits.get("performance_density", ())]


def _below(most: Sequence[float], *limits: Sequence[float]) -> list[float]:
    top = min(most)
    return sorted({top, *(limit * BELOW for part in limits for limit in part if limit * BELOW < top)})


def _bandwidths(day: Day, limits: Mapping[str, Sequence[float]], most: float) -> set[tuple[float, float]]:
    """Memory bandwidth and link that can be best together [GB/s]."""
    io = sorted({*limits.get("io_bandwidth", ()), *limits.get("interconnect_bandwidth", ())})
    links = [max(value - day.host, 0.0) for value in _below([day.link + day.host], io)]
    rates = _below([most], limits.get("memory_bandwidth", ()))
    sums = [limit for name, values in limits.items() if "+" in name and "memory_bandwidth" in name for limit in values]
    found = {(rate, link) for rate in rates for link in links}
    for total in sums:
        found |= {(min(most, (total - link - day.host) * BELOW), link) for link in links if total > link + day.host}
        found |= {(rate, total * BELOW - rate - day.host) for rate in rates if 0 < total - rate - day.host < day.link}
    return {(rate, link) for rate, link in found if rate > 0}


def sampled(day: Day, count: int, rng: Any) -> Designs:
    """`count` designs over the space of a day: areas, clocks and links drawn evenly, rates and bandwidths by logarithm,
    half of them with memory in place of units."""
    process = _chosen(rng, day.processes, count)
    package = _chosen(rng, day.packages, count)
    memory = _chosen(rng, day.memories, count)
    pace = np.array([_pace(part) for part in processes()])[process]
    room = np.array([p.number("dies") for p in packages()])[package]
    stacks = np.array([p.number("stacks") for p in packages()])[package]
    rate = np.array([p.usual("bandwidth") for p in memories()])[memory]
    dies = np.ceil(rng.random(count) * room)
    area = LEAST_AREA + rng.random(count) * (constant("reticle").median - LEAST_AREA)
    held = dies * area * MOST_SRAM * np.maximum(rng.uniform(-1, 1, count), 0.0)
    slowed = rng.uniform(SLOWEST, 1.0, count)
    sixteen = pace * slowed * (dies * area - held) * np.exp(np.log(0.02) * rng.random(count))
    sram = held * np.array([part.usual("sram") for part in processes()])[process]
    width = np.array(WIDTHS)[rng.integers(0, len(WIDTHS), count)]
    bandwidth = stacks * rate * np.exp(np.log(0.1) * rng.random(count))
    link = rng.random(count) * day.link
    return _made(day, process, package, memory, dies, area, sixteen, bandwidth, link, sram, width, slowed)


def _chosen(rng: Any, places: Sequence[int], count: int) -> Any:
    return np.array(places)[rng.integers(0, len(places), count)]


def _made(
    day: Day, process: Any, package: Any, memory: Any, dies: Any, area: Any, sixteen: Any, bandwidth: Any, link: Any,
    sram: Any, width: Any = WIDTH, slowed: Any = 1.0,
) -> Designs:  # fmt: skip
    """Designs by what they reach, from which units, clock, channels and power follow.

    sixteen [TFLOP/s]; bandwidth, link [GB/s]; sram [MB]; width [FLOP of a unit in a cycle]; slowed: the clock over the
    usual one of the process, which is met to within a unit.
    """
    at, kind = np.asarray(process, dtype=np.int64), np.asarray(memory, dtype=np.int64)
    fastest = np.array([p.usual("clock") for p in processes()])[at] * slowed
    efficiency = np.array([p.usual("efficiency") for p in processes()])[at]
    channel = np.array([p.usual("bandwidth") / p.number("channels") for p in memories()])[kind]
    holds = np.array([p.usual("capacity") / p.number("channels") for p in memories()])[kind]
    units = np.maximum(np.ceil(sixteen * 1e3 / width / fastest), 1.0)
    density = np.array([p.usual("density") for p in processes()])[at]
    held = np.array([p.usual("sram") for p in processes()])[at]
    full = np.floor(density * (dies * area - sram / held) / width)
    # Channels of which the last may run below its rate: the bandwidth is what was asked for.
    channels = np.ceil(bandwidth / channel - 1e-12)
    return Designs(
        process=at, package=np.asarray(package, dtype=np.int64), memory=kind, dies=dies, area=area, units=units,
        width=width, clock=sixteen * 1e3 / units / width, channels=channels, channel_gbs=bandwidth / channels,
        channel_gb=holds, link=link, host=day.host,
        beside=0.0, bits=BITS, eight=EIGHT,
        power=np.minimum(np.maximum(sixteen / efficiency + MEMORY_POWER * bandwidth, LEAST_POWER), day.power),
        spare=np.maximum((full - units) / dies, 0.0), sram=sram,
    )  # fmt: skip
