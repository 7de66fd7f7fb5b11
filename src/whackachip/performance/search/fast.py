"""The same search compiled by Numba, for sweeps of tens of millions of plans; needs the extra `fast`.

Nothing is written twice: the code of the functions of performance.training is compiled as it stands.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from types import FunctionType, ModuleType
from typing import Any

import numpy as np

from ...errors import needs
from ..training import Cluster, Coefficients, LayerTime, Plan, Workload
from .best import Best, Candidate, layer_table, seconds_of
from .space import LAYER_SWITCHES, SPLITS, STEP_SWITCHES, Space

# Fields of a plan that are not searched.
OTHER = ("bits", "blocks", "shard", "dispatch_bits", "graphs", "tiled", "gradient_bytes")
USUAL = Plan(1.0, 1.0, 1.0, 1.0)


@cache
def available() -> bool:
    """Whether Numba is installed."""
    try:
        import numba  # noqa: F401
    except ImportError:
        return False
    return True


def best_fast(
    work: Workload, cluster: Cluster, space: Space, constants: Coefficients, *, by: str = "time", top: int = 1,
    usable: float = 1.0,
) -> Best:  # fmt: skip
    """As best.best, compiled: the same plans in the same order, numbers within 1e-9 of it.

    Compiling takes some seconds once a process, so that arrays are as fast below some twenty million plans. Raises
    UserError where Numba is not installed.
    """
    if not available():
        raise needs("compiled search needs", "numba", "fast")
    if not space.rows:
        return Best((), 0, 0, None)
    layers, shapes = layer_table(work, cluster, space, constants)
    limit = float(cluster.capacity) * usable
    counts, least, least_at, wanted, combination, seconds, taken = rows_best(
        work, cluster, space, layers, shapes, constants, limit, by == "memory", top
    )
    smallest = None
    row = int(np.argmin(least))
    if np.isfinite(least[row]):
        plan = space.plan(row * space.width + int(least_at[row]))
        smallest = Candidate(plan, seconds_of(work, cluster, plan, constants), float(least[row]))
    flat = wanted.ravel()
    places = np.argsort(flat, kind="stable")[:top]
    plans = tuple(
        Candidate(
            space.plan(int(place // top) * space.width + int(combination.flat[place])),
            float(seconds.flat[place]),
            float(taken.flat[place]),
        )
        for place in places
        if np.isfinite(flat[place])
    )
    return Best(plans, int(counts[:, 0].sum()), int(counts[:, 1].sum()), smallest)


def rows_best(
    work: Workload, cluster: Cluster, space: Space, layers: list[Any], shapes: Any, constants: Coefficients,
    limit: float, by_memory: bool, top: int,
) -> tuple[Any, ...]:  # fmt: skip
    """For each row of splits: how many plans are real and fit, the smallest, and the `top` best.

    layers: parts of LayerTime by shape and layer switch; shapes: of each row; limit [byte]. Gives counts (rows, 2), the
    least memory and its combination (rows), and wanted, combination, seconds, bytes (rows, top), inf where there are
    fewer.
    """
    table = np.ascontiguousarray(np.stack(layers, axis=-1))
    parts = (space.splits, SPLITS), (space.layer, LAYER_SWITCHES), (space.step, STEP_SWITCHES)
    columns = [np.ascontiguousarray(np.stack([part[name] for name in names], axis=-1)) for part, names in parts]
    other = tuple(float(space.fixed.get(name, getattr(USUAL, name))) for name in OTHER)
    first = tuple(float({**space.layer, **space.step}[name][0]) for name in SWITCHES)
    found: tuple[Any, ...] = _kernel()(
        _floats(work), _floats(cluster), _floats(constants), other, *columns, table, shapes, first, limit, by_memory,
        top, space.offloads,
    )  # fmt: skip
    return found


MODULES = (
    "kernels.join", "kernels.torus", "training.weights", "training.traffic", "training.memory",
    "training.offload", "training.step", "search.space",
)  # fmt: skip
FLAGS = {"contract", "arcp", "nsz"}  # infinity and NaN keep their meaning
SWITCHES = ("sequence_parallel", "overlap_tp", "overlap_ep", "zero", "overlap_dp")


def _joined(split, layer, step, other):  # type: ignore[no-untyped-def]
    """A plan of the fields of SPLITS, LAYER_SWITCHES, STEP_SWITCHES and OTHER, in the order that they have there."""
    tp, pp, cp, dp, ep, etp, micro_batch, virtual = split
    recompute, sequence_parallel, overlap_tp, overlap_ep, schedule = layer
    zero, overlap_dp, offload_optimizer, offload_weights, offload_activations = step
    bits, blocks, shard, dispatch_bits, graphs, tiled, gradient_bytes = other
    return Plan(
        tp, pp, dp, micro_batch, virtual, cp, ep, etp, bits, blocks, recompute, zero, shard, sequence_parallel,
        schedule, overlap_tp, overlap_ep, overlap_dp, dispatch_bits, graphs, tiled, gradient_bytes,
        offload_optimizer, offload_weights, offload_activations,
    )  # fmt: skip


def _floats(values: Any) -> Any:
    return type(values)(*(float(value) for value in values))


@cache
def _kernel() -> Any:
    """The loop over rows, compiled once a process: code kept on disk would outlive a change of the formulas."""
    import numba
    from numba.np.unsafe.ndarray import to_fixed_tuple as fixed

    compiled = _compiled()
    assemble, memory, distinct = compiled["assemble"], compiled["memory"], compiled["is_distinct"]
    host_memory, kept = compiled["host_memory"], compiled["is_kept"]
    parts = len(LayerTime._fields)
    of_splits, of_layer, of_step = len(SPLITS), len(LAYER_SWITCHES), len(STEP_SWITCHES)
    to_fixed_tuple: Any = fixed  # an intrinsic, whose annotations are those of the code that compiles it
    joined = numba.njit(_joined, forceinline=True)

    def loop(  # type: ignore[no-untyped-def]
        work, cluster, constants, other, splits, layer, steps, table, shapes, first, limit, by_memory, top, offloads
    ):
        rows, width = splits.shape[0], steps.shape[0]
        counts = np.zeros((rows, 2), dtype=np.int64)
        least, least_at = np.full(rows, np.inf), np.full(rows, -1, dtype=np.int64)
        wanted = np.full((rows, top), np.inf)
        combination = np.full((rows, top), -1, dtype=np.int64)
        seconds, taken = np.full((rows, top), np.inf), np.full((rows, top), np.inf)
        for row in numba.prange(rows):
            # Tuples, not arrays: what does not change within a loop is then computed before it.
            split = to_fixed_tuple(splits[row], of_splits)
            for c in range(layer.shape[0]):
                switch = to_fixed_tuple(layer[c], of_layer)
                # The mask is a product of one of layer switches and one of step switches: most end here.
                alone = joined(split, switch, to_fixed_tuple(steps[0], of_step), other)
                if not distinct(work, alone, first[0], first[1], first[2], first[3], first[4]):
                    continue
                time = LayerTime(*to_fixed_tuple(table[shapes[row], c], parts))
                for d in range(width):
                    plan = joined(split, switch, to_fixed_tuple(steps[d], of_step), other)
                    if not distinct(work, plan, first[0], first[1], first[2], first[3], first[4]):
                        continue
                    if offloads and not kept(work, plan):
                        continue
                    counts[row, 0] += 1
                    if offloads and host_memory(work, plan) > cluster.host_memory:
                        continue
                    much = memory(work, cluster, plan).total
                    if much < least[row]:
                        least[row], least_at[row] = much, c * width + d
                    if much > limit:
                        continue
                    counts[row, 1] += 1
                    took = assemble(work, cluster, plan, time, constants).total
                    want = much if by_memory else took
                    k = top
                    while k > 0 and want < wanted[row, k - 1]:
                        k -= 1
                    if k < top:
                        for later in range(top - 1, k, -1):
                            wanted[row, later] = wanted[row, later - 1]
                            combination[row, later] = combination[row, later - 1]
                            seconds[row, later] = seconds[row, later - 1]
                            taken[row, later] = taken[row, later - 1]
                        wanted[row, k], combination[row, k] = want, c * width + d
                        seconds[row, k], taken[row, k] = took, much
        return counts, least, least_at, wanted, combination, seconds, taken

    return numba.njit(parallel=True, nogil=True, fastmath=FLAGS, error_model="numpy")(loop)


def _compiled() -> dict[str, Any]:
    """Every function of MODULES by its name, compiled for numbers, not arrays.

    The code is that of the modules. Only what `np` means to it is exchanged: Numba's own where makes an array of a
    number, which costs more than the formula around it.
    """
    import numba

    scalar = _scalar_numpy()
    originals: dict[Any, Any] = {}
    scopes = []
    for name in MODULES:
        module = import_module(f"whackachip.performance.{name}")
        scope = dict(vars(module))
        scopes.append(scope)
        for function in vars(module).values():
            if isinstance(function, FunctionType) and function.__module__ == module.__name__:
                twin = FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
                originals[function] = numba.njit(twin, error_model="numpy", fastmath=FLAGS, forceinline=True)
    for scope in scopes:
        scope["np"] = scalar
        for key, value in list(scope.items()):
            if isinstance(value, FunctionType) and value in originals:
                scope[key] = originals[value]
    return {function.__name__: twin for function, twin in originals.items()}


def _scalar_numpy() -> ModuleType:
    """What the formulas use of NumPy, for plain numbers."""
    import numba

    def where(condition, one, other):  # type: ignore[no-untyped-def]
        if condition:
            return one
        return other

    def maximum(one, other):  # type: ignore[no-untyped-def]
        return one if one > other else other

    def minimum(one, other):  # type: ignore[no-untyped-def]
        return one if one < other else other

    def any_(value):  # type: ignore[no-untyped-def]
        return value != 0

    def clip(value, low, high):  # type: ignore[no-untyped-def]
        return min(max(value, low), high)

    found = ModuleType("scalar_numpy")
    for function in (where, maximum, minimum, clip, any_):
        setattr(found, function.__name__.rstrip("_"), numba.njit(function))
    for name in ("ceil", "sqrt", "exp", "log", "abs", "round", "inf"):
        setattr(found, name, getattr(np, name))
    return found
