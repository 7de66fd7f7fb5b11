"""Three-valued truth, and what can be known of an attribute."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from ..quantities.interval import Interval


class Undefined(Enum):
    """The attribute does not exist for this thing (a density where there is no applicable die)."""

    UNDEFINED = "undefined"


UNDEFINED = Undefined.UNDEFINED

# A number within an interval, a word among a set, does not exist, or nothing is known.
Known = Interval | frozenset[str] | Undefined | None


class Truth(Enum):
    """Kleene's three values; unknown is never false."""

    MET = "met"
    NOT_MET = "not met"
    UNKNOWN = "unknown"

    def __invert__(self) -> Truth:
        return _NOT_MET if self is _MET else _MET if self is _NOT_MET else self

    @staticmethod
    def every(values: Iterable[Truth]) -> Truth:
        """Met where all are met; not met where one is not."""
        found = _MET
        for value in values:
            if value is _NOT_MET:
                return value
            if value is _UNKNOWN:
                found = value
        return found

    @staticmethod
    def some(values: Iterable[Truth]) -> Truth:
        """Met where one is met; not met where none can be."""
        found = _NOT_MET
        for value in values:
            if value is _MET:
                return value
            if value is _UNKNOWN:
                found = value
        return found


# A decision asks for these some ten thousand times, and a member is slow to look up on its class.
_MET, _NOT_MET, _UNKNOWN = Truth
