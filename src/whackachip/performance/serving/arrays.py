"""What is served, on what, how it is split and how it is asked: tuples of numbers or arrays that broadcast."""

from __future__ import annotations

from typing import NamedTuple

from ..kernels.curve import CollectiveCurve, DecodeCurve, GemmCurve, MemoryCurve, MoeCurve, PrefillCurve
from ..kernels.join import Numbers


class Workload(NamedTuple):
    """A model; one number each, or arrays of float64. A kind of layer that it lacks counts 0 layers or widths."""

    layers: Numbers
    hidden: Numbers
    heads: Numbers
    kv_heads: Numbers
    qk_width: Numbers  # of a head's query and key
    v_width: Numbers  # of a head's value
    vocabulary: Numbers
    ffn: Numbers  # width of a dense layer's feed-forward network
    gated: Numbers = 1.0  # three matrices in a feed-forward network, else two
    tied: Numbers = 0.0  # the head shares the embedding's matrix
    q_rank: Numbers = 0.0  # latent attention (MLA): rank of the query, 0 for a full matrix
    kv_rank: Numbers = 0.0  # rank of keys and values, 0 without latent attention
    rope_width: Numbers = 0.0  # rotary part of a latent key
    kv_layers: Numbers = 1.0  # layers that share keys and values (CLA)
    window: Numbers = 0.0  # keys that a windowed layer sees
    windowed: Numbers = 0.0  # share of layers with a window
    linear: Numbers = 0.0  # share of layers with linear attention
    linear_width: Numbers = 0.0  # of a key and a value of all heads of such a layer
    mixing: Numbers = 1.0  # weights of the mean layer's attention over what its heads give: gates, low ranks, linear
    experts: Numbers = 0.0
    top: Numbers = 0.0  # experts that a token goes to
    shared: Numbers = 0.0  # experts that every token goes to
    expert_ffn: Numbers = 0.0
    dense_layers: Numbers = 0.0  # layers of a mixture that route nothing
    route_nodes: Numbers = 0.0  # nodes that a token may go to, 0 for no limit
    whole_cells: Numbers = 0.0  # numbers cached for each token, over all layers that keep the whole context
    window_cells: Numbers = 0.0  # over all layers that keep a window
    state_cells: Numbers = 0.0  # numbers kept for each sequence, however long
    sparse: Numbers = 0.0  # keys that sparse attention reads at most, 0 where it reads all
    index_heads: Numbers = 0.0  # of the index that picks them, and its width
    index_width: Numbers = 0.0


class Curves(NamedTuple):
    """The fitted kernels that a pass is made of."""

    attention_gemm: GemmCurve
    dense_gemm: GemmCurve
    head_gemm: GemmCurve
    prefill: PrefillCurve
    decode: DecodeCurve
    moe: MoeCurve
    move: MemoryCurve
    all_reduce: CollectiveCurve
    exchange: CollectiveCurve


class Cluster(NamedTuple):
    """Chips, what joins them and the kernels on them; rates dense [FLOP/s], bandwidths of one direction [byte/s]."""

    chips: Numbers
    attention_rate: Numbers  # that bounds attention's projections in their precision
    dense_rate: Numbers  # dense feed-forward networks
    expert_rate: Numbers
    core_rate: Numbers  # attention's core, and the head
    bandwidth: Numbers  # of memory
    capacity: Numbers  # of memory [byte]
    units: Numbers  # streaming multiprocessors, compute units or cores
    link: Numbers  # of a chip within the scale-up domain
    domain: Numbers  # chips of a scale-up domain
    network: Numbers  # of a chip beyond the domain
    curves: Curves
    host: Numbers = 0.0  # of a chip to the memory of its host
    torus: Numbers = 0.0  # dimensions of the torus that joins the domain, 0 for a switch


class Plan(NamedTuple):
    """How one replica is split, in which formats it computes, and what the engine does.

    tp x pp x dp chips make a replica: dp groups that hold attention and cache for other requests (attention DP), and
    experts dealt over moe_tp x ep chips of a stage.
    """

    tp: Numbers
    pp: Numbers
    dp: Numbers
    moe_tp: Numbers
    ep: Numbers
    attention_bytes: Numbers = 2.0  # of a weight [byte]
    dense_bytes: Numbers = 2.0
    expert_bytes: Numbers = 2.0
    attention_input: Numbers = 2.0  # of an activation that a product reads [byte]
    dense_input: Numbers = 2.0
    expert_input: Numbers = 2.0
    attention_fill: Numbers = 16.0  # rows that a product of fewer is filled up to
    dense_fill: Numbers = 16.0
    kv_bytes: Numbers = 2.0
    wire_bytes: Numbers = 2.0  # of an activation on its way to an expert
    chunk: Numbers = 8192.0  # tokens of prompts that one step takes at most
    overlap: Numbers = 0.0  # dispatch and combine run beside another half of the batch
    draft: Numbers = 0.0  # tokens guessed ahead (speculative decoding, MTP)
    acceptance: Numbers = 0.0  # chance that a guessed token is kept, each after the other; below 0 as fitted to runs
    draft_cost: Numbers = 0.0  # time of guessing one token over the time of a step
    engine: Numbers = 0.0  # 0 unknown, 1 TensorRT-LLM, 2 vLLM, 3 SGLang, 4 the developer's own
    year: Numbers = 2026.0  # of the software, with its fraction
    blocks: Numbers = 0.0  # the engine sends answers in blocks of tokens, and the first token with its block
    tight: Numbers = 0.0  # it has one slot fewer than there are requests in flight
    offload: Numbers = 0.0  # share of the weights that stay in the host's memory and are sent for each pass
    kept_units: Numbers = 20.0  # units that send and receive where dispatch and combine overlap a prompt's pass
    held: Numbers = 0.0  # steps that a request is held, in the mean, before its prompt is taken


class Load(NamedTuple):
    """What is asked of one replica: requests in flight, and tokens of each."""

    concurrency: Numbers
    input: Numbers
    output: Numbers
    shared: Numbers = 0.0  # tokens of a prompt whose keys another request has left in the cache


class Batch(NamedTuple):
    """What one pass works on, for each group of a replica that holds attention."""

    decoding: Numbers  # sequences that each get a token
    context: Numbers  # keys that they see
    prompts: Numbers  # tokens of prompts
    length: Numbers  # of a prompt
    shared: Numbers = 0.0  # its first tokens, whose keys are there already


class Parts(NamedTuple):
    """Seconds of one pass through all layers by cause, before constants of whole engines."""

    products: Numbers
    attention: Numbers
    experts: Numbers
    elementwise: Numbers
    reduce: Numbers  # collectives of tensor parallelism
    exchange: Numbers  # dispatch and combine
    head: Numbers
    floor: Numbers  # no pass is shorter than the reading of its weights and cache
    layers: Numbers  # how many, experts' counted twice: each waits for launches


class Served(NamedTuple):
    """What a replica gives in steady state."""

    ttft: Numbers  # mean time to first token [s]
    tpot: Numbers  # mean time per output token after the first [s]
    request: Numbers  # from asked to answered [s]
    output_rate: Numbers  # output tokens a second and chip
    input_rate: Numbers
    step: Numbers  # of decoding alone [s]
    prefill: Numbers  # of one prompt alone [s]
    active: Numbers  # requests that decode at a time
    most: Numbers  # requests for which the cache has room


class MemoryBytes(NamedTuple):
    """Bytes on the fullest chip; the parts add up to the total."""

    total: Numbers
    weights: Numbers
    cache: Numbers
    activations: Numbers
    reserve: Numbers
