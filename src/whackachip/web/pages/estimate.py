"""Estimate: what training or serving a model takes on a chip, what techniques gain, whether a claim can be."""

from __future__ import annotations

from typing import Any

from ...catalog import find_chip
from ...report.figures.figure import Figure
from ...report.figures.gap import gap_figure
from ...report.words import number
from .. import amounts, wording
from ..page import Page
from ..pictures import room
from ..query import Query

TABS = (
    ("/estimate", "Train"), ("/estimate/serve", "Serve"), ("/estimate/techniques", "Techniques"),
    ("/estimate/fit", "Fewest chips"), ("/estimate/claim", "Check a claim"),
)  # fmt: skip
GIGABYTE = 1e9
SPLITS = "How the work is split: TP by tensor, PP by layers in a pipeline, DP by data, EP by expert, CP by context."
LABELS = {
    "model": "Model", "chip": "Chip", "count": "Chips", "tokens": "Tokens", "mfu": "Share of the peak",
    "day": "Day of prices", "place": "Place of prices", "precision": "Precision", "sequence": "Sequence",
    "batch": "Batch",
    "lora_rank": "LoRA rank", "tp": "Tensor parallel", "pp": "Pipeline parallel", "cp": "Context parallel",
    "ep": "Expert parallel", "dp": "Data parallel", "etp": "Expert tensor parallel", "zero": "ZeRO stage",
    "micro_batch": "Micro-batch", "virtual": "Virtual stages", "recompute": "Recompute", "schedule": "Schedule",
    "offload": "In the host's memory", "year": "Year of the software",
    "input": "Prompt tokens", "output": "Answer tokens", "concurrency": "Requests in flight",
    "tpot": "Target for a token", "ttft": "Target for the first token", "versus": "Against", "added": "With",
    "without": "Without", "sentence": "Claim", "serve": "Serving", "phase": "Phase",
}  # fmt: skip


def _capacity(data: dict[str, Any]) -> float | None:
    """Bytes of memory of a chip; None where it is not known as one number."""
    found = find_chip(data["chip"]).chip.interval("memory_capacity_gb")
    return found.low * GIGABYTE if found is not None and found.low == found.high else None


def _memory(data: dict[str, Any], key: str) -> dict[str, Any]:
    parts = {name: value for name, value in (data.get(key) or {}).items() if name != "total"}
    try:
        capacity = _capacity(data)
    except Exception:
        capacity = None
    return {
        "memory": amounts.bar(parts, GIGABYTE, capacity) if parts else [],
        "capacity": number(capacity / GIGABYTE) if capacity else None,
        "used": number(float(f"{sum(parts.values()) / GIGABYTE:.3g}")) if parts else None,
    }


def training(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The quantities, and where the time and the memory go."""
    step = {name: value for name, value in (data.get("step_parts_seconds") or {}).items() if name != "total"}
    return {
        "rows": amounts.rows(data, amounts.TRAINING) + amounts.rows(data.get("money") or {}, amounts.MONEY),
        "step": amounts.bar(step, 1.0),
        "plan": amounts.fields(data["plan"]) if data.get("plan") else "",
        "splits": SPLITS,
        **_memory(data, "memory_bytes"),
    }  # fmt: skip


def serving(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The quantities and where the memory goes."""
    plan = ", ".join(f"{name.replace('_', ' ').upper()} {value:g}" for name, value in (data.get("plan") or {}).items())
    price = data.get("usd_per_million_output_tokens")
    ends = {"low": price[0], "high": price[1]} if price else None
    shown = amounts.span({"value": ends}, ((1, "USD"),)) if ends and ends["low"] is not None else ""
    made = {"rows": amounts.rows(data, amounts.SERVING), "plan": plan, "splits": SPLITS, "price": shown}
    return made | _memory(data, "memory")


def claim(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """What the claim implies beside what the formulas give."""
    rows = amounts.rows(data, amounts.CLAIMED)
    for precision, quantity in (data.get("predicted") or {}).items():
        label = f"Chip-hours by the formulas, {precision.upper()}"
        shown = amounts.span(quantity, amounts.HOURS)
        rows.append({"label": label, "shown": shown, "kind": quantity["kind"], "formula": quantity["formula"]})
    return {"rows": rows}


def gap(data: dict[str, Any], query: Query) -> Figure | None:
    """The waterfall."""
    return gap_figure(data, room(query))


def fewest(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The plan in words and the room that is left."""
    return {
        "plan": amounts.fields(data["plan"]) if data.get("plan") and not data["serve"] else "",
        "used": number(float(f"{data['memory_bytes'] / GIGABYTE:.3g}")) if data.get("memory_bytes") else None,
        "capacity": number(data["capacity_bytes"] / GIGABYTE) if data.get("capacity_bytes") else None,
    }


def trained(data: dict[str, Any]) -> str:
    """A training run in a sentence."""
    what = f"training {data['model_name']} on {data['count']:,} {data['chip_name']}"
    days = data.get("days")
    if not days or days["value"] is None:
        return f"{what[0].upper()}{what[1:]}: {data['reason']}"
    hours = amounts.span(data["chip_hours"], amounts.HOURS)
    return f"{what[0].upper()}{what[1:]} would take {amounts.span(days, amounts.TRAINING[0][2])}, {hours} chip-hours"


def served(data: dict[str, Any]) -> str:
    """Serving in a sentence."""
    what = f"{data['count']:,} {data['chip_name']} serving {data['model_name']}"
    rate = data.get("output_rate")
    if not rate or rate["value"] is None:
        return f"{what}: {data['reason']}"
    return f"{what} would write {amounts.span(rate, amounts.SERVING[0][2])}"


def closed(data: dict[str, Any]) -> str:
    """What techniques leave of a gap, in a sentence."""
    left = data["left"]
    if left is None:
        return f"{data['model_name']}, {data['chip_name']} against {data['versus_name']}: depends, {data['reason']}"
    return (
        f"In {wording.choice(data['phase'])} with {data['model_name']}, "
        f"{data['versus_name']} is {data['gap']:.2f} times as fast as "
        f"{data['chip_name']}; "
        f"with techniques on the latter {left['mid']:.2f} times ({left['low']:.2f} to {left['high']:.2f})"
    )


TRAIN = Page(
    path="/estimate", title="Train", question="estimate-train", template="train.html.j2", labels=LABELS, tabs=TABS,
    defaults=(("model", "hunyuan-large"), ("chip", "h20"), ("count", "2048")), context=training,
    headline=trained,
)  # fmt: skip
SERVE = Page(
    path="/estimate/serve", title="Serve", question="estimate-serve", template="serve.html.j2", labels=LABELS,
    tabs=TABS, defaults=(("model", "hunyuan-large"), ("chip", "h20"), ("count", "8")), context=serving,
    headline=served,
)  # fmt: skip
TECHNIQUES = Page(
    path="/estimate/techniques", title="Techniques", question="techniques", template="techniques.html.j2",
    labels=LABELS, tabs=TABS, own=("figure",),
    defaults=(("model", "hunyuan-large"), ("chip", "h20"), ("versus", "h800")),
    figures={"gap": gap},
    headline=closed,
)  # fmt: skip
FIT = Page(
    path="/estimate/fit", title="Fewest chips", question="fit", template="fit.html.j2", labels=LABELS, tabs=TABS,
    defaults=(("model", "hunyuan-large"), ("chip", "h20")), context=fewest,
    headline=lambda data: f"{data['model_name']}: {data['count'] or 'no number of'} {data['chip_name']} hold it",
)  # fmt: skip
CLAIM = Page(
    path="/estimate/claim", title="Check a claim", question="check-claim", template="claim.html.j2", labels=LABELS,
    tabs=TABS, defaults=(("sentence", "2.788M H800-hours for 14.8T tokens of deepseek-v3"),), context=claim,
    headline=lambda data: f"“{data['claim']['text']}”: {data['verdict']}; {data['reason']}",
)  # fmt: skip
