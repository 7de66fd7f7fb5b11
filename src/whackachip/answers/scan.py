"""The evidence of hardware in a repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from ..lazy import Lazy
from .request import call_line, command_line, said
from .signed import EVIDENCE, signed

if TYPE_CHECKING:
    from ..evidence import Evidence


@dataclass(frozen=True, kw_only=True)
class Request:
    """A bundled case; on the command line what a path leads to, and how much of it is read."""

    subject: str = said("A bundled case.", example="hunyuan-large", kind="case", first=True)
    revision: str | None = said("Follow the history up to this branch, tag or commit.", None, local=True)
    ref: tuple[str, ...] = said("Read these refs only.", (), local=True)
    since: str | None = said("Only what came after this day.", None, example="2024-11-01", kind="day")
    no_history: bool = said("Read one tree only.", False, local=True)


def answer(asked: Request, evidence: Evidence | None = None) -> dict[str, Any]:
    """Every finding with file and line, and what was looked for and skipped; raises UserError.

    evidence: what was read, where the subject is no bundled case; its findings then are a lazy list.
    """
    given = evidence is not None
    found = evidence if evidence is not None else _bundled(asked.subject)
    if asked.since is not None:
        found = found.since(asked.since)
    data = replace(found, findings=()).to_dict()
    findings = Lazy(found.findings, lambda finding: finding.to_dict())
    data["findings"] = findings if given else list(findings)
    python = "wc.scan(SUBJECT)" if given else call_line("wc.ask", "scan", subject=asked.subject, since=asked.since)
    # No path of a machine stands in a result.
    command = command_line("whackachip scan", replace(asked, subject="SUBJECT"))
    return signed(data, command, python, not_checked=EVIDENCE)


def _bundled(name: str) -> Evidence:
    from ..errors import unknown
    from ..investigation import cases, find_case

    case = find_case(name)
    if case is None:
        raise unknown("case", name, [one.id for one in cases()])
    return case.evidence


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a finding."""
    from ..report.scanned import sheet

    table = sheet(data["findings"])
    return (dict(zip(table.columns, line, strict=True)) for line in table.rows)
