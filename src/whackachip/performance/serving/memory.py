"""Memory of a chip that serves: weights, cache, activations and what is kept back."""

from __future__ import annotations

import numpy as np

from ..kernels.join import Numbers
from .arrays import Cluster, MemoryBytes, Plan, Workload
from .forward import ACTIVATION, cache_cells, held_share
from .weights import chip_weights

RESERVE = 2.5e9  # context of the driver, collectives' buffers, recorded graphs [byte]
USABLE = 0.92  # of the memory that an engine takes for itself; vLLM takes 0.9, TensorRT-LLM 0.9 of what is free


def activation_bytes(w: Workload, plan: Plan) -> Numbers:
    """The largest that is alive at once: a chunk's residual stream, its widest inner layer, its rows for experts.

    [byte]
    """
    wide = np.maximum((1 + w.gated) * w.ffn / plan.tp, w.heads * w.qk_width / plan.tp * 2)
    routed = w.top * (2 * w.hidden + (1 + w.gated) * w.expert_ffn) / np.maximum(plan.moe_tp, 1.0)
    routed = routed * plan.dp / np.maximum(plan.ep, 1.0)
    return plan.chunk * ACTIVATION * (4 * w.hidden + np.maximum(wide, routed))


def memory(w: Workload, cluster: Cluster, plan: Plan, sequences: Numbers, context: Numbers) -> MemoryBytes:
    """Bytes on the fullest chip with `sequences` of `context` tokens in a replica; all arguments broadcast.

    Keys of shared prefixes are counted for each sequence.
    """
    weights = chip_weights(w, plan) * (1 - plan.offload)
    cache = sequences / plan.dp * cache_cells(w, context) * plan.kv_bytes * held_share(w, plan)
    activations = activation_bytes(w, plan)
    return MemoryBytes(weights + cache + activations + RESERVE, weights, cache, activations, RESERVE + 0 * weights)


def most_sequences(w: Workload, cluster: Cluster, plan: Plan, context: Numbers) -> Numbers:
    """Sequences of `context` tokens for which a replica's cache has room; 0 where weights alone do not fit."""
    none = memory(w, cluster, plan, 0.0, context).total
    free = np.maximum(cluster.capacity * USABLE - none, 0.0)
    each = cache_cells(w, context) * plan.kv_bytes * held_share(w, plan) / plan.dp
    return np.floor(free / np.maximum(each, 1e-9))
