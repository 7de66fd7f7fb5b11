"""facts/performance/*.yaml: constants of the performance formulas; tools/fit_kernels.py writes curves.yaml."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from .common import Date, Id, Strict, Text
from .cost import CostsFile
from .host import HostsFile
from .technique import TechniquesFile

Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=0)]


class CurveRecord(Strict):
    """One curve: of a chip, pooled over a software stack, or over `any` chip.

    interval: the factors on the predicted time between which 80 % of times left out of the fit lay.
    median_left_out: median absolute error on chips of a family left out; absent where there is only one.
    """

    family: Literal[
        "gemm", "attention_prefill", "attention_backward", "attention_decode", "mla_prefill", "mla_decode", "moe",
        "memory", "collective",
    ]  # fmt: skip
    precision: Id
    scope: Id
    values: dict[Id, Annotated[float, Field(ge=0)]]
    interval: tuple[Positive, Positive]
    rows: Count
    chips: tuple[Id, ...]
    median_error: Positive
    median_left_out: Positive | None = None


class SoftwareRecord(Strict):
    """factor: time of a library over that of the fastest at the same shape, in the median."""

    family: Id
    precision: Id
    software: Text
    factor: Annotated[float, Field(ge=1)]
    rows: Count


class SustainedRecord(Strict):
    """factor: time of large products inside training over that of the curve, in the median."""

    chip: Id
    factor: Positive
    rows: Count
    source: Id


class CurvesFile(Strict):
    fitted: Date
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    note: Text
    curves: Annotated[tuple[CurveRecord, ...], Field(min_length=1)]
    software: tuple[SoftwareRecord, ...]
    sustained: tuple[SustainedRecord, ...]


class TierRecord(Strict):
    """The usual scale-up domain and network of chips, or of an architecture, or of `any`.

    domain: chips that one switched or torus-shaped scale-up network joins; network_gbs: a chip's share of the network
    beyond it, one direction; torus: its dimensions, where it is one.
    """

    of: Annotated[tuple[Id, ...], Field(min_length=1)]
    domain: Annotated[int, Field(ge=1)]
    network_gbs: Positive
    torus: Annotated[int, Field(ge=2, le=3)] | None = None
    source: Id
    note: Text | None = None


class TrainingFile(Strict):
    """tools/fit_training.py writes it; intervals: factors between which 80 % of left-out runs of a kind lay."""

    fitted: Date
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    note: Text
    values: dict[Id, Annotated[float, Field(ge=0)]]
    intervals: dict[Id, tuple[Positive, Positive]]
    tiers: Annotated[tuple[TierRecord, ...], Field(min_length=1)]


class InventionRecord(Strict):
    """A value of a plan's field that was not used before a day, and who published it."""

    field: Literal["recompute", "sequence_parallel", "overlap_tp", "overlap_dp", "overlap_ep", "schedule", "zero"]
    value: Annotated[float, Field(ge=0)]
    name: Text
    since: Date
    source: Id
    note: Text | None = None


class InventionsFile(Strict):
    """When what a plan may use was published."""

    inventions: Annotated[tuple[InventionRecord, ...], Field(min_length=1)]


class ServingFile(Strict):
    """tools/fit_serving.py writes it; intervals: factors between which 80 % of left-out runs of a quantity lay."""

    fitted: Date
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    note: Text
    values: dict[Id, Annotated[float, Field(ge=0)]]
    intervals: dict[Id, tuple[Positive, Positive]]


class ElsewhereTraining(Strict):
    """A published run of pre-training; rate: tokens a second and chip; batch [sequence], where it is stated."""

    chip: Id
    count: Annotated[int, Field(ge=1)]
    model: Id
    sequence: Annotated[int, Field(ge=1)]
    batch: Annotated[int, Field(ge=1)] | None = None
    rate: Positive
    source: Id
    note: Text | None = None


class ElsewhereServing(Strict):
    """A published run of serving; rate: output tokens a second and chip; year: of the software.

    prefill_count: chips of a pool that only prefills; there `of` says whether the rate is of prompts' tokens over its
    chips, or of output over the others. tpot: target [s], with no concurrency stated.
    """

    chip: Id
    count: Annotated[int, Field(ge=1)]
    model: Id
    precision: Id
    input: Annotated[int, Field(ge=1)]
    output: Annotated[int, Field(ge=1)]
    concurrency: Annotated[int, Field(ge=1)] | None = None
    tpot: Positive | None = None
    prefill_count: Annotated[int, Field(ge=1)] | None = None
    of: Literal["prefill", "decode"] | None = None
    draft: Annotated[int, Field(ge=0)] = 0
    acceptance: Annotated[float, Field(ge=0, le=1)] = 0.0
    year: Positive
    rate: Positive
    source: Id
    note: Text | None = None


class ElsewhereFile(Strict):
    """Runs that no constant was fitted on, and the intervals that they give (tools/write_other_chips.py)."""

    training: Annotated[tuple[ElsewhereTraining, ...], Field(min_length=1)]
    serving: Annotated[tuple[ElsewhereServing, ...], Field(min_length=1)]
    intervals: dict[Id, tuple[Positive, Positive]]


# The shape of each file of facts/performance, by its name.
FILES: dict[str, type[BaseModel]] = {
    "techniques": TechniquesFile,
    "costs": CostsFile,
    "curves": CurvesFile,
    "elsewhere": ElsewhereFile,
    "hosts": HostsFile,
    "inventions": InventionsFile,
    "serving": ServingFile,
    "training": TrainingFile,
}
