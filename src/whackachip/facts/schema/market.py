"""facts/market/*.yaml: prices, and what an estimate of training rests on; each section stands in one file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .common import Date, Id, Kind, Strict, Text
from .prior import Exports, Organisations, TrainingLabels
from .stress import (
    InstalledRecord,
    LiteratureRecord,
    LossRecord,
    ParameterRecord,
    RepairRecord,
    RoundRecord,
    StockRecord,
)

Positive = Annotated[float, Field(gt=0)]
Share = Annotated[float, Field(gt=0, le=1)]
Sources = Annotated[tuple[Id, ...], Field(min_length=1)]


class Ranged(Strict):
    """A record whose value lies between low and high, both included."""

    low: Positive
    high: Positive

    @model_validator(mode="after")
    def check_order(self) -> Ranged:
        if self.low > self.high:
            raise ValueError(f"low {self.low} is above high {self.high}")
        return self


class PriceRecord(Ranged):
    """A price per chip-hour or per chip, with the day and the place that it was asked at."""

    id: Id
    chips: Annotated[tuple[Id, ...], Field(min_length=1)]
    basis: Literal["rental", "purchase", "server"]  # server: a chip's share of a whole one
    currency: Literal["USD", "CNY"]
    date: Date
    until: Date | None = None
    region: Text
    sources: Sources
    kind: Kind
    note: Text | None = None


class AssumptionRecord(Ranged):
    """A number that a formula needs and that no source gives for the case at hand, with the reason for it."""

    id: Id
    unit: Text
    reason: Text
    sources: Sources
    kind: Kind


class ComputeModelRecord(Strict):
    """flops = flops_per_parameter_token x active parameters x tokens + flops_per_token x tokens."""

    id: Id
    name: Text
    flops_per_parameter_token: Positive
    flops_per_token: Annotated[float, Field(ge=0)] = 0
    applies_to: Literal["all", "moe"]
    sources: Sources
    kind: Kind
    note: Text | None = None


class ChipClassRecord(Strict):
    """Chips that are taken to reach the same share of peak; the first class that a chip fits is its class."""

    id: Id
    name: Text
    architectures: Annotated[tuple[Id, ...], Field(min_length=1)]
    min_bytes_per_kflop: Positive | None = None
    max_bytes_per_kflop: Positive | None = None
    note: Text | None = None


class UtilisationRecord(Ranged):
    """Model FLOP/s over the dense 16-bit peak in training: 10th to 90th percentile of runs, or a stated range."""

    low: Share
    high: Share
    id: Id
    chip_class: Id
    models: Literal["dense", "moe", "any"]
    median: Share | None = None
    runs: Annotated[int, Field(ge=0)]
    basis: Text
    filter: Text | None = None
    sources: Sources
    kind: Kind
    note: Text | None = None


class MarketFile(Strict):
    """All files of facts/market together."""

    training_labels: TrainingLabels | None = None
    exports: Exports | None = None
    domestic: Exports | None = None
    world: Exports | None = None
    smuggled: Exports | None = None
    organisations: Organisations | None = None
    prices: tuple[PriceRecord, ...] = ()
    price_assumptions: tuple[AssumptionRecord, ...] = ()
    compute_models: tuple[ComputeModelRecord, ...] = ()
    chip_classes: tuple[ChipClassRecord, ...] = ()
    utilisation: tuple[UtilisationRecord, ...] = ()
    training_assumptions: tuple[AssumptionRecord, ...] = ()
    algorithms: tuple[ParameterRecord, ...] = ()
    actors: tuple[ParameterRecord, ...] = ()
    supply: tuple[ParameterRecord, ...] = ()
    dynamics: tuple[ParameterRecord, ...] = ()
    stocks: tuple[StockRecord, ...] = ()
    rounds: tuple[RoundRecord, ...] = ()
    repairs: tuple[RepairRecord, ...] = ()
    literature: tuple[LiteratureRecord, ...] = ()
    installed: tuple[InstalledRecord, ...] = ()
    losses: tuple[LossRecord, ...] = ()

    @model_validator(mode="after")
    def check_ids(self) -> MarketFile:
        for name in MarketFile.model_fields:
            ids = [record.id for record in getattr(self, name) or () if hasattr(record, "id")]
            twice = {key for key in ids if ids.count(key) > 1}
            if twice:
                raise ValueError(f"{name}: {', '.join(sorted(twice))} stands more than once")
        classes = {record.id for record in self.chip_classes}
        for record in self.utilisation:
            if record.chip_class not in classes:
                raise ValueError(f"utilisation {record.id}: no chip class {record.chip_class!r}")
        return self

    @model_validator(mode="after")
    def check_parameters(self) -> MarketFile:
        parameters = [
            record.id for part in (self.algorithms, self.actors, self.supply, self.dynamics) for record in part
        ]
        twice = {key for key in parameters if parameters.count(key) > 1}
        if twice:
            raise ValueError(f"parameter {', '.join(sorted(twice))} stands more than once")
        for part in (self.algorithms, self.actors, self.supply, self.dynamics):
            for record in part:
                if record.moves_with and record.moves_with not in parameters:
                    raise ValueError(f"parameter {record.id}: no parameter {record.moves_with!r} to move with")
        for stock in self.stocks:
            lacking = {*stock.parameters, *([stock.proxy] if stock.proxy else [])} - set(parameters)
            if lacking:
                raise ValueError(f"stock {stock.id}: no parameter {', '.join(sorted(lacking))}")
        rounds = {record.id for record in self.rounds}
        for repair in self.repairs:
            if not set(repair.answers) <= rounds:
                raise ValueError(f"repair of {repair.rule}: no round {', '.join(sorted(set(repair.answers) - rounds))}")
        return self
