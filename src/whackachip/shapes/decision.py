"""Shapes of a decision of law, and of the days over which one stays the same."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from .common import Counterfactual, DealWord, Ends, Event, ItemWord, LayerWord, Metric, Shape


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


class Decision(Shape):
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
    assumptions: list[str]
    other_layer: OtherLayer
    counterfactual: Counterfactual | None
    beside: list[Event]
    not_checked: list[str]
    disclaimer: str
