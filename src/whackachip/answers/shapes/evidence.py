"""Shapes of the answers on repositories; those of an investigation stand in investigation.schema."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ...investigation import schema
from .common import Answer, Shape
from .law import Period


class Signals(Answer):
    """The signals as they stand in the facts."""

    signals: list[dict[str, Any]]


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
    places: list[dict[str, Any]]
    implies: str | None
    model: str | None
    count: float | None
    days: float | None
    device_hours: float | None


class Skipped(Shape):
    """What could not be read, and why."""

    path: str
    reason: str


class Scan(Answer):
    """The evidence in a repository."""

    repository: str
    head: str | None
    revision: str | None
    commits: int
    blobs: int
    refs: dict[str, int] | None
    signals_looked_for: list[str]
    findings: list[Finding]
    skipped: list[Skipped]
    main_line: list[list[str]]


class ChipLaw(Shape):
    """The status of a chip up to the last day on which it could have been acquired."""

    chip: str
    name: str
    note: str | None
    periods: list[Period]


class AttributedStage(schema.Stage):
    """A stage with what moved it in words."""

    sentence: str
    generations: dict[str, float]
    credible_chips: list[str]
    separated_by: list[schema.Moved]
    moved: list[dict[str, Any]]
    hypotheses: list[dict[str, Any]]
    claims: list[dict[str, Any]]
    law: list[ChipLaw]


class AttributedModel(Shape):
    """One model, stage by stage."""

    model: str | None
    developer: str
    country: str | None
    released: str
    assumptions: list[str]
    stages: list[AttributedStage]


class Attribute(Answer):
    """Which chips could have made the models of a repository."""

    schema_version: str
    subject: str
    head: str | None
    weights_version: str
    models: list[AttributedModel]
    strict: schema.Strict
    looked_for: int
    not_found: list[str]
    skipped: list[Skipped]
    limits: list[str]
    not_checked: list[str]
    disclaimer: str


Investigate = schema.Result
