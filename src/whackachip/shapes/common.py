"""Shapes that stand in several answers."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

ItemWord = Literal["controlled", "not-controlled-by-this-rule", "depends", "not-in-force", "unknown"]
DealWord = Literal["licence-required", "exception-available", "no-requirement-found", "depends", "unknown"]
LayerWord = Literal["enforced", "codified"]
Ends = list[float | None]  # [low, high]; null for an end without a bound


class Shape(BaseModel):
    """A document with these keys and no other."""

    model_config = ConfigDict(extra="forbid")


class Provenance(Shape):
    """Who answered, from which facts, how to ask again, the day, and what was not looked at."""

    tool: str
    version: str
    facts_version: str = Field(description="Day on which the facts were last read, ISO.")
    facts_hash: str
    command: str = Field(description="The command line that gives the same.")
    python: str = Field(description="The line of Python that asks the same; empty where there is none.")
    as_of: str = Field(description="Day that the answer speaks of, ISO.")
    not_checked: list[str]
    overlay: dict[str, list[str]] | None = Field(default=None, description="Ids of a user's own facts, by section.")


class Answer(Shape):
    """What every answer carries."""

    provenance: Provenance


class Quantity(Shape):
    """A derived number with its interval."""

    value: Span | None = Field(description="Null where it is not known.")
    unit: str
    kind: str
    sources: list[str]
    formula: str


class Span(Shape):
    """An interval; null for an end without a bound."""

    low: float | None
    high: float | None


class Metric(Shape):
    """A metric of a chip or model with its substitution."""

    value: float | str | None = Field(description='Low end of the interval; "undefined" where it does not exist.')
    unit: str
    interval: Ends | None
    formula: str
    sources: list[str]
    driver: str | None = Field(default=None, description="The precision that decides TPP.")
    by_precision: dict[str, float] | None = Field(default=None, description="TPP by precision.")


class PublishedFigure(Shape):
    """A published number with its source."""

    value: float | str | list[float | str | None] | None
    kind: str
    source: str
    accessed: str | None


class Counterfactual(Shape):
    """How the law that was asked differs from the enacted one."""

    names: list[str]
    set: list[ChangedThreshold]
    numbers: list[OwnNumber]
    provisions: list[OwnProvision]
    removes: list[str]


class ChangedThreshold(Shape):
    """A threshold with the enacted value, null where it was not in force."""

    threshold: str
    enacted: float | None
    value: float


class OwnNumber(Shape):
    """A number that only the changed law has."""

    threshold: str
    value: float


class OwnProvision(Shape):
    """A provision that only the changed law has."""

    kind: str
    id: str
    when: str
    begins: str
    replaces: bool


class Event(Shape):
    """What another state did, or what happened in practice; it changes no verdict."""

    id: str
    jurisdiction: str
    date: str | None
    precision: str
    what: str
    grade: str
    sources: list[str]
    note: str | None
    names_chip: bool | None = None


class Outcome(Shape):
    """Both verdicts in short."""

    item: ItemWord
    paragraphs: list[str]
    transaction: DealWord
