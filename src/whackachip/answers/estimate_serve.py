"""Times, rates and cost of serving a model in steady state, by the plan that gives most within the targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..catalog import find_chip, find_model
from .request import command_line, said
from .signed import ESTIMATES, signed
from .trainasked import LARGEST


@dataclass(frozen=True, kw_only=True)
class Request:
    """A model that is served on a cluster."""

    model: str = said("A model of the catalogue.", example="hunyuan-large", kind="model", first=True)
    chip: str = said(
        "A chip by name, or figures of one that is not in the catalogue.", example="h20", kind="chip", option="--on"
    )
    count: int = said("Chips.", example=8, least=1, most=LARGEST)
    input: int = said("Tokens of a prompt.", 2048, least=1, most=LARGEST)
    output: int = said("Tokens of an answer.", 512, least=1, most=LARGEST)
    concurrency: int | None = said(
        "Requests in flight; else what gives the most within the targets.", None, least=1, most=LARGEST
    )
    tpot: float | None = said("Target for a token [ms].", None, example=50, least=1e-6, most=1e9)
    ttft: float | None = said("Target for the first token [ms].", None, example=1000, least=1e-6, most=1e9)
    precision: str | None = said("Of the weights; else 8 bits where the chip has them.", None, example="fp8")
    tp: int | None = said("Hold fixed: tensor parallelism.", None, least=1, most=LARGEST)
    dp: int | None = said("Hold fixed: data-parallel attention.", None, least=1, most=LARGEST)
    ep: int | None = said("Hold fixed: expert parallelism.", None, least=1, most=LARGEST)


def answer(asked: Request) -> dict[str, Any]:
    """The estimate with the rent of a million tokens; raises UserError for what is not known or cannot be."""
    from ..performance.cost import hourly_rental
    from ..performance.serving.estimate import estimate_serving
    from ..quantities import Interval

    model, chip = find_model(asked.model), find_chip(asked.chip).chip
    plan = {name: value for name in ("tp", "dp", "ep") if (value := getattr(asked, name)) is not None}
    found = estimate_serving(
        model, chip, count=asked.count, plan=plan or None, input_tokens=asked.input, output_tokens=asked.output,
        concurrency=asked.concurrency, tpot_target=asked.tpot / 1000 if asked.tpot else None,
        ttft_target=asked.ttft / 1000 if asked.ttft else None, precision=asked.precision,
    )  # fmt: skip
    rent = hourly_rental(chip)
    cost: list[float] | None = None
    if found.output_rate.value is not None and rent.value is not None:
        million = rent.value / (found.output_rate.value * Interval.exact(3600)) * Interval.exact(1e6)
        cost = [million.low, million.high]
    named = {"model_name": model.name, "chip_name": chip.name}
    data = found.to_dict() | named | {"usd_per_million_output_tokens": cost, "rental": rent.to_dict()}
    return signed(data, command_line("whackachip estimate serve", asked), _python(asked, plan), not_checked=ESTIMATES)


def _python(asked: Request, plan: dict[str, int]) -> str:
    words = [f"count={asked.count}", f"input_tokens={asked.input}", f"output_tokens={asked.output}"]
    words += [f"plan={plan!r}"] if plan else []
    words += [f"concurrency={asked.concurrency}"] if asked.concurrency else []
    words += [f"tpot_target={asked.tpot / 1000!r}"] if asked.tpot else []
    words += [f"ttft_target={asked.ttft / 1000!r}"] if asked.ttft else []
    words += [f"precision={asked.precision!r}"] if asked.precision else []
    return f"wc.serve({asked.model!r}, on={asked.chip!r}, {', '.join(words)})"


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a quantity, with both ends of its interval."""
    for name in ("ttft", "tpot", "output_rate", "total_rate"):
        value = data[name]["value"] or {"low": None, "high": None}
        yield {
            "model": data["model"], "chip": data["chip"], "count": data["count"], "quantity": name,
            "low": value["low"], "high": value["high"], "unit": data[name]["unit"],
        }  # fmt: skip
