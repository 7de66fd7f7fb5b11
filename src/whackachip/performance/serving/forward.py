"""One pass of a replica: sequences that each decode a token, tokens of prompts, or both at once."""

from __future__ import annotations

import numpy as np

from ..kernels.attention import LATENT, LATENT_VALUE, attention_decode_time, attention_prefill_time
from ..kernels.curve import GemmCurve
from ..kernels.gemm import gemm_time
from ..kernels.join import Numbers
from ..kernels.memory import memory_op_time
from ..kernels.moe import experts_hit, moe_time
from .arrays import Batch, Cluster, Parts, Plan, Workload
from .traffic import exchange_time, reduce_time
from .weights import chip_weights, moe_layers, parameters

ACTIVATION = 2.0  # of the residual stream [byte]
AROUND = 8.0  # reads and writes of the residual stream in a layer: two norms, two sums, casts
LINEAR_CHUNK = 64.0  # tokens among which linear attention still forms a square
SMALLEST_TILE = 64.0  # rows; of kernels.gemm.TILES
INDEX_BYTES = 1.0  # of a number that the index of sparse attention keeps


def forward(w: Workload, cluster: Cluster, plan: Plan, batch: Batch) -> Parts:
    """Time of one pass through all layers by cause [s]; all arguments broadcast.

    With pipeline stages the pass is that of one batch through all of them. Where dispatch and combine overlap, two
    halves of the batch take turns, and each reads the weights (DeepSeek-V3, arXiv 2412.19437, section 3.4).
    """
    halves = np.where(plan.overlap > 0, 2.0, 1.0)
    half = batch._replace(decoding=batch.decoding / halves, prompts=batch.prompts / halves)
    return Parts(*(part * halves for part in _pass(w, cluster, plan, half)))


def _pass(w: Workload, cluster: Cluster, plan: Plan, batch: Batch) -> Parts:
    guessed = batch.decoding * (1 + plan.draft)
    rows = guessed + batch.prompts
    moe = moe_layers(w)
    dense = w.layers - moe
    inner = 3 * (w.heads * w.qk_width + w.ffn * dense / w.layers) / plan.tp
    moved = ACTIVATION * rows * (AROUND * w.hidden + inner)
    message = rows * w.hidden * ACTIVATION
    reduces = w.layers * 2 - moe * np.where(plan.dp > 1, 1.0, 0.0)
    core = _decode(w, cluster, plan, batch) + _prefill(w, cluster, plan, batch)
    return Parts(
        products=w.layers * _projections(w, cluster, plan, rows, guessed, batch.prompts)
        + dense * _feed_forward(w, cluster, plan, rows, w.ffn)
        + np.where(w.shared > 0, moe * _feed_forward(w, cluster, plan, rows, w.shared * w.expert_ffn), 0.0),
        attention=core,
        experts=moe * _experts(w, cluster, plan, rows),
        elementwise=w.layers * memory_op_time(moved, cluster.bandwidth, cluster.curves.move),
        reduce=reduces * reduce_time(message, cluster, plan),
        exchange=moe * exchange_time(rows, w, cluster, plan),
        head=_head(w, cluster, plan, batch),
        floor=_floor(w, cluster, plan, batch, rows),
        layers=w.layers + moe + 0 * rows,
    )


def _product(
    m: Numbers,
    n: Numbers,
    k: Numbers,
    rate: Numbers,
    weight: Numbers,
    given: Numbers,
    cluster: Cluster,
    curve: GemmCurve,
    fill: Numbers = 16.0,
) -> Numbers:
    """A product with a weight k x n; nothing where there is no row. Rows are filled up to a multiple of `fill`, which
    for few of them is less than the tile that the curve counts."""
    rows = np.maximum(m, 1.0)
    filled = np.minimum(1.0, np.ceil(rows / fill) * fill / SMALLEST_TILE)
    time = gemm_time(
        1.0, rows, np.maximum(n, 1.0), np.maximum(k, 1.0), weight, rate / filled, cluster.bandwidth, cluster.units,
        curve, given,
    )  # fmt: skip
    return np.where((m > 0) & (n > 0) & (k > 0), time, 0.0)


def _projections(
    w: Workload, cluster: Cluster, plan: Plan, rows: Numbers, guessed: Numbers, prompts: Numbers
) -> Numbers:
    """Products of the mean layer's attention, in proportion to its weights.

    Latent attention absorbs its second factor into queries and output where it decodes and expands keys and values
    where it prefills (DeepSeek-V2, arXiv 2405.04434, section 2.1).
    """
    curve, rate = cluster.curves.attention_gemm, cluster.attention_rate
    weight, given = plan.attention_bytes, plan.attention_input

    def product(m: Numbers, n: Numbers, k: Numbers) -> Numbers:
        return _product(m, n, k, rate, weight, given, cluster, curve, plan.attention_fill)

    heads = w.heads / plan.tp
    held = np.maximum(1.0, w.kv_heads / plan.tp) / w.kv_layers
    plain = product(rows, heads * w.qk_width + held * (w.qk_width + w.v_width), w.hidden)
    down = product(rows, w.q_rank + w.kv_rank + w.rope_width, w.hidden)
    up = product(rows, heads * w.qk_width, np.where(w.q_rank > 0, w.q_rank, w.hidden))
    nope = np.maximum(w.qk_width - w.rope_width, 1.0)
    rank = np.maximum(w.kv_rank, 1.0)
    absorbed = gemm_time(
        heads, np.maximum(guessed, 1.0), rank, nope, 2.0, cluster.core_rate, cluster.bandwidth, cluster.units,
        cluster.curves.head_gemm,
    ) + gemm_time(
        heads, np.maximum(guessed, 1.0), w.v_width, rank, 2.0, cluster.core_rate, cluster.bandwidth, cluster.units,
        cluster.curves.head_gemm,
    )  # fmt: skip
    expanded = product(prompts, heads * (nope + w.v_width), rank)
    latent = down + up + np.where(guessed > 0, absorbed, 0.0) + expanded
    return (np.where(w.kv_rank > 0, latent, plain) + product(rows, w.hidden, heads * w.v_width)) * w.mixing


def _feed_forward(w: Workload, cluster: Cluster, plan: Plan, rows: Numbers, width: Numbers) -> Numbers:
    """A feed-forward network that every token passes; shared experts are split like it."""
    curve, rate = cluster.curves.dense_gemm, cluster.dense_rate
    wide = width / plan.tp
    weight, given, fill = plan.dense_bytes, plan.dense_input, plan.dense_fill
    up = _product(rows, (1 + w.gated) * wide, w.hidden, rate, weight, given, cluster, curve, fill)
    return up + _product(rows, w.hidden, wide, rate, weight, given, cluster, curve, fill)


def _experts(w: Workload, cluster: Cluster, plan: Plan, rows: Numbers) -> Numbers:
    """Routed experts of one layer and their router; tokens of all groups meet at the experts, in random routing."""
    tokens = np.maximum(rows * plan.dp, 1.0)
    top, many = np.maximum(w.top, 1.0), np.maximum(w.experts, plan.ep)
    time = moe_time(
        tokens, w.hidden, np.maximum(w.expert_ffn, 1.0) / plan.moe_tp, top, many, plan.ep, 2 + w.gated, 0.0, 0.0,
        plan.expert_bytes, plan.expert_input, cluster.expert_rate, cluster.bandwidth, cluster.units, cluster.curves.moe,
    )  # fmt: skip
    router = _product(rows, w.experts, w.hidden, cluster.core_rate, 2.0, 2.0, cluster, cluster.curves.head_gemm)
    return np.where(w.experts > 0, time + router, 0.0)


def _decode(w: Workload, cluster: Cluster, plan: Plan, batch: Batch) -> Numbers:
    """Attention's core of all layers for sequences that decode; guessed tokens share a sequence's keys."""
    latent = w.kv_rank > 0
    heads = w.heads / plan.tp * (1 + plan.draft)
    held = np.where(latent, 1.0, np.maximum(1.0, w.kv_heads / plan.tp))
    width = np.where(latent, LATENT + LATENT_VALUE, w.qk_width + w.v_width)
    kept = np.where(latent, w.kv_rank + w.rope_width, w.qk_width + w.v_width)
    many, keys = np.maximum(batch.decoding, 1.0), np.maximum(batch.context, 1.0)

    def core(window: Numbers) -> Numbers:
        return attention_decode_time(
            many, read, heads, held, width, kept, window, plan.kv_bytes, cluster.core_rate, cluster.bandwidth,
            cluster.units, cluster.curves.decode,
        )  # fmt: skip

    whole = w.layers * (1 - w.windowed - w.linear)
    read = np.where(w.sparse > 0, np.minimum(keys, np.maximum(w.sparse, 1.0)), keys)
    state = w.state_cells / plan.tp * ACTIVATION * 2 * many / cluster.bandwidth / cluster.curves.move.bandwidth
    linear = w.layers * w.linear * cluster.curves.decode.launch + state
    time = whole * core(0.0) + w.layers * w.windowed * core(np.maximum(w.window, 1.0)) + linear
    time = time + whole * _index(w, cluster, plan, many, 1 + plan.draft, keys)
    return np.where(batch.decoding > 0, time, 0.0)


def _prefill(w: Workload, cluster: Cluster, plan: Plan, batch: Batch) -> Numbers:
    """Attention's core of all layers for tokens of prompts, each chunk over all keys before it."""
    fresh = np.maximum(batch.length - batch.shared, 1.0)
    queries = np.minimum(fresh, plan.chunk)
    many = np.maximum(batch.prompts, 1.0) / queries
    keys = batch.shared + (fresh + queries) / 2  # of the middle chunk
    read = np.where(w.sparse > 0, np.minimum(keys, np.maximum(w.sparse, queries)), keys)
    heads = w.heads / plan.tp
    held = np.where(w.kv_rank > 0, heads, np.maximum(1.0, w.kv_heads / plan.tp))

    def core(keys: Numbers, window: Numbers) -> Numbers:
        return attention_prefill_time(
            many, queries, keys, heads, held, w.qk_width, w.v_width, window, 1.0, np.maximum(plan.kv_bytes, 1.0),
            cluster.core_rate, cluster.bandwidth, cluster.units, cluster.curves.prefill,
        )  # fmt: skip

    whole = w.layers * (1 - w.windowed - w.linear)
    # A square within each chunk, and a state that each token reads and changes (arXiv 2405.21060, section 6).
    square = w.layers * w.linear * w.linear_width * LINEAR_CHUNK + 4 * w.state_cells
    linear = many * queries * square / plan.tp / (cluster.core_rate * cluster.curves.prefill.compute)
    time = whole * core(read, 0.0) + w.layers * w.windowed * core(keys, np.maximum(w.window, 1.0)) + linear
    time = time + whole * _index(w, cluster, plan, many, queries, keys)
    return np.where(batch.prompts > 0, time, 0.0)


def _index(w: Workload, cluster: Cluster, plan: Plan, many: Numbers, queries: Numbers, keys: Numbers) -> Numbers:
    """The index of sparse attention in one layer: every query against every key, in 8 bits, on each chip of a group
    (DeepSeek-V3.2, arXiv 2512.02556, section 2.1)."""
    products = (
        2
        * many
        * queries
        * keys
        * w.index_heads
        * w.index_width
        / (cluster.dense_rate * cluster.curves.prefill.compute)
    )
    moved = many * keys * w.index_width * INDEX_BYTES / (cluster.bandwidth * cluster.curves.move.bandwidth)
    return np.where(w.sparse > 0, np.maximum(products, moved), 0.0)


def _head(w: Workload, cluster: Cluster, plan: Plan, batch: Batch) -> Numbers:
    """Logits, for each sequence that decodes and each prompt, in 16 bits."""
    rows = batch.decoding * (1 + plan.draft) + batch.prompts / np.maximum(batch.length - batch.shared, 1.0)
    every = _product(
        np.maximum(rows, 1.0), w.vocabulary / plan.tp, w.hidden, cluster.core_rate, ACTIVATION, ACTIVATION, cluster,
        cluster.curves.head_gemm,
    )  # fmt: skip
    return every + 0 * rows


def cache_cells(w: Workload, context: Numbers) -> Numbers:
    """Numbers that a sequence of `context` tokens keeps, over all layers and heads. As catalog.cache.cache_bytes."""
    return context * w.whole_cells + np.minimum(context, w.window) * w.window_cells + w.state_cells


def seen_cells(w: Workload, context: Numbers) -> Numbers:
    """Numbers of a sequence's cache that a step reads: all, or those that sparse attention picks and its index."""
    index = w.layers * w.index_width
    picked = np.minimum(context, np.maximum(w.sparse, 1.0)) * np.maximum(w.whole_cells - index, 0.0) + context * index
    return np.where(w.sparse > 0, picked, cache_cells(w, context))


def held_share(w: Workload, plan: Plan) -> Numbers:
    """Share of a sequence's cache that one chip holds: latents are held whole by each chip of a tensor-parallel group,
    and so is a head of keys by the chips that share it."""
    heads = np.where(w.kv_rank > 0, 1.0, np.minimum(plan.tp, np.maximum(w.kv_heads, 1.0)))
    return 1 / heads / plan.pp


def _floor(w: Workload, cluster: Cluster, plan: Plan, batch: Batch, rows: Numbers) -> Numbers:
    """Weights that the pass reads and the cache that it sees over memory bandwidth, or if longer the operations of its
    products over the printed rate [s]."""
    p = parameters(w)
    hit = experts_hit(
        np.maximum(rows * plan.dp, 1.0), np.maximum(w.top, 1.0), np.maximum(w.experts, plan.ep), plan.ep, 0.0, 0.0,
        cluster.curves.moe,
    )  # fmt: skip
    share = np.where(w.experts > 0, hit / np.maximum(w.experts, 1.0), 0.0)
    read = p.attention / plan.tp * plan.attention_bytes + (p.dense + p.shared) / plan.tp * plan.dense_bytes
    read = read + p.experts / plan.moe_tp * share * plan.expert_bytes
    seen = batch.decoding * seen_cells(w, batch.context) * plan.kv_bytes * held_share(w, plan) * plan.pp
    operations = p.attention / cluster.attention_rate + (p.dense + p.shared) / cluster.dense_rate
    routed = p.experts * np.where(w.experts > 0, w.top / np.maximum(w.experts, 1.0), 0.0)
    routed = routed * plan.dp / (plan.moe_tp * plan.ep) / cluster.expert_rate
    least = 2 * rows * (operations / plan.tp + routed)
    # A stage sends for what its host keeps while another works; the pass goes through all of them.
    sent = plan.offload * chip_weights(w, plan) * plan.pp / np.maximum(cluster.host, 1.0)
    return np.maximum(np.maximum((read + seen) / cluster.bandwidth, least), sent)
