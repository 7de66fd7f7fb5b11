"""The evidence of one repository: what was found, what was looked for, what could not be read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, time
from typing import Any

from ..errors import UserError
from ..notebook import Card, Shown
from .finding import Finding, Place
from .source import Skipped


@dataclass(frozen=True, slots=True)
class Evidence(Shown):
    """What a scan gave; plain data that goes through JSON and back.

    repository: the name or address, never a local path. head: the commit that `revision` means. commits, blobs:
    how many were read. refs: how many of each kind. main_line: commit and date from the oldest to head, along
    first parents; empty for a plain folder and for a scan without history.
    """

    repository: str
    findings: tuple[Finding, ...]
    signals_looked_for: tuple[str, ...]
    skipped: tuple[Skipped, ...] = ()
    head: str | None = None
    revision: str | None = None
    commits: int = 0
    blobs: int = 0
    refs: Mapping[str, int] | None = None
    main_line: tuple[tuple[str, str], ...] = ()

    @property
    def not_found(self) -> tuple[str, ...]:
        """The signals that were looked for and have no finding that counts."""
        counted = {finding.signal for finding in self.findings if finding.counts}
        return tuple(signal for signal in self.signals_looked_for if signal not in counted)

    def _card(self) -> Card:
        counted = [found for found in self.findings if found.counts]
        lines = (
            f"{self.commits:,} commits and {self.blobs:,} files read",
            f"{len(counted):,} of {len(self.findings):,} findings count; "
            f"{len(self.not_found)} of {len(self.signals_looked_for)} signals were not found",
        )
        rows = tuple((f.signal, f.token, f"{f.path}:{f.line}", f.stage, f.status) for f in counted)
        notes = (f"{len(self.skipped)} things could not be read",) if self.skipped else ()
        return Card(self.repository, lines, ("signal", "token", "where", "stage", "status"), rows, notes)

    def as_of(self, moment: str) -> Evidence:
        """The evidence as the main line held it at a moment.

        moment: ISO 8601 date-time; without an offset it is UTC, and a bare date means its end. Findings of
        later commits are dropped, and those that later commits removed are present again. Other branches and
        pull requests are cut by date; stage, context and marks are those of the last version. Raises UserError
        for a moment before the first commit, or where there is no history.
        """
        limit = moment_of(moment)
        if not self.main_line:
            raise UserError(f"the evidence of {self.repository!r} has no history to go back in")
        then = [at for at, (_, date) in enumerate(self.main_line) if datetime.fromisoformat(date) <= limit]
        if not then:
            first = self.main_line[0][1]
            raise UserError(f"{self.repository!r} has no commit on or before {moment}; the first is of {first}")
        kept = self.main_line[: then[-1] + 1]
        later = frozenset(commit for commit, _ in self.main_line[len(kept) :])
        earlier = frozenset(commit for commit, _ in kept)
        findings = []
        for finding in self.findings:
            places = tuple(
                place
                for place in finding.places
                if place.commit in earlier
                or (place.commit not in later and datetime.fromisoformat(place.date) <= limit)
            )
            if places and any(place.line is not None for place in places):
                findings.append(_cut(finding, places, kept[-1], earlier))
        return replace(
            self,
            findings=tuple(sorted(findings, key=Finding.sort_key)),
            head=kept[-1][0],
            main_line=kept,
        )

    def since(self, moment: str) -> Evidence:
        """The evidence with the findings alone that appeared, or were removed, at a moment or after it.

        moment: as in as_of, but a bare date means its beginning. Raises UserError where there is no history.
        """
        limit = moment_of(moment) if len(moment) != 10 else moment_of(f"{moment}T00:00:00")
        if not self.main_line:
            raise UserError(f"the evidence of {self.repository!r} has no history: no finding in it has a date")
        kept = tuple(
            finding
            for finding in self.findings
            if any(date and datetime.fromisoformat(date) >= limit for date in (finding.first_date, finding.removed_on))
        )
        return replace(self, findings=kept)

    def to_dict(self) -> dict[str, Any]:
        """The evidence as plain JSON data."""
        return {
            "repository": self.repository,
            "head": self.head,
            "revision": self.revision,
            "commits": self.commits,
            "blobs": self.blobs,
            "refs": dict(self.refs) if self.refs is not None else None,
            "signals_looked_for": list(self.signals_looked_for),
            "findings": [finding.to_dict() for finding in self.findings],
            "skipped": [asdict(skipped) for skipped in self.skipped],
            "main_line": [list(pair) for pair in self.main_line],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Evidence:
        """The evidence that to_dict wrote, with or without provenance; raises TypeError for any other key."""
        plain = {key: value for key, value in data.items() if key != "provenance"}
        plain["findings"] = tuple(Finding.from_dict(finding) for finding in plain["findings"])
        plain["skipped"] = tuple(Skipped(**skipped) for skipped in plain.get("skipped", ()))
        plain["signals_looked_for"] = tuple(plain["signals_looked_for"])
        plain["main_line"] = tuple((commit, date) for commit, date in plain.get("main_line", ()))
        return cls(**plain)


def moment_of(text: str) -> datetime:
    """An ISO date-time, UTC without an offset; a bare date is its end. Raises UserError for anything else."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UserError(f"{text!r} is no ISO date-time, such as 2024-11-21 or 2024-11-21T12:00:00Z") from None
    if len(text) == 10:
        moment = datetime.combine(moment.date(), time.max)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _cut(finding: Finding, places: tuple[Place, ...], head: tuple[str, str], main: frozenset[str]) -> Finding:
    """The finding as if the history ended with these places."""
    last = places[-1]
    if last.line is None:
        same = places == finding.places
        return finding if same else replace(finding, **_removal(places, last), places=places)
    on_main = last.commit in main
    status = finding.status
    if status in ("present", "withdrawn"):
        status = "present" if on_main else "other-branch"
    last_commit, last_date = head if on_main else (last.commit, last.date)
    made = replace(
        finding,
        path=last.path,
        line=last.line,
        blob=last.blob,
        status=status,
        last_commit=last_commit,
        last_date=last_date,
        removed_by=None,
        removed_on=None,
        removed_subject=None,
        days_alive=None,
        places=places,
    )
    return finding if made == finding else made  # of the newest commit, no second copy of all that stands


def _removal(places: tuple[Place, ...], last: Place) -> dict[str, Any]:
    """The fields of a finding that had been removed by its last place, and came back later."""
    stood = next(place for place in reversed(places) if place.line is not None)
    return {
        "path": stood.path,
        "line": stood.line,
        "blob": stood.blob,
        "status": "withdrawn",
        "last_commit": stood.commit,
        "last_date": stood.date,
        "removed_by": last.commit,
        "removed_on": last.date,
        "removed_subject": last.subject,
        "days_alive": days_between(places[0].date, last.date),
    }


def days_between(first: str, last: str) -> int:
    """Whole days between two ISO date-times; zero where authors' clocks run backwards."""
    return max(0, (datetime.fromisoformat(last) - datetime.fromisoformat(first)).days)
