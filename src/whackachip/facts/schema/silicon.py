"""facts/silicon/*.yaml: what chips are made of and what that costs; each list stands in one file."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from .common import Date, Id, Kind, Strict, Text
from .distribution import DistributionRecord

Positive = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class Dated(Strict):
    """What can be bought from a day on."""

    id: Id
    name: Text
    since: Date
    source: Id
    note: Text | None = None


class ProcessRecord(Dated):
    """wafer [USD], defects [1/cm2], density [FLOP/cycle/mm2 of a whole die], clock [GHz], efficiency [TFLOP/s/W].

    sram [MB/mm2]: memory on the chip, where it takes the place of units.
    """

    foundry: Text
    nanometres: Positive
    wafer: DistributionRecord
    defects: DistributionRecord
    density: DistributionRecord
    clock: DistributionRecord
    efficiency: DistributionRecord
    sram: DistributionRecord


class MemoryRecord(Dated):
    """Of one stack, or one chip beside the package: bandwidth [GB/s], capacity [GB], channels; price [USD/GB].

    words: how the catalogue writes the kind.
    """

    words: tuple[Text, ...]
    on_package: bool
    channels: Count
    bandwidth: DistributionRecord
    capacity: DistributionRecord
    price: DistributionRecord


class PackageRecord(Dated):
    """An interposer of so many reticles, with room for full dies and stacks; cost [USD], good: share that works."""

    reticles: Annotated[float, Field(ge=0)]
    dies: Count
    stacks: Count
    cost: DistributionRecord
    good: DistributionRecord


class DieRecord(Strict):
    """A die, or several sold as one, with the chips of the catalogue made of it.

    units: of the full die; sites: of memory; channels: of a site; link_step [GB/s, both directions]: of one link, 0
    where it has none.
    """

    id: Id
    name: Text
    process: Id
    package: Id
    units: Count
    sites: Count
    channels: Count
    link_step: Annotated[float, Field(ge=0)]
    chips: Annotated[tuple[Id, ...], Field(min_length=1)]
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    kind: Kind
    note: Text | None = None


class ExistingRecord(Strict):
    """An act that is open only to products on sale by a day."""

    instrument: Id
    by: Date
    cite: Text
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    kind: Kind
    note: Text | None = None


class BacktestRecord(Strict):
    """Where a metric of the designer's answer should lie; real: the chip of the catalogue that says so."""

    rule: Id
    as_of: Date
    market: Text
    mode: Text
    base_chip: Id | None = None
    metric: Id
    low: float
    high: float
    real: Id
    why: Text


class SiliconFile(Strict):
    """All files of facts/silicon together."""

    processes: Annotated[tuple[ProcessRecord, ...], Field(min_length=1)]
    memories: Annotated[tuple[MemoryRecord, ...], Field(min_length=1)]
    packages: Annotated[tuple[PackageRecord, ...], Field(min_length=1)]
    constants: Annotated[tuple[DistributionRecord, ...], Field(min_length=1)]
    dies: Annotated[tuple[DieRecord, ...], Field(min_length=1)]
    existing_only: tuple[ExistingRecord, ...] = ()
    backtests: tuple[BacktestRecord, ...] = ()

    @model_validator(mode="after")
    def check_ids(self) -> SiliconFile:
        for name in SiliconFile.model_fields:
            ids = [record.id for record in getattr(self, name) if hasattr(record, "id")]
            twice = {key for key in ids if ids.count(key) > 1}
            if twice:
                raise ValueError(f"{name}: {', '.join(sorted(twice))} stands more than once")
        processes, packages = ({record.id for record in part} for part in (self.processes, self.packages))
        chips = [chip for die in self.dies for chip in die.chips]
        for die in self.dies:
            if die.process not in processes or die.package not in packages:
                raise ValueError(f"die {die.id}: no process {die.process!r} or package {die.package!r}")
        twice = {chip for chip in chips if chips.count(chip) > 1}
        if twice:
            raise ValueError(f"dies: {', '.join(sorted(twice))} stands on two of them")
        return self
