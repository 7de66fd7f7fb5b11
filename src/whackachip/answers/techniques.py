"""How far techniques close the gap between two chips in training a model, and the fewest that do."""

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
    """A model, the chip that the techniques are used on, and the one to catch up with."""

    model: str = said("A model of the catalogue.", example="hunyuan-large", kind="model", first=True)
    chip: str = said("The chip that the techniques are used on.", example="h20", kind="chip", option="--on")
    versus: str = said("The chip to catch up with, run without them.", example="h800", kind="chip", always=True)
    count: int = said("Chips of either cluster.", 2048, least=1, most=LARGEST, always=True)
    added: tuple[str, ...] = said(
        "A technique that is off by default.", (), example="muon", kind="technique", option="--with"
    )
    without: tuple[str, ...] = said("A technique to leave out.", (), example="fp8", kind="technique")


def answer(asked: Request) -> dict[str, Any]:
    """The steps with the gap after each, and the smallest set that closes it; raises UserError."""
    from ..performance.run import Question
    from ..performance.techniques import waterfall

    model = find_model(asked.model)
    here, there = (Question(model, find_chip(name).chip, asked.count) for name in (asked.chip, asked.versus))
    data = waterfall(here, there, asked.added, asked.without).to_dict()
    names = {"model_name": model.name, "chip_name": here.chip.name, "versus_name": there.chip.name}
    more = f", with_={list(asked.added)!r}" * bool(asked.added) + f", without={list(asked.without)!r}" * bool(
        asked.without
    )
    python = f"wc.technique_gap({asked.model!r}, on={asked.chip!r}, versus={asked.versus!r}, count={asked.count}{more})"
    return signed(data | names, command_line("whackachip techniques", asked), python, not_checked=ESTIMATES)


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a technique, in the order in which they are used."""
    for step in data["steps"]:
        gain = step["gain"]
        yield {
            "technique": step["id"], "name": step["name"], "gain": gain["mid"], "gain_low": gain["low"],
            "gain_high": gain["high"], "gap_after": step["gap_after"], "by": step["by"], "quality": step["quality"],
        }  # fmt: skip
