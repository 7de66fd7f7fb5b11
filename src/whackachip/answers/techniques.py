"""How far techniques close the gap between two chips in training or serving a model, and the fewest that do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..catalog import find_chip, find_model
from .request import command_line, said
from .signed import ESTIMATES, signed
from .trainasked import LARGEST

COUNTS = (32, 2048)  # chips that serve, and that train


@dataclass(frozen=True, kw_only=True)
class Request:
    """A model, the chip that the techniques are used on, and the one to catch up with."""

    model: str = said("A model of the catalogue.", example="hunyuan-large", kind="model", first=True)
    chip: str = said("The chip that the techniques are used on.", example="h20", kind="chip", option="--on")
    versus: str = said(
        "The chip to catch up with, run without them.", example="h800", kind="chip", option="--versus", always=True
    )
    phase: str = said("Of training or serving.", "train", choices=("train", "prefill", "decode"))
    count: int | None = said(
        "Chips of either cluster; else 2,048 that train or 32 that serve.", None, example=2048, least=1, most=LARGEST
    )
    input: int = said("Tokens of a prompt, where it is served.", 4096, least=1, most=1_000_000)
    output: int = said("Tokens of an answer, where it decodes.", 512, least=1, most=1_000_000)
    tpot: float = said("What a token may take at most, where it decodes [ms].", 50.0, least=1e-3, most=1e9)
    added: tuple[str, ...] = said(
        "A technique that is off by default.", (), example="muon", kind="technique", option="--with"
    )
    without: tuple[str, ...] = said("A technique to leave out.", (), example="fp8", kind="technique")


def answer(asked: Request) -> dict[str, Any]:
    """The steps with the gap after each, and the smallest set that closes it; raises UserError."""
    from ..performance.run import Question
    from ..performance.techniques import Asked, serving_waterfall, waterfall

    model, chips = find_model(asked.model), [find_chip(name).chip for name in (asked.chip, asked.versus)]
    count = asked.count or COUNTS[asked.phase == "train"]
    if asked.phase == "train":
        here, there = (Question(model, chip, count) for chip in chips)
        data = waterfall(here, there, asked.added, asked.without).to_dict()
    else:
        load = (asked.phase, asked.input, asked.output, asked.tpot / 1000)
        side, other = (Asked(model, chip, count, *load) for chip in chips)
        data = serving_waterfall(side, other, asked.added, asked.without).to_dict()
    names = {"model_name": model.name, "chip_name": chips[0].name, "versus_name": chips[1].name}
    rest: dict[str, Any] = {"phase": asked.phase, "with_": list(asked.added), "without": list(asked.without)}
    if asked.phase != "train":
        rest |= {"input_tokens": asked.input, "output_tokens": asked.output, "tpot": asked.tpot / 1000}
    said_too = "".join(f", {name}={value!r}" for name, value in rest.items() if value not in ("train", []))
    python = f"wc.technique_gap({asked.model!r}, on={asked.chip!r}, versus={asked.versus!r}, count={count}{said_too})"
    return signed(data | names, command_line("whackachip techniques", asked), python, not_checked=ESTIMATES)


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a technique, in the order in which they are used."""
    for step in data["steps"]:
        gain = step["gain"]
        yield {
            "technique": step["id"], "name": step["name"], "gain": gain["mid"], "gain_low": gain["low"],
            "gain_high": gain["high"], "gap_after": step["gap_after"], "by": step["by"], "quality": step["quality"],
        }  # fmt: skip
