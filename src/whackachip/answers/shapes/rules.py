"""Shapes of the answers on rules themselves."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ...shapes.common import Answer, Counterfactual, LayerWord, Outcome, Shape


class ActData(Shape):
    """One legal act; dates are ISO text."""

    id: str
    title: str
    kind: str
    effective: str
    citation: str
    summary: str
    sources: list[str]
    released: str | None
    published: str | None
    compliance: str | None
    also: list[str]
    note: str | None


class ListedAct(ActData):
    """An act of the list. in_force: provisions by kind on the day, null where no day was asked."""

    in_force: dict[str, int] | None
    enacted: bool


class Rules(Answer):
    """The acts, oldest first."""

    on: str | None
    acts: list[ListedAct]
    date_notes: list[str]


class Added(Shape):
    """A provision that an act added."""

    kind: str
    id: str
    cite: str
    when: str


class Rule(Answer, ActData):
    """One act with what it added and where it was read."""

    provisions: list[Added]
    cited: dict[str, str]


class Paragraph(Shape):
    """One operative test, numbered."""

    number: int
    kind: str
    id: str
    words: str
    when: list[str]
    thresholds: dict[str, float | None]
    begins: str
    ends: str | None
    cite: str
    grade: str
    sources: list[str]
    conditions: list[str]
    note: str | None


class RuleText(Answer):
    """The tests of a rule as paragraphs in words."""

    rule: str
    title: str
    on: str
    dates: dict[str, str]
    citation: str | None
    counterfactual: Counterfactual | None
    never_enacted: bool
    paragraphs: list[Paragraph]


class Side(Shape):
    """One of two versions."""

    id: str
    title: str
    on: str
    bill: bool
    counterfactual: Counterfactual | None


class Text(Shape):
    """What a provision says."""

    words: str
    when: str
    cite: str


class Removed(Shape):
    """A provision that only the first version has."""

    id: str
    a: Text


class AddedText(Shape):
    """A provision that only the second version has."""

    id: str
    b: Text


class Changed(Shape):
    """A provision that reads otherwise."""

    id: str
    a: Text
    b: Text


class Provisions(Shape):
    """What differs among provisions of one kind."""

    removed: list[Removed]
    added: list[AddedText]
    changed: list[Changed]


class MovedThreshold(Shape):
    """A threshold with its value in both versions; null where it is not in force."""

    threshold: str
    a: float | None
    b: float | None


class MovedChip(Shape):
    """A chip whose status differs."""

    chip: str
    name: str
    a: Outcome
    b: Outcome


class RuleDiff(Answer):
    """What differs between two versions of the law."""

    a: Side
    b: Side
    to: str
    layer: LayerWord
    thresholds: list[MovedThreshold]
    provisions: dict[str, Provisions]
    chips: list[MovedChip]
    compared: int
    counterfactual: bool
    disclaimer: str


class Exact(Shape):
    """A number without loss, as the text of a fraction, and as a decimal."""

    exact: str
    decimal: float


class Proved(Shape):
    """One answer of a proof, with a chip that shows it where there is one."""

    question: str
    about: list[str]
    answer: str
    sentence: str
    value: Exact | None
    attained: bool
    witnesses: list[dict[str, Exact]]


class Against(Shape):
    """The other rule."""

    rule: str
    on: str


class Segment(Shape):
    """The largest TPP that escapes over a span of die areas: constant + slope x area, as fractions."""

    begins: str
    ends: str | None
    constant: str | None
    slope: str
    attained: bool


class Plane(Shape):
    """Regions on two metrics as rectangles with exact ends: by metric low, high and whether each belongs to it."""

    axes: list[str]
    paragraphs: dict[str, list[dict[str, Any]]]
    free: list[dict[str, Any]]
    only: dict[str, list[dict[str, Any]]]


class Prove(Answer):
    """What a rule provably lets through, over all chips that could be made."""

    rule: str
    title: str
    on: str
    counterfactual: str | None
    against: Against | None
    controlled_where: dict[str, str]
    assumptions: list[str]
    unbounded: bool = Field(description="Whether no TPP is too high to escape.")
    answers: list[Proved]
    largest_tpp_by_die_area: list[Segment]
    plane: Plane | None
