"""The constants of the training formulas, as a tuple of floats that compiled code can read."""

from __future__ import annotations

from typing import NamedTuple

from ...facts import store


class Coefficients(NamedTuple):
    """Shares are of what is printed, at most 1; times in seconds. Fitted by tools/fit_training.py."""

    rate16: float  # ceiling of products in 16 bits over what power sustains
    rate8: float
    rate4: float
    power: float  # inverse of the FLOP/s per watt at which power limits the rate [W/TFLOP/s]
    young: float  # time lost to kernels that the software has not yet tuned for a chip, falling e-fold a year
    young_attention: float  # the same of attention
    tile: float  # fall of efficiency with smaller tiles
    ramp: float  # depth of a product that filling the pipeline costs [elements]
    memory: float  # share of memory bandwidth
    attention: float  # ceiling of attention forward
    attention_backward: float
    softmax: float  # of one query with one key on one unit of 1.8 GHz [s]
    passes: float  # reads and writes of the residual stream in a layer's forward pass
    fused: float  # fall of them in a year (logarithm), as software fuses more
    cast_passes: float  # more of them with 8 or 4 bits
    blocks: float  # how much more scaling in small blocks adds to them
    link: float  # share of the scale-up bandwidth
    latency: float  # of a collective of a pair within a domain [s]
    network: float  # share of the network's bandwidth
    alltoall: float  # share of the former in an all-to-all
    alltoall_far: float  # share of the latter
    launch: float  # host time of a layer's forward pass in mid-2022 [s]
    launch_moe: float  # more of it with experts [s]
    launch_expert: float  # more for each expert on a chip [s]
    yearly: float  # fall of all three in a year (logarithm)
    graphs: float  # what recorded graphs leave of them
    engine: float  # how much longer DeepSpeed's pipeline takes
    step: float  # fixed time of a step [s]
    tp_overlapped: float  # share of tensor-parallel collectives that shows where the plan overlaps them
    ep_exposed: float
    ep_overlapped: float  # share of dispatch and combine that shows where another micro-batch runs beside them
    pp_exposed: float
    shard_exposed: float  # share of the gathering of sharded weights (ZeRO-3) that shows at least
    dp_overlap: float  # share of the pipeline's time that hides gradients and weights


def coefficients() -> Coefficients:
    """The fitted constants. Source: facts/performance/training.yaml."""
    return Coefficients(**store.section("performance")["training"]["values"])


def interval(kind: str = "full") -> tuple[float, float]:
    """Factors on the predicted time between which 80 % of left-out runs of this kind lay (full, lora, fp4).

    best_full and so on: on the time of the best plan by the formulas, which is seldom the one that was run.
    """
    records = store.section("performance")["training"]["intervals"]
    low, high = records.get(kind) or records["full"]
    return float(low), float(high)
