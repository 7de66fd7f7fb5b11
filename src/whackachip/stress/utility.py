"""Work per second and chip: what a buyer gets of a chip in training, prefill and decode, by the performance floor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from ..catalog.chip import Chip
from ..performance import serving, training
from ..performance.device import Device
from ..performance.kernels.curve import at_pace
from ..performance.kernels.join import joined
from ..performance.serving import build as served
from ..performance.serving.memory import most_sequences
from ..performance.serving.steady import host, kernels, prefill_rate
from ..performance.serving.weights import parameters
from .hardware import USUAL_DOMAIN, USUAL_PRODUCTS, Column, Hardware, hardware
from .onchip import least_reading, read_on_chip
from .work import REPLICA, Work, check_phase, load, work

BLOCK = 8192  # rows that a core's cache holds: more are slower, not faster
NETWORK = 50e9  # of a chip beyond its machine, one direction [byte/s]: a 400 Gb/s port
CHUNK = 8192.0  # tokens of prompts in a pass
PRODUCTS = 4.0  # launches of products in a layer
# Ways to split a step: chips that share each layer, stage of ZeRO, and in the order of their cost the pipeline's stages
# with what is recomputed. The first wants links, the second memory bandwidth to spare.
SPLIT = (8.0, 1.0, ((1.0, 0.0), (2.0, 0.0), (4.0, 0.0), (8.0, 0.0), (4.0, 2.0), (8.0, 2.0), (16.0, 2.0)))
SHARDED = (1.0, 3.0, ((1.0, 2.0), (2.0, 2.0)))


def utility(chips: Sequence[Chip] | Hardware, asked: Work | None = None, phase: str = "train", xp: Any = np) -> Column:
    """Tokens per second and chip in a phase, float64, one a row: NaN where a figure is not known, 0 where the chips
    cannot hold the model.

    chips: of the catalogue, made up, or columns. In 16 bits, as nearly all published runs are, unless the work says 8
    and the silicon has them: floating for training, floating or whole for serving. All chips stand in machines of
    eight with a port of 400 Gb/s each and run kernels as good as NVIDIA's: what differs is the silicon.
    xp: the namespace of the columns' arrays: NumPy's, or of a library that follows its protocols, such as CuPy's.
    Raises UserError for a phase that is not known. Source: performance.training and performance.serving.
    """
    check_phase(phase)
    columns = chips if isinstance(chips, Hardware) else hardware(chips)
    columns = Hardware(*xp.broadcast_arrays(*(xp.atleast_1d(xp.asarray(column)) for column in columns)))
    job = asked or work()
    run = _train if phase == "train" else _serve
    found = xp.empty(columns.rate16.shape[0], dtype=np.float64)
    block = BLOCK if xp is np else max(found.size, 1)  # a device with memory of its own takes all rows at once
    for first in range(0, found.size, block):
        part = slice(first, first + block)
        with np.errstate(invalid="ignore", divide="ignore"):
            found[part] = run(columns.rows(part), job, phase, xp)
    return found


def _train(chips: Hardware, job: Work, phase: str, xp: Any) -> Column:
    """Tokens a second and chip of a step under the better of two ways to split it; backward is twice forward."""
    found = np.maximum(_step(chips, job, xp, *SPLIT), _step(chips, job, xp, *SHARDED))
    return np.minimum(found, 1 / least_reading(chips, 3 * job.flop, job.bits / 8))


def _step(
    chips: Hardware, job: Work, xp: Any, tensor: float, zero: float, ways: tuple[tuple[float, float], ...]
) -> Column:
    eight = np.maximum(chips.rate8, chips.rate16)
    cluster = training.Cluster(
        chips=job.count, peak16=chips.rate16, peak8=eight, peak4=eight, bandwidth=chips.bandwidth,
        capacity=chips.capacity, units=chips.units, power=chips.power, link=chips.link, domain=USUAL_DOMAIN,
        network=NETWORK,
    )  # fmt: skip
    bits = np.where(chips.rate8 > chips.rate16, job.bits, 16.0)
    plans = [
        training.Plan(
            tensor, stages, job.count / (tensor * stages), 1.0, zero=zero, recompute=again, bits=job.bits,
            ep=min(8.0, job.trained.experts) or 1.0, overlap_tp=1.0, overlap_ep=1.0,
        )
        for stages, again in ways
        if job.trained.layers >= stages and job.count >= tensor * stages
    ]  # fmt: skip
    # The first that fits: they stand in the order of what they cost.
    fits = xp.asarray([_bytes(job, plan) for plan in plans])[:, None] <= chips.capacity
    taken = xp.argmax(fits, axis=0)
    columns = {name: xp.asarray([getattr(plan, name) for plan in plans])[taken] for name in ("pp", "dp", "recompute")}
    seconds = training.step_time(job.trained, cluster, plans[0]._replace(bits=bits, **columns), _training()).total
    rate = job.batch * job.sequence / seconds / job.count
    return np.where(np.isnan(chips.capacity), np.nan, np.where(fits.any(axis=0), rate, 0.0))


def _bytes(job: Work, plan: training.Plan) -> float:
    """Memory that a plan needs of a chip; of the cluster it reads nothing."""
    return float(training.memory(job.trained, None, plan).total)  # type: ignore[arg-type]


def _serve(chips: Hardware, job: Work, phase: str, xp: Any) -> Column:
    """In 8 bits where asked and the silicon has them, else in 16: two lots of rows, as they run other kernels."""
    eight = np.maximum(chips.rate8, chips.int8)
    short = (eight > chips.rate16) & (job.bits < 16)
    found = xp.empty(short.shape[0], dtype=np.float64)
    for precision, mask in (("fp8", short), ("bf16", ~short)):
        if mask.all():
            return _replica(chips, eight if precision == "fp8" else chips.rate16, job, phase, precision)
        if mask.any():
            some = chips.rows(mask)
            rate = eight[mask] if precision == "fp8" else some.rate16
            found[mask] = _replica(some, rate, job, phase, precision)
    return found


def _replica(chips: Hardware, rate: Column, job: Work, phase: str, precision: str) -> Column:
    """Eight chips that hold the model: tokens of prompts, or of answers in steady state, a second and chip."""
    mixture = job.serving.experts > 0
    plan = serving.Plan(tp=REPLICA, pp=1.0, dp=1.0, moe_tp=1.0 if mixture else REPLICA, ep=REPLICA if mixture else 1.0)
    plan = served.with_formats(plan._replace(chunk=CHUNK), served.formats(precision))
    cluster = serving.Cluster(
        REPLICA, rate, rate, rate, chips.rate16, chips.bandwidth, chips.capacity, chips.units, chips.link,
        USUAL_DOMAIN, NETWORK, _curves(precision, job.serving.kv_rank > 0, chips),
    )  # fmt: skip
    asked = load(job, phase)
    context = asked.input + asked.output / 2
    most = most_sequences(job.serving, cluster, plan, context)
    if phase == "prefill":
        found = prefill_rate(job.serving, cluster, plan, asked, _serving())
        found = np.minimum(found, 1 / least_reading(chips, job.flop, plan.dense_bytes))
    else:
        active = np.minimum(job.held, np.maximum(most, 1.0))
        parts = serving.forward(job.serving, cluster, plan, serving.Batch(active, context, 0.0, asked.input))
        lean = _lean_products(job.serving, cluster, plan, active, chips.pinned)
        parts = parts._replace(products=np.minimum(parts.products, lean))
        found = (
            active / (kernels(parts, cluster, plan, _serving(), eager=0.0) + host(active, plan, _serving())) / REPLICA
        )
    return np.where(np.isnan(chips.capacity), np.nan, np.where(most >= 1, found, 0.0))


def _lean_products(
    w: serving.Workload, cluster: serving.Cluster, plan: serving.Plan, rows: Column, pinned: Column
) -> Column:
    """Time of a pass's products where few rows are multiplied with tiles as narrow as they are [s].

    The kernels' curves know no tile of fewer than 64 rows; for few rows libraries swap the operands, so that the batch
    lies along the narrow side (the swapped products of DeepGEMM and TensorRT-LLM). A chip with much bandwidth for its
    rate gains by it: what is left is the reading of weights, or the operations. pinned: memory on the chip in which
    weights stay [byte]; the rest of them is read from beside it.
    """
    p = parameters(w)
    weights = (p.attention + p.dense + p.shared) / plan.tp
    curve = cluster.curves.dense_gemm
    share = np.minimum(pinned / (weights * plan.dense_bytes), 1.0)
    outside = weights * plan.dense_bytes / (cluster.bandwidth * curve.bandwidth)
    read = np.where(share > 0, (1 - share) * outside + read_on_chip(), outside)
    done = 2 * rows * weights / (cluster.dense_rate * curve.compute)
    return w.layers * PRODUCTS * curve.launch + joined(read, done, curve.sharpness)


@cache
def _training() -> training.Coefficients:
    return training.coefficients()


@cache
def _serving() -> serving.Coefficients:
    return serving.coefficients()


@cache
def _pooled(precision: str, latent: bool) -> serving.Curves:
    """Kernels of a chip of 1.8 GHz that nobody has measured."""
    figures = {
        "rate_bf16_tops": USUAL_PRODUCTS * 1.8e9 * 128 / 1e12, "rate_fp8_tops": 1.0, "memory_bandwidth_gbs": 1.0,
        "memory_capacity_gb": 1.0, "sm_count": 128.0, "scaleup_bandwidth_gbs": 1.0,
    }  # fmt: skip
    made = Device("design", "nvidia", figures)
    return served.cluster(made, REPLICA, served.formats(precision), latent, pooled=True).curves


def _curves(precision: str, latent: bool, chips: Hardware) -> serving.Curves:
    """The same at each chip's own pace; a unit with fewer products a cycle waits less for operands of experts."""
    found = _pooled(precision, latent)
    own = chips.pace
    relief = np.minimum(1.0, chips.rate16 / chips.units / (own * 1.8e9) / USUAL_PRODUCTS)
    paced: dict[str, Any] = {
        name: at_pace(getattr(found, name), own)
        for name in ("attention_gemm", "dense_gemm", "head_gemm", "prefill", "decode", "moe")
    }
    paced["moe"] = paced["moe"]._replace(tile=paced["moe"].tile * relief, ramp=paced["moe"].ramp * relief)
    return found._replace(**paced)
