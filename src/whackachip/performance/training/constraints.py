"""What a plan must obey before its time means anything."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..kernels.join import Numbers
from .arrays import Cluster, Plan, Workload
from .memory import memory
from .offload import host_memory


class Constraints(NamedTuple):
    """One mask a rule, true where it is obeyed."""

    chips: Numbers
    heads: Numbers
    layers: Numbers
    batch: Numbers
    experts: Numbers
    sequence: Numbers
    virtual: Numbers
    memory: Numbers
    host: Numbers


# What a broken rule means, by its name.
CONSTRAINTS = {
    "chips": "tp x pp x cp x dp must be the count of chips",
    "heads": "tensor parallelism must divide the heads of attention and the widths that it splits",
    "layers": "a pipeline needs at least a layer for each stage and chunk",
    "batch": "the batch must be a multiple of dp x micro-batch",
    "experts": "expert parallelism must divide the experts and fit into tp x cp x dp",
    "sequence": "context parallelism must divide the sequence",
    "virtual": "interleaving needs a pipeline and as many micro-batches as it has stages",
    "memory": "the memory of a chip must hold weights, gradients, optimizer and activations",
    "host": "the memory of the host must hold what is left to it",
}


def _divides(part: Numbers, whole: Numbers) -> Any:
    ratio = whole / part
    return np.abs(ratio - np.floor(ratio + 0.5)) < 1e-9


def constraints(w: Workload, cluster: Cluster, plan: Plan, usable: Numbers = 1.0) -> Constraints:
    """Which rules a plan obeys, each a mask; usable: share of the memory that may be filled.

    Heads of keys may be fewer than tp (they are then held twice). Layers may be dealt out unevenly.
    """
    product = plan.tp * plan.pp * plan.cp * plan.dp
    width = np.where(w.ffn > 0, w.ffn, plan.tp)
    kv = _divides(w.kv_heads, plan.tp) | _divides(plan.tp, w.kv_heads)
    routed, plain = w.experts > 0, w.experts <= 0
    inside = plan.tp * plan.cp * plan.dp
    spread = _divides(plan.ep, np.where(routed, w.experts, plan.ep)) & _divides(plan.ep * plan.etp, inside)
    many = w.batch / (plan.dp * plan.micro_batch)
    return Constraints(
        chips=np.abs(product - cluster.chips) < 0.5,
        heads=_divides(plan.tp, w.heads) & kv & _divides(plan.tp, width),
        layers=w.layers >= plan.pp * plan.virtual,
        batch=_divides(plan.dp * plan.micro_batch, w.batch),
        experts=(routed & spread) | (plain & (plan.ep == 1) & (plan.etp == 1)),
        sequence=_divides(plan.cp, w.sequence),
        virtual=(plan.virtual == 1) | ((plan.pp > 1) & (many >= plan.pp)),
        memory=memory(w, cluster, plan).total <= cluster.capacity * usable,
        host=host_memory(w, plan) <= cluster.host_memory,
    )
