"""Dates as precise as they are known: a day, a month or a year."""

from __future__ import annotations

import calendar
import re
from datetime import date

_FORM = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def earliest(text: str) -> date:
    """The first day that `2024`, `2024-05` or `2024-05-01` can mean; raises ValueError for another form."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


def latest(text: str) -> date:
    """The last day that `2024`, `2024-05` or `2024-05-01` can mean; raises ValueError for another form."""
    year, month, day = _parts(text)
    month = month or 12
    return date(year, month, day or calendar.monthrange(year, month)[1])


def parse_date(text: str) -> date:
    """A full ISO date; raises ValueError for a month, a year or anything else."""
    year, month, day = _parts(text)
    if month is None or day is None:
        raise ValueError(f"{text!r} is not a full date (YYYY-MM-DD)")
    return date(year, month, day)


def _parts(text: str) -> tuple[int, int | None, int | None]:
    found = _FORM.fullmatch(text)
    if not found:
        raise ValueError(f"{text!r} is not a date (YYYY, YYYY-MM or YYYY-MM-DD)")
    year, month, day = found.groups()
    return int(year), int(month) if month else None, int(day) if day else None
