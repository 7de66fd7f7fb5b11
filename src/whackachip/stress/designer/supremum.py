"""The least upper bound of a metric over all designs that a rule misses, from the corners alone."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from math import inf

import numpy as np

from .design import Metrics
from .free import LEAST_AREA
from .ruling import Ruling, breakpoints

# How near to a threshold a corner stands; a bound is read off the corner by putting the threshold in its place.
NEAR = 1e-9
FAR = 100.0  # times the largest number of a rule, where a metric has no limit of its own
METRICS = ("tpp", "performance_density", "memory_bandwidth", "io_bandwidth")
AXES = {"interconnect_bandwidth": "io_bandwidth", "scaleup_bandwidth": "io_bandwidth"}


def supremum(ruling: Ruling, metric: str, most_area: float, datacenter: bool = True) -> float | None:
    """The bound of a metric over designs on at most this area [mm2]: inf where there is none, None where no design
    escapes. It agrees with law.proof, which reaches it by another way.

    Only the ruling's own tests count, as there. Corners: each metric just below, at and just above every limit that a
    test compares it with, and far above all; areas at which limits of TPP and of density meet.
    """
    limits: dict[str, set[float]] = {}
    for name, found in breakpoints(ruling.tests).items():
        axis = AXES.get(name, name)
        if axis in METRICS or "+" in axis:
            limits.setdefault(axis, set()).update(found)
    rows = np.array(list(_rows(limits, most_area)), dtype=np.float64)
    chips = Metrics(rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 3], np.full(len(rows), 80.0))
    caught = np.zeros(len(rows), dtype=bool)
    for sign in ruling.signs(ruling.columns(chips, datacenter)).values():
        caught |= sign != -1
    if caught.all():
        return None
    reached = {
        "tpp": rows[:, 0], "performance_density": rows[:, 0] / rows[:, 1], "memory_bandwidth": rows[:, 3],
        "io_bandwidth": rows[:, 2],
    }[metric][~caught]  # fmt: skip
    best = float(reached.max())
    top = max([100.0, *(limit for part in limits.values() for limit in part)])
    # The far corner stands for everything beyond; a density also grows as the die shrinks.
    if best >= FAR * top * 0.5:
        return inf
    return _rounded(best, limits.get(metric, set()) | _products(limits, metric, most_area))


def _rows(limits: dict[str, set[float]], most: float) -> Iterator[tuple[float, float, float, float]]:
    top = max([100.0, *(limit for part in limits.values() for limit in part)])
    densities = limits.get("performance_density", set())
    areas = {most, LEAST_AREA / 1e6}
    areas |= {t / d * (1 + k * NEAR) for t in limits.get("tpp", ()) for d in densities for k in (-2, 0, 2)}
    areas = {area for area in areas if 0 < area <= most}
    io, memory = (_around(limits.get(name, set()), top) for name in ("io_bandwidth", "memory_bandwidth"))
    sums = {limit for name, values in limits.items() if "+" in name for limit in values}
    pairs = set(product(io, memory))
    pairs |= {(s * (1 - NEAR) - m, m) for s in sums for m in memory if s > m}
    pairs |= {(i, s * (1 - NEAR) - i) for s in sums for i in io if s > i}
    for area in sorted(areas):
        rates = _around(limits.get("tpp", set()) | {d * area for d in densities}, top)
        for rate in sorted(rates):
            if rate > 0:
                for i, m in sorted(pairs):
                    yield rate, area, i, m


def _around(limits: set[float], top: float) -> set[float]:
    found = {limit * (1 + k * NEAR) for limit in limits for k in (-1, 0, 1)}
    return found | {0.0, top * FAR}


def _products(limits: dict[str, set[float]], metric: str, most: float) -> set[float]:
    """Bounds that are no limit themselves: a density's times an area, a sum's less the least of the other part."""
    if metric == "tpp":
        return {float(Fraction(repr(d)) * Fraction(repr(most))) for d in limits.get("performance_density", ())}
    return {
        limit for name, values in limits.items() if "+" in name and metric.split("_")[0] in name for limit in values
    }


def _rounded(value: float, exact: set[float]) -> float:
    """The limit that a corner stands beside."""
    near = [limit for limit in exact if abs(limit - value) <= 10 * NEAR * max(1.0, abs(limit))]
    return min(near, key=lambda limit: abs(limit - value)) if near else value
