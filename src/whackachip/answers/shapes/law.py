"""Shapes of the answers on a chip under the law."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .common import (
    Answer,
    Counterfactual,
    DealWord,
    Ends,
    Event,
    ItemWord,
    LayerWord,
    Metric,
    Outcome,
    Shape,
)


class Related(Shape):
    """A paragraph that follows from a verdict."""

    paragraph: str
    what: str
    cite: str
    sources: list[str]


class Item(Shape):
    """The verdict on the chip itself."""

    verdict: ItemWord
    paragraphs: list[str]
    also_met: list[str]
    possible_paragraphs: list[str]
    outcomes: list[str] = Field(description="Every verdict that is open.")
    missing: list[str] = Field(description="Facts that would decide it.")
    presumed: bool
    related: list[Related]


class Review(Shape):
    """One licensing policy that applies; possible: it turns on a missing fact."""

    result: str
    cite: str
    grade: str
    possible: bool


class Way(Shape):
    """What one of two texts that disagree says."""

    result: str
    cite: str


class Conflict(Shape):
    """Texts of equal rank that disagree."""

    id: str
    decides: str
    cite: str
    outcomes: list[Way]


class Transaction(Shape):
    """The verdict on sending it there."""

    verdict: DealWord
    review_policy: list[str]
    review: list[Review]
    requirements: list[str]
    exceptions: list[str]
    conditions: list[str]
    outcomes: list[str]
    missing: list[str]
    conflicts: list[Conflict]
    stated: dict[str, Any]


class Clause(Shape):
    """One test as it came out, with what it read."""

    expression: str
    truth: str
    inputs: dict[str, float | str | list[float | str | None] | None] | None = None
    threshold: float | None = None
    margin: float | str | Ends | None = None
    parts: list[Clause] | None = None


class Reason(Clause):
    """One provision as it was applied."""

    provision: str
    kind: str
    cite: str
    instrument: str
    grade: str
    sources: list[str]
    note: str | None


class OtherLayer(Shape):
    """What the layer that was not asked gives."""

    layer: LayerWord
    transaction: str
    differs: bool


class OtherWay(Shape):
    """Another figure by which the same change is reached."""

    name: str
    unit: str
    to: float
    bound: str
    item: ItemWord | None = None
    paragraphs: list[str] | None = None
    transaction: DealWord | None = None


class Flip(Outcome):
    """The nearest value of one figure with another answer."""

    name: str
    unit: str
    current: float | str | list[float | str | None] | None
    to: float | str
    bound: str = Field(description="at, above or below.")
    change: float | None
    nearest_for: list[str]
    follows: dict[str, float]
    reached_by: list[OtherWay]


class Range(Outcome):
    """The answer over a part of the range of a figure that is not known."""

    from_: float | str = Field(alias="from")
    from_included: bool
    to: float | str | None
    to_included: bool


class Open(Shape):
    """A figure that is not known, and what the answer would be over its range."""

    name: str
    unit: str
    known: float | str | list[float | str | None] | None
    ranges: list[Range]


class LaterDay(Outcome):
    """A later day on which the answer changes."""

    on: str
    acts: list[str]


class OtherReading(Outcome):
    """Another reading that changes the answer."""

    reading: str
    current: str
    to: str


class Flips(Shape):
    """Everything that would change an answer; every entry was found by asking again."""

    metrics: list[Flip]
    open: list[Open]
    dates: list[LaterDay]
    readings: list[OtherReading]


class Classify(Answer):
    """Both verdicts on a chip for one day and destination."""

    chip: str
    chip_name: str
    resolved: str | None
    on: str
    to: str
    layer: LayerWord
    item: Item
    transaction: Transaction
    clauses: list[Reason]
    metrics: dict[str, Metric]
    interpretations: dict[str, str]
    given: list[str]
    assumptions: list[str]
    other_layer: OtherLayer
    counterfactual: Counterfactual | None
    beside: list[Event]
    flips: Flips | None = None
    date_notes: list[str]
    not_checked: list[str]
    disclaimer: str


class FlipsAnswer(Answer, Flips):
    """What would change the answer, and the answer in short."""

    chip: str
    chip_name: str
    resolved: str | None
    on: str
    to: str
    layer: LayerWord
    item: ItemWord
    paragraphs: list[str]
    transaction: DealWord
    assumptions: list[str]
    counterfactual: Counterfactual | None
    disclaimer: str


class PeriodItem(Shape):
    """The chip's verdict over a period."""

    verdict: ItemWord
    paragraphs: list[str]


class PeriodDeal(Shape):
    """The transaction's verdict over a period."""

    verdict: DealWord
    requirements: list[str]
    review_policy: list[str]


class Period(Shape):
    """Days over which both verdicts stay the same."""

    begins: str
    ends: str
    item: PeriodItem
    transaction: PeriodDeal


class Act(Shape):
    """An act by name."""

    id: str
    title: str
    kind: str


class Turn(Shape):
    """A day on which something in the law begins or ends; changes: whether it does so for this chip."""

    on: str
    changes: bool
    acts: list[Act]


class Timeline(Answer):
    """The status of a chip over a span of days."""

    chip: str
    chip_name: str
    resolved: str | None
    begins: str
    ends: str
    to: str
    to_name: str
    given: list[str]
    transaction: str
    layer: LayerWord
    periods: list[Period]
    layers: dict[str, list[Period]]
    events: list[Turn]
    beside: list[Event]
    announced: list[str] | None
    read_until: str
    counterfactual: Counterfactual | None
    date_notes: list[str]
    not_checked: list[str]
    disclaimer: str
