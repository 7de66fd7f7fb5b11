"""facts/performance/techniques.yaml: changes of workload or plan, and multipliers where there is no formula."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .common import Id, Kind, Strict, Text
from .market import Sources

Factor = Annotated[float, Field(ge=1)]
Phase = Literal["train", "prefill", "decode"]
Mechanism = Literal[
    "gqa", "mla", "cla", "zero", "sequence-parallel", "selective-recompute", "pipeline", "overlap-dp", "overlap-tp",
    "overlap-ep", "node-limit", "fp8", "fp4",
    "sparse-experts", "hybrid", "sparse-attention", "w8a8", "w4a16", "w4a4", "kv8", "kv2", "wide-groups", "few-units",
    "guess", "apart", "prefix", "offload",
]  # fmt: skip


class SpanRecord(Strict):
    """80 % interval and middle."""

    low: Annotated[float, Field(gt=0)]
    mid: float
    high: float

    @model_validator(mode="after")
    def check_order(self) -> SpanRecord:
        if not self.low <= self.mid <= self.high:
            raise ValueError(f"{self.low}, {self.mid}, {self.high} do not ascend")
        return self


class MultiplierRecord(SpanRecord):
    """How much less compute, or time of a chip, gives the same."""

    low: Factor


class TechniqueRecord(Strict):
    """A technique: `mechanism` names the change that the formulas carry out, else it has a multiplier.

    phases: where it is used; amount: a number that its mechanism needs, in `amount_of`. gate: figures of which the chip
    must have one. default: model, plan or off, see the file.
    """

    id: Id
    name: Text
    group: Id
    phases: Annotated[tuple[Phase, ...], Field(min_length=1)] = ("train",)
    default: Literal["model", "plan", "off"]
    mechanism: Mechanism | None = None
    multiplier: MultiplierRecord | None = None
    amount: SpanRecord | None = None
    amount_of: Text | None = None
    relaxes: Text
    spends: Text
    quality: Text
    gate: tuple[Id, ...] = ()
    conditions: Text | None = None
    sources: Sources
    kind: Kind

    @model_validator(mode="after")
    def check_one(self) -> TechniqueRecord:
        if (self.mechanism is None) == (self.multiplier is None):
            raise ValueError("a technique has a mechanism or a multiplier, and not both")
        if (self.amount is None) != (self.amount_of is None) or (self.amount and not self.mechanism):
            raise ValueError("an amount belongs to a mechanism and says what it is of")
        return self


class UncountedRecord(Strict):
    """A technique or a finding that is no step of a waterfall, and why."""

    id: Id
    name: Text
    why: Text
    sources: Sources


class AnchorRecord(Strict):
    """A published run that the formulas are held against, and what it measured."""

    id: Id
    name: Text
    measured: Text
    sources: Sources


class TechniquesFile(Strict):
    techniques: Annotated[tuple[TechniqueRecord, ...], Field(min_length=1)]
    uncounted: tuple[UncountedRecord, ...] = ()
    anchors: tuple[AnchorRecord, ...] = ()

    @model_validator(mode="after")
    def check_ids(self) -> TechniquesFile:
        ids: list[tuple[str, str]] = [(one.id, phase) for one in self.techniques for phase in one.phases]
        ids += [(one.id, "uncounted") for one in self.uncounted]
        ids += [(one.id, "uncounted") for one in self.anchors]
        twice = sorted({key for key, phase in ids if ids.count((key, phase)) > 1})
        if twice:
            raise ValueError(f"{', '.join(twice)} stands more than once")
        return self
