"""What a rule denies, what that costs and how it is got round: 14 metrics beside the literature's values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import UserError
from .marketasked import MarketAsked, dated
from .request import call_line, said
from .stressasked import chosen

CHOICES = ("set", "seed", "as_of", "versus", "prior", "no_designs", "samples", "metric")
NUMBERS = tuple(str(number) for number in range(1, 15))


@dataclass(frozen=True, kw_only=True)
class Request(MarketAsked):
    """A rule, and what it is measured against."""

    rule: str = said("An act by id, or a day.", example="us-2023-10-17", kind="rule", first=True)
    as_of: str | None = said(
        "Answers known by this day count; the last of the rule's life if left out.", None, example="2024-12-01",
        kind="day",
    )  # fmt: skip
    versus: str | None = said(
        "Measure against this chip; else the best on sale that day.", None, example="h100", kind="chip"
    )
    prior: str = said("Of algorithmic progress.", "pretrain", choices=("pretrain", "catchup", "epoch"))
    no_designs: bool = said("Leave out what could be cut to the line, which takes some seconds.", False)
    samples: int = said("Behind each percentile.", 5000, least=1, most=100_000)
    metric: tuple[str, ...] = said("Only these of the 14.", (), example=["1", "2"], choices=NUMBERS, most=14)


def answer(asked: Request, progress: Any = None) -> dict[str, Any]:
    """Each metric as a distribution, for three phases and on three yardsticks; raises UserError."""
    from ..stress.asked import split_settings
    from ..stress.metric.answer import answer as measured

    check(asked)
    market, changes = split_settings(asked.set)
    found = measured(
        asked.rule, asked.as_of, settings=market, versus=asked.versus, changes=changes, seed=asked.seed,
        samples=asked.samples, prior=asked.prior, designs=not asked.no_designs, progress=progress,
    )  # fmt: skip
    return some(dated(found, found["through"]), asked)


def check(asked: Request) -> None:
    """Raises UserError for a metric that is none."""
    for number in asked.metric:
        if number not in NUMBERS:
            raise UserError(f"--metric {number}: there are 14, from 1 to 14")


def some(found: dict[str, Any], asked: Request) -> dict[str, Any]:
    """An answer with the metrics alone that are asked for, and the lines that ask for them; all where none is named."""
    if not asked.metric:
        return found
    command = found["provenance"]["command"] + "".join(f" --metric {number}" for number in asked.metric)
    python = call_line("wc.ask", "denial", rule=asked.rule, **chosen(asked, CHOICES))
    kept = [metric for metric in found["metrics"] if str(metric["number"]) in asked.metric]
    return {**found, "metrics": kept, "provenance": {**found["provenance"], "command": command, "python": python}}
