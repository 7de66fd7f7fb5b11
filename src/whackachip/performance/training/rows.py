"""Rows of a table of measured training runs as workloads, clusters and plans; what a row leaves open is filled by rule.

The rules, the same for every row. What memory and speed decide: an unstated micro-batch, and interleaving where that is
unstated too, is the fastest that fits into memory (DeepSpeed's pipelines don't interleave); unstated recomputation is
of as few layers as memory allows. What the date decides: ZeRO is stage 1 and gradients are reduced beside the backward
pass from 2023 on, neither before; stage 3 where a row says that weights are sharded. What the origin decides: entries
to MLPerf and NVIDIA's own tables overlap tensor parallelism, and dispatch and combine where those leave the scale-up
domain; the former, and runs that drop tokens, record graphs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ...catalog.chip import Chip
from ...catalog.lookup import find_chip
from ...errors import UserError
from ..columns import Refused, attention_kind, described, number
from ..device import device
from ..measured import Row
from .arrays import Cluster, Plan, Workload
from .build import cluster
from .coefficients import Coefficients
from .grid import best_plan
from .published import measured_step
from .unstated import complete
from .weights import all_weights

BITS = {"bf16": 16.0, "fp16": 16.0, "fp8": 8.0, "mxfp8": 8.0, "nvfp4": 4.0}
PLAIN = ("gpt", "mpt", "nlg", "opt")  # families with two matrices in a feed-forward network
LORA_RANK = 16.0
# Groups of experts that a token may go to (arXiv 2412.19437, 2.1.2), laid out so that a group is within a node.
ROUTE_NODES = {"DeepSeek-V3": 4.0}
TUNED = 10.0  # age of software [year] that knows its chip well
OVERLAP_FROM = 2023.0
SIZES = ("n_accelerators", "layers", "hidden", "heads", "seq_len", "global_batch")
SPLITS = ("tp", "pp", "vpp", "cp", "ep", "dp", "micro_batch")
NEEDED = ("chip_id", *SIZES, "precision_norm")


@dataclass(frozen=True, slots=True)
class Run:
    """One measured run; step [s] as measured or derived, filled: what a rule filled."""

    id: str
    source: str
    chip: str
    kind: str
    group: str
    workload: Workload
    cluster: Cluster
    plan: Plan
    step: float | None
    measured: str
    filled: tuple[str, ...]


def year_of(text: str) -> float:
    """A date as a year with its fraction; the middle where only the year is known."""
    if not text[:4].isdigit():
        return 2023.5
    return float(text[:4]) + ((float(text[5:7]) - 1) / 12 if len(text) >= 7 else 0.5)


def run_of(row: Row, constants: Coefficients) -> Run:
    """A run from a row with the columns of training_runs.csv; raises Refused.

    constants: choose what a row leaves open.
    """
    lacking = [key for key in NEEDED if not row.get(key)]
    if lacking:
        raise Refused(f"the row does not state {', '.join(lacking)}")
    for key in SIZES:
        if number(row, key) <= 0:
            raise Refused(f"{key} is not above zero: {row[key]!r}")
    if row["precision_norm"] not in BITS:
        raise Refused(f"no formula for {row['precision_norm']}")
    on = cluster_of(row)
    work = workload_of(row)
    plan, filled = plan_of(row, work, on, constants)
    step, how = measured_step(row, work, on)
    return Run(
        id=row.get("id", ""),
        source=row.get("source_short", ""),
        chip=find_chip(row["chip_id"]).chip.id,
        kind=kind_of(row),
        group=row.get("dup_group", "") or row.get("id", ""),
        workload=work,
        cluster=on,
        plan=plan,
        step=step,
        measured=how,
        filled=filled,
    )


def cluster_of(row: Row) -> Cluster:
    """The cluster of a row; raises Refused."""
    try:
        chip = find_chip(row["chip_id"]).chip
        return cluster(
            device(chip),
            number(row, "n_accelerators"),
            chip.architecture or "any",
            year_of(row.get("date", "")),
            # A vendor that runs its own chip has had the time to tune for it.
            age=TUNED if by_vendor(row) else year_of(row.get("date", "")) - released(chip),
            engine=1.0 if "DeepSpeed" in row.get("framework", "") else 0.0,
            domain=_domain(row),
            network=number(row, "network_gbs") * 1e9 or None,
        )
    except UserError as error:
        raise Refused(f"depends: {error}") from None


def by_vendor(row: Row) -> bool:
    """Whether the chip's vendor, or an entrant to MLPerf with the vendor's recipe, tuned the run."""
    source = row.get("source_short", "")
    return "mlperf" in source or source == "nvidia-megatron-bridge"


def released(chip: Chip) -> float:
    """The year in which a chip came out, with its fraction; one that is not known counts as well known to software."""
    days = next((found for key in ("available", "announced") if (found := chip.interval(key))), None)
    if days is None:
        return 0.0
    day = date.fromordinal(int(days.low))
    return day.year + day.timetuple().tm_yday / 365


def kind_of(row: Row) -> str:
    """full, lora, fp4 or reduced: what is reported apart."""
    if "lora" in row.get("run_kind", "").lower():
        return "lora"
    if "reduced" in row.get("run_kind", "").lower():
        return "reduced"
    return "fp4" if BITS.get(row.get("precision_norm", ""), 16.0) < 8 else "full"


def _domain(row: Row) -> float | None:
    """Chips of the scale-up domain where the row states a plain number; a node's count says nothing of NVLink's."""
    text = (row.get("scaleup_domain") or "").split(" ")[0]
    return float(text) if text.isdigit() else None


def workload_of(row: Row) -> Workload:
    """The workload of a row; raises Refused."""
    if "," in attention_kind(row):
        raise Refused(f"attention of kind {row['attn_type']} is not described by the columns")
    work = Workload(
        **described(row, 51200.0),
        sequence=number(row, "seq_len"),
        batch=number(row, "global_batch"),
        route_nodes=ROUTE_NODES.get(row.get("model", ""), 0.0),
        predicted=1.0 if "w/ MTP" in row.get("notes", "") else 0.0,
        lora_rank=LORA_RANK if kind_of(row) == "lora" else 0.0,
    )
    return work._replace(gated=_gated(row, work))


def _gated(row: Row, work: Workload) -> float:
    """Whether feed-forward networks have three matrices: what the stated size says, else the model's name."""
    stated = number(row, "total_params_b") * 1e9
    if stated:
        two, three = (float(all_weights(work._replace(gated=gated))) for gated in (0.0, 1.0))
        return 1.0 if abs(three - stated) < abs(two - stated) else 0.0
    return 0.0 if any(name in row.get("model", "").lower() for name in PLAIN) else 1.0


def plan_of(row: Row, work: Workload, on: Cluster, constants: Coefficients) -> tuple[Plan, tuple[str, ...]]:
    """The plan of a row and the names of what a rule filled; raises Refused."""
    mlperf, vendor = "mlperf" in row.get("source_short", ""), by_vendor(row)
    stated = any(row.get(key) for key in ("tp", "pp", "dp", "fsdp"))
    tp, pp, cp, ep = (number(row, key, 1.0) for key in ("tp", "pp", "cp", "ep"))
    for key in SPLITS:
        if row.get(key) and number(row, key) < 1:
            raise Refused(f"{key} is below one: {row[key]!r}")
    dp = number(row, "dp") or on.chips / (tp * pp * cp)
    if dp < 1 or abs(tp * pp * cp * dp - on.chips) > 0.5:
        raise Refused(f"tp x pp x cp x dp = {tp * pp * cp * dp:g} is not the count of {on.chips:g} chips")
    shard = number(row, "fsdp")
    fully = row.get("zero_stage") == "3" or shard > 1
    # With a pipeline weights are gathered once a step, not for each micro-batch (Llama 3, arXiv 2407.21783, 3.3.2).
    zero = (2.0 if pp > 1 else 3.0) if fully else number(row, "zero_stage", 1.0 if on.year >= OVERLAP_FROM else 0.0)
    plan = Plan(
        tp=tp,
        pp=pp,
        dp=dp,
        micro_batch=number(row, "micro_batch", 1.0),
        virtual=number(row, "vpp", 1.0),
        cp=cp,
        ep=ep,
        bits=BITS[row["precision_norm"]],
        # Gradients of bfloat16 are summed in 32 bits, of float16 as they are (Megatron-LM, training/arguments.py).
        gradient_bytes=2.0 if row["precision_norm"] == "fp16" else 4.0,
        blocks=1.0 if row["precision_norm"] in ("mxfp8", "nvfp4") else 0.0,
        zero=zero,
        shard=shard if fully and shard > 1 else 0.0,
        sequence_parallel=0.0 if on.year < 2022 or (row.get("recompute") == "full" and on.year < 2023) else 1.0,
        overlap_ep=1.0 if vendor and ep > on.domain else 0.0,
        overlap_dp=1.0 if on.year >= OVERLAP_FROM else 0.0,
        overlap_tp=1.0 if vendor else 0.0,
        # Dropped tokens leave shapes that recorded graphs can hold.
        graphs=1.0 if mlperf or "tokendrop" in row.get("notes", "") else 0.0,
    )
    if not stated:
        found = best_plan(work, on, plan._replace(zero=1.0), constants)
        if isinstance(found, str):
            raise Refused(f"no plan is stated, and none of a small grid fits: {found}")
        return found, ("plan",)
    recompute, micro_batch = row.get("recompute", ""), bool(row.get("micro_batch"))
    if recompute:
        plan = plan._replace(recompute=2.0 if "full" in recompute else 1.0 if "selective" in recompute else 0.0)
    # The tables that state a micro-batch and have a column for interleaving leave it empty where there is none.
    silent = not row.get("vpp") and pp > 1 and (not micro_batch or mlperf)
    chunks = silent and "DeepSpeed" not in row.get("framework", "")
    named = (("recompute", not recompute), ("micro_batch", not micro_batch), ("vpp", chunks))
    plan = complete(work, on, plan, constants, sizes=not micro_batch, chunks=chunks, recompute=not recompute)
    return plan, tuple(name for name, missing in named if missing)
