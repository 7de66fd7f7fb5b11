"""Times, rates and cost of serving a model in steady state, by the plan that gives most within the targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..catalog import find_chip, find_model
from .request import command_line, said
from .serveasked import EngineAsked, LoadAsked, python_words
from .signed import ESTIMATES, signed
from .trainasked import LARGEST


@dataclass(frozen=True, kw_only=True)
class Request(LoadAsked, EngineAsked):
    """A model that is served on a cluster."""

    model: str = said("A model of the catalogue.", example="hunyuan-large", kind="model", first=True)
    chip: str = said(
        "A chip by name, or figures of one that is not in the catalogue.", example="h20", kind="chip", option="--on"
    )
    count: int = said("Chips.", example=8, least=1, most=LARGEST)


def answer(asked: Request) -> dict[str, Any]:
    """The estimate with the rent of a million tokens; raises UserError for what is not known or cannot be."""
    from ..performance.cost import hourly_rental
    from ..performance.serving.span import estimate_over
    from ..quantities import Interval

    model, chip = find_model(asked.model), find_chip(asked.chip).chip
    (spans, targets), (more, rest) = asked.load(), asked.told()
    spans |= more
    found = estimate_over(model, chip, spans, count=asked.count, **targets, **rest)
    rent = hourly_rental(chip)
    cost: list[float] | None = None
    if found.output_rate.value is not None and rent.value is not None:
        million = rent.value / (found.output_rate.value * Interval.exact(3600)) * Interval.exact(1e6)
        cost = [million.low, million.high]
    named = {"model_name": model.name, "chip_name": chip.name}
    data = found.to_dict() | named | {"usd_per_million_output_tokens": cost, "rental": rent.to_dict()}
    python = f"wc.serve({asked.model!r}, on={asked.chip!r}, count={asked.count}, {python_words(spans, targets | rest)})"
    return signed(data, command_line("whackachip estimate serve", asked), python, not_checked=ESTIMATES)


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a quantity, with both ends of its interval."""
    for name in ("ttft", "tpot", "output_rate", "total_rate"):
        value = data[name]["value"] or {"low": None, "high": None}
        yield {
            "model": data["model"], "chip": data["chip"], "count": data["count"], "quantity": name,
            "low": value["low"], "high": value["high"], "unit": data[name]["unit"],
        }  # fmt: skip
