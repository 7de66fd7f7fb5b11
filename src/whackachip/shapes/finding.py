"""Shapes of what a scan finds."""

from __future__ import annotations

from pydantic import Field

from .common import Shape


class Place(Shape):
    """Where a finding stood from one commit on; line is null from the commit on that removed it."""

    commit: str
    date: str
    path: str
    line: int | None
    blob: str | None
    subject: str | None


class Finding(Shape):
    """One occurrence of a signal: where, of what, and how long it stood."""

    signal: str
    category: str
    stage: str
    context: str
    path: str
    line: int
    token: str
    counts: bool = Field(description="Whether it is evidence.")
    marks: list[str] = Field(description="Why it is not.")
    chips: list[str]
    value: str | None
    block: str | None
    blob: str | None
    status: str
    lines_first: int | None
    first_commit: str | None
    first_date: str | None
    last_commit: str | None
    last_date: str | None
    removed_by: str | None
    removed_on: str | None
    removed_subject: str | None
    days_alive: int | None
    places: list[Place]
    implies: str | None
    model: str | None
    count: float | None
    days: float | None
    device_hours: float | None


class Skipped(Shape):
    """What could not be read, and why."""

    path: str
    reason: str


class Scanned(Shape):
    """What was found in a repository, and how much of it was read."""

    repository: str
    head: str | None
    revision: str | None
    commits: int
    blobs: int
    refs: dict[str, int] | None
    signals_looked_for: list[str]
    findings: list[Finding]
    main_line: list[tuple[str, str]] = Field(description="Commit and date, from the oldest to head.")
