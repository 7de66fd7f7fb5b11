"""A day as a person writes it: one form is read, and for any other the day that was likely meant is named."""

from __future__ import annotations

import calendar
import re
from datetime import date

from ..errors import UserError
from .dates import parse_date

MONTHS = {name[:3].lower(): number for number, name in enumerate(calendar.month_name) if name}
_JOINED = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})?")


def as_day(text: str) -> date:
    """The day that YYYY-MM-DD means; raises UserError for anything else, with the nearest days that there are."""
    try:
        return parse_date(text)
    except ValueError:
        near = meant(text)
        hint = f", did you mean {' or '.join(map(repr, near))}?" if near else ", such as 2024-11-05"
        raise UserError(f"unknown date {text!r}: a day is written YYYY-MM-DD{hint}") from None


def meant(text: str) -> tuple[str, ...]:
    """The days that a text in another form can mean, two where day and month could be either; none for other words."""
    parts = re.findall(r"[0-9]+", _JOINED.sub(_apart, text))
    place = next((place for place, part in enumerate(parts) if len(part) == 4), None)
    if place is None or not int(parts[place]):
        return ()
    year, rest = int(parts[place]), [int(part) for place_, part in enumerate(parts) if place_ != place][:2]
    named = [MONTHS[word[:3]] for word in re.findall(r"[a-z]{3,}", text.lower()) if word[:3] in MONTHS]
    if named:
        return (_nearest(year, named[0], *rest[:1]),)
    if len(rest) < 2:
        return (_nearest(year, *rest),)
    first, second = rest
    orders = [(first, second)] if place == 0 and first <= 12 else [(first, second), (second, first)]
    possible = [order for order in orders if order[0] <= 12] if place else orders
    return tuple(sorted({_nearest(year, *order) for order in possible or orders}))


def _nearest(year: int, month: int = 1, day: int = 1) -> str:
    """The day itself, or the one nearest to it that the calendar has."""
    month = min(max(month, 1), 12)
    return date(year, month, min(max(day, 1), calendar.monthrange(year, month)[1])).isoformat()


def _apart(found: re.Match[str]) -> str:
    return "-".join(part for part in found.groups() if part)
