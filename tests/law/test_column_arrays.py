"""What a column is made of: float64 without NaN, one entry where all rows are alike, nothing copied without need."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from whackachip.law.columns import Columns, coded
from whackachip.predicates import UNDEFINED
from whackachip.predicates.vectorise import Numbers
from whackachip.quantities import Interval


def arrays(numbers: Numbers) -> tuple[list[Any], ...]:
    """The four arrays as lists, once their types are checked."""
    assert numbers.low.dtype == numbers.high.dtype == np.float64
    assert numbers.known.dtype == numbers.undefined.dtype == bool
    return tuple(array.tolist() for array in (numbers.low, numbers.high, numbers.known, numbers.undefined))


def test_unknown_cells_hold_zero() -> None:
    nan = math.nan
    table = Columns(
        {"some": [1.0, nan], "low": ([nan, 2.0], [3.0, 4.0]), "high": ([1.0, 2.0], [nan, 4.0]), "none": nan}
    )
    assert arrays(table.numbers("some")) == ([1, 0], [1, 0], [True, False], [False])
    assert arrays(table.numbers("low")) == ([0, 2], [0, 4], [False, True], [False])
    assert arrays(table.numbers("high")) == ([0, 2], [0, 4], [False, True], [False])
    assert arrays(table.numbers("none")) == arrays(table.numbers("absent")) == ([0], [0], [False], [False])


def test_what_holds_for_all_rows_is_one_entry() -> None:
    table = Columns({"tpp": [1.0, 2.0, 3.0], "one": 7})
    assert arrays(table.numbers("tpp")) == ([1, 2, 3], [1, 2, 3], [True], [False])
    assert arrays(table.numbers("one")) == arrays(table.constant(7)) == ([7], [7], [True], [False])


def test_a_column_of_float64_is_not_copied() -> None:
    given, gaps = np.array([1.0, 2.0]), np.array([1.0, math.nan])
    table = Columns({"tpp": given, "gaps": gaps})
    assert np.shares_memory(table.numbers("tpp").low, given)
    assert not np.shares_memory(table.numbers("gaps").low, gaps)


def test_signs_and_codes_are_small() -> None:
    table = Columns({"vendor": ["amd", ""], "flag": np.array([True, False]), "one": "amd", "capability": 8.0})
    amd = frozenset({"amd"})
    assert {table.among(name, amd).dtype for name in ("vendor", "one", "capability", "absent")} == {np.dtype(np.int8)}
    assert table.among("flag", frozenset({"yes"})).tolist() == [1, -1]
    assert table.among("flag", frozenset({"yes"})).dtype == np.int8
    assert coded(["b", None]).codes.dtype == np.int32


def test_one_flag_for_all_rows_is_a_word() -> None:
    table = Columns({"on": True, "off": False, "tpp": [1.0, 2.0]})
    assert table.words("on") == frozenset({"yes"})
    assert table.words("off") == frozenset({"no"})


def test_densities_of_odd_areas() -> None:
    """Nothing is said of a division by zero, and a die below a square millimetre has a density as well."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        table = Columns({"tpp": [100.0, 0.0, 100.0, math.nan], "die_area": [0.5, 0.0, 0.0, 2.0]})
        spans = Columns({"tpp": ([0.0, 1.0], [0.0, 1.0]), "die_area": ([0.0, 1.0], [4.0, 2.0])})
    density = "performance_density"
    assert arrays(table.numbers(density)) == (
        [200, 0, 0, 0], [200, 0, 0, 0], [True, False, False, False], [False, True, True, False],
    )  # fmt: skip
    assert arrays(spans.numbers(density)) == ([0, 0.5], [0, 1], [False, True], [False, False])
    two = Columns({"tpp": [100.0, 100.0], "die_area": [50.0, 0.0]})
    assert [two.row(index)[density] for index in (0, 1)] == [Interval.exact(2), UNDEFINED]
