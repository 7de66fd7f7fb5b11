"""Days, chip-hours, money and energy of training a model, by the fastest plan that fits or at a share of the peak."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..quantities.day import as_day
from .numbers import span
from .request import command_line, said
from .signed import ESTIMATES, signed
from .trainasked import LARGEST, TrainAsked, python_line


@dataclass(frozen=True, kw_only=True)
class Request(TrainAsked):
    """A training run on a cluster."""

    count: int = said("Chips of the cluster.", example=2048, least=1, most=LARGEST)
    tokens: str | None = said("Tokens of the run; else as published.", None, example="7T", kind="number")
    mfu: str | None = said(
        "Share of the dense 16-bit peak, in place of a plan.", None, example="30..45%", kind="number"
    )
    day: str | None = said("Day of the prices; else all days.", None, example="2024-11-05", kind="day")
    place: str | None = said("Place of the prices: CN, US or world; else all places.", None, example="CN")


def answer(asked: Request) -> dict[str, Any]:
    """The estimate; `depends` where the chip lacks a figure that the plan needs. Raises UserError."""
    from ..performance.train import train

    put, tokens, mfu = asked.question(asked.count), span("tokens", asked.tokens), span("mfu", asked.mfu)
    run = train(put, tokens=tokens, mfu=mfu, day=as_day(asked.day) if asked.day else None, place=asked.place)
    python = python_line(
        f"wc.train({asked.model!r}, on={asked.chip!r}, count={asked.count})", asked,
        tokens=tokens, mfu=mfu, day=asked.day, place=asked.place,
    )  # fmt: skip
    line = command_line("whackachip estimate train", asked)
    named = {"model_name": put.model.name, "chip_name": put.chip.name}
    return signed(run.to_dict() | named, line, python, as_of=asked.day, not_checked=ESTIMATES)


QUANTITIES = ("tokens", "step_seconds", "tokens_per_second", "utilisation", "chip_hours", "days")


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a quantity, with both ends of its interval."""
    yield from _quantities(data, {name: data[name] for name in QUANTITIES})
    if data["money"]:
        yield from _quantities(data, {name: data["money"][name] for name in ("rental", "owned", "energy")})


def _quantities(data: dict[str, Any], found: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for name, quantity in found.items():
        value = quantity["value"] or {"low": None, "high": None}
        yield {
            "model": data["model"], "chip": data["chip"], "count": data["count"], "quantity": name,
            "low": value["low"], "high": value["high"], "unit": quantity["unit"],
        }  # fmt: skip
