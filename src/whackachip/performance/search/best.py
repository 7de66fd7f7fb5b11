"""The best plans of a space: exact, by blocks that fit the cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from ..training import Cluster, Coefficients, LayerTime, Plan, Workload, assemble, host_memory, layer_time, memory
from ..training.step import SHAPE
from .space import LAYER_SWITCHES, SPLITS, STEP_SWITCHES, Space, distinct, is_kept

BLOCK = 32_768  # combinations at a time: two megabytes of arrays
SHAPES = tuple(name for name in SPLITS if name in SHAPE)
OBJECTIVES = ("time", "memory")


class Candidate(NamedTuple):
    """A plan with the time of a step [s] and the memory of its fullest chip [byte]."""

    plan: Plan
    seconds: float
    bytes: float


@dataclass(frozen=True, slots=True)
class Best:
    """The best plans, best first; how many plans there are and how many of them fit; and the smallest one.

    smallest: the plan that takes the least memory whether it fits or not (but no more of the host than that has), None
    where there is no plan at all.
    """

    plans: tuple[Candidate, ...]
    count: int
    fitting: int
    smallest: Candidate | None


def best(
    work: Workload,
    cluster: Cluster,
    space: Space,
    constants: Coefficients,
    *,
    by: str = "time",
    top: int = 1,
    usable: float = 1.0,
    block: int = BLOCK,
) -> Best:
    """The `top` plans that fit into memory with the least time (or memory) of a step, exact over the space.

    usable: share of the memory that may be filled. block: combinations at a time. Plans that are equally good come in
    the order of the space. Memory is computed first, and time for the rows alone in which some plan fits.
    """
    rows = max(1, block // space.width)
    limit = float(cluster.capacity) * usable
    first = {name: values[0] for part in (space.layer, space.step) for name, values in part.items()}
    shapes = layer_table(work, cluster, space, constants) if space.rows else None
    kept: list[tuple[float, int, float, float]] = []
    count = fitting = 0
    least = (np.inf, -1)
    for begin in range(0, space.rows, rows):
        plan = space.block(begin, min(begin + rows, space.rows))
        shape = np.broadcast_shapes(*(np.shape(value) for value in plan))
        real = np.broadcast_to(distinct(work, plan, first), shape)
        if space.offloads:
            real = real & is_kept(work, plan)
        taken = np.broadcast_to(memory(work, cluster, plan).total, shape)
        count += int(np.count_nonzero(real))
        held = real & (host_memory(work, plan) <= cluster.host_memory) if space.offloads else real
        lowest = np.where(held, taken, np.inf)
        at = int(np.argmin(lowest))
        if lowest.flat[at] < least[0]:
            least = float(lowest.flat[at]), begin * space.width + at
        fits = held & (taken <= limit)
        alive = np.flatnonzero(fits.any(axis=(1, 2)))
        if not len(alive):
            continue
        fits, taken = fits[alive], taken[alive]
        fitting += int(np.count_nonzero(fits))
        part = Plan(*(value[alive] if np.ndim(value) and np.shape(value)[0] > 1 else value for value in plan))
        assert shapes is not None
        layers, where = shapes
        found = LayerTime(*(value[where[begin + alive]][:, :, None] for value in layers))
        seconds = assemble(work, cluster, part, found, constants).total
        seconds = np.where(fits, seconds, np.inf)
        wanted = seconds if by == "time" else np.where(fits, taken, np.inf)
        kept = _kept(kept, wanted, seconds, taken, begin + alive, space.width, top)
    smallest = None
    if least[1] >= 0:
        plan = space.plan(least[1])
        smallest = Candidate(plan, seconds_of(work, cluster, plan, constants), least[0])
    plans = tuple(Candidate(space.plan(number), seconds, taken) for _, number, seconds, taken in kept)
    return Best(plans, count, fitting, smallest)


def layer_table(work: Workload, cluster: Cluster, space: Space, constants: Coefficients) -> tuple[list[Any], Any]:
    """Each part of LayerTime for every distinct shape of a layer and every layer switch, and each row's shape."""
    places: dict[tuple[float, ...], int] = {}
    rows = zip(*(space.splits[name].tolist() for name in SHAPES), strict=True)
    where = np.array([places.setdefault(row, len(places)) for row in rows], dtype=np.int64)
    few = np.array(list(places), dtype=np.float64).T
    fields: dict[str, Any] = dict.fromkeys(SPLITS + STEP_SWITCHES, 1.0)
    fields |= {name: values[:, None] for name, values in zip(SHAPES, few, strict=True)}
    fields |= {name: space.layer[name][None, :] for name in LAYER_SWITCHES}
    times = layer_time(work, cluster, Plan(**(fields | space.fixed)), constants)
    return list(np.broadcast_arrays(*times)), where


def seconds_of(work: Workload, cluster: Cluster, plan: Plan, constants: Coefficients) -> float:
    """Time of a step of one plan [s]."""
    return float(assemble(work, cluster, plan, layer_time(work, cluster, plan, constants), constants).total)


def _kept(
    kept: list[tuple[float, int, float, float]],
    wanted: Any,
    seconds: Any,
    taken: Any,
    rows: Any,
    width: int,
    top: int,
) -> list[tuple[float, int, float, float]]:
    """The best so far with those of a block, by what is wanted and then by number."""
    flat = np.ascontiguousarray(wanted).ravel()
    bound = kept[-1][0] if len(kept) == top else np.inf
    if len(flat) > top:
        bound = min(bound, float(np.partition(flat, top - 1)[top - 1]))
    places = np.flatnonzero((flat <= bound) & np.isfinite(flat))
    places = places[np.argsort(flat[places], kind="stable")][:top]
    numbers = rows[places // width] * width + places % width
    seconds, taken = np.broadcast_to(seconds, wanted.shape), np.broadcast_to(taken, wanted.shape)
    fresh = [
        (float(flat[place]), int(number), float(seconds.flat[place]), float(taken.flat[place]))
        for place, number in zip(places, numbers, strict=True)
    ]
    return sorted(kept + fresh)[:top]
