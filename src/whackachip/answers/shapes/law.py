"""Shapes of the answers on a chip under the law."""

from __future__ import annotations

from pydantic import Field

from ...shapes.common import (
    Answer,
    Counterfactual,
    DealWord,
    Event,
    ItemWord,
    LayerWord,
    Outcome,
    Shape,
)
from ...shapes.decision import Decision, Period


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


class Classify(Answer, Decision):
    """Both verdicts on a chip for one day and destination, and what would change them."""

    given: list[str]
    flips: Flips | None = None
    date_notes: list[str]


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
