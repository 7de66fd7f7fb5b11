"""Named numbers wherever they may stand, words that are no numbers, and words that the language has itself."""

from __future__ import annotations

import pytest

from whackachip.predicates import Table, Truth, describe, evaluate, names, parse, unparse, vectorise
from whackachip.predicates.evaluate import value
from whackachip.predicates.tree import Among, Name
from whackachip.predicates.vectorise import TRUTH_OF
from whackachip.quantities import Interval

LIMITS = {"line": 100.0}


@pytest.mark.parametrize(
    "text",
    ["tpp >= @line", "@line <= tpp", "2 * tpp >= 2 * @line", "@line * 2 <= tpp * 2", "not tpp < @line",
     "not (tpp < @line or tpp < 1)", "tpp >= 1 and tpp >= @line", "tpp < 0 or tpp >= @line"],
)  # fmt: skip
def test_a_named_number_may_stand_anywhere(text: str) -> None:
    for number, truth in ((100.0, Truth.MET), (99.0, Truth.NOT_MET)):
        row = {"tpp": Interval.exact(number)}
        assert evaluate(parse(text), row, LIMITS).truth is truth
        assert TRUTH_OF[int(vectorise(parse(text), Table([row]), LIMITS)[0])] is truth


def test_a_word_is_no_number() -> None:
    row = {"vendor": frozenset({"amd"}), "tpp": Interval.exact(1.0)}
    assert value(Name("vendor"), row, {}) is None
    assert value(Name("tpp"), row, {}) == Interval.exact(1.0)
    assert evaluate(parse("vendor + tpp >= 1"), row).truth is Truth.UNKNOWN


@pytest.mark.parametrize("word", ["and", "or", "not", "in", "", "8", "two words"])
def test_words_of_the_language_are_quoted(word: str) -> None:
    one, other = Among("family", frozenset({word})), Among("family", frozenset({word, "h20"}))
    assert unparse(one) == f'family == "{word}"'
    assert f'"{word}"' in unparse(other)
    assert (parse(unparse(one)), parse(unparse(other))) == (one, other)
    assert unparse(Among("family", frozenset({"h20"}))) == "family == h20"


def test_a_threshold_in_words() -> None:
    both = parse("tpp >= @line and io >= @other")
    assert describe(both, {"io": "I/O"}, LIMITS) == "tpp at least 100 and I/O at least the threshold other"
    assert names(both) == {"tpp", "io"}
