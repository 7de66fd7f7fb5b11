"""Time of one layer for one micro-batch on one chip, averaged over the kinds of layers that a model has."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ..kernels.join import Numbers, joined
from .arrays import Cluster, Plan, Workload
from .coefficients import Coefficients
from .flops import keys_seen
from .rate import attention_rate, product_rate, product_time
from .traffic import context_time, expert_time, tensor_time

BYTES = 2.0  # of an activation
SUMMED = 8.0  # of a weight's gradient, which is read and written in 32 bits
LAUNCH_JOIN = 4.0  # host and chip run beside one another: the longer of the two counts
BACKWARD_LAUNCH = 1.5
BACKWARD_PRODUCTS = 2.5  # attention: five products for two
# Softmax and dropout of scores that are written: each read and written in 2 bytes, a mask in 1; backward the softmax
# reads its output too.
SCORE_BYTES, SCORE_BYTES_BACK = 9.0, 11.0
ACTIVATION_PASSES = 4.0  # of a feed-forward network's inner values
HEAD_PASSES = 8.0  # of the logits
PERMUTE_PASSES = 8.0  # of a routed row
COMMUNICATION_UNITS = 20.0  # DeepSeek-V3 (arXiv 2412.19437), section 3.2.2


class LayerTime(NamedTuple):
    """Seconds of one micro-batch in the mean layer, forward and backward together, and in the head."""

    products: Numbers
    experts: Numbers
    attention: Numbers
    elementwise: Numbers
    launch: Numbers
    recompute: Numbers
    tp: Numbers
    cp: Numbers
    ep: Numbers
    head: Numbers


def _product(
    m: Numbers,
    n: Numbers,
    k: Numbers,
    count: Numbers,
    trained: Numbers,
    bits: Numbers,
    rate: Numbers,
    cluster: Cluster,
    c: Coefficients,
) -> tuple[Numbers, Numbers]:
    """Forward and backward time of `count` products with a weight k x n [s]; a frozen weight has no gradient."""
    size = bits / 8
    forward = product_time(count, m, n, k, size, rate, cluster, c)
    inputs = product_time(count, m, k, n, size, rate, cluster, c)
    weights = product_time(count, k, n, m, size, rate, cluster, c, SUMMED)
    return forward, inputs + trained * weights


NONE = (0.0, 0.0)


def _lacks(kind: Numbers) -> bool:
    """Whether a plain number says that there is nothing of a kind, so that its time need not be computed."""
    return isinstance(kind, float) and kind == 0


def _projections(
    tokens: Numbers, w: Workload, trained: Numbers, rate: Numbers, cluster: Cluster, plan: Plan, c: Coefficients
) -> tuple[Numbers, Numbers]:
    """Attention's products with weights, forward and backward [s]: plain, or by way of a latent (MLA)."""
    tp, bits, hidden = plan.tp, plan.bits, w.hidden
    q_out = w.heads * w.qk_width / tp
    kv_out = w.kv_heads * (w.qk_width + w.v_width) / tp / w.kv_layers
    plain = _product(tokens, q_out + kv_out, hidden, 1.0, trained, bits, rate, cluster, c)
    out = _product(tokens, hidden, w.heads * w.v_width / tp, 1.0, trained, bits, rate, cluster, c)
    if _lacks(w.kv_rank):
        return (plain[0] + out[0]) * w.mixing, (plain[1] + out[1]) * w.mixing
    kv_rank = np.maximum(w.kv_rank, 1.0)
    q_rank = np.where(w.q_rank > 0, w.q_rank, hidden)
    down = _product(tokens, w.q_rank + kv_rank + w.rope_width, hidden, 1.0, trained, bits, rate, cluster, c)
    q_up = _product(tokens, q_out, q_rank, 1.0, trained, bits, rate, cluster, c)
    nope = w.qk_width - w.rope_width
    kv_up = _product(tokens, w.heads * (nope + w.v_width) / tp, kv_rank, 1.0, trained, bits, rate, cluster, c)
    latent = w.kv_rank > 0
    forward = np.where(latent, down[0] + q_up[0] + kv_up[0], plain[0]) + out[0]
    backward = np.where(latent, down[1] + q_up[1] + kv_up[1], plain[1]) + out[1]
    return forward * w.mixing, backward * w.mixing


def _written_core(
    tokens: Numbers, w: Workload, rate: Numbers, cluster: Cluster, plan: Plan, c: Coefficients
) -> tuple[Numbers, Numbers]:
    """As _core where scores of all pairs are written to memory and read again, by products and by softmax [s]."""
    many, keys = tokens / w.sequence * w.heads / plan.tp, w.sequence

    def product(m: Numbers, n: Numbers, k: Numbers) -> Numbers:
        return product_time(many, m, n, k, BYTES, rate, cluster, c)

    scores, values = product(keys, keys, w.qk_width), product(keys, w.v_width, keys)
    one = many * keys * keys / (cluster.bandwidth * c.memory)
    backward = product(keys, keys, w.v_width) + values + 2 * product(keys, w.qk_width, keys)
    return scores + values + SCORE_BYTES * one, backward + SCORE_BYTES_BACK * one


def _core(tokens: Numbers, w: Workload, cluster: Cluster, plan: Plan, c: Coefficients) -> tuple[Numbers, Numbers]:
    """Scores, softmax and values in tiles, forward and backward [s]; softmax runs on the vector units."""
    cells = tokens * keys_seen(w) * w.heads / plan.tp
    products = 2 * cells * (w.qk_width + w.v_width)
    softmax = cells * c.softmax / cluster.units
    pace = attention_rate(cluster, w.sequence, w.qk_width, c)
    forward = products / (pace * c.attention) + softmax
    return forward, BACKWARD_PRODUCTS * (products / (pace * c.attention_backward) + softmax)


def _feed_forward(
    rows: Numbers,
    width: Numbers,
    count: Numbers,
    w: Workload,
    trained: Numbers,
    rate: Numbers,
    cluster: Cluster,
    plan: Plan,
    c: Coefficients,
) -> tuple[Numbers, Numbers]:
    """`count` networks of this width with this many rows each, forward and backward [s]."""
    up = _product(rows, (1 + w.gated) * width, w.hidden, count, trained, plan.bits, rate, cluster, c)
    down = _product(rows, w.hidden, width, count, trained, plan.bits, rate, cluster, c)
    return up[0] + down[0], up[1] + down[1]


def layer_time(w: Workload, cluster: Cluster, plan: Plan, c: Coefficients) -> LayerTime:
    """Time of a micro-batch in the mean layer [s]; depends on tp, cp, ep, etp, micro_batch and the switches alone.

    All arguments broadcast. Products of the forward pass come twice in the backward pass; tensor parallelism gathers
    and scatters the residual stream twice in each.
    """
    # DualPipe keeps some units for dispatch and combine; of a chip of few large units never more than half.
    taken = np.minimum(COMMUNICATION_UNITS / cluster.units, 0.5)
    kept = np.where(plan.schedule > 1, 1 - taken, 1.0)
    rate = product_rate(cluster, plan.bits, c) * kept
    tokens, tp, hidden = plan.micro_batch * w.sequence / plan.cp, plan.tp, w.hidden
    trained = np.where(w.lora_rank > 0, 0.0, 1.0)
    proj_f, proj_b = _projections(tokens, w, trained, rate, cluster, plan, c)
    in_tiles = _core(tokens, w, cluster, plan, c)
    tiled = isinstance(plan.tiled, float) and plan.tiled > 0
    written = in_tiles if tiled else _written_core(tokens, w, rate, cluster, plan, c)
    core_f, core_b = (np.where(plan.tiled > 0, *pair) for pair in zip(in_tiles, written, strict=True))
    # A kind of network that a model lacks has a width of one, and no share of the layers.
    wide = np.maximum(w.ffn, 1.0)
    dense_f, dense_b = _feed_forward(tokens, wide / tp, 1.0, w, trained, rate, cluster, plan, c)
    local, top = np.maximum(w.experts, 1.0) / plan.ep, np.maximum(w.top, 1.0)
    rows = tokens * top / local * plan.etp / tp * w.imbalance
    narrow = np.maximum(w.expert_ffn, 1.0) / plan.etp
    routed_f, routed_b = (
        NONE if _lacks(w.experts) else _feed_forward(rows, narrow, local, w, trained, rate, cluster, plan, c)
    )
    always = np.maximum(w.expert_ffn * w.shared, 1.0) / tp
    shared_f, shared_b = (
        NONE if _lacks(w.shared) else _feed_forward(tokens, always, 1.0, w, trained, rate, cluster, plan, c)
    )
    has_shared = np.where(w.shared > 0, 1.0, 0.0)
    expert_f, expert_b = routed_f + has_shared * shared_f, routed_b + has_shared * shared_b

    # What only moves bytes.
    stream = cluster.bandwidth * c.memory
    age = cluster.year - 2022.5
    split = np.where(plan.sequence_parallel > 0, tp, 1 + 0.5 * (tp - 1))
    casts = c.cast_passes * (1 + c.blocks * plan.blocks) * np.where(plan.bits < 16, 1.0, 0.0)
    around = (c.passes * np.exp(-c.fused * age) + casts) * tokens * hidden * BYTES / split / stream
    inner = ACTIVATION_PASSES * BYTES * tokens / tp * (1 + w.gated) / 2 / stream
    dense_e = around + inner * wide
    moved = tokens * top / tp * w.imbalance * hidden * BYTES * PERMUTE_PASSES / stream
    moe_e = around + moved + inner * (top + w.shared) * w.expert_ffn

    # Communication of the forward pass; the backward pass has as much.
    comm_tp = tensor_time(tokens, w, cluster, plan, c) * np.where(plan.overlap_tp > 0, c.tp_overlapped, 1.0)
    # The ring turns beside the core; backward it carries gradients as well.
    ring = context_time(tokens, w, cluster, plan, c)
    cp_f, cp_b = np.maximum(ring - core_f, 0.0), np.maximum(2 * ring - core_b, 0.0)
    plain_f, plain_b = proj_f + core_f + comm_tp + cp_f, proj_b + core_b + comm_tp + cp_b
    all_dense_f, all_dense_b = plain_f + dense_f + dense_e, plain_b + dense_b + 2 * dense_e
    all_moe_f, all_moe_b = plain_f + expert_f + moe_e, plain_b + expert_b + 2 * moe_e
    # Beside another micro-batch what outlasts the products shows, and a share in any case.
    routing, beside = expert_time(tokens, w, cluster, plan, c), plan.overlap_ep > 0
    ep_f = np.where(beside, np.maximum(routing - all_moe_f, c.ep_overlapped * routing), c.ep_exposed * routing)
    ep_b = np.where(beside, np.maximum(routing - all_moe_b, c.ep_overlapped * routing), c.ep_exposed * routing)
    all_moe_f, all_moe_b = all_moe_f + ep_f, all_moe_b + ep_b

    # The host launches each layer's kernels, and each expert's unless they are recorded.
    ease = np.exp(-c.yearly * age) * np.where(plan.graphs > 0, c.graphs, 1.0)
    host = c.launch * ease
    host_moe = (c.launch + c.launch_moe + c.launch_expert * local * np.where(plan.graphs > 0, 0.0, 1.0)) * ease
    wait_dense_f = joined(all_dense_f, host, LAUNCH_JOIN) - all_dense_f
    wait_dense_b = joined(all_dense_b, BACKWARD_LAUNCH * host, LAUNCH_JOIN) - all_dense_b
    wait_moe_f = joined(all_moe_f, host_moe, LAUNCH_JOIN) - all_moe_f
    wait_moe_b = joined(all_moe_b, BACKWARD_LAUNCH * host_moe, LAUNCH_JOIN) - all_moe_b

    moe = np.where(w.experts > 0, 1 - w.dense_layers / w.layers, 0.0)
    forward = (1 - moe) * (all_dense_f + wait_dense_f) + moe * (all_moe_f + wait_moe_f)
    again = np.where(plan.recompute > 1, (plan.recompute - 1) * forward, np.where(plan.recompute > 0, core_f, 0.0))
    head = _product(
        tokens, w.vocabulary / tp, hidden, 1.0, trained, 16.0, product_rate(cluster, 16.0, c), cluster, c
    )  # fmt: skip
    return LayerTime(
        products=proj_f + proj_b + (1 - moe) * (dense_f + dense_b),
        experts=moe * (expert_f + expert_b),
        attention=core_f + core_b,
        elementwise=3 * ((1 - moe) * dense_e + moe * moe_e),
        launch=(1 - moe) * (wait_dense_f + wait_dense_b) + moe * (wait_moe_f + wait_moe_b),
        recompute=again,
        tp=2 * comm_tp,
        cp=cp_f + cp_b,
        ep=moe * (ep_f + ep_b),
        head=head[0] + head[1] + tokens * w.vocabulary / tp * BYTES * HEAD_PASSES / stream,
    )
