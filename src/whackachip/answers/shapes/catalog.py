"""Shapes of the answers on chips, models and what is covered."""

from __future__ import annotations

from pydantic import Field

from ...shapes.common import Answer, Counterfactual, Metric, PublishedFigure, Shape


class NotChosen(Shape):
    """A figure that is kept and not used, and why."""

    key: str
    value: str
    source: str
    reason: str | None


class ChipData(Shape):
    """A chip with figures and metrics."""

    id: str
    name: str
    kind: str = Field(description="catalogue or hypothetical.")
    vendor: str
    headquarters: str
    family: str
    market: str
    form_factor: str | None
    architecture: str | None
    native_precisions: list[str] | None
    variant_of: str | None
    aliases: list[str]
    figures: dict[str, PublishedFigure]
    not_chosen: list[NotChosen]
    metrics: dict[str, Metric]
    interpretations: dict[str, str]
    sources: dict[str, str]


class Product(Shape):
    """Rate times bits of one precision."""

    precision: str
    bits: int
    rate: list[float | None]
    value: list[float | None]
    formula: str
    figures: list[str]


class Mistaken(Shape):
    """A usual wrong answer."""

    name: str
    metric: str
    value: list[float | None]
    formula: str
    why: str


class Explanation(Shape):
    """Every substitution."""

    deciding: list[str]
    products: list[Product]
    wrong_answers: list[Mistaken]


class Chip(Answer, ChipData):
    """One chip. resolved: which variant was taken where a family was named."""

    resolved: str | None
    note: str | None
    explanation: Explanation | None


class ListedChip(ChipData):
    """A chip of a list; both verdicts where a day was asked, open ones joined by `or`."""

    item: str | None = None
    transaction: str | None = None


class Chips(Answer):
    """The chips that meet a predicate; unknown: those for which a missing fact leaves it open."""

    predicate: str | None
    to: str | None
    chips: list[ListedChip]
    unknown: list[str]
    counterfactual: Counterfactual | None


class Attribute(Shape):
    """One attribute of every chip, by chip id."""

    key: str
    sort: str
    unit: str | None
    differs: bool
    values: dict[str, str]
    sources: dict[str, list[str]]


class Compare(Answer):
    """Chips side by side."""

    chips: list[ChipData]
    attributes: list[Attribute]
    resolved: list[str]


class ListedModel(Shape):
    """A model of the list."""

    id: str
    name: str
    developer: str
    country: str
    released: str
    kinds: list[str]
    stated: dict[str, PublishedFigure]
    metrics: dict[str, Metric]


class Models(Answer):
    """The models of the catalogue."""

    models: list[ListedModel]


class ModelFigureNotChosen(PublishedFigure):
    """A figure that is kept and not used, and why."""

    key: str
    reason: str | None


class Part(Shape):
    """A part of a model's parameters."""

    name: str
    total: int
    active: int
    formula: str


class Weights(Shape):
    """Exact counts of a file of weights."""

    parameters: int
    tensors: int
    bytes: int
    by_dtype: dict[str, int]


class Model(Answer):
    """What a model needs for each token; for a file of weights alone, on the command line, only their counts."""

    id: str | None = None
    name: str | None = None
    developer: str | None = None
    country: str | None = None
    released: str | None = None
    kinds: list[str] | None = None
    context: int | None = None
    figures: dict[str, PublishedFigure] | None = None
    not_chosen: list[ModelFigureNotChosen] | None = None
    metrics: dict[str, Metric] | None = None
    parts: list[Part] | None = None
    sources: dict[str, str] | None = None
    weights: Weights | None = None
    assumptions: list[str]


class Topic(Shape):
    """One thing that is covered, or not, and how far."""

    id: str
    topic: str
    what: str
    state: str
    acts: list[str]
    not_checked: list[str]
    note: str | None


class Coverage(Answer):
    """How much is known, how much of it is sourced, and what is built."""

    figures: dict[str, dict[str, int]]
    built: dict[str, int]
    states: dict[str, int]
    topics: list[Topic]
