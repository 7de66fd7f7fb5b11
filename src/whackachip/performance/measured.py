"""Measured values beside predicted ones: tables of them, errors, and what errors come to in sum."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ..errors import UserError

Row = Mapping[str, str]
T = TypeVar("T")


def read_table(path: Path) -> list[Row]:
    """Rows of a table of comma-separated values; raises UserError where there is none."""
    try:
        with open(path, encoding="utf-8", newline="") as lines:
            rows: list[Row] = list(csv.DictReader(lines))
    except OSError as error:
        raise UserError(f"{path}: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise UserError(f"{path}: not a table of comma-separated values ({error})") from None
    if not rows:
        raise UserError(f"{path}: no rows")
    return rows


def require(path: Path, rows: Sequence[Row], columns: Iterable[str]) -> list[Row]:
    """The rows, where the table has these columns; raises UserError with those that it lacks."""
    lacking = set(columns) - set(rows[0])
    if lacking:
        raise UserError(f"{path}: no column {', '.join(sorted(lacking))}")
    return list(rows)


def relative_error(predicted: float | None, measured: float | None) -> float | None:
    """Predicted over measured, less one; None where either is not known or nothing was measured."""
    return None if predicted is None or not measured else predicted / measured - 1


def inside(low: float | None, value: float | None, high: float | None) -> bool | None:
    """Whether a value lies in an interval, ends included; None where one of the three is not known."""
    return None if low is None or high is None or value is None else low <= value <= high


class Compared:
    """A predicted value with its interval beside the measured one; a base for rows."""

    __slots__ = ()
    measured: float | None
    predicted: float | None
    low: float | None
    high: float | None

    @property
    def error(self) -> float | None:
        """Predicted over measured, less one."""
        return relative_error(self.predicted, self.measured)

    @property
    def covered(self) -> bool | None:
        """Whether the measured value lies in the interval."""
        return inside(self.low, self.measured, self.high)


def once(groups: Sequence[Any]) -> Any:
    """Weights by which all rows of one group together count as one."""
    sizes = Counter(groups)
    return np.array([1 / sizes[group] for group in groups])


def weighted_median(values: Any, weights: Any) -> float:
    """The value at which half of the weight is reached; the mean of two where it falls between them."""
    order = np.argsort(values, kind="stable")
    share = np.cumsum(weights[order]) / np.sum(weights)
    place = int(np.searchsorted(share, 0.5 - 1e-12))
    if abs(share[place] - 0.5) < 1e-9 and place + 1 < len(order):
        return float(values[order][place : place + 2].mean())
    return float(values[order][place])


def score(
    rows: Sequence[T],
    error: Callable[[T], float | None],
    covered: Callable[[T], bool | None],
    group: Callable[[T], Any] = id,
) -> dict[str, float | None]:
    """Median and mean of absolute errors and the share of measured values in their intervals, as fractions.

    group: rows of one group weigh as one; left out, each row is its own. None where no error is known.
    """
    known = [row for row in rows if error(row) is not None]
    if not known:
        return {"median_ape": None, "mape": None, "interval_coverage": None}
    weights = once([group(row) for row in known])
    errors = np.array([abs(error(row) or 0.0) for row in known])
    held = np.array([bool(covered(row)) for row in known], dtype=np.float64)
    return {
        "median_ape": weighted_median(errors, weights),
        "mape": float(np.average(errors, weights=weights)),
        "interval_coverage": float(np.average(held, weights=weights)),
    }


def by(rows: Iterable[T], key: Callable[[T], str], figures: Callable[[Sequence[T]], Any]) -> dict[str, Any]:
    """The figures of the rows of each key, in order of the keys."""
    groups: dict[str, list[T]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {name: figures(groups[name]) for name in sorted(groups)}


def reasons(refused: Iterable[str | None]) -> dict[str, int]:
    """How often each reason was given, the commonest first."""
    counts = Counter(reason for reason in refused if reason)
    return dict(sorted(counts.items(), key=lambda pair: (-pair[1], pair[0])))
