"""How healthy the facts are on a day: what is old, what expires, and which unverified figures decide a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from ..catalog import Chip, chips, models
from ..catalog.coverage import DECIDING
from ..facts import store
from ..law import classify
from ..law.provision import READ_UNTIL

OLD_AFTER = 365  # days
LOOK_BACK = 92  # days in which an expiry is still news
_OPEN = {"depends", "unknown"}  # a verdict that is open already rests on nothing
WEAK_KEYS = DECIDING | {"marketed_for_datacenter", "pcie_lanes", "other_io_gbs", "scaleup_link"}


@dataclass(frozen=True, slots=True)
class OldSource:
    """A source that was read long ago; figures: how many chosen figures rest on it."""

    source: str
    accessed: str
    days: int
    figures: int


@dataclass(frozen=True, slots=True)
class Step:
    """A day on which the law that was read changes by itself.

    sort: ends (nothing follows), changes (another version follows) or begins. days: from today, negative where past.
    """

    on: str
    days: int
    sort: str
    kind: str
    id: str
    cite: str


@dataclass(frozen=True, slots=True)
class WeakVerdict:
    """A verdict that turns on figures which nobody has checked at a source; without them it is what `without` says."""

    chip: str
    name: str
    figures: tuple[str, ...]
    verdict: str
    without: str


def old_sources(today: date, after: int = OLD_AFTER) -> tuple[OldSource, ...]:
    """Sources that were last read more than so many days before a day, oldest first."""
    uses = Counter(figure.source for thing in (*chips(), *models()) for figure in thing.figures.values())
    found = []
    for name, record in store.section("sources").items():
        days = (today - _last_day(record["accessed"])).days
        if days > after:
            found.append(OldSource(name, record["accessed"], days, uses[name]))
    return tuple(sorted(found, key=lambda source: (-source.days, source.source)))


def steps(today: date, back: int = LOOK_BACK) -> tuple[Step, ...]:
    """The days on which something in the law ends or begins, from so many days ago on, in order."""
    return tuple(sorted(_steps(today, back), key=lambda step: (step.on, step.kind, step.id)))


def days_unread(today: date) -> int:
    """Days since the last one for which the law was read; 0 where that day has not passed."""
    return max(0, (today - READ_UNTIL).days)


def weak_verdicts(on: date, to: str, asked: Iterable[Chip] | None = None) -> Iterator[WeakVerdict]:
    """The chips whose verdict on a day changes once their unverified figures are taken away.

    Where single figures suffice they are named; otherwise all of them together.
    """
    for chip in chips() if asked is None else asked:
        weak = tuple(sorted(key for key, f in chip.figures.items() if f.kind == "unverified" and key in WEAK_KEYS))
        if not weak:
            continue
        verdict, without = _verdict(chip, on, to), _verdict(_lacking(chip, weak), on, to)
        if verdict != without and set(verdict.split("; ")) - _OPEN:
            single = tuple(key for key in weak if _verdict(_lacking(chip, (key,)), on, to) != verdict)
            yield WeakVerdict(chip.id, chip.name, single or weak, verdict, without)


def _steps(today: date, back: int) -> Iterator[Step]:
    first = today - timedelta(days=back)
    for kind, records in store.section("law").items():
        begun = {(_name(record), record.get("begins")) for record in records}
        ended = {(_name(record), record.get("ends")) for record in records}
        for record in records:
            name, cite = _name(record), record.get("cite") or ""
            ends, begins = record.get("ends"), record.get("begins")
            if ends and date.fromisoformat(ends) >= first:
                next_day = (date.fromisoformat(ends) + timedelta(days=1)).isoformat()
                sort = "changes" if (name, next_day) in begun else "ends"
                yield Step(ends, (date.fromisoformat(ends) - today).days, sort, kind, name, cite)
            if begins and date.fromisoformat(begins) > today:
                day_before = (date.fromisoformat(begins) - timedelta(days=1)).isoformat()
                if (name, day_before) not in ended:
                    yield Step(begins, (date.fromisoformat(begins) - today).days, "begins", kind, name, cite)


def _name(record: dict[str, Any]) -> str:
    return str(record.get("id") or record.get("paragraph") or record.get("group") or record.get("code") or "?")


def _lacking(chip: Chip, keys: Sequence[str]) -> Chip:
    return replace(chip, all_figures=tuple(figure for figure in chip.all_figures if figure.key not in keys))


def _verdict(chip: Chip, on: date, to: str) -> str:
    decision = classify(chip, on.isoformat(), to)
    return f"{' '.join((decision.item.verdict, *decision.item.paragraphs))}; {decision.transaction.verdict}"


def _last_day(text: str) -> date:
    from ..quantities import latest

    return latest(text)
