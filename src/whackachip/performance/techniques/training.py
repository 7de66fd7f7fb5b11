"""Seconds of a chip for a token of training where some techniques are used and the others undone."""

from __future__ import annotations

from collections.abc import Mapping

from ..run import USUAL, Question
from ..search import best, space
from ..training import Workload, coefficients
from ..training.build import workload
from .waterfall import Side

# A plan of a stack without any of the techniques.
PLAIN: dict[str, float] = {
    "recompute": 2.0, "sequence_parallel": 0.0, "overlap_tp": 0.0, "overlap_ep": 0.0, "overlap_dp": 0.0,
    "schedule": 0.0, "virtual": 1.0, "zero": 1.0, "cp": 1.0, "etp": 1.0,
}  # fmt: skip
# What each mechanism lets the search choose, or sets.
FREES: dict[str, tuple[str, ...]] = {
    "zero": ("zero",), "sequence-parallel": ("sequence_parallel",), "selective-recompute": ("recompute",),
    "pipeline": ("schedule", "virtual"), "overlap-dp": ("overlap_dp",), "overlap-tp": ("overlap_tp",),
    "overlap-ep": ("overlap_ep",),
}  # fmt: skip
BITS = {"fp8": 8.0, "fp4": 4.0}
NODES = 4.0


def training_side(asked: Question) -> Side:
    """A question of training in 16 bits as a side of a waterfall. Raises UserError and MissingFigure."""
    work, on = asked.parts()
    constants, known = coefficients(), dict[frozenset[str], float | None]()

    def seconds(used: Mapping[str, float | None]) -> float | None:
        mechanisms = frozenset(used)
        if mechanisms not in known:
            held = {**PLAIN, **asked.held}
            for mechanism in mechanisms:
                for name in FREES.get(mechanism, ()):
                    if name not in asked.held:
                        held.pop(name, None)
            bits = min([16.0, *(BITS[name] for name in mechanisms if name in BITS)])
            changed = plainer(work, mechanisms)
            found = best(changed, on, space(changed, on, bits, held, USUAL), constants).plans
            known[mechanisms] = found[0].seconds * asked.count / (work.batch * work.sequence) if found else None
        return known[mechanisms]

    return Side(asked.model.id, asked.chip, asked.count, "train", _has(work), "", seconds)


def training_has(asked: Question) -> set[str]:
    """Ids of the techniques in the model's configuration."""
    return _has(workload(asked.model, asked.sequence, asked.sequences()))


def plainer(work: Workload, mechanisms: frozenset[str]) -> Workload:
    """The workload with every change of architecture undone that is not among the mechanisms."""
    if "gqa" not in mechanisms and not work.kv_rank:
        work = work._replace(kv_heads=work.heads)
    if "mla" not in mechanisms and work.kv_rank:
        work = work._replace(kv_heads=work.heads, kv_rank=0.0, q_rank=0.0, rope_width=0.0)
    if "cla" not in mechanisms:
        work = work._replace(kv_layers=1.0)
    if "node-limit" in mechanisms:
        work = work._replace(route_nodes=NODES)
    return work


def _has(work: Workload) -> set[str]:
    found = {
        "moe": work.experts > 0,
        "gqa": work.kv_rank == 0 and work.kv_heads < work.heads,
        "mla": work.kv_rank > 0,
        "cla": work.kv_layers > 1,
    }
    return {name for name, there in found.items() if there}
