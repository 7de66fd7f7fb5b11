"""The paper's chain of eliminations, and where the audited reading differs from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import words
from ..links import line_link, source_numbers
from ..table import Cell, Table, table
from ..text import clean, shorten


def steps_table(result: Mapping[str, Any]) -> Table:
    """Each test: what it keeps, what it rests on, how many it leaves, and how well it holds."""
    rows = []
    for step in result["strict"]["steps"]:
        numbers = f"{step['before']} → {step['after']}" if step["fired"] else "not applied"
        figure = clean(step["figure"] or "")
        rows.append([
            Cell(clean(step["title"]), note=f"the paper's {figure}" if figure else None),
            words.test(step["keeps"]),
            _evidence(result, step["findings"]),
            numbers,
            Cell(clean(step["verdict"]), note=clean(step["audited"]), sources=source_numbers(result, step["sources"])),
        ])  # fmt: skip
    headers = ("Test", "Keeps", "First evidence", "Candidates", "Audit")
    return table("Steps of the paper's chain", headers, rows, numeric=(3,))


def _evidence(result: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> Cell:
    if not findings:
        return Cell("none found")
    best = findings[0]
    more = f"and {len(findings) - 1} more {'place' if len(findings) == 2 else 'places'}" if len(findings) > 1 else None
    return place_cell(result, best, more)


def place_cell(result: Mapping[str, Any], finding: Mapping[str, Any], note: str | None = None) -> Cell:
    """A finding as commit:path:line with its token, linked where the repository is on GitHub."""
    commit, path, line = finding["commit"], clean(finding["path"]), finding["line"]
    where = f"{words.short_commit(commit)}:{path}:{line}" if commit else f"{path}:{line}"
    gone = f"withdrawn {words.day(finding['removed_on'])}" if finding["status"] == "withdrawn" else None
    parts = [part for part in (shorten(finding["token"], 60), note) if part]
    return Cell(
        where,
        href=line_link(result["question"]["repository"], commit, finding["path"], line),
        code=True,
        tag=gone,
        note=" · ".join(parts),
    )


def differences_table(result: Mapping[str, Any]) -> Table:
    """What the strict chain ruled out and how much probability the audited reading leaves it."""
    read = result["audited"]["stages"]
    stages = [stage["stage"] for stage in read]
    rows = []
    for found in result["differences"]:
        rows.append([
            Cell(clean(found["title"])),
            str(len(found["eliminated"])),
            *(words.percent(found["left"][stage]) if stage in found["left"] else "" for stage in stages),
            Cell(clean(found["verdict"]), note=clean(found["why"]), sources=source_numbers(result, found["sources"])),
        ])  # fmt: skip
    headers = ("Test", "Chips out", *(words.stage(stage) for stage in read), "Why")
    caption = "Probability that the audited reading leaves to chips which the strict chain rules out"
    return table(caption, headers, rows, numeric=range(1, 2 + len(stages)))
