"""Shapes of the answers on repositories; those of an investigation stand in investigation.schema."""

from __future__ import annotations

from typing import Any

from ...investigation import schema
from ...shapes.common import Answer, Shape
from ...shapes.decision import Period
from ...shapes.finding import Scanned, Skipped


class Signals(Answer):
    """The signals as they stand in the facts."""

    signals: list[dict[str, Any]]


class Scan(Answer, Scanned):
    """The evidence in a repository."""

    skipped: list[Skipped]


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
