"""Seconds of a chip for a token of prefill or decoding where some techniques are used and the others undone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...catalog.chip import Chip
from ...catalog.model import Model
from ...errors import UserError
from ..device import device
from ..serving.arrays import Cluster, Load, Plan, Workload
from ..serving.build import KV_BYTES, cluster, formats, with_formats, workload
from ..serving.coefficients import coefficients
from ..serving.memory import most_sequences
from ..serving.search import NothingFits, fitting_plans
from ..serving.steady import prefill_rate, serve
from ..serving.weights import moe_layers
from .training import NODES
from .waterfall import Side

FEW_UNITS = "few-units"
GUESS_COST = 0.03  # of one guessed token over a step
OFFLOADED = 0.5
LARGEST = 1_000_000  # chips, tokens
# Requests in flight for each group that are tried.
BATCHES = tuple(float(round(2 ** (n / 2))) for n in range(23))


@dataclass(frozen=True, slots=True)
class Asked:
    """A model on chips that serve it; phase: prefill or decode; input, output [token]; tpot [s]: at most, decoding."""

    model: Model
    chip: Chip
    count: int
    phase: str
    input: int = 4096
    output: int = 512
    tpot: float = 0.05

    def __post_init__(self) -> None:
        for name in ("count", "input", "output"):
            if not 1 <= getattr(self, name) <= LARGEST:
                raise UserError(f"{name}: {getattr(self, name):,} lies outside 1 to {LARGEST:,}")
        if not 0 < self.tpot <= LARGEST:
            raise UserError(f"tpot: {self.tpot:g} s lies outside 0 to {LARGEST:,}")


def serving_side(asked: Asked) -> Side:
    """A question of serving from 16 bits on as a side of a waterfall. Raises UserError and MissingFigure."""
    work, on = workload(asked.model), device(asked.chip)
    known = dict[tuple[tuple[str, float | None], ...], float | None]()
    clusters = dict[str, Cluster]()

    def seconds(used: Mapping[str, float | None]) -> float | None:
        key = tuple(sorted(used.items()))
        if key not in known:
            precision = _precision(used, asked.chip)
            if precision not in clusters:
                parts = formats(precision, "bf16")
                clusters[precision] = cluster(
                    on, asked.count, parts, work.kv_rank > 0, asked.chip.architecture or "any"
                )
            try:
                known[key] = _seconds(asked, work, clusters[precision], precision, used)
            except NothingFits:
                known[key] = None
        return known[key]

    said = f"prompts of {asked.input:,}" + (
        f", answers of {asked.output:,} at {asked.tpot * 1000:g} ms a token or faster"
        if asked.phase == "decode"
        else ""
    )
    has = _has(asked.model, work)
    return Side(asked.model.id, asked.chip, asked.count, asked.phase, has, said, seconds, ("sparse-experts",))


def serving_has(asked: Asked) -> set[str]:
    """Ids of the techniques in the model's configuration."""
    return _has(asked.model, workload(asked.model))


def _precision(used: Mapping[str, Any], chip: Chip) -> str:
    if "w4a4" in used:
        return "nvfp4"
    if "w4a16" in used:
        return "int4_wo"
    if "w8a8" in used:
        return "fp8" if "rate_fp8_tops" in chip.figures else "int8"
    return "bf16"


def _seconds(asked: Asked, work: Workload, on: Cluster, precision: str, used: Mapping[str, float | None]) -> float:
    """The best plan's; raises NothingFits."""
    changed = plainer(work, used)
    parts = formats(precision, "bf16")
    base = with_formats(Plan(1.0, 1.0, 1.0, 1.0, 1.0), parts)
    kept = "int2" if "kv2" in used else "fp8" if "kv8" in used else "bf16"
    base = base._replace(kv_bytes=KV_BYTES[kept], offload=OFFLOADED if "offload" in used else 0.0)
    if used.get("guess"):
        base = base._replace(draft=1.0, acceptance=used["guess"], draft_cost=GUESS_COST)
    if used.get(FEW_UNITS):
        base = base._replace(kept_units=used[FEW_UNITS])
    load = Load(0.0, float(asked.input), float(asked.output if asked.phase == "decode" else 1))
    if used.get("prefix"):
        load = load._replace(shared=float(int(asked.input * float(used["prefix"] or 0.0))))
    found = []
    for overlap in (0.0, 1.0) if "overlap-ep" in used else (0.0,):
        plans = fitting_plans(changed, on, base._replace(overlap=overlap), load)
        if "wide-groups" not in used:
            narrow = plans.dp == 1
            if not narrow.any():
                raise NothingFits("no plan without attention in groups fits")
            plans = Plan(*(part[narrow] for part in plans))
        best = (
            _prefill(changed, on, plans, load)
            if asked.phase == "prefill"
            else _decode(asked, changed, on, plans, load, used)
        )
        found.append(best)
    shortest = min(found)
    if not np.isfinite(shortest):
        raise NothingFits("no plan meets the target")
    return shortest


def _prefill(work: Workload, on: Cluster, plans: Plan, load: Load) -> float:
    """Of a token of a prompt, those found in a cache as well; passes are filled."""
    prompts = plans.dp * np.maximum(1.0, np.floor(plans.chunk / np.maximum(load.input - load.shared, 1.0)))
    return float(1 / np.max(prefill_rate(work, on, plans, load._replace(concurrency=prompts), coefficients())))


def _decode(
    asked: Asked, work: Workload, on: Cluster, plans: Plan, load: Load, used: Mapping[str, float | None]
) -> float:
    """Of a token that is decoded, at the most requests that keep the target: beside prefills of others, or apart."""
    grid = Plan(*(part[:, None] for part in plans))
    many = np.array(BATCHES)[None, :] * grid.dp * grid.pp
    found = serve(work, on, grid, load._replace(concurrency=many), coefficients())
    held = many <= most_sequences(work, on, grid, load.input + load.output)
    pace = found.step if "apart" in used else found.tpot
    each = found.step * grid.tp * grid.pp * grid.dp / many
    return float(np.min(np.where(held & (pace <= asked.tpot), each, np.inf)))


def plainer(work: Workload, used: Mapping[str, float | None]) -> Workload:
    """The workload with every change of architecture undone that is not used.

    A dense model of equal loss has `-sparse-experts` times the weights that a token of the mixture passes, in networks
    of its own width; attention without its change keeps all keys of all heads.
    """
    heads, wide = float(work.heads), float(work.qk_width + work.v_width)
    whole = float(work.layers * (1 - work.windowed - work.linear))
    if "sparse-attention" not in used and work.sparse:
        work = work._replace(sparse=0.0, whole_cells=work.whole_cells - work.layers * work.index_width)
        work = work._replace(index_heads=0.0, index_width=0.0)
    if "mla" not in used and work.kv_rank:
        cells = whole * heads * wide + work.layers * work.index_width
        work = work._replace(kv_heads=heads, kv_rank=0.0, q_rank=0.0, rope_width=0.0, whole_cells=cells)
    if "gqa" not in used and not work.kv_rank:
        more = heads / work.kv_heads
        work = work._replace(kv_heads=heads, whole_cells=work.whole_cells * more, window_cells=work.window_cells * more)
    if "cla" not in used:
        share = work.kv_layers
        work = work._replace(
            kv_layers=1.0, whole_cells=work.whole_cells * share, window_cells=work.window_cells * share
        )
    if "hybrid" not in used and (work.windowed or work.linear):
        cells = work.layers * work.kv_heads * wide / work.kv_layers
        work = work._replace(windowed=0.0, linear=0.0, window=0.0, window_cells=0.0, state_cells=0.0, whole_cells=cells)
        work = work._replace(mixing=1.0, linear_width=0.0)
    work = work._replace(route_nodes=NODES if "node-limit" in used else 0.0)
    size = used.get("-sparse-experts")
    if size and work.experts:
        routed = moe_layers(work) * (work.top + work.shared) * work.expert_ffn + work.dense_layers * work.ffn
        work = work._replace(
            experts=0.0, top=0.0, shared=0.0, expert_ffn=0.0, dense_layers=0.0, ffn=float(size * routed / work.layers)
        )
    return work


def _has(model: Model, work: Workload) -> set[str]:
    found = {
        "moe": work.experts > 0,
        "gqa": work.kv_rank == 0 and work.kv_heads < work.heads,
        "mla": work.kv_rank > 0,
        "cla": work.kv_layers > 1,
        "hybrid": work.windowed > 0 or work.linear > 0,
        "sparse-attention": work.sparse > 0,
        "mtp": model.count("mtp_layers", 0) > 0,
    }
    return {name for name, there in found.items() if there}
