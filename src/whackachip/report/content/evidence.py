"""The evidence: every finding by file, what was skipped, and the states of the repository side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...lazy import Lazy
from .. import words
from ..links import commit_link, line_link
from ..table import Cell, Table, table
from ..text import clean, shorten


@dataclass(frozen=True, slots=True)
class FileFindings:
    """The findings of one path; gone: how many of them were withdrawn."""

    path: str
    findings: Table
    gone: int


def findings_by_file(result: Mapping[str, Any]) -> Sequence[FileFindings]:
    """Tables of findings, one a path, paths with most findings first; lazy, since there may be many."""
    findings = result["evidence"]["findings"]
    groups: dict[str, list[tuple[int, str, int]]] = {}
    gone: Counter[str] = Counter()
    for number, finding in enumerate(findings):
        groups.setdefault(finding["path"], []).append((finding["line"], finding["signal"], number))
        gone[finding["path"]] += finding["status"] == "withdrawn"

    def row(place: tuple[int, str, int]) -> tuple[Cell, ...]:
        return _row(result, findings[place[2]])

    headers = ("Token", "Meaning", "Stage", "Status", "Where")

    def file(path: str) -> FileFindings:
        rows = Lazy(sorted(groups[path]), row)
        return FileFindings(clean(path), Table(f"Findings in {clean(path)}", headers, rows), gone[path])

    return Lazy(sorted(groups, key=lambda path: (-len(groups[path]), path)), file)


def _row(result: Mapping[str, Any], finding: Mapping[str, Any]) -> tuple[Cell, ...]:
    meaning = result["signals"].get(finding["signal"], {})
    commit, line = finding["last_commit"], finding["line"]
    where = f"{words.short_commit(commit)}:{line}" if commit else f"line {line}"
    status = words.word(words.STATUS, finding["status"])
    note = None
    if finding["status"] == "withdrawn":
        note = f"{words.day(finding['removed_on'])} by {words.short_commit(finding['removed_by'])}"
    marks = [clean(mark).replace("-", " ") for mark in finding.get("marks", ())]
    if not finding.get("counts", True):
        marks.append("not counted")
    return (
        Cell(shorten(finding["token"], 72), code=True),
        Cell(clean(meaning.get("title", finding["signal"])), note=", ".join(marks) or None),
        Cell(words.word(words.STAGES, finding["stage"])),
        Cell(status, tone="withdrawn" if finding["status"] == "withdrawn" else None, note=note),
        Cell(where, href=line_link(result["question"]["repository"], commit, finding["path"], line), code=True),
    )


def views_table(result: Mapping[str, Any]) -> Table:
    """What somebody finds who sees one state of the repository and no history."""
    rows = []
    titles = {step["id"]: clean(step["title"]) for step in result["strict"]["steps"]}
    for view in result["views"]:
        stages = "; ".join(
            f"{words.stage(stage)}: {clean(stage['disclosure'])}"
            + (f" ({words.listed(words.family(name) for name in stage['declared'])})" if stage["declared"] else "")
            for stage in view["stages"]
        )
        commit = view["commit"]
        rows.append([
            Cell(clean(view["note"])),
            Cell(words.short_commit(commit), code=True, note=words.day(view["moment"]),
                 href=commit_link(result["question"]["repository"], commit)),
            words.number(view["findings"]),
            Cell("; ".join(titles.get(name, clean(name)) for name in view["strict_steps"]) or "none",
                 note=f"{view['strict_remaining']} candidates remain"),
            stages,
        ])  # fmt: skip
    headers = ("State", "Commit", "Findings", "Tests of the chain that apply", "Disclosure")
    return table("States of the repository", headers, rows, numeric=(2,))


def scanned(result: Mapping[str, Any]) -> str:
    """How much was read, in one sentence."""
    found = result["evidence"]
    counted = sum(bool(finding.get("counts", True)) for finding in found["findings"])
    text = f"{words.number(len(found['findings']))} findings, {words.number(counted)} of which count as evidence, in "
    if found["commits"]:
        text += f"{words.number(found['commits'])} commits and {words.number(found['blobs'])} versions of files"
    else:
        text += f"{words.number(found['blobs'])} files, without history"
    head = words.short_commit(found["head"])
    looked = len(found["signals_looked_for"])
    return text + (f", up to commit {head}" if head else "") + f". {looked} signals were looked for."


def skipped_table(result: Mapping[str, Any]) -> Table:
    """What could not be read, and why."""
    rows: list[list[str | Cell]] = [
        [Cell(shorten(part["path"], 120), code=True), clean(part["reason"])] for part in result["skipped"]
    ]
    return table("Skipped", ("Path", "Reason"), rows)
