"""The evidence of hardware in a repository."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .request import call_line, said
from .signed import EVIDENCE, signed


@dataclass(frozen=True, kw_only=True)
class Request:
    """A bundled case."""

    subject: str = said("A bundled case.", example="hunyuan-large", kind="case", first=True)
    since: str | None = said("Only what came after this day.", None, example="2024-11-01", kind="day")


def answer(asked: Request) -> dict[str, Any]:
    """Every finding with file and line, and what was looked for and skipped; raises UserError."""
    from ..errors import unknown
    from ..investigation import cases, find_case

    case = find_case(asked.subject)
    if case is None:
        raise unknown("case", asked.subject, [one.id for one in cases()])
    evidence = case.evidence if asked.since is None else case.evidence.since(asked.since)
    words = ["whackachip scan SUBJECT", *([f"--since {asked.since}"] if asked.since else [])]
    python = call_line("wc.ask", "scan", subject=asked.subject, since=asked.since)
    return signed(evidence.to_dict(), " ".join(words), python, not_checked=EVIDENCE)


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a finding."""
    from ..report.scanned import sheet

    table = sheet(data["findings"])
    return (dict(zip(table.columns, line, strict=True)) for line in table.rows)
