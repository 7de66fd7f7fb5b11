"""Workloads of models, clusters of chips and plans of formats, from the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ...catalog import parameters
from ...catalog.cache import cache_bytes, state_cells
from ...catalog.model import Model
from ...errors import unknown
from ..architecture import architecture, covered
from ..device import GIGA, USUAL_CLOCK, Device
from ..kernels.curve import MoeCurve
from ..kernels.lookup import fitted
from ..training.build import tier
from .arrays import Cluster, Curves, Plan, Workload
from .weights import attention_parameters

# FLOP of a unit in a cycle, in 16 bits, on the chips that pooled curves of experts rest on (H100, H200, H800).
PRODUCTS_A_CYCLE = 4096.0

# Libraries lay few rows along the side of a tile that may be short, 16 and less; kernels that scale blocks fill a tile
# of 64 up, as those measured on an H20 do (16 rows of DeepGEMM take what 64 take).
FILL, FILL_SCALED = 16.0, 64.0


class Format(NamedTuple):
    """How products are computed: bytes of a weight and of an input, classes of kernels, whose rate bounds them, and to
    what number of rows a product of few is filled up."""

    weight: float
    given: float
    gemm: str
    moe: str
    rate: str
    fill: float = FILL


# A block of 16 or 32 numbers in 4 bits shares one byte of scale.
FORMATS = {
    "bf16": Format(2.0, 2.0, "bf16", "bf16", "bf16"),
    "fp16": Format(2.0, 2.0, "bf16", "bf16", "fp16"),
    "fp8": Format(1.0, 1.0, "fp8", "fp8", "fp8"),
    "fp8_block": Format(1.0, 1.0, "fp8_block", "fp8_block", "fp8", FILL_SCALED),
    "int8": Format(1.0, 1.0, "int8", "fp8", "int8"),
    "int8_wo": Format(1.0, 2.0, "int8_wo", "bf16", "bf16"),
    "int4_wo": Format(0.53, 2.0, "int4_wo", "w4a16", "bf16"),
    "w4a8": Format(0.53, 1.0, "fp8", "w4a8", "fp8"),
    "nvfp4": Format(0.5625, 0.5625, "fp4", "fp4", "nvfp4", FILL_SCALED),
    "mxfp4": Format(0.53, 0.53, "fp4", "fp4", "mxfp4", FILL_SCALED),
}
# Two bits with a scale and a zero of 16 bits for 32 numbers, as KIVI has them (arXiv 2402.02750, section 4).
KV_BYTES = {"bf16": 2.0, "fp16": 2.0, "fp8": 1.0, "int8": 1.0, "fp4": 0.5625, "int4": 0.5625, "int2": 0.375}


class Formats(NamedTuple):
    """The formats of a served model by part, by their names in FORMATS and KV_BYTES."""

    attention: str
    dense: str
    experts: str
    cache: str


def formats(precision: str, cache: str | None = None) -> Formats:
    """One precision for all parts; the cache in 8 bits where the weights take 8 or fewer, unless told.

    Raises UserError for a name that is not known.
    """
    if precision not in FORMATS:
        raise unknown("precision", precision, list(FORMATS))
    kept = cache or ("bf16" if FORMATS[precision].given == 2 else "fp8")
    if kept not in KV_BYTES:
        raise unknown("cache precision", kept, list(KV_BYTES))
    return Formats(precision, precision, precision, kept)


def with_formats(plan: Plan, parts: Formats) -> Plan:
    """A plan whose bytes are those of the formats."""
    attention, dense, experts = (FORMATS[name] for name in parts[:3])
    return plan._replace(
        attention_bytes=attention.weight,
        dense_bytes=dense.weight,
        expert_bytes=experts.weight,
        attention_input=attention.given,
        dense_input=dense.given,
        attention_fill=attention.fill,
        dense_fill=dense.fill,
        expert_input=experts.given,
        kv_bytes=KV_BYTES[parts.cache],
        wire_bytes=min(2.0, max(1.0, experts.given)),
    )


def cluster(
    chip: Device,
    count: float,
    parts: Formats,
    latent: bool,
    architecture: str = "any",
    domain: float | None = None,
    network: float | None = None,
    pooled: bool = False,
) -> Cluster:
    """`count` of a chip with the kernels of these formats, joined as such chips usually are unless told otherwise.

    latent: whether the model has latent attention; domain [chip], network [byte/s of a chip, one direction];
    pooled: without the chip's own ceilings, as for a chip that nobody has measured. Raises MissingFigure.
    """
    usual = tier(chip.id, architecture)
    attention, dense, experts = (FORMATS[name] for name in parts[:3])
    kind = "mla" if latent else "attention"
    kept = "bf16" if KV_BYTES[parts.cache] == 2 else "bf16_fp8kv"
    curves = Curves(
        attention_gemm=_of("gemm", attention.gemm, chip, pooled),
        dense_gemm=_of("gemm", dense.gemm, chip, pooled),
        head_gemm=_of("gemm", "bf16", chip, pooled),
        prefill=_of(f"{kind}_prefill", "bf16", chip, pooled),
        decode=_of(f"{kind}_decode", kept, chip, pooled),
        moe=_experts(chip, experts, pooled),
        move=_of("memory", "rmsnorm", chip, pooled),
        all_reduce=_of("collective", "all_reduce", chip, pooled),
        exchange=_of("collective", "alltoall", chip, pooled),
    )
    return Cluster(
        chips=float(count),
        attention_rate=chip.peak(attention.rate),
        dense_rate=chip.peak(dense.rate),
        expert_rate=chip.peak(experts.rate),
        core_rate=chip.peak("bf16"),
        bandwidth=chip.memory_bandwidth,
        capacity=chip.memory_capacity,
        units=chip.units,
        link=chip.link_or_lanes if count > 1 else chip.lanes,
        domain=float(domain or usual["domain"]),
        network=float(network or usual["network_gbs"] * GIGA),
        curves=curves,
        host=chip.lanes,
        torus=float(usual.get("torus", 0)),
    )


def _of(family: str, precision: str, chip: Device, pooled: bool) -> Any:
    return fitted(family, precision, chip, pooled).curve


def _experts(chip: Device, made: Format, pooled: bool) -> MoeCurve:
    """The curve of experts, whose loss to small tiles is operands arriving late: a unit with fewer products a cycle
    waits less for them. A measured chip's own curve has that in it."""
    found = fitted("moe", made.moe, chip, pooled)
    own: MoeCurve = found.curve
    if found.scope == "chip":
        return own
    cycle = chip.peak("bf16") / chip.units / (chip.pace * USUAL_CLOCK)
    relief = min(1.0, cycle / PRODUCTS_A_CYCLE)
    return own._replace(tile=own.tile * relief, ramp=own.ramp * relief)


def stack(parts: Sequence[Any]) -> Any:
    """Tuples of numbers, or of such tuples, as one tuple of arrays."""
    first = parts[0]
    if isinstance(first, tuple):
        return type(first)(*(stack(column) for column in zip(*parts, strict=True)))
    return np.array(parts, dtype=np.float64)


def only(columns: Any, mask: Any) -> Any:
    """The rows of a mask of a tuple of arrays, or of such tuples."""
    if isinstance(columns, tuple):
        return type(columns)(*(only(column, mask) for column in columns))
    return columns[mask]


def workload(model: Model) -> Workload:
    """A model of the catalogue as it is served.

    Raises UserError naming the figure where the architecture is not known or the formulas don't cover it.
    """
    return covered(model, lambda: _workload(model))


def _workload(model: Model) -> Workload:
    fields, state = architecture(model), float(state_cells(model))
    window = int(fields["window"])
    first, second = (cache_bytes(model, context) / 2 - state for context in (1, window + 1))
    whole = cache_bytes(model, window + 2) / 2 - state - second if window else first
    width = 0
    if fields["linear"]:
        each = model.count("linear_key_dim") + model.count("linear_value_dim")
        width = model.count("linear_value_heads") * each
    plain = Workload(
        **fields, linear_width=float(width), whole_cells=float(whole),
        window_cells=float(first - whole), state_cells=state,
        sparse=float(model.count("index_topk", 0)), index_heads=float(model.count("index_heads", 0)),
        index_width=float(model.count("index_head_dim", 0)),
    )  # fmt: skip
    counted = parameters.attention(model).total + parameters.linear_attention(model).total
    return plain._replace(mixing=counted / float(plain.layers * attention_parameters(plain)))
