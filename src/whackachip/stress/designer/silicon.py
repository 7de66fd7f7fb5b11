"""What chips can be made of on a day: processes, memory, packages, dies on sale, and the limits that follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...catalog.chip import Chip, chips
from ...facts import store
from ...quantities import Interval
from ...quantities.dates import earliest
from ...quantities.distribution import Distribution

MEGA = 1e6  # byte
SALES = ("available", "available_us", "available_cn")


@dataclass(frozen=True)
class Part:
    """A process, a kind of memory or a package: its numbers are distributions with sources."""

    id: str
    name: str
    since: date
    record: Mapping[str, Any]

    def __getitem__(self, name: str) -> Distribution:
        return _distribution(self.record[name])

    def usual(self, name: str) -> float:
        """What was usual when the part came: the mode of its distribution."""
        found = self[name]
        return found.median if found.mid is None else found.mid

    def number(self, name: str) -> float:
        """A plain number of the record."""
        return float(self.record[name])


@dataclass(frozen=True)
class Die:
    """A die that chips of the catalogue are made of; units, sites and channels of a site as of the full die."""

    id: str
    name: str
    process: str
    package: str
    units: int
    sites: int
    channels: int
    link_step: float
    chips: tuple[str, ...]


def _distribution(record: Mapping[str, Any]) -> Distribution:
    return Distribution.from_record(record)


@store.cached
def _parts(kind: str) -> tuple[Part, ...]:
    return tuple(
        Part(record["id"], record["name"], earliest(record["since"]), record)
        for record in store.section("silicon")[kind]
    )


def processes() -> tuple[Part, ...]:
    return _parts("processes")


def memories() -> tuple[Part, ...]:
    return _parts("memories")


def packages() -> tuple[Part, ...]:
    return _parts("packages")


@store.cached
def dies() -> tuple[Die, ...]:
    fields = ("id", "name", "process", "package", "units", "sites", "channels", "link_step")
    return tuple(
        Die(**{name: record[name] for name in fields}, chips=tuple(record["chips"]))
        for record in store.section("silicon")["dies"]
    )


@store.cached
def constant(name: str) -> Distribution:
    """A constant of facts/silicon/packaging.yaml: reticle, clustering, salvage, test and the like."""
    known = {record["id"]: record for record in store.section("silicon")["constants"]}
    return _distribution(known[name])


@dataclass(frozen=True)
class Sale:
    """Since when a chip could be bought, and whether a source states that day or it is the announcement's."""

    day: date
    stated: bool

    def to_dict(self) -> dict[str, Any]:
        return {"from": self.day.isoformat(), "basis": "stated" if self.stated else "announcement"}


def sale(chip: Chip) -> Sale | None:
    """The first day of sale anywhere that a source states, China included, else of the announcement; None without."""
    stated = [value for key in SALES if (value := chip.interval(key)) is not None]
    found = min((value.low for value in stated), default=None)
    if found is None:
        announced = chip.interval("announced")
        return Sale(date.fromordinal(int(announced.low)), False) if announced else None
    return Sale(date.fromordinal(int(found)), True)


def on_sale(chip: Chip, day: date) -> bool:
    """Whether a chip could be bought on a day; memory that was not yet made keeps a chip away that was announced with
    it."""
    when = sale(chip)
    if when is None or when.day > day:
        return False
    kinds = chip.words("memory_kind") or frozenset()
    return all(part.since <= day for part in memories() if kinds & set(part.record["words"]))


def bases(day: date, market: str) -> tuple[tuple[Chip, Die], ...]:
    """Chips on sale on a day in a market that are no cut of another, each with its die.

    A chip that was made for a rule is never among them: the facts list only what dies are sold as everywhere.
    """
    by_id = {chip.id: chip for chip in chips()}
    found = [(by_id[name], die) for die in dies() for name in die.chips if name in by_id]
    return tuple((chip, die) for chip, die in found if chip.market == market and on_sale(chip, day))


def die_of(chip: Chip) -> Die | None:
    return next((die for die in dies() if chip.id in die.chips), None)


@dataclass(frozen=True)
class Day:
    """What a new design may use on a day.

    link [GB/s, both directions] and power [W]: the most that any chip on sale has; host [GB/s]: of PCIe.
    """

    day: date
    processes: tuple[int, ...]
    memories: tuple[int, ...]
    packages: tuple[int, ...]
    link: float
    power: float
    host: float


def on_day(day: date, foundry: str = "TSMC") -> Day:
    """The limits of a day: parts that are sold, and the best links and power of any chip on sale.

    Chips cut down for a rule set no limit, as they have less than what they were cut from.
    """
    sold = [chip for chip in chips() if chip.market == "datacenter" and on_sale(chip, day) and die_of(chip)]

    def most(key: str, least: float) -> float:
        values = [value.high for chip in sold if isinstance(value := chip.interval(key), Interval)]
        return max([least, *values])

    return Day(
        day,
        tuple(i for i, p in enumerate(processes()) if p.since <= day and p.record["foundry"] == foundry),
        tuple(i for i, p in enumerate(memories()) if p.since <= day and p.record["on_package"]),
        tuple(i for i, p in enumerate(packages()) if p.since <= day and p.record["reticles"] > 0),
        most("scaleup_bandwidth_gbs", 100.0),
        most("tdp_w", 300.0),
        {4: 64.0, 5: 128.0, 6: 256.0}.get(int(most("pcie_generation", 4)), 64.0),
    )
