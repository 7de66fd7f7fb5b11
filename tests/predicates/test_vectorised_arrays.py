"""What the columns of a table hold: float64 without NaN, zero where nothing is known, types that small tables keep."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np
import pytest

from whackachip.predicates import UNDEFINED, Table, parse, vectorise
from whackachip.predicates.evaluate import value
from whackachip.predicates.tree import Arithmetic, Compare, Name, Number
from whackachip.predicates.vectorise import Numbers, _arithmetic, _signs, _term
from whackachip.quantities import Interval

ROWS = [{"a": Interval.exact(2), "b": Interval(1, 4)}, {"a": None, "b": UNDEFINED}, {"b": frozenset({"word"})}]


def arrays(numbers: Numbers) -> tuple[list[Any], ...]:
    """The four arrays as lists, once their types are checked."""
    assert numbers.low.dtype == numbers.high.dtype == np.float64
    assert numbers.known.dtype == numbers.undefined.dtype == bool
    return tuple(array.tolist() for array in (numbers.low, numbers.high, numbers.known, numbers.undefined))


def test_unknown_cells_hold_zero() -> None:
    table, no = Table(ROWS), [False] * 3
    assert arrays(table.numbers("a")) == ([2, 0, 0], [2, 0, 0], [True, False, False], no)
    assert arrays(table.numbers("b")) == ([1, 0, 0], [4, 0, 0], [True, False, False], [False, True, False])
    assert arrays(table.constant(7)) == ([7] * 3, [7] * 3, [True] * 3, no)


def test_a_table_without_rows_keeps_its_types() -> None:
    empty = Table(())
    assert arrays(empty.numbers("a")) == arrays(empty.constant(7)) == ([], [], [], [])
    for text in ("a >= 1", "a != 1", "not a >= 1", "a >= 1 and b < 2", "a >= 1 or b < 2", "a == word"):
        found = vectorise(parse(text), empty)
        assert (found.dtype, found.shape) == (np.int8, (0,)), text


@pytest.mark.parametrize(
    "text", ["a >= 1", "a != 1", "not a >= 1", "a >= 1 and b < 2", "a >= 1 or b < 2", "b == word", "b / a >= 1"]
)
def test_signs_are_small(text: str) -> None:
    assert vectorise(parse(text), Table(ROWS)).dtype == np.int8


def test_signs_that_are_small_already_are_not_copied() -> None:
    signs = np.array([1, 0], dtype=np.int8)
    assert np.shares_memory(_signs(Table(ROWS), signs), signs)


@pytest.mark.parametrize(("op", "low", "high"), [("+", 3, 6), ("-", -2, 1), ("*", 2, 8), ("/", 0.5, 2)])
def test_terms_hold_zero_where_a_part_is_unknown(op: str, low: float, high: float) -> None:
    found = _term(Arithmetic(op, Name("a"), Name("b")), Table(ROWS), {})
    assert arrays(found) == ([low, 0, 0], [high, 0, 0], [True, False, False], [False, True, False])


def test_unbounded_terms_have_the_ends_that_a_single_row_has_and_nothing_is_said_of_them() -> None:
    inf = math.inf
    spans = (Interval.exact(0), Interval.exact(1e308), Interval(1, inf), Interval(-inf, -1), Interval(-inf, inf))
    odd: list[dict[str, Any]] = [{"a": x, "b": y} for x in (*spans, None, UNDEFINED) for y in spans]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for op in "+-*/":
            term = Arithmetic(op, Name("a"), Name("b"))
            assert vectorise(Compare(">=", term, Number(1)), Table(odd)).shape == (35,)
            ends = _term(term, Table(odd), {})
            for index, row in enumerate(odd):
                single = value(term, row, {})
                known = (ends.low[index], ends.high[index]) if ends.known[index] else None
                assert known == ((single.low, single.high) if isinstance(single, Interval) else None), (op, row)
        zero = Table([{"a": Interval(-1, 1)}]).numbers("a")
        assert arrays(_arithmetic(np, "/", zero, zero))[:3] == ([0], [0], [False])
