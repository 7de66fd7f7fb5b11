"""facts/market/{algorithms,actors,supply,dynamics,rounds,literature}.yaml: what the stress test's models rest on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ...quantities.dates import earliest
from .common import Country, Date, Id, Kind, Strict, Text
from .distribution import DistributionRecord

Sources = Annotated[tuple[Id, ...], Field(min_length=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Path = Literal["legal", "smuggled", "domestic", "rented"]


class ParameterRecord(DistributionRecord):
    """A parameter of a model that `--set` can hold at a value.

    held: what it stands at unless somebody asks for another value or for `sourced`, its distribution: for switches.
    least: the smallest value that makes sense, `above` that it must lie above it; most: the largest. moves_with: the
    parameter that it is high and low together with.
    """

    name: Text
    held: float | None = None
    least: float = 0
    above: bool = False
    most: float | None = None
    moves_with: Id | None = None

    @model_validator(mode="after")
    def check_limits(self) -> ParameterRecord:
        ends = [self.low, self.high, *([] if self.held is None else [self.held])]
        if min(ends) < self.least or (self.above and min(ends) <= self.least):
            raise ValueError(f"{min(ends)} lies below the least that makes sense, {self.least}")
        if self.most is not None and max(ends) > self.most:
            raise ValueError(f"{max(ends)} lies above the most that makes sense, {self.most}")
        return self


class StockRecord(Strict):
    """Chips that an actor has or may use on a day: `units` of a chip are the product of the parameters named, or H100
    equivalents by 8-bit rate where in_h100e is set. proxy: the share of them that others made through fronts.

    """

    id: Id
    name: Text
    holder: Country
    path: Path
    chip: Id
    parameters: Annotated[tuple[Id, ...], Field(min_length=1)]
    as_of: Date
    begins: Date
    in_h100e: bool = False
    proxy: Id | None = None
    note: Text | None = None


class RoundRecord(Strict):
    """One answer to a rule: a chip that was made for it, or a channel that went round it.

    known: the day from which the maker knew the line. counts: whether its lags are among those that the model draws
    from; `reason` says why not.
    """

    id: Id
    rule: Id
    known: Date
    chip: Id
    base: Id
    reported: Date
    volume: Date | None = None
    closed: Date | None = None
    closed_by: Text | None = None
    units: tuple[float, float, float] | None = None
    counts: bool
    reason: Text | None = None
    left_open: Text
    outcome: Text
    sources: Sources
    kind: Kind
    note: Text | None = None

    @model_validator(mode="after")
    def check_story(self) -> RoundRecord:
        if not self.counts and not self.reason:
            raise ValueError("a round that does not count says why in `reason`")
        if self.counts and self.volume is None:
            raise ValueError("a round that counts has a day of volume")
        if self.volume and self.closed and earliest(self.closed) < earliest(self.volume):
            raise ValueError("closed before there was volume")
        if self.units and list(self.units) != sorted(self.units):
            raise ValueError("units do not ascend")
        return self


class RepairRecord(Strict):
    """How long a rule stood until the next one closed what it had left open; both by the id of the legal act."""

    rule: Id
    known: Date
    in_force: Date
    repaired: Date
    repaired_by: Id
    answers: Annotated[tuple[Id, ...], Field(min_length=1)]
    sources: Sources
    kind: Kind


class LiteratureRecord(Strict):
    """What somebody else says that one of the 14 metrics is, in the metric's unit; rule: where it is about one.

    same_input: whether our number rests on the same one, so that agreement proves nothing.
    """

    id: Id
    metric: Annotated[int, Field(ge=1, le=14)]
    what: Text
    rule: Id | None = None
    phase: Literal["train", "prefill", "decode"] | None = None
    yardstick: Literal["flops", "bandwidth", "capacity"] | None = None
    low: float | None = None
    mid: float | None = None
    high: float | None = None
    words: Text | None = None
    unit: Text
    same_input: bool = False
    sources: Sources
    kind: Kind
    note: Text | None = None

    @model_validator(mode="after")
    def check_said(self) -> LiteratureRecord:
        points = [point for point in (self.low, self.mid, self.high) if point is not None]
        if not points and not self.words:
            raise ValueError("neither a number nor words")
        if points != sorted(points):
            raise ValueError("low, mid and high do not ascend")
        return self


class InstalledRecord(Strict):
    """The share of some installed base that a product family has on a day."""

    family: Text
    base: Text
    share: Share
    date: Date
    sources: Sources
    kind: Kind
    note: Text | None = None


class LossRecord(Strict):
    """What a rule cost an exporter [USD]."""

    id: Id
    rule: Id
    family: Text
    what: Literal["charge", "revenue"]
    low: Annotated[float, Field(gt=0)]
    high: Annotated[float, Field(gt=0)]
    months: Annotated[float, Field(gt=0)] | None = None
    sources: Sources
    kind: Kind
    note: Text | None = None
