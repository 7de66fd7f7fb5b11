"""What plans could use in a year: values of their fields by the day on which somebody published them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..facts import store
from .search import ALL_VALUES

Values = Mapping[str, tuple[float, ...]]


def known(values: Values, year: float) -> dict[str, tuple[float, ...]]:
    """The values of a plan's fields without those published later than `year` [year with its fraction].

    A field that would have none left takes what it may have else. Source: facts/performance/inventions.yaml.
    """
    later = _later(year)
    return {name: _left(name, tried, later) for name, tried in values.items()}


def later_inventions(year: float) -> tuple[str, ...]:
    """Names of what was published later, the earliest first."""
    records = sorted(_records(), key=lambda record: str(record["since"]))
    return tuple(record["name"] for record in records if _moment(record["since"]) > year)


def _left(name: str, tried: tuple[float, ...], later: set[tuple[str, float]]) -> tuple[float, ...]:
    kept = tuple(value for value in tried if (name, value) not in later)
    return kept or tuple(value for value in ALL_VALUES[name] if (name, value) not in later)


def _later(year: float) -> set[tuple[str, float]]:
    return {(record["field"], float(record["value"])) for record in _records() if _moment(record["since"]) > year}


def _records() -> list[dict[str, str]]:
    return list(store.section("performance")["inventions"]["inventions"])


def _moment(day: str) -> float:
    found = date.fromisoformat(day)
    return found.year + (found.timetuple().tm_yday - 1) / 366
