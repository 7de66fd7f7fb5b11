"""Reading, describing and tracing, word by word."""

from __future__ import annotations

from datetime import date

import pytest

from whackachip.errors import FactsError, UserError
from whackachip.predicates import (
    UNDEFINED,
    Among,
    And,
    Arithmetic,
    Compare,
    Day,
    Name,
    Not,
    Number,
    Or,
    ParseError,
    Table,
    Threshold,
    Truth,
    describe,
    evaluate,
    parse,
    unparse,
    vectorise,
)
from whackachip.predicates.evaluate import compare
from whackachip.quantities import Interval

MET, NOT_MET, UNKNOWN = Truth.MET, Truth.NOT_MET, Truth.UNKNOWN
A, B, C = Name("a"), Name("b"), Name("c")
ONE = Number(1.0)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("a >= 1", Compare(">=", A, ONE)),
        ("a >= 1_000.5e-1", Compare(">=", A, Number(100.05))),
        ("a < -1", Compare("<", A, Arithmetic("-", Number(0.0), ONE))),
        ("a - b - c > 1", Compare(">", Arithmetic("-", Arithmetic("-", A, B), C), ONE)),
        ("a - (b - c) > 1", Compare(">", Arithmetic("-", A, Arithmetic("-", B, C)), ONE)),
        ("a + b * c > 1", Compare(">", Arithmetic("+", A, Arithmetic("*", B, C)), ONE)),
        ("(a + b) * c > 1", Compare(">", Arithmetic("*", Arithmetic("+", A, B), C), ONE)),
        ("(a + b) > 1", Compare(">", Arithmetic("+", A, B), ONE)),
        ("((a > 1))", Compare(">", A, ONE)),
        ("(a) > 1 or b > 1", Or((Compare(">", A, ONE), Compare(">", B, ONE)))),
        ("(not a > 1)", Not(Compare(">", A, ONE))),
        ("(a in {x})", Among("a", frozenset({"x"}))),
        ("a > 1 or b > 1 and c > 1", Or((Compare(">", A, ONE), And((Compare(">", B, ONE), Compare(">", C, ONE)))))),
        ("not a > 1 and b > 1", And((Not(Compare(">", A, ONE)), Compare(">", B, ONE)))),
        ("a >= @x.y-z", Compare(">=", A, Threshold("x.y-z"))),
        ("a >= 2024-11-05", Compare(">=", A, Day(date(2024, 11, 5)))),
        ("a == x-1", Among("a", frozenset({"x-1"}))),
        ("a != 'x y'", Not(Among("a", frozenset({"x y"})))),
        ('a in {8.0, "and", x}', Among("a", frozenset({"8.0", "and", "x"}))),
        ("a == 1", Compare("==", A, ONE)),
        ("a\n >= 1", Compare(">=", A, ONE)),
    ],
)
def test_parse(text: str, tree: object) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    "text",
    ["a - b - c > 1", "a - (b - c) > 1", "(a + b) * c > 1", "a * b + c > 1", "a / (b * c) > 1", "a > 1 or b > 1",
     "a > 1 or b > 1 and c > 1",
     "(a > 1 or b > 1) and c > 1", "not (a > 1)", "a != x", "a in {x, y}", 'a == "x y"', 'a == "and"', "a >= @x.y",
     "a >= 2024-11-05", "a > 0.5", 'a in {"", x}'],
)  # fmt: skip
def test_what_is_plain_is_written_back_as_it_was(text: str) -> None:
    assert unparse(parse(text)) == text


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("(a", 3, "expected a comparison"),
        ("a in x", 6, "expected '{'"),
        ("a in {x", 8, "expected '}'"),
        ("a in {>}", 7, "expected a word"),
        ("a + 1 in {x}", 7, "only an attribute"),
        ("a == >", 6, "expected an attribute"),
        ("a > 1 and", 10, "expected an attribute"),
        ("a > 1 b", 7, "expected 'and', 'or' or the end, found 'b'"),
        ("a > 1 ' ", 7, "unexpected character"),
        ("  %", 3, "unexpected character '%'"),
        ("a > (b", 7, "expected ')'"),
        ("a > " + "(" * 150 + "1", 105, "nested more than 100 deep"),
    ],
)
def test_a_mistake_is_shown_at_its_place(text: str, column: int, words: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse(text)
    assert words in str(caught.value)
    assert f"at column {column}: " in str(caught.value)
    assert f"{text[: column - 1]}⟨here⟩{text[column - 1 :]}" in str(caught.value)


def test_a_mistake_in_several_lines_is_shown_in_one() -> None:
    with pytest.raises(ParseError) as caught:
        parse("a >= 1\nand ;")
    assert str(caught.value) == "unexpected character ';' at column 12: a >= 1 and ⟨here⟩;"


def test_nesting_is_allowed_up_to_its_limit() -> None:
    assert parse("(" * 99 + "a > 1" + ")" * 99) == Compare(">", A, ONE)
    assert parse(" or ".join(["(a > 1)"] * 300))  # siblings are not nested
    assert parse(" and ".join(["not a > 1"] * 300))
    assert parse("a > " + " + ".join(["(b)"] * 300))
    with pytest.raises(ParseError, match="nested"):
        parse("(" * 100 + "a > 1" + ")" * 100)


@pytest.mark.parametrize("sibling", ["(a > 1) or ", "not a > 1 or ", "a > (b) or "])
def test_what_was_closed_counts_no_more_and_no_less(sibling: str) -> None:
    for before, inside in ((0, 120), (60, 60)):
        with pytest.raises(ParseError, match="nested"):
            parse("(" * before + sibling * 50 + "(" * inside + "a > 1" + ")" * (inside + before))
    assert parse("(" * 40 + sibling * 50 + "(" * 40 + "a > 1" + ")" * 80)


def test_a_quoted_keyword_is_a_word() -> None:
    assert parse("a == 'or' or a == \"}\"") == Or((Among("a", frozenset({"or"})), Among("a", frozenset({"}"}))))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("tpp >= 4800", "TPP at least 4,800"),
        (
            "tpp > 1 and tpp <= 2 and tpp < 3 and tpp == 4",
            "TPP above 1 and TPP at most 2 and TPP below 3 and TPP exactly 4",
        ),
        ("tpp != 4", "TPP not 4"),
        ("tpp > 1 and (tpp > 2 or some_thing > 3)", "TPP above 1 and (TPP above 2, or some thing above 3)"),
        ("not (tpp > 1)", "not (TPP above 1)"),
        ("vendor in {c, a, b}", "vendor is a, b or c"),
        ("not (vendor in {b, a})", "vendor is not a or b"),
        ("vendor == a", "vendor is a"),
        ("tpp + 1 - 2 * 3 / 4 > 0", "TPP plus 1 minus 2 times 3 over 4 above 0"),
        ("announced > 2024-01-02", "announced above 2024-01-02"),
        ("tpp >= @x", "TPP at least the threshold x"),
        ("tpp >= @y", "TPP at least 5"),
    ],
)
def test_describe(text: str, said: str) -> None:
    assert describe(parse(text), {"tpp": "TPP"}, {"y": 5.0}) == said


SPANS = [(1.0, 1.0), (2.0, 2.0), (1.0, 2.0), (2.0, 3.0), (0.0, 3.0), (0.0, 1.0)]
POINTS = [0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0]
HOLDS = {
    ">=": lambda a, b: a >= b, ">": lambda a, b: a > b, "<=": lambda a, b: a <= b, "<": lambda a, b: a < b,
    "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
}  # fmt: skip


@pytest.mark.parametrize("op", HOLDS)
@pytest.mark.parametrize("left", SPANS)
@pytest.mark.parametrize("right", SPANS)
def test_a_comparison_of_intervals_is_decided_by_all_their_points(
    op: str, left: tuple[float, float], right: tuple[float, float]
) -> None:
    """Met where it holds for every pair of points, not met where for none; in the vectorised table as well."""
    pairs = [(a, b) for a in POINTS for b in POINTS if left[0] <= a <= left[1] and right[0] <= b <= right[1]]
    found = {HOLDS[op](a, b) for a, b in pairs}
    expected = UNKNOWN if len(found) == 2 else MET if True in found else NOT_MET
    assert compare(op, Interval(*left), Interval(*right)) is expected
    table = Table([{"a": Interval(*left), "b": Interval(*right)}])
    assert vectorise(Compare(op, A, B), table)[0] == {MET: 1, UNKNOWN: 0, NOT_MET: -1}[expected]


def test_a_comparison_that_is_none() -> None:
    with pytest.raises(ValueError, match="no comparison '~'"):
        compare("~", Interval.exact(1), Interval.exact(1))


@pytest.mark.parametrize(
    ("known", "truth"),
    [
        (None, UNKNOWN),
        (UNDEFINED, NOT_MET),
        (frozenset({"x"}), MET),
        (frozenset({"x", "8.0"}), MET),
        (frozenset({"x", "z"}), UNKNOWN),
        (frozenset({"z"}), NOT_MET),
        (Interval.exact(8), MET),
        (Interval.exact(9), NOT_MET),
        (Interval(8, 9), UNKNOWN),
    ],
)
def test_words(known: object, truth: Truth) -> None:
    node = parse("a in {x, 8.0}")
    assert evaluate(node, {"a": known}).truth is truth
    assert evaluate(node, {"a": known}).inputs == {"a": known}
    assert vectorise(node, Table([{"a": known}]))[0] == {MET: 1, UNKNOWN: 0, NOT_MET: -1}[truth]


@pytest.mark.parametrize(
    ("left", "right", "every", "some"),
    [
        (MET, MET, MET, MET),
        (MET, NOT_MET, NOT_MET, MET),
        (MET, UNKNOWN, UNKNOWN, MET),
        (NOT_MET, NOT_MET, NOT_MET, NOT_MET),
        (NOT_MET, UNKNOWN, NOT_MET, UNKNOWN),
        (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN),
    ],
)
def test_three_values(left: Truth, right: Truth, every: Truth, some: Truth) -> None:
    for pair in ((left, right), (right, left)):
        assert Truth.every(pair) is every
        assert Truth.some(pair) is some
        assert ~Truth.some(pair) is Truth.every(~value for value in pair)
    assert Truth.every([]) is MET
    assert Truth.some([]) is NOT_MET


def test_the_trace_shows_what_was_compared() -> None:
    limits = {"t": 10.0}
    clause = evaluate(parse("a + b >= @t"), {"a": Interval(1, 2), "b": Interval.exact(3)}, limits)
    assert (clause.expression, clause.truth, clause.threshold) == ("a + b >= @t", NOT_MET, 10.0)
    assert clause.inputs == {"a": Interval(1, 2), "b": Interval.exact(3)}
    assert clause.margin == Interval(-6, -5)
    both = evaluate(parse("a >= b"), {"a": Interval.exact(1), "b": Interval.exact(3)})
    assert both.threshold is None
    assert both.margin == Interval.exact(-2)
    span = evaluate(parse("a >= b"), {"a": Interval.exact(1)})
    assert (span.margin, span.inputs) == (None, {"a": Interval.exact(1), "b": None})
    whole = evaluate(parse("not (a > 1 or a > 2)"), {"a": Interval.exact(2)})
    assert whole.expression == "not (a > 1 or a > 2)"
    assert [part.truth for part in whole.parts[0].parts] == [MET, NOT_MET]
    assert whole.parts[0].expression == "a > 1 or a > 2"
    assert evaluate(parse("a > 1 and a > 2"), {}).expression == "a > 1 and a > 2"
    day = evaluate(parse("a >= 2023-11-09"), {"a": Interval.exact(738833)})
    assert (day.truth, day.threshold) == (MET, 738833)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b", Interval(4, 6)), ("a - b", Interval(-3, -1)), ("a * b", Interval(3, 8)),
        ("a / b", Interval(0.25, 2 / 3)),
        ("b / (a - 3)", Interval(-4, -1.5)), ("a / (b - 3)", None), ("a / (3 - b)", None), ("a + zz", None),
        ("a + u", "undefined"),
    ],
)  # fmt: skip
def test_arithmetic_of_intervals(text: str, value: object) -> None:
    row = {"a": Interval(1, 2), "b": Interval(3, 4), "u": UNDEFINED}
    low, high = parse(f"{text} >= -1000"), parse(f"{text} <= 1000")
    if value in (None, "undefined"):
        expected = UNKNOWN if value is None else NOT_MET
        assert evaluate(low, row).truth is expected
        assert evaluate(high, row).truth is expected
    else:
        assert isinstance(value, Interval)
        assert evaluate(low, row).margin == Interval(value.low + 1000, value.high + 1000)
    for node in (low, high):
        assert vectorise(node, Table([row]))[0] == {MET: 1, UNKNOWN: 0, NOT_MET: -1}[evaluate(node, row).truth]


@pytest.mark.parametrize("text", ["z * o >= 1", "z * o <= 0", "o / o >= 1", "o / o >= 0", "z / o <= 0", "o - o >= 0"])
def test_unbounded_ends_are_no_numbers(text: str) -> None:
    """Nothing times something unbounded is nothing, and unbounded over unbounded may be anything from nothing up."""
    row = {"z": Interval.exact(0), "o": Interval(1, float("inf"))}
    if "-" in text:
        row["o"] = Interval(1, 2)
    expected = {"z * o >= 1": NOT_MET, "z * o <= 0": MET, "o / o >= 0": MET, "z / o <= 0": MET}.get(text, UNKNOWN)
    assert evaluate(parse(text), row).truth is expected
    assert vectorise(parse(text), Table([row]))[0] == {MET: 1, UNKNOWN: 0, NOT_MET: -1}[expected]


def test_columns_of_a_table() -> None:
    rows = [{"a": Interval.exact(5)}, {"a": Interval(1, float("inf"))}, {"a": UNDEFINED}, {"a": frozenset({"x"})}, {}]
    table = Table(rows)
    assert list(vectorise(parse("a >= 2"), table)) == [1, 0, -1, 0, 0]
    assert list(vectorise(parse("not a >= 2"), table)) == [-1, 0, 1, 0, 0]
    assert list(vectorise(parse("a != 5"), table)) == [-1, 0, -1, 0, 0]
    assert list(vectorise(parse("a >= 2023-11-09 - 738832"), table)) == [1, 1, -1, 0, 0]
    assert vectorise(parse("a >= 2"), table).dtype.name == "int8"
    with pytest.raises(FactsError, match="no value for the threshold @z"):
        vectorise(parse("a >= @z"), table)


def test_a_number_beyond_all_numbers_is_refused() -> None:
    with pytest.raises(UserError, match="1e999 is too large"):
        parse("tpp >= 1e999")


def test_a_sum_may_not_be_endless() -> None:
    assert parse("tpp >= " + " + ".join(["1"] * 300))
    for sign in (" + ", " * "):
        with pytest.raises(UserError, match="more than 300 operations"):
            parse("tpp >= " + sign.join(["1"] * 302))
