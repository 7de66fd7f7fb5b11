"""What is trained, on what, how it is split, and what that takes: tuples of arrays that broadcast."""

from __future__ import annotations

from typing import NamedTuple

from ..kernels.join import Numbers


class Workload(NamedTuple):
    """A model and its training; one number each, or arrays of float64.

    Flags are 1 or 0. A kind of layer that a model lacks has a share or a width of 0.
    """

    layers: Numbers
    hidden: Numbers
    ffn: Numbers  # width of a dense layer's feed-forward network
    heads: Numbers
    kv_heads: Numbers
    qk_width: Numbers  # of a head's query and key
    v_width: Numbers  # of a head's value
    vocabulary: Numbers
    sequence: Numbers  # tokens of a sequence
    batch: Numbers  # sequences of a step
    gated: Numbers = 1.0  # three matrices in a feed-forward network, else two
    tied: Numbers = 0.0  # the head shares the embedding's matrix
    q_rank: Numbers = 0.0  # latent attention (MLA): rank of the query, 0 for a full matrix
    kv_rank: Numbers = 0.0  # rank of keys and values, 0 without latent attention
    rope_width: Numbers = 0.0  # rotary part of a latent key
    kv_layers: Numbers = 1.0  # layers that share keys and values (CLA)
    window: Numbers = 0.0  # keys that a windowed layer sees
    windowed: Numbers = 0.0  # share of layers with a window
    linear: Numbers = 0.0  # share of layers with linear attention
    mixing: Numbers = 1.0  # weights of the mean layer's attention over what its heads give: gates, low ranks, linear
    experts: Numbers = 0.0
    top: Numbers = 0.0  # experts that a token goes to
    shared: Numbers = 0.0  # experts that every token goes to, in the width of a routed one
    expert_ffn: Numbers = 0.0
    dense_layers: Numbers = 0.0  # layers of a mixture that route nothing
    route_nodes: Numbers = 0.0  # nodes that a token may go to, 0 for no limit
    imbalance: Numbers = 1.0  # rows of the busiest chip over the mean
    predicted: Numbers = 0.0  # extra layers that predict further tokens (MTP)
    dropout: Numbers = 0.0  # masks of dropout are kept
    lora_rank: Numbers = 0.0  # only low-rank additions are trained, 0 for all weights


class Cluster(NamedTuple):
    """Chips and what joins them; rates dense, bandwidths of one direction."""

    chips: Numbers
    peak16: Numbers  # [FLOP/s]
    peak8: Numbers  # [FLOP/s], of 16 bits where a chip has no such rate
    peak4: Numbers  # [FLOP/s]
    bandwidth: Numbers  # of memory [byte/s]
    capacity: Numbers  # of memory [byte]
    units: Numbers  # streaming multiprocessors, compute units or cores
    power: Numbers  # thermal design power [W]
    link: Numbers  # of a chip within the scale-up domain [byte/s]
    domain: Numbers  # chips of a scale-up domain
    network: Numbers  # of a chip beyond the domain [byte/s]
    torus: Numbers = 0.0  # dimensions of the torus that joins the domain, 0 for a switch
    link_latency: Numbers = 8e-6  # of a collective within a domain [s]
    network_latency: Numbers = 25e-6  # [s]
    year: Numbers = 2025.0  # of the software, with its fraction
    engine: Numbers = 0.0  # 1 for DeepSpeed's, which costs more than Megatron's
    age: Numbers = 2.0  # years that the software has known the chip
    host: Numbers = 0.0  # of a chip to the memory of its host, one direction [byte/s]; 0 where it is not known
    host_memory: Numbers = 0.0  # a chip's share of its host's memory [byte]
    host_bandwidth: Numbers = 0.0  # a chip's share of that memory's bandwidth [byte/s]


class Plan(NamedTuple):
    """How a step is split and what it recomputes, shards and overlaps."""

    tp: Numbers
    pp: Numbers
    dp: Numbers
    micro_batch: Numbers  # sequences
    virtual: Numbers = 1.0  # chunks of a pipeline stage (interleaving)
    cp: Numbers = 1.0
    ep: Numbers = 1.0
    etp: Numbers = 1.0  # tensor parallelism within an expert
    bits: Numbers = 16.0  # of the products' inputs: 16, 8 or 4
    blocks: Numbers = 0.0  # scaled in small blocks (MXFP8, NVFP4), not by tensor
    recompute: Numbers = 0.0  # 0 none, 1 attention's core (selective), 2 whole layers; 1.25 a quarter of them
    zero: Numbers = 1.0  # ZeRO stage; 3 is fully sharded data parallelism
    shard: Numbers = 0.0  # chips that optimizer, gradients or weights are sharded over, 0 for all of dp x cp
    sequence_parallel: Numbers = 1.0
    schedule: Numbers = 0.0  # 0 one-forward-one-backward, 1 zero-bubble, 2 DualPipe
    overlap_tp: Numbers = 0.0  # tensor-parallel collectives run beside products in chunks
    overlap_ep: Numbers = 0.0  # dispatch and combine run beside another micro-batch
    overlap_dp: Numbers = 1.0
    dispatch_bits: Numbers = 16.0  # of a routed row on its way to its experts
    graphs: Numbers = 0.0  # kernels are launched by recorded graphs
    tiled: Numbers = 1.0  # attention is computed in tiles, so that its scores are never written (FlashAttention)
    gradient_bytes: Numbers = 4.0  # of a gradient on its way to be summed over data parallelism
    offload_optimizer: Numbers = 0.0  # share of the optimizer's state that the host keeps, and updates itself
    offload_weights: Numbers = 0.0  # share of the weights that the host keeps and sends for each pass of a layer
    offload_activations: Numbers = 0.0  # share of the kept activations that the host keeps until the backward pass


class StepTime(NamedTuple):
    """Seconds of one optimizer step; the parts add up to the total."""

    total: Numbers
    products: Numbers  # matrix products of attention and dense feed-forward networks
    experts: Numbers
    attention: Numbers  # the core: scores, softmax, values
    elementwise: Numbers  # norms, activations, casts, permutation of tokens
    head: Numbers
    launch: Numbers  # what waiting for the host adds
    recompute: Numbers
    tp: Numbers  # exposed communication, by cause
    cp: Numbers
    ep: Numbers
    pp: Numbers
    dp: Numbers
    bubble: Numbers
    optimizer: Numbers
    overhead: Numbers
    offload: Numbers  # waiting for what the host keeps, and for its update of the weights


class MemoryBytes(NamedTuple):
    """Bytes on the fullest chip; the parts add up to the total."""

    total: Numbers
    weights: Numbers
    gradients: Numbers
    optimizer: Numbers
    activations: Numbers
    buffers: Numbers
    fragmentation: Numbers
