"""Parameters of a model and what one chip of a replica holds of them."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..kernels.join import Numbers
from .arrays import Plan, Workload

ENDS_BYTES = 2.0


class Parameters(NamedTuple):
    """Numbers of a model by where they stand: all layers together, and the embedding with the head."""

    attention: Numbers
    dense: Numbers
    experts: Numbers
    shared: Numbers  # experts that every token passes, and routers
    embedding: Numbers


def attention_parameters(w: Workload) -> Numbers:
    """Of the mean layer's attention; without `mixing` of a plain one, biases and norms left out.

    Sources: arXiv 2305.13245 (GQA); arXiv 2405.04434, equations 9 to 19 (MLA); arXiv 2405.12981 (CLA).
    """
    query = w.heads * w.qk_width
    plain = w.hidden * (query + w.kv_heads * (w.qk_width + w.v_width) / w.kv_layers)
    nope = w.qk_width - w.rope_width
    q_rank = np.maximum(w.q_rank, 1.0)
    low_rank = np.where(w.q_rank > 0, (w.hidden + query) * q_rank, w.hidden * query)
    latent = low_rank + w.hidden * (w.kv_rank + w.rope_width) + w.kv_rank * w.heads * (nope + w.v_width)
    return (np.where(w.kv_rank > 0, latent, plain) + w.heads * w.v_width * w.hidden) * w.mixing


def parameters(w: Workload) -> Parameters:
    """Of the whole model."""
    matrices = 2 + w.gated
    moe = moe_layers(w)
    return Parameters(
        attention=w.layers * attention_parameters(w),
        dense=(w.layers - moe) * matrices * w.hidden * w.ffn,
        experts=moe * w.experts * matrices * w.hidden * w.expert_ffn,
        shared=moe * (w.shared * matrices * w.hidden * w.expert_ffn + w.experts * w.hidden),
        embedding=w.vocabulary * w.hidden * (2 - w.tied),
    )


def moe_layers(w: Workload) -> Numbers:
    """Layers that route tokens to experts."""
    return np.where(w.experts > 0, w.layers - w.dense_layers, 0.0)


def chip_weights(w: Workload, plan: Plan) -> Numbers:
    """Bytes of weights on one chip: experts over moe_tp x ep, the rest over tp, layers over pp [byte].

    Latent attention keeps its projections to the latent whole on each chip of a tensor-parallel group, and heads of
    keys that are fewer than the group are held more than once.
    """
    p = parameters(w)
    whole = np.where(w.kv_rank > 0, w.hidden * (w.q_rank + w.kv_rank + w.rope_width), 0.0)
    twice = w.hidden * (w.qk_width + w.v_width) * np.maximum(0.0, plan.tp - w.kv_heads) / w.kv_layers
    again = np.where(w.kv_rank > 0, whole * (plan.tp - 1), twice)
    attention = (p.attention + w.layers * again) / plan.tp * plan.attention_bytes
    dense = (p.dense + p.shared) / plan.tp * plan.dense_bytes
    experts = p.experts / (plan.moe_tp * plan.ep) * plan.expert_bytes
    # Embedding and head stay in 16 bits and stand on the first and last stage; the fuller of stages holds half of them.
    ends = p.embedding * ENDS_BYTES / plan.tp
    return (attention + dense + experts) / plan.pp + np.where(plan.pp > 1, ends / 2, ends)
