"""The ends of what the grammar takes: operations, depth of sums, and each complaint in its own words."""

from __future__ import annotations

import pytest

from whackachip.predicates import parse
from whackachip.predicates.parse import _MAX_DEPTH, _MAX_OPERATIONS, ParseError


def test_operations_are_allowed_up_to_their_limit() -> None:
    assert parse("a > 1" + " + 1" * _MAX_OPERATIONS)
    assert parse("a > 1" + " * 1" * (_MAX_OPERATIONS - 1) + " and b > 1 - 1")
    with pytest.raises(ParseError, match=rf"^more than {_MAX_OPERATIONS} operations at column"):
        parse("a > 1" + " + 1" * (_MAX_OPERATIONS + 1))


@pytest.mark.parametrize("closed", ["", "(b) + ", "(b) + " * 150, "(b + (c)) + " * 40, "-b + ", "-(b) + " * 60])
def test_sums_may_be_nested_as_deep_whatever_was_closed_before(closed: str) -> None:
    depth = _MAX_DEPTH - 1  # one stands for the expression itself
    assert parse(f"a > {closed}" + "(" * depth + "b" + ")" * depth)
    with pytest.raises(ParseError, match=rf"^nested more than {_MAX_DEPTH} deep at column"):
        parse(f"a > {closed}" + "(" * (depth + 1) + "b" + ")" * (depth + 1))


@pytest.mark.parametrize("closed", ["(b) + ", "-b + "])
def test_what_is_closed_inside_gives_back_its_own_depth_alone(closed: str) -> None:
    inner = _MAX_DEPTH - 11
    assert parse("a > " + "(" * 10 + closed + "(" * inner + "b" + ")" * (inner + 10))
    with pytest.raises(ParseError, match=rf"^nested more than {_MAX_DEPTH} deep at column"):
        parse("a > " + "(" * 10 + closed + "(" * (inner + 1) + "b" + ")" * (inner + 11))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tpp", r"^expected a comparison such as >=, == or in at column 4: tpp⟨here⟩$"),
        ("a in {(}", r"^expected a word at column 7: a in \{⟨here⟩\(\}$"),
        ("a + b == word", r"^only an attribute can be compared with a word at column 7: a \+ b ⟨here⟩== word$"),
        ("3 in {word}", r"^only an attribute can be compared with a word at column 3: 3 ⟨here⟩in \{word\}$"),
        ("a >= *", r"^expected an attribute or a number at column 6: a >= ⟨here⟩\*$"),
        ("a >= 1e999", r"^1e999 is too large for a number at column 6: a >= ⟨here⟩1e999$"),
        ("a >= 2024-13-01", r"^2024-13-01 is no day of the calendar at column 6: a >= ⟨here⟩2024-13-01$"),
    ],
)
def test_each_complaint_and_its_place(text: str, words: str) -> None:
    with pytest.raises(ParseError, match=words):
        parse(text)
