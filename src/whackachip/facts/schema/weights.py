"""facts/weights.yaml: every number by which a finding moves an attribution, in one place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .chip import Market
from .common import Id, Strict, Text

Strength = Literal["none", "weak", "medium", "strong", "very-strong", "decisive"]
Factor = Annotated[float, Field(ge=0, le=1)]


class StrengthRecord(Strict):
    """likelihood_ratio: how much more often the finding is seen with a chip that meets its predicate than without."""

    likelihood_ratio: Annotated[float, Field(ge=1, le=1000)]
    reason: Text


class ContextRecord(Strict):
    """share: how much of the logarithm of the likelihood ratio is left in this context."""

    share: Factor
    reason: Text


class TransferRecord(Strict):
    """How much of a finding about one stage is left for another.

    stack: of a software stack. chip: of a named chip. training: of a named chip, from one stage of training to another.
    unstated: of a statement about training that names no stage, for each of them.
    """

    stack: ContextRecord
    chip: ContextRecord
    training: ContextRecord
    unstated: ContextRecord


class SubjectsRecord(Strict):
    """How much of a finding is left by whether it names the model asked about, none, or another one."""

    same: ContextRecord
    unsaid: ContextRecord
    other: ContextRecord


class PlacesRecord(Strict):
    """How much of a finding is left by where it stands and when it came."""

    guide: ContextRecord
    later: ContextRecord
    earlier: ContextRecord
    old: ContextRecord


class ArithmeticRecord(Strict):
    """Shares by which arithmetic tells the impossible, the implausible and what tells nothing from the plausible."""

    usable_memory: ContextRecord
    highest_rate: ContextRecord
    lowest_rate: ContextRecord
    same_peak: ContextRecord
    near_peak: ContextRecord
    same_memory: ContextRecord


class WeightsRecord(Strict):
    version: Text
    strengths: dict[Strength, StrengthRecord]
    contexts: dict[Id, ContextRecord]
    subjects: SubjectsRecord
    places: PlacesRecord
    later_days: Annotated[int, Field(ge=0)]
    later_days_reason: Text
    overlap: Factor
    overlap_reason: Text
    transfer: TransferRecord
    separable_ratio: Annotated[float, Field(gt=1)]
    separable_reason: Text
    prior_label_share: Factor
    prior_reason: Text
    label_half_life_years: Annotated[float, Field(gt=0)]
    label_half_life_reason: Text
    own_chip_share: Factor
    own_chip_reason: Text
    kind_share: Factor
    kind_reason: Text
    floor: dict[Market, Annotated[float, Field(gt=0)]]
    floor_reason: Text
    domestic_floor: Annotated[float, Field(ge=1)]
    domestic_floor_reason: Text
    main_variant_share: Annotated[float, Field(gt=0, lt=1)]
    main_variant_reason: Text
    card_share: Factor
    card_reason: Text
    variant_ratio: Annotated[float, Field(ge=1)]
    variant_reason: Text
    arithmetic: ArithmeticRecord
    credible_mass: Annotated[float, Field(gt=0, lt=1)]
    pretraining_lead_days: Annotated[int, Field(ge=0)]
    pretraining_lead_reason: Text
    other_share: Annotated[float, Field(gt=0, lt=1)]
    other_reason: Text
    other_ratio: Annotated[float, Field(gt=0, le=1)]
    other_ratio_reason: Text
    sources: tuple[Id, ...] = ()
