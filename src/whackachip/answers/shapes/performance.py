"""Shapes of estimates."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from ...shapes.common import Answer, Quantity, Shape

Fits = Literal["fits", "no-plan-fits", "depends"]
Numbers = dict[str, float]


class Money(Shape):
    """Prices of a run, by the hour and in all."""

    rental_rate: Quantity
    rental: Quantity
    owned_rate: Quantity
    owned: Quantity
    energy: Quantity
    electricity: Quantity


class EstimateTrain(Answer):
    """What a training run takes."""

    model: str
    model_name: str
    chip: str
    chip_name: str
    count: int
    precision: str
    sequence: int
    batch: int
    resting: int
    verdict: Fits
    method: str
    missing: str | None = Field(description="The figure that the chip lacks.")
    reason: str
    plan: Numbers | None
    step_parts_seconds: Numbers | None
    memory_bytes: Numbers | None
    tokens: Quantity
    flops_per_token: Quantity
    step_seconds: Quantity
    tokens_per_second: Quantity
    utilisation: Quantity
    chip_hours: Quantity
    days: Quantity
    money: Money | None
    assumptions: list[str]
    sources: list[str]


class Formats(Shape):
    """Formats of numbers by part."""

    attention: str
    dense: str
    experts: str
    cache: str


class Serving(Shape):
    """Times, rates and memory of serving in steady state."""

    model: str
    chip: str
    count: int
    verdict: str
    reason: str
    missing: str | None
    input_tokens: int
    output_tokens: int
    precision: Formats
    plan: Numbers
    replicas: float | None
    prefill_plan: Numbers | None = Field(default=None, description="Of chips that only prefill.")
    prefill_replicas: float | None = None
    concurrency: float | None
    most_concurrency: float | None
    middle: dict[str, float | None]
    memory: dict[str, float | None]
    assumptions: list[str]
    caveats: list[str]
    sources: list[str]
    ttft: Quantity
    tpot: Quantity
    output_rate: Quantity
    input_rate: Quantity
    total_rate: Quantity


class EstimateServe(Answer, Serving):
    """The same with the rent of a million tokens."""

    model_name: str
    chip_name: str
    usd_per_million_output_tokens: list[float | None] | None
    rental: Quantity


class Fit(Answer):
    """The fewest chips that hold the training of a model, or serve it."""

    model: str
    model_name: str
    chip: str
    chip_name: str
    serve: bool
    count: int | None
    verdict: Fits
    plan: Numbers | None = None
    memory_bytes: float | None = None
    capacity_bytes: float | None = None
    estimate: Serving | None = None


class Candidate(Shape):
    """One plan with its step and its price."""

    count: int
    batch: int
    plan: Numbers
    step_seconds: float
    memory_bytes: float
    seconds_per_million_tokens: float
    chip_hours_per_million_tokens: float
    usd_per_million_tokens: float | None


class Plan(Answer):
    """The best plans, best first."""

    model: str
    model_name: str
    chip: str
    chip_name: str
    by: str
    precision: str
    verdict: Fits
    missing: str | None
    best_by: str
    plans_tried: int
    plans_fitting: int
    plans: list[Candidate]
    reasons: list[str]


class Gain(Shape):
    """A factor with its interval."""

    low: float
    mid: float
    high: float


class Step(Shape):
    """One technique, in the order in which they are used."""

    id: str
    name: str
    group: str
    by: str
    gap_before: float | None = Field(description="null where the gap depends on a figure that is missing.")
    gap_after: float | None
    gain: Gain
    quality: str
    relaxes: str
    spends: str
    kind: str
    sources: list[str]


class Techniques(Answer):
    """How far techniques close the gap between two chips."""

    model: str
    model_name: str
    chip: str
    chip_name: str
    versus: str
    versus_name: str
    count: int
    phase: str | None = Field(default=None, description="train, prefill or decode.")
    said: str | None = Field(default=None, description="The load, in words.")
    verdict: Literal["answered", "depends"]
    missing: str | None = Field(default=None, description="The figure that the gap depends on, and no source states.")
    reason: str
    gap: float | None
    steps: list[Step]
    left: Gain | None
    left_where_both_use_them: float | None
    smallest_set: list[str] | None
    left_out: dict[str, str]
    depends: dict[str, str] = Field(description="Techniques that depend on a figure, and the figure.")


class Price(Shape):
    """What a claim implies of the price of an hour, beside what is known."""

    implied: Quantity
    rental: Quantity


class CheckClaim(Answer):
    """Whether a claimed run can be."""

    verdict: Literal["plausible", "implausible", "impossible", "inconsistent", "depends"]
    reason: str
    claim: dict[str, Any] = Field(description="What was read from the sentence; null for what it does not say.")
    missing: list[str]
    predicted: dict[str, Quantity]
    predicted_utilisation: dict[str, Quantity]
    chip_hours: Quantity | None = None
    flops: Quantity | None = None
    utilisation: Quantity | None = None
    utilisation_limit: float | None = None
    price: Price | None = None
    count_assumed: bool | None = None
