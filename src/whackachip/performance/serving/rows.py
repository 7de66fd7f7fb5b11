"""Rows of a table of measured serving as workloads, clusters, plans and loads; a rule fills what a row leaves open.

The rules, the same for every row. Models in 8 bits have all products in it, those with latent attention scaled in
blocks. In 4 bits latent attention stays in 16, as NVIDIA's checkpoints of DeepSeek have it; gpt-oss has only its
experts in 4 bits, whose inputs take 8 on a chip that has a rate for 4-bit numbers and 16 on others. The cache takes 8
bits where the weights take 8 or fewer, but for SGLang, and gpt-oss on other engines than TensorRT-LLM. A row without a
plan of its experts splits them as attention is split.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...catalog.chip import Chip
from ...catalog.lookup import find_chip
from ...errors import UserError
from ..columns import Refused, attention_kind, described, number
from ..device import Device, device
from .arrays import Cluster, Load, Plan, Workload
from .build import Formats, cluster, with_formats
from .harness import settings

Row = Mapping[str, str]
# Of versions that no dated row has; general knowledge of the projects' release pages.
RELEASED = {"1.0.0rc3": "2025-07", "0.5.1.post1": "2025-08", "0.5.6.post2": "2025-12", "0.12.0": "2025-12"}
# InferenceMAX draws lengths between 0.8 and 1 of those named, ten requests for each in flight; its README.
LENGTHS = {"1024", "8192"}
DRAWN = 0.9
# From here on dated runs of TensorRT-LLM and SGLang look as if answers were sent in blocks of tokens; their table
# does not say so.
BLOCKS_SINCE = "2025-11"
GUESS_COST = 0.03  # of one guessed token over a step: one layer more of DeepSeek's 61, and the head
OWN = 4.0  # DeepSeek, which overlaps dispatch and combine (arXiv 2412.19437, section 3.4)
ENGINES = {"tensorrt": 1.0, "trtllm": 1.0, "vllm": 2.0, "sglang": 3.0, "deepseek": OWN}
YEAR = 2025.9  # of a row without a date: the middle of those with one
NEEDED = ("chip_id", "n_accelerators", "layers", "hidden", "heads", "weight_precision")
ROUTE_NODES = 4.0  # of DeepSeek-V3 (arXiv 2412.19437, section 2.1.2)


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run. pools: prefill and decode plans with their workers where they are apart, else None twice.

    quantity: tpot, or prefill_rate, decode_rate, output_rate [token/s of a chip] where the row has no times.
    """

    id: str
    source: str
    chip: str
    family: str
    model: str
    engine: float
    group: str
    mode: str
    workload: Workload
    cluster: Cluster
    plan: Plan
    prefill: Plan
    workers: tuple[float, float]
    load: Load
    quantity: str
    measured: float | None
    ttft: float | None
    filled: tuple[str, ...]


def run_of(row: Row, pooled: bool = False) -> Run:
    """A row as a run; raises Refused. pooled: without its chip's own ceilings."""
    for key in NEEDED:
        if not row.get(key):
            raise Refused(f"{key} is not stated")
    try:
        chip = find_chip(row["chip_id"]).chip
        on = device(chip)
        work = workload_of(row)
        parts = formats_of(row, chip, on, work)
        count, latent = number(row, "n_accelerators"), work.kv_rank > 0
        joined = cluster(on, count, parts, latent, chip.architecture or "any", domain=_domain(row), pooled=pooled)
    except UserError as error:
        raise Refused(f"depends: {error}") from None
    plan, prefill, workers, filled = plans_of(row, work, parts)
    load, more = load_of(row, plan)
    quantity, measured = target(row)
    return Run(
        id=row.get("id", ""),
        source=row.get("source_short", ""),
        chip=chip.id,
        family=(chip.architecture or chip.id).split("-")[0],
        model=row.get("model", ""),
        engine=plan.engine,
        group=row.get("dup_group", "") or row.get("id", ""),
        mode="disagg" if workers[0] else "agg",
        workload=work,
        cluster=joined,
        plan=plan,
        prefill=prefill,
        workers=workers,
        load=load,
        quantity=quantity,
        measured=measured,
        ttft=number(row, "ttft_ms") / 1e3 or None,
        filled=(*filled, *more),
    )


def target(row: Row) -> tuple[str, float | None]:
    """What a row measures: seconds per token, else tokens a second and chip."""
    if row.get("tpot_ms"):
        return "tpot", number(row, "tpot_ms") / 1e3
    if row.get("phase") == "prefill" and row.get("input_tok_s_per_gpu"):
        return "prefill_rate", number(row, "input_tok_s_per_gpu")
    if row.get("output_tok_s_per_gpu"):
        return ("decode_rate" if row.get("phase") == "decode" else "output_rate"), number(row, "output_tok_s_per_gpu")
    return "tpot", None


def workload_of(row: Row) -> Workload:
    """The workload of a row; raises Refused."""
    sizes = described(row, 128256.0)
    window, share = _window(attention_kind(row))
    latent = sizes.get("kv_rank", 0.0)
    each = latent + sizes["rope_width"] if latent else sizes["kv_heads"] * (sizes["qk_width"] + sizes["v_width"])
    return Workload(
        **sizes,
        window=window,
        windowed=share,
        route_nodes=ROUTE_NODES if latent and sizes["experts"] == 256 else 0.0,
        whole_cells=sizes["layers"] * (1 - share) * each,
        window_cells=sizes["layers"] * share * each,
    )


def _window(kind: str) -> tuple[float, float]:
    """Keys that windowed layers see and the share of such layers, as the attn_type column words them."""
    numbers = [float(word) for word in kind.replace(",", " ").split() if word.isdigit()]
    if "alternating" in kind and numbers:
        return numbers[0], 0.5
    if "chunked" in kind and len(numbers) == 3:
        return numbers[0], numbers[1] / numbers[2]
    return 0.0, 0.0


def engine_of(row: Row) -> float:
    """The engine by its number in Plan.engine."""
    name = row.get("engine", "").lower()
    return next((value for key, value in ENGINES.items() if name.startswith(key)), 0.0)


def formats_of(row: Row, chip: Chip, on: Device, work: Workload) -> Formats:
    """Formats of the parts; raises Refused."""
    bits = {"bf16": 16, "fp16": 16, "fp8": 8, "fp4": 4, "nvfp4": 4, "mxfp4": 4, "int8": 8}.get(row["weight_precision"])
    if bits is None:
        raise Refused(f"weights in {row['weight_precision']} are not covered")
    four = "rate_fp4_tops" in on.figures
    if "gpt-oss" in row.get("model", "").lower():
        return Formats("bf16", "bf16", "w4a8" if four else "int4_wo", "fp8" if engine_of(row) == 1 else "bf16")
    kept = row.get("kv_precision") or ("bf16" if bits == 16 or engine_of(row) == 3 else "fp8")
    latent = work.kv_rank > 0
    if bits == 16:
        return Formats("bf16", "bf16", "bf16", kept)
    if bits == 8:
        name = "fp8_block" if latent else "fp8"
        return Formats(name, name, name, kept)
    name = "nvfp4" if four else "int4_wo"
    return Formats("bf16" if latent else name, "bf16" if latent else name, name, kept)


def _plan(row: Row, work: Workload, parts: Formats, before: str = "") -> Plan:
    tp, pp, dp = (number(row, before + key, 1.0) for key in ("tp", "pp", "attention_dp"))
    moe_tp, ep = number(row, before + "moe_tp"), number(row, before + "moe_ep")
    if not ep:
        ep = max(1.0, tp * dp / moe_tp) if moe_tp else 1.0
    if not moe_tp:
        moe_tp = max(1.0, tp * dp / ep)
    if not row.get(before + "attention_dp") and ep > tp * moe_tp:
        dp = ep * moe_tp / tp
    year = year_of(row.get("date", "") or RELEASED.get(row.get("engine_version", ""), ""))
    plan = Plan(tp, pp, dp, moe_tp, ep, engine=engine_of(row), year=year)
    tight = row.get("engine_version", "") == "1.0.0rc3" and plan.engine == 1
    dump = _nightly(row) and row.get("date", "") >= BLOCKS_SINCE
    plan = plan._replace(blocks=float(dump), tight=float(tight))
    if _nightly(row):
        told = settings(row)
        plan = plan._replace(
            draft=told.draft, acceptance=told.acceptance, draft_cost=GUESS_COST if told.draft else 0.0, held=told.held
        )
    return with_formats(plan, parts)


def _nightly(row: Row) -> bool:
    """Whether a row comes from InferenceMAX's nightly runs: dated rows of that table with its lengths."""
    lengths = {row.get("input_len"), row.get("output_len")}
    return row.get("source_short", "").startswith("aiconfigurator") and bool(row.get("date")) and lengths <= LENGTHS


def plans_of(row: Row, work: Workload, parts: Formats) -> tuple[Plan, Plan, tuple[float, float], tuple[str, ...]]:
    """Decode plan, prefill plan, workers of each (0 where one pool does both) and the names of what a rule filled."""
    if row.get("mode") == "disagg":
        workers = number(row, "prefill_workers"), number(row, "decode_workers")
        if not all(workers):
            raise Refused("pools apart, and the row does not state their workers")
        return _plan(row, work, parts, "decode_"), _plan(row, work, parts, "prefill_"), workers, ()
    filled = []
    plan = _plan(row, work, parts)
    count = number(row, "n_accelerators")
    size = plan.tp * plan.pp * plan.dp
    if not row.get("tp"):
        filled.append("plan")
        plan = plan._replace(tp=1.0, dp=1.0, pp=1.0, moe_tp=1.0, ep=1.0)
        size = 1.0
    if count % size > 1e-9:
        raise Refused(f"tp x pp x dp = {size:g} does not divide the count of {count:g} chips")
    if plan.engine == OWN:
        plan = plan._replace(overlap=1.0)
    if row.get("phase") == "prefill" and row.get("batch_per_gpu"):
        plan = plan._replace(chunk=number(row, "batch_per_gpu") * number(row, "input_len"))
    return plan, plan, (0.0, 0.0), tuple(filled)


def load_of(row: Row, plan: Plan) -> tuple[Load, tuple[str, ...]]:
    """The load of one replica; raises Refused. Without a concurrency it is as many as fit, up to the engine's most."""
    phase = row.get("phase", "")
    output = number(row, "output_len", 1.0 if phase in ("prefill", "decode") else 0.0)
    given = number(row, "input_len") or number(row, "kv_len")
    if not given or not output:
        raise Refused("lengths are not stated")
    if _nightly(row):
        given, output = DRAWN * given, DRAWN * output
    count = number(row, "n_accelerators")
    size = plan.tp * plan.pp * plan.dp
    if phase == "decode" and row.get("batch_per_gpu"):
        return Load(number(row, "batch_per_gpu") * size, given, output), ()
    if phase == "prefill":
        return Load(number(row, "batch_per_gpu", 1.0) * size, given, output), ()
    if not row.get("concurrency"):
        return Load(UNLIMITED * plan.dp, given, output), ("concurrency",)
    shared = 1.0 if row.get("mode") == "disagg" else count / size
    return Load(number(row, "concurrency") / shared, given, output), ()


UNLIMITED = 2048.0  # requests that trtllm-bench lets an engine hold, for each group


def _domain(row: Row) -> float | None:
    text = (row.get("scaleup_domain") or "").split(" ")[0]
    return float(text) if text.isdigit() else None


def year_of(date: str) -> float:
    """A date such as 2025-10-29, 2025-10 or 2025 as a year with its fraction; the usual one where it is empty."""
    parts = [int(part) for part in date.split("-")] if date else []
    if not parts:
        return YEAR
    month = parts[1] - 1 if len(parts) > 1 else 6
    return parts[0] + (month + (parts[2] / 31 if len(parts) > 2 else 0.5)) / 12
