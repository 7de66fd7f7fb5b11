"""The constants of the serving formulas, as a tuple of floats that compiled code can read."""

from __future__ import annotations

from typing import NamedTuple

from ...facts import store

ENGINES = ("other", "trtllm", "vllm", "sglang", "own")


class Coefficients(NamedTuple):
    """Factors on kernels' times, and seconds that engines add. Fitted by tools/fit_serving.py."""

    products: float  # factors on what the kernel curves say
    attention: float
    experts: float
    elementwise: float
    reduce: float
    exchange: float
    exchange_rest: float  # of dispatch and combine that shows where the plan overlaps them
    prefill_trtllm: float  # factors on all kernels of a pass of prompts' tokens alone, by engine
    prefill_vllm: float
    prefill_sglang: float
    moe_stall: float  # more of `stall` with experts
    layer: float  # gaps between kernels, of each layer [s]
    eager: float  # launching a layer's kernels from the host, where a pass is not a recorded graph [s]
    step: float  # of each step [s]
    sequence: float  # of each sequence in a step, for its bookkeeping [s]
    trtllm: float  # factors on `step` and `sequence` by engine
    vllm: float
    sglang: float
    yearly: float  # fall of both in a year (logarithm)
    spread: float  # how far groups of attention DP stall one another (exponent on their number)
    stall: float  # factor on what a chunk of a prompt adds to a step in which others decode
    arrive: float  # from asked to first token beside any pass [s]
    first: float  # the same in steps of decoding
    block_trtllm: float  # more of them where answers are sent in blocks, by engine
    block_sglang: float
    wave_trtllm: float  # share of requests whose prompts come in waves, before any decodes, by engine
    wave_vllm: float
    wave_sglang: float
    calm: float  # fall of steps and waves before the first token in a year (logarithm)
    slot: float  # requests that wait for a slot at a time where there is one fewer
    guess: float  # chance that a guessed token is kept, in runs that do not state it


def coefficients() -> Coefficients:
    """The fitted constants. Source: facts/performance/serving.yaml."""
    return Coefficients(**store.section("performance")["serving"]["values"])


def interval(quantity: str, measured: bool = True) -> tuple[float, float]:
    """Factors on a predicted `tpot`, `ttft` or `rate` between which 80 % of left-out runs lay.

    measured: whether the chip is of a family that the constants were fitted on.
    """
    records = store.section("performance")["serving"]["intervals"]
    low, high = records[quantity if measured else f"{quantity}_unmeasured"]
    return float(low), float(high)
