"""The numbered list of sources, and what others have said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import words
from ..links import source_numbers, web_link
from ..table import Cell, Table, table
from ..text import clean


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source: grade is read, derived or unverified."""

    number: int
    title: str
    href: str | None
    detail: str
    grade: str


def source_lines(result: Mapping[str, Any]) -> list[SourceLine]:
    """Every source of the document, in its order; the day of access is left to `accessed` where all share it."""
    shared = accessed(result)
    found = []
    for number, record in enumerate(result.get("sources", {}).values(), start=1):
        who = ", ".join(clean(record[key]) for key in ("publisher", "published") if record.get(key))
        detail = ": ".join(part for part in (who, clean(record.get("note") or "").rstrip(".")) if part)
        day = clean(record.get("accessed") or "")
        detail += f"{'; ' if detail else ''}accessed {day}" if day and day != shared else ""
        found.append(
            SourceLine(number, clean(record["title"]), web_link(record.get("url")), detail, clean(record["grade"]))
        )
    return found


def accessed(result: Mapping[str, Any]) -> str:
    """The day on which all sources were read, where it is one; else nothing."""
    days = {clean(record.get("accessed") or "") for record in result.get("sources", {}).values()}
    return days.pop() if len(days) == 1 else ""


def statements_table(result: Mapping[str, Any]) -> Table:
    """What others have said; shown, never scored."""
    rows = [
        [
            clean(said["date"]),
            clean(said["who"]),
            Cell(clean(said["says"]), sources=source_numbers(result, said["sources"])),
            words.word(words.STAGES, said.get("stage")),
            words.listed(words.family(name) for name in said["bears_on"]) if said.get("bears_on") else "",
        ]
        for said in result["statements"]
    ]
    return table("Statements from outside the repository", ("Date", "Who", "Says", "Stage", "Bears on"), rows)
