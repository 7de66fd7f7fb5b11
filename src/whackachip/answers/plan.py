"""The best plans of training a model on a cluster, exact over all plans of the space."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .numbers import whole
from .request import command_line, said
from .signed import ESTIMATES, signed
from .trainasked import TrainAsked, python_line

KEYS = {"time": "step_seconds", "memory": "memory_bytes", "cost": "usd_per_million_tokens"}


@dataclass(frozen=True, kw_only=True)
class Request(TrainAsked):
    """A model, a chip, and one count or several."""

    count: str = said("Chips of the cluster; several counts are compared.", example="2048", kind="counts")
    by: str = said("What is best.", "time", choices=("time", "cost", "memory"))
    top: int = said("How many plans to give.", 1, least=1, most=1000)
    every: bool = said("Also unusual splits: parts of experts, context parallelism of short sequences.", False)


def answer(asked: Request) -> dict[str, Any]:
    """The plans, best first, or the reasons why none fits; `depends` where a figure is missing. Raises UserError."""
    from ..performance.device import MissingFigure
    from ..performance.run import plans, why_not

    first = asked.question(1)
    counts = [whole("count", part) for part in asked.count.replace(", ", ",").split(",")]
    found, reasons, tried, fitting = [], [], 0, 0
    missing = None
    for each in counts:
        put = first.on(each)
        try:
            got = plans(put, asked.top, "memory" if asked.by == "memory" else "time", asked.every)
        except MissingFigure as error:
            missing = error.figure
            break
        tried, fitting = tried + got.count, fitting + got.fitting
        found += [_entry(put, candidate) for candidate in got.plans]
        if not got.plans:
            reasons.append(why_not(put)["text"])
    key = KEYS[asked.by]
    if asked.by == "cost" and any(entry[key] is None for entry in found):
        key = "chip_hours_per_million_tokens"
    if asked.by == "time" and len(counts) > 1:
        key = "seconds_per_million_tokens"
    found = sorted(found, key=lambda entry: entry[key])[: asked.top]
    data = {
        "model": first.model.id, "chip": first.chip.id, "model_name": first.model.name, "chip_name": first.chip.name,
        "by": asked.by, "precision": first.precision,
        "verdict": "depends" if missing else "fits" if found else "no-plan-fits", "missing": missing, "best_by": key,
        "plans_tried": tried, "plans_fitting": fitting, "plans": found, "reasons": reasons,
    }  # fmt: skip
    call = f"wc.plan({asked.model!r}, on={asked.chip!r}, count={counts[0]}, top={asked.top})"
    order = {"by": "memory" if asked.by == "memory" else None, "every": asked.every or None}
    line = command_line("whackachip plan", asked)
    return signed(data, line, python_line(call, asked, **order), not_checked=ESTIMATES)


def _entry(asked: Any, candidate: Any) -> dict[str, Any]:
    from ..performance.cost import hourly_rental

    tokens = asked.sequences() * asked.sequence / 1e6
    hours = candidate.seconds * asked.count / 3600 / tokens
    rent = hourly_rental(asked.chip)
    return {
        "count": asked.count, "batch": asked.sequences(), "plan": candidate.plan._asdict(),
        "step_seconds": candidate.seconds, "memory_bytes": candidate.bytes,
        "seconds_per_million_tokens": candidate.seconds / tokens, "chip_hours_per_million_tokens": hours,
        "usd_per_million_tokens": None if rent.value is None else hours * rent.value.middle,
    }  # fmt: skip


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a plan."""
    for place, entry in enumerate(data["plans"], start=1):
        plain = {key: value for key, value in entry.items() if key != "plan"}
        yield {"place": place, "model": data["model"], "chip": data["chip"], **plain, **entry["plan"]}
