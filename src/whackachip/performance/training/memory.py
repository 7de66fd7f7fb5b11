"""Memory of a training step on the fullest chip."""

from __future__ import annotations

import numpy as np

from ..kernels.join import Numbers
from .arrays import Cluster, MemoryBytes, Plan, Workload
from .weights import chip_weights, trained_share

WEIGHT_BYTES, GRADIENT_BYTES = 2.0, 4.0
STATE_BYTES = 12.0  # Adam: a weight and two moments in 32 bits
# What an update of a weight moves: its states read and written, the gradient read for its norm and again, the weight
# written.
UPDATE_BYTES = 34.0
RESERVE = 2e9  # context of the driver and the collectives' own buffers [byte]
STAGED = 2.0  # layers of what the host keeps that are on the chip at a time
FRAGMENTATION = 0.05  # of what the allocator hands out


def layer_activations(w: Workload, plan: Plan) -> Numbers:
    """Bytes that one micro-batch keeps in the mean layer for its backward pass, attention computed in tiles [byte].

    For a plain layer (two matrices, feed-forward of four times the hidden width, all heads their own keys) this is
    Korthikanti et al.'s sbh (10 + 24/t) without, and sbh 34/t with sequence parallelism; the masks of dropout with it.
    Their 5as/h term is of the square of scores, which kernels in tiles do not keep: see score_activations.
    Source: arXiv 2205.05198, equations 1 to 6 and table 2.
    """
    tokens = plan.micro_batch * w.sequence / plan.cp
    tp = plan.tp
    around = np.where(plan.sequence_parallel > 0, tp, 1.0)
    hidden = w.hidden
    size = np.where(plan.bits < 16, 1.0, 2.0)
    latent = np.where(w.kv_rank > 0, 2 * (np.maximum(w.q_rank, 0.0) + w.kv_rank), 0.0)
    q, kv = w.heads * w.qk_width, np.where(w.kv_rank > 0, w.heads, w.kv_heads / w.kv_layers)
    # Inputs of both norms and of both blocks, and the masks of dropout: 10 of the 34.
    outside = (4 + 2 * size + 2 * w.dropout) * hidden / around
    core = (2 * q + 2 * kv * (w.qk_width + w.v_width) + 2 * w.heads * w.v_width) / tp + latent
    dense = (2 + 2 * w.gated + size) * w.ffn / tp
    routed = np.maximum(w.top, 0.0) * w.imbalance
    widths = routed * w.expert_ffn + w.shared * w.expert_ffn
    experts = ((2 + 2 * w.gated + size) * widths + (size + 2) * routed * hidden) / tp
    share = np.where(w.experts > 0, 1 - w.dense_layers / w.layers, 0.0)
    return tokens * (outside + core + (1 - share) * dense + share * experts)


def score_activations(w: Workload, plan: Plan) -> Numbers:
    """Bytes of the square of scores that one micro-batch keeps in a layer where attention is not computed in tiles.

    5 a s^2 b / t: softmax's output twice and the mask of dropout. Source: arXiv 2205.05198, equation 1.
    """
    return 5 * plan.micro_batch * w.heads * w.sequence * w.sequence / plan.tp / plan.cp


def in_flight(w: Workload, plan: Plan) -> Numbers:
    """Micro-batches whose activations the fullest stage keeps, each of L/pp layers.

    pp for one-forward-one-backward; interleaved (1 + (pp-1)/(pp v)) of it; DualPipe one more than pp. Never more than
    there are micro-batches. Source: arXiv 2205.05198, section 4.2.3; arXiv 2412.19437, table 2.
    """
    many = np.maximum(1.0, w.batch / (plan.dp * plan.micro_batch))
    interleaved = np.where(plan.virtual > 1, 1 + (plan.pp - 1) / (plan.pp * plan.virtual), 1.0)
    deep = np.where(plan.schedule > 1, plan.pp + 1, plan.pp * interleaved)
    return np.minimum(many * np.maximum(1.0, interleaved), deep)


def kept_activations(w: Workload, plan: Plan) -> tuple[Numbers, Numbers]:
    """Bytes that one micro-batch keeps in a layer of the plan, and in a layer of which nothing is computed again."""
    tokens = plan.micro_batch * w.sequence / plan.cp
    around = np.where(plan.sequence_parallel > 0, plan.tp, 1.0)
    kept_input = tokens * w.hidden * 2 / around
    whole = layer_activations(w, plan)
    again = np.minimum(np.maximum(plan.recompute - 1, 0.0), 1.0)
    # Scores that are written stay for the backward pass, unless they are computed again.
    scores = np.where((plan.tiled > 0) | (plan.recompute > 0), 0.0, score_activations(w, plan))
    return again * kept_input + (1 - again) * (whole + scores), whole


def split_weights(w: Workload, plan: Plan) -> tuple[Numbers, Numbers]:
    """Weights of the fullest chip, all of them and its share where they are dealt out over data parallelism [count]."""
    dense, experts = chip_weights(w, plan)
    group = plan.dp * plan.cp
    group = np.where(plan.shard > 0, np.minimum(plan.shard, group), group)
    few = np.maximum(1.0, np.minimum(group, plan.dp * plan.cp * plan.tp / (plan.ep * plan.etp)))
    return dense + experts, dense / group + experts / few


def stages_held(plan: Plan) -> Numbers:
    """Stages whose weights a chip has: DualPipe feeds a pipeline from both ends [count]."""
    return np.where(plan.schedule > 1, 2.0, 1.0)


def weight_bytes(w: Workload, plan: Plan, held: Numbers) -> Numbers:
    """Bytes of so many weights: frozen ones may be kept as the products read them, trained ones not."""
    return np.where(w.lora_rank > 0, plan.bits / 8, WEIGHT_BYTES) * held


def beyond_staged(many: Numbers) -> Numbers:
    """Of so many layers those that need not be on the chip: one is worked on while the next one is under way."""
    return np.maximum(many - STAGED, 0.0)


def memory(w: Workload, cluster: Cluster, plan: Plan) -> MemoryBytes:
    """Bytes on the fullest chip and their parts; all arguments broadcast.

    Weights in 2 bytes, gradients in 4, Adam's state in 12; ZeRO shards state from 1, gradients from 2, weights from 3.
    What the host keeps is not among them: see offload.host_memory.
    """
    whole, shared = split_weights(w, plan)
    trained, sets = trained_share(w), stages_held(plan)
    depth = w.layers / plan.pp
    weights = weight_bytes(w, plan, np.where(plan.zero >= 3, shared, whole)) * sets
    weights = weights * (1 - plan.offload_weights * beyond_staged(depth) / depth)
    summed: Numbers = np.where(plan.zero >= 2, shared, whole)
    kept: Numbers = np.where(plan.zero >= 1, shared, whole)
    gradients = np.where(plan.zero > 2, WEIGHT_BYTES, GRADIENT_BYTES) * summed * trained * sets
    optimizer = STATE_BYTES * kept * trained * (1 - plan.offload_optimizer)

    tokens = plan.micro_batch * w.sequence / plan.cp
    each, uncut = kept_activations(w, plan)
    alive = in_flight(w, plan) * depth
    here = alive - plan.offload_activations * beyond_staged(alive)
    activations = here * each + np.where(plan.recompute > 1, uncut, 0.0)
    # The head's logits in 16 and 32 bits and their gradient, on the last stage, which keeps one micro-batch alone.
    logits = tokens * w.vocabulary / plan.tp * 8
    lone = depth - plan.offload_activations * beyond_staged(depth)
    last = np.where(plan.pp > 1, lone * each + logits, activations + logits)
    activations = np.maximum(activations, last)
    # Weights of two layers gathered at a time.
    gathered = whole / depth * 2 * WEIGHT_BYTES
    buffers = RESERVE + np.where(plan.zero > 2, gathered, 0.0)
    fragmentation = FRAGMENTATION * activations
    total = weights + gradients + optimizer + activations + buffers + fragmentation
    return MemoryBytes(total, weights, gradients, optimizer, activations, buffers, fragmentation)
