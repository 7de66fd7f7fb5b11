"""Whether a chip had shipped early enough for a training that ended with a release."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from ...catalog import Chip
from ...quantities import Interval

IMPOSSIBLE, POSSIBLE, UNKNOWN = "impossible", "possible", "unknown"


@dataclass(frozen=True, slots=True)
class Window:
    """verdict: impossible, possible or unknown. latest_start: the last day on which training can have begun.

    shipped: the first and last day on which the chip can have become available; None where it is not known.
    """

    verdict: str
    latest_start: date
    shipped: tuple[date | None, date | None]
    reason: str


def training_window(chip: Chip, released: date, *, training_days: float = 0, after_days: float = 0) -> Window:
    """The window of a training on a chip.

    released: of the model. training_days: that the run lasted at least; after_days: that went by between its end and
    the release (tuning, checks). Impossible only where even the earliest day on which the chip can have shipped is too
    late; a chip whose day is unknown is never ruled out. Engineering samples are not considered.
    """
    if training_days < 0 or after_days < 0:
        raise ValueError("days are not negative")
    latest = released - timedelta(days=training_days + after_days)
    known = available(chip)
    if known is None:
        return Window(UNKNOWN, latest, (None, None), f"no source says when {chip.name} shipped")
    first, last = _day(known.low), _day(known.high)
    if first is not None and first > latest:
        return Window(
            IMPOSSIBLE, latest, (first, last), f"{chip.name} shipped on {first} at the earliest, after {latest}"
        )
    if last is not None and last <= latest:
        return Window(POSSIBLE, latest, (first, last), f"{chip.name} shipped by {last}, before {latest}")
    if last is None and first is not None:
        when = f"{chip.name} was announced on {first}; no source says when it shipped"
        return Window(UNKNOWN, latest, (first, last), when)
    return Window(UNKNOWN, latest, (first, last), f"{chip.name} may have shipped before or after {latest}")


def available(chip: Chip) -> Interval | None:
    """The days on which a chip can have become available; from its announcement on where no source says.

    A day on which it was to be had in China ends the doubt: it was available by then, if not before elsewhere.
    """
    known, announced, china = (chip.interval(key) for key in ("available", "announced", "available_cn"))
    if known is None and announced is not None:
        return Interval(min(announced.low, china.low), china.high) if china else Interval(announced.low, float("inf"))
    return known


def _day(value: float) -> date | None:
    """The day of a date as the catalogue counts it; None for an open end."""
    return date.fromordinal(int(value)) if 1 <= value < 3_000_000 else None
