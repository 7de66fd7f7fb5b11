"""What happened: the answers to each rule, how long they took, and how long a rule stood until it was repaired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ...facts import store
from ...quantities import earliest
from ..moat.yardstick import YARDSTICKS, known_chip, worth

DAYS_A_MONTH = 30.4375


@dataclass(frozen=True, slots=True)
class Round:
    """One answer to a rule: a chip made for it. known: the day from which the maker knew the line."""

    id: str
    rule: str
    known: date
    chip: str
    base: str
    reported: date
    volume: date | None
    closed: date | None
    closed_by: str | None
    units: tuple[float, float, float] | None
    counts: bool
    reason: str | None
    left_open: str
    outcome: str
    sources: tuple[str, ...]
    kind: str
    note: str | None = None

    @property
    def report_lag(self) -> float:
        """Months from knowing the line to the first report."""
        return months(self.known, self.reported)

    @property
    def volume_lag(self) -> float | None:
        """Months from knowing the line to volume; None where no day of volume is known."""
        return months(self.known, self.volume) if self.volume else None

    @property
    def window(self) -> float | None:
        """Months from volume until it was closed."""
        return months(self.volume, self.closed) if self.volume and self.closed else None

    def ratios(self) -> dict[str, float | None]:
        """The chip over the one that it stands for, by yardstick; None where a figure is not known."""
        own, base = worth(known_chip(self.chip)), worth(known_chip(self.base))
        found: dict[str, float | None] = {}
        for name in YARDSTICKS:
            mine, theirs = own[name], base[name]
            found[name] = None if mine is None or not theirs else mine / theirs
        return found

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id, "rule": self.rule, "chip": self.chip, "chip_name": known_chip(self.chip).name,
            "base": self.base, "known": self.known.isoformat(), "reported": self.reported.isoformat(),
            "volume": self.volume.isoformat() if self.volume else None,
            "closed": self.closed.isoformat() if self.closed else None, "closed_by": self.closed_by,
            "report_lag_months": self.report_lag, "volume_lag_months": self.volume_lag,
            "window_months": self.window, "units": _points(self.units), "ratios": self.ratios(),
            "counts": self.counts, "reason": self.reason, "left_open": self.left_open, "outcome": self.outcome,
            "sources": list(self.sources), "kind": self.kind, "note": self.note,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Repair:
    """How long a rule stood: from the day that its text was public to the one that closed what it left open."""

    rule: str
    known: date
    in_force: date
    repaired: date
    repaired_by: str
    answers: tuple[str, ...]

    @property
    def life(self) -> float:
        """Months from the public text to the repair."""
        return months(self.in_force, self.repaired)

    @property
    def bare(self) -> float:
        """Months of that life without an answer in volume; none where it was in production before."""
        first = min(found.volume for found in rounds() if found.id in self.answers and found.volume)
        return max(0.0, months(self.in_force, first))

    @property
    def duty_cycle(self) -> float:
        """Share of the rule's life without an answer in volume."""
        return self.bare / self.life

    def to_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule, "in_force": self.in_force.isoformat(), "repaired": self.repaired.isoformat(),
            "repaired_by": self.repaired_by, "answers": list(self.answers), "life_months": self.life,
            "bare_months": self.bare, "duty_cycle": self.duty_cycle,
        }  # fmt: skip


def months(first: date, last: date) -> float:
    """Months between two days, of 365.25 / 12 days each; negative where the last is before the first."""
    return (last - first).days / DAYS_A_MONTH


@store.cached
def rounds() -> tuple[Round, ...]:
    """Every round, in the order of the facts."""
    found = []
    for record in store.section("market")["rounds"]:
        fields: dict[str, Any] = {"volume": None, "closed": None, "closed_by": None, "reason": None, **record}
        for key in ("known", "reported", "volume", "closed"):
            fields[key] = earliest(fields[key]) if fields[key] else None
        fields["units"] = tuple(record["units"]) if record.get("units") else None
        found.append(Round(**{**fields, "sources": tuple(record["sources"])}))
    return tuple(found)


@store.cached
def repairs() -> tuple[Repair, ...]:
    """Every rule that was repaired."""
    return tuple(
        Repair(
            record["rule"], earliest(record["known"]), earliest(record["in_force"]), earliest(record["repaired"]),
            record["repaired_by"], tuple(record["answers"]),
        )
        for record in store.section("market")["repairs"]
    )  # fmt: skip


def answers_to(rule: str) -> tuple[Round, ...]:
    """The rounds that a rule set off."""
    return tuple(found for found in rounds() if found.rule == rule)


def repair_of(rule: str) -> Repair | None:
    """What ended a rule's life, where anything did."""
    return next((found for found in repairs() if found.rule == rule), None)


def lags(*, without: str | None = None) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The report and the volume lags that count [months], those of one rule left out where it is named."""
    counted = [found for found in rounds() if found.counts and found.rule != without]
    return (
        tuple(found.report_lag for found in counted),
        tuple(found.volume_lag for found in counted if found.volume_lag is not None),
    )


def _points(units: tuple[float, float, float] | None) -> dict[str, float] | None:
    return dict(zip(("p5", "p50", "p95"), units, strict=True)) if units else None
