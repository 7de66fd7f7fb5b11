"""The audited reading: what moved each stage, what was looked for, what would change it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import words
from ..links import source_numbers
from ..table import Cell, Table, table
from ..text import clean
from .chain import place_cell


@dataclass(frozen=True, slots=True)
class StageReading:
    """One stage: the table of what moved it, what would disprove it, and what its numbers say by arithmetic."""

    stage: str
    moved: Table
    would_change: tuple[str, ...]
    numbers: Table


def stage_readings(result: Mapping[str, Any]) -> list[StageReading]:
    """The readings in the order of the document."""
    return [
        StageReading(
            words.stage(stage),
            _moved(result, stage),
            tuple(clean(text) for text in stage["would_change_it"]),
            _numbers(result, stage),
        )
        for stage in result["audited"]["stages"]
    ]


def _moved(result: Mapping[str, Any], stage: Mapping[str, Any]) -> Table:
    rows = []
    for moved in stage["moved_by"]:
        favours = words.listed(words.family(name) for name in moved["families"]) if moved["families"] else ""
        note = "from another stage" if moved["transferred"] else None
        rows.append([
            Cell(clean(moved["title"]), note=clean(moved["reason"]), sources=source_numbers(result, moved["sources"])),
            favours or words.test(moved["implies"] or ""),
            Cell(f"× {words.number(round(math.exp(moved['log_ratio']), 2))}", note=note),
            place_cell(result, moved["finding"]),
        ])  # fmt: skip
    name = words.stage(stage)
    headers = ("Finding", "Favours", "Odds", "Where")
    return table(f"What moved the reading of {name}", headers, rows, numeric=(2,))


def _numbers(result: Mapping[str, Any], stage: Mapping[str, Any]) -> Table:
    rows: list[list[str | Cell]] = []
    for one in stage.get("arithmetic", ()):
        groups: dict[str, list[str]] = {}
        for row in one["families"]:
            groups.setdefault(row["verdict"].replace("-", " "), []).append(words.family(row["family"]))
        said = "; ".join(f"{clean(verdict)}: {words.listed(families)}" for verdict, families in groups.items())
        worked = next((row["formula"] for row in one["families"] if row["formula"]), "")
        idle = "moves the odds, rules out none" if one["weighs"] else "rules out none"
        use = f"rules out {one['excludes']} of {one['of']} chips" if one["excludes"] else clean(one["note"]) or idle
        rows.append([
            Cell(clean(one["stated"]), note=clean(worked) or None),
            said,
            use,
            place_cell(result, one["finding"]) if one["finding"] else "the release",
        ])  # fmt: skip
    name = words.stage(stage)
    return table(f"What the numbers say about {name}", ("Number", "Verdict on the families", "Use", "Where"), rows)
