"""What a row of a table of training runs says was measured, as seconds of a step."""

from __future__ import annotations

from ..columns import number
from ..measured import Row
from .arrays import Cluster, Workload
from .weights import all_weights


def measured_step(row: Row, work: Workload, on: Cluster) -> tuple[float | None, str]:
    """Seconds of a step as a row states or implies it, and from which column.

    A rate in FLOP/s is turned into a time by the source's own count of FLOPs, named in flops_convention.
    """
    if row.get("step_time_s"):
        return number(row, "step_time_s"), "step_time_s"
    tokens = work.batch * work.sequence
    if row.get("tokens_per_s_per_gpu"):
        return tokens / on.chips / number(row, "tokens_per_s_per_gpu"), "tokens_per_s_per_gpu"
    flops = convention_flops(row, work)
    if row.get("tflops_per_gpu"):
        return flops / (number(row, "tflops_per_gpu") * 1e12 * on.chips), "tflops_per_gpu"
    if row.get("mfu_pct"):
        return flops / (number(row, "mfu_pct") / 100 * on.peak16 * on.chips), "mfu_pct"
    return None, ""


def convention_flops(row: Row, work: Workload) -> float:
    """FLOPs of a step as the row's source counts them.

    Megatron's: 72 B s L h^2 (1 + s/6h + V/12hL), four thirds of it where recomputation counts (arXiv 2104.04473,
    equation 3), for models whose feed-forward width is four times the hidden one. Others: six times the active
    weights and attention over all pairs.
    """
    text = row.get("flops_convention", "").lower()
    tokens = work.batch * work.sequence
    if "96*b*s*l*h^2" in text or "hardware flops" in text:
        h, layers = work.hidden, work.layers
        ratio = 1 + work.sequence / (6 * h) + work.vocabulary / (16 * layers * h)
        return float(96 * tokens * layers * h * h * ratio)
    active = work
    if work.experts > 0:
        active = work._replace(experts=work.top)
    weights = float(all_weights(active)) - (1 - work.tied) * work.vocabulary * work.hidden
    pairs = 6 * work.layers * work.heads * (work.qk_width + work.v_width) * work.sequence
    return float(tokens * (6 * weights + pairs))
