"""Two chips or more side by side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..catalog import Chip, find_chip
from ..catalog.comparison import comparison_data
from ..catalog.interpretation import Interpretation
from ..errors import UserError
from .lawasked import readings
from .request import command_line, said
from .signed import signed

MOST = 12


@dataclass(frozen=True, kw_only=True)
class Request:
    """The chips, and how their metrics are to be read."""

    chips: tuple[str, ...] = said(
        "Two chips or more, by name or by figures.", example=["h100", "h20"], kind="chip", first=True, most=MOST
    )
    interpret: tuple[str, ...] = said("A reading of the law, as KEY=VALUE.", (), example="tf32_bits=19", kind="reading")


def answer(asked: Request) -> dict[str, Any]:
    """The chips whole, and each attribute with the value of every chip and whether it differs; raises UserError."""
    chips, interpretation, notes = compared(asked)
    names = ", ".join(f"wc.chip({name!r})" for name in asked.chips)
    python = (
        "import whackachip as wc; from whackachip.catalog.comparison import comparison_data; "
        f"comparison_data([{names}])"
    )
    data = comparison_data(chips, interpretation) | {"resolved": notes}
    return signed(data, command_line("whackachip chips compare", asked), python)


def compared(asked: Request) -> tuple[list[Chip], Interpretation, list[str]]:
    """The chips, the reading, and which variants were taken; raises UserError for one alone and for one twice."""
    if len(asked.chips) < 2:
        raise UserError("compare takes two chips or more, such as: whackachip chips compare h100 h20")
    matches = [find_chip(name) for name in asked.chips]
    found = [match.chip for match in matches]
    twice = [chip.name for number, chip in enumerate(found) if chip in found[:number]]
    if twice:
        raise UserError(f"{twice[0]} stands twice; compare takes different chips")
    return found, readings(asked.interpret)[0], [match.note for match in matches if match.note]


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row an attribute, one column a chip."""
    for line in data["attributes"]:
        plain = {"key": line["key"], "sort": line["sort"], "unit": line["unit"] or "", "differs": line["differs"]}
        yield plain | line["values"]
