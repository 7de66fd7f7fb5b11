"""Weights that a chip of a plan holds."""

from __future__ import annotations

import numpy as np

from ..kernels.join import Numbers
from .arrays import Plan, Workload


def attention_weights(w: Workload) -> Numbers:
    """Of one layer's attention [count]."""
    q_out = w.heads * w.qk_width
    plain = w.hidden * (q_out + w.kv_heads * (w.qk_width + w.v_width) / w.kv_layers)
    q = np.where(w.q_rank > 0, w.q_rank * (w.hidden + q_out), w.hidden * q_out)
    nope = w.qk_width - w.rope_width
    latent = q + w.hidden * (w.kv_rank + w.rope_width) + w.kv_rank * w.heads * (nope + w.v_width)
    return (np.where(w.kv_rank > 0, latent, plain) + w.heads * w.v_width * w.hidden) * w.mixing


def dense_ffn_weights(w: Workload) -> Numbers:
    """Of one dense feed-forward network [count]."""
    return (2 + w.gated) * w.hidden * w.ffn


def expert_weights(w: Workload) -> Numbers:
    """Of one expert [count]."""
    return (2 + w.gated) * w.hidden * w.expert_ffn


def routed_layers(w: Workload) -> Numbers:
    """Layers that route tokens [count], those that predict further tokens with them."""
    return np.where(w.experts > 0, w.layers + w.predicted - w.dense_layers, 0.0)


def outer_weights(w: Workload) -> Numbers:
    """Of the embedding or the head, one of them [count]."""
    return w.vocabulary * w.hidden


def all_weights(w: Workload) -> Numbers:
    """Of the whole model without norms and biases [count]."""
    layers, routed = w.layers + w.predicted, routed_layers(w)
    inside = layers * attention_weights(w) + (layers - routed) * dense_ffn_weights(w)
    experts = routed * ((w.experts + w.shared) * expert_weights(w) + w.hidden * w.experts)
    return inside + experts + (2 - w.tied) * outer_weights(w)


def chip_weights(w: Workload, plan: Plan) -> tuple[Numbers, Numbers]:
    """Weights of the fullest chip before sharding over data parallelism, without and of routed experts [count].

    The fullest stage is the first or the last, with the embedding or the head; one stage has both.
    """
    layers, routed = w.layers + w.predicted, routed_layers(w)
    inside = layers * attention_weights(w) + (layers - routed) * dense_ffn_weights(w)
    inside = inside + routed * w.shared * expert_weights(w)
    outer = np.where(plan.pp > 1, 1.0, 2 - w.tied) * outer_weights(w)
    dense = (inside / plan.pp + outer) / plan.tp + routed * w.hidden * w.experts / plan.pp
    return dense, routed / plan.pp * w.experts * expert_weights(w) / (plan.ep * plan.etp)


def trained_share(w: Workload) -> Numbers:
    """Share of the weights that are trained: all, or low-rank additions to attention's products [1]."""
    added = w.layers * w.lora_rank * 2 * (w.hidden + w.heads * w.qk_width)
    return np.where(w.lora_rank > 0, np.minimum(1.0, added / all_weights(w)), 1.0)
