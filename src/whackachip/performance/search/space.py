"""The plans that a workload has on a cluster: splits of the chips as rows, switches as two axes beside them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np

from ..training import Cluster, Plan, Workload
from ..training.memory import STAGED, in_flight

# Fields of a plan that split the work, those that change a layer's time, and those that change the step around it.
SPLITS = ("tp", "pp", "cp", "dp", "ep", "etp", "micro_batch", "virtual")
LAYER_SWITCHES = ("recompute", "sequence_parallel", "overlap_tp", "overlap_ep", "schedule")
OFFLOADS = ("offload_optimizer", "offload_weights", "offload_activations")
STEP_SWITCHES = ("zero", "overlap_dp", *OFFLOADS)
FREE = (*SPLITS, *LAYER_SWITCHES, *STEP_SWITCHES)
# Every value of each switch, the simplest first: of two plans that are equally good the earlier one is given. What the
# host may keep is asked for by name.
ALL_VALUES: Mapping[str, tuple[float, ...]] = {
    "recompute": (0.0, 1.0, 1.25, 1.5, 1.75, 2.0),
    "sequence_parallel": (1.0, 0.0),
    "overlap_tp": (0.0, 1.0),
    "overlap_ep": (0.0, 1.0),
    "schedule": (0.0, 1.0, 2.0),
    "zero": (0.0, 1.0, 2.0, 3.0),
    "overlap_dp": (1.0, 0.0),
    **dict.fromkeys(OFFLOADS, (0.0,)),
}
SHARES = (0.0, 0.5, 1.0)  # of what the host may keep, where it is asked for
# By the formulas these are never slower and never take more memory than what they leave out; a test holds them to it.
UNDOMINATED: Mapping[str, tuple[float, ...]] = {
    **ALL_VALUES,
    "sequence_parallel": (1.0,),
    "overlap_tp": (1.0,),
    "overlap_dp": (1.0,),
    "zero": (2.0, 3.0),
}
FEWEST_TOKENS = 256  # of a sequence on a chip: context parallelism goes no further


@dataclass(frozen=True, slots=True)
class Space:
    """Plans as a product: rows of splits, layer switches, step switches; columns of float64 by the name of the field.

    Not every combination is a plan: a switch without effect stands at its first value only (see `distinct`).
    """

    splits: Mapping[str, Any]
    layer: Mapping[str, Any]
    step: Mapping[str, Any]
    fixed: dict[str, float]

    @property
    def rows(self) -> int:
        return len(self.splits["tp"])

    @property
    def width(self) -> int:
        """Combinations of switches."""
        return len(self.layer["recompute"]) * len(self.step["zero"])

    @property
    def offloads(self) -> bool:
        """Whether the host keeps something in some plan."""
        return any(np.any(self.step[name]) for name in OFFLOADS)

    def block(self, begin: int, end: int) -> Plan:
        """Rows as a plan of arrays of shape (rows, layer switches, step switches), each no larger than it varies."""
        fields: dict[str, Any] = {name: self.splits[name][begin:end, None, None] for name in SPLITS}
        fields |= {name: self.layer[name][None, :, None] for name in LAYER_SWITCHES}
        # A number where nothing is offloaded: an axis would widen what does not vary along it.
        fields |= {
            name: 0.0 if name in OFFLOADS and not np.any(self.step[name]) else self.step[name][None, None, :]
            for name in STEP_SWITCHES
        }
        return Plan(**(fields | self.fixed))

    def plan(self, number: int) -> Plan:
        """The plan with this number, in the order of `block` flattened; plain floats."""
        steps = len(self.step["zero"])
        row, rest = divmod(number, self.width)
        layer, step = divmod(rest, steps)
        fields = {name: float(self.splits[name][row]) for name in SPLITS}
        fields |= {name: float(self.layer[name][layer]) for name in LAYER_SWITCHES}
        fields |= {name: float(self.step[name][step]) for name in STEP_SWITCHES}
        return Plan(**(fields | self.fixed))


def offloading(kept: Iterable[str]) -> dict[str, tuple[float, ...]]:
    """Values of the switches where the host may keep some of: optimizer, weights, activations."""
    return {f"offload_{name}": SHARES for name in kept}


def space(
    work: Workload,
    cluster: Cluster,
    bits: float = 16.0,
    held: Mapping[str, float] | None = None,
    values: Mapping[str, tuple[float, ...]] = UNDOMINATED,
) -> Space:
    """All plans of a workload on a cluster, both of plain numbers.

    held: fields of the plan that stand fixed, the free ones of FREE or any other. All divisors of tp, pp, cp, dp, ep,
    micro-batch and interleaving that their rules allow; experts are split by 1 or by tp. Rows are in order of tp, pp,
    cp, ep and so on, all ascending.
    """
    kept = dict(held or {})
    splits = np.array(list(_splits(work, cluster, kept)), dtype=np.float64).reshape(-1, len(SPLITS))
    switches = [{name: (kept[name],) if name in kept else values[name] for name in names} for names in
                (LAYER_SWITCHES, STEP_SWITCHES)]  # fmt: skip
    layer, step = (
        dict(zip(found, np.array(list(product(*found.values())), dtype=np.float64).T, strict=True))
        for found in switches
    )
    other = {"bits": bits, "dispatch_bits": min(bits, 8.0) if bits < 16 else 16.0}
    other |= {name: value for name, value in kept.items() if name not in FREE}
    return Space(dict(zip(SPLITS, splits.T.copy(), strict=True)), layer, step, other)


def distinct(work: Workload, plan: Plan, values: Mapping[str, Any]) -> Any:
    """A mask of the combinations that are plans of their own: a switch that does nothing stands at its first value.

    values: the first value of each switch in the space.
    """
    first = (values[name] for name in ("sequence_parallel", "overlap_tp", "overlap_ep", "zero", "overlap_dp"))
    return is_distinct(work, plan, *first)


def is_distinct(
    work: Workload, plan: Plan, sequence_parallel: Any, overlap_tp: Any, overlap_ep: Any, zero: Any, overlap_dp: Any
) -> Any:
    """As `distinct`, with the first value of each switch by itself; operators alone, so that it compiles."""
    kept = (plan.schedule == 0) | ((plan.pp > 1) & (plan.virtual == 1))
    # DualPipe feeds a pipeline from both ends.
    doubled = (plan.pp % 2 == 0) & (work.batch >= 2 * plan.pp * plan.dp * plan.micro_batch)
    kept = kept & ((plan.schedule < 2) | doubled)
    kept = kept & ((plan.tp > 1) | ((plan.sequence_parallel == sequence_parallel) & (plan.overlap_tp == overlap_tp)))
    kept = kept & ((plan.ep > 1) | (plan.overlap_ep == overlap_ep))
    return kept & ((plan.dp * plan.cp > 1) | ((plan.zero == zero) & (plan.overlap_dp == overlap_dp)))


def is_kept(work: Workload, plan: Plan) -> Any:
    """As is_distinct for what the host keeps: a stage of few layers has nothing to leave to it."""
    depth = work.layers / plan.pp
    weights = (plan.offload_weights == 0) | (depth > STAGED)
    return weights & ((plan.offload_activations == 0) | (in_flight(work, plan) * depth > STAGED))


def _splits(work: Workload, cluster: Cluster, held: Mapping[str, float]) -> Iterator[tuple[int, ...]]:
    """Rows of SPLITS that obey the rules of `training.constraints`, memory apart."""
    chips, heads, keys = int(cluster.chips), int(work.heads), int(work.kv_heads)
    layers, batch, experts = int(work.layers), int(work.batch), int(work.experts)

    def free(name: str, options: list[int]) -> list[int]:
        return [option for option in options if option == held[name]] if name in held else options

    divisors = divisors_of(chips)
    ffn = int(work.ffn)
    tensor = [d for d in divisors if heads % d == 0 and (keys % d == 0 or d % keys == 0) and (not ffn or ffn % d == 0)]
    parts = divisors_of(experts) if experts else [1]
    for tp in free("tp", tensor):
        for pp in free("pp", [d for d in divisors_of(chips // tp) if d <= layers]):
            depth = -(-layers // pp)
            chunks = free("virtual", divisors_of(depth) if pp > 1 else [1])
            rest = chips // tp // pp
            context = [d for d in divisors_of(rest) if work.sequence % d == 0 and work.sequence / d >= FEWEST_TOKENS]
            for cp in free("cp", context):
                dp = rest // cp
                if batch % dp or ("dp" in held and dp != held["dp"]):
                    continue
                inside = tp * cp * dp
                spread = [
                    (ep, etp)
                    for ep in free("ep", [d for d in parts if inside % d == 0])
                    for etp in free("etp", [1, tp] if experts and tp > 1 else [1])
                    if inside % (ep * etp) == 0
                ]
                sizes = free("micro_batch", divisors_of(batch // dp))
                for size in sizes:
                    many = batch // dp // size
                    for virtual in chunks:
                        if virtual > 1 and (many < pp or pp * virtual > layers):
                            continue
                        for ep, etp in spread:
                            yield tp, pp, cp, dp, ep, etp, size, virtual


def divisors_of(number: int) -> list[int]:
    """All divisors, ascending."""
    small = [d for d in range(1, int(number**0.5) + 1) if number % d == 0]
    return small + [number // d for d in reversed(small) if d * d != number]
