"""Proofs over all chips at once, and that they agree with evaluating one."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whackachip.errors import FactsError
from whackachip.predicates import Truth, evaluate, parse, prove
from whackachip.predicates.prove import Space, Supremum, Undecided, Witness, find, find_plain, rational, supremum
from whackachip.quantities import Interval

z3 = pytest.importorskip("z3")
RULE = (
    "tpp >= 4800 or (tpp >= 1600 and density >= 5.92)"
    " or (tpp >= 2400 and tpp < 4800 and density >= 1.6 and density < 5.92)"
    " or (tpp >= 1600 and density >= 3.2 and density < 5.92)"
)


def space_of(text: str) -> tuple[Space, object]:
    space = Space()
    return space, space.formula(parse(text))


def test_the_rule_of_2022_lets_any_performance_through() -> None:
    space, rule = space_of("tpp >= 4800 and io >= 600")
    assert supremum(space, space.number("tpp"), [z3.Not(rule)]) == Supremum(None, False)


@pytest.mark.parametrize(
    ("area", "least_upper_bound"),
    [
        (100, 1600),
        (500, 1600),
        (600, 1920),
        (750, 2400),
        (814, 2400),
        (1500, 2400),
        (1716, Fraction(13728, 5)),
        (3000, 4800),
    ],
)
def test_what_escapes_the_rule_of_2023_is_exact(area: int, least_upper_bound: Fraction) -> None:
    space, rule = space_of(RULE)
    on_this_die = space.number("density") * area == space.number("tpp")
    assert supremum(space, space.number("tpp"), [z3.Not(rule), on_this_die]) == Supremum(least_upper_bound, False)


def test_more_performance_can_be_freer() -> None:
    """A weaker chip is caught and a stronger one is not, because the die is larger."""
    space, weak = space_of(RULE)
    strong_density = space.number("strong_density")
    strong_tpp = space.number("strong_tpp")
    strong = space.formula(parse(RULE.replace("tpp", "strong_tpp").replace("density", "strong_density")))
    witness = find(space, [weak, z3.Not(strong), strong_tpp > space.number("tpp"), strong_density > 0])
    assert witness is not None
    assert witness.numbers["strong_tpp"] > witness.numbers["tpp"]


def test_nothing_is_both_controlled_and_not() -> None:
    space, rule = space_of(RULE)
    assert find(space, [rule, z3.Not(rule)]) is None
    assert supremum(space, space.number("tpp"), [rule, z3.Not(rule)]) is None


numbers = st.sampled_from([0.0, 1.6, 3.2, 5.92, 1600.0, 2400.0, 4800.0, 4799.99]) | st.floats(0, 10_000)


@given(tpp=numbers, density=numbers, vendor=st.sampled_from(["nvidia", "amd", "other"]))
def test_proofs_agree_with_evaluation(tpp: float, density: float, vendor: str) -> None:
    text = f"({RULE}) and vendor in {{nvidia, amd}} and not (vendor == amd and tpp + density <= 2 * 1000)"
    space, rule = space_of(text)
    point = [space.number("tpp") == rational(tpp), space.number("density") == rational(density)]
    words = [
        proposition if word == vendor else z3.Not(proposition) for word, proposition in space.words["vendor"].items()
    ]
    row = {"tpp": Interval.exact(tpp), "density": Interval.exact(density), "vendor": frozenset({vendor})}
    holds = find(space, [rule, *point, *words]) is not None
    assert holds is (evaluate(parse(text), row).truth is Truth.MET)


def test_decimals_are_exact() -> None:
    assert str(rational(5.92)) == "148/25"
    assert str(rational(Fraction(1, 3))) == "1/3"


def test_a_threshold_needs_a_value() -> None:
    with pytest.raises(FactsError, match="no value"):
        Space().formula(parse("tpp >= @a"))
    space = Space(thresholds={"a": 4800})
    witness = find(space, [space.formula(parse("tpp == @a and announced >= 2024-01-01 and x / 2 != 1 and y - 1 > 0"))])
    assert witness is not None
    assert witness.numbers["tpp"] == 4800


def test_a_witness_is_as_round_as_the_formulas_allow() -> None:
    space, rule = space_of("tpp > 2743.26 and tpp < 2745.6 and io >= 0.6 and io <= 0.7 and other >= 10 and zero <= 0")
    found = find_plain(space, [rule], ["missing", "tpp"])
    assert found is not None
    assert found.numbers == {"tpp": 2744, "io": Fraction(7, 10), "other": 10, "zero": 0} or (
        found.numbers["tpp"] in (2744, 2745) and found.numbers["io"] in (Fraction(6, 10), Fraction(7, 10))
    )
    assert find_plain(space, [rule, space.number("tpp") < 1]) is None


def test_the_earlier_number_is_rounded_first() -> None:
    space, rule = space_of("a + b == 1234.5 and a > 900 and b > 0 and a < 1100")
    for first, second in (("a", "b"), ("b", "a")):
        found = find_plain(space, [rule], [first, second])
        assert found is not None
        assert found.numbers["a"] + found.numbers["b"] == Fraction("1234.5")
        assert len(str(found.numbers[first]).rstrip("0")) <= len(str(found.numbers[second]))
    whole = find_plain(space, [rule], ["a"])
    assert whole is not None
    assert whole.numbers["a"] == 1000


def test_a_number_that_has_no_round_form_is_kept() -> None:
    space, rule = space_of("3 * a == 1")
    found = find_plain(space, [rule])
    assert found is not None
    assert found.numbers == {"a": Fraction(1, 3)}


def test_wishes_are_met_where_they_can_be() -> None:
    space, rule = space_of("a >= 10 and a <= 500")
    a = space.number("a")
    met = find_plain(space, [rule], prefer=[a >= 1000, a >= 400, a >= 450, a <= 420])
    assert met is not None
    assert 450 <= met.numbers["a"] <= 500


def test_roots_are_given_to_twenty_digits() -> None:
    space = Space()
    a = space.number("a")
    for found in (find(space, [a * a == 2]), find_plain(space, [a * a == 2])):
        assert found is not None
        assert abs(found.numbers["a"] ** 2 - 2) < Fraction(1, 10**18)


def test_words_exclude_one_another() -> None:
    space, rule = space_of("vendor in {amd, nvidia} and vendor != amd")
    found = find(space, [rule])
    assert found == Witness({}, {"vendor": "nvidia"})
    assert find(space, [rule, space.word("vendor", "amd")]) is None
    assert find(space, [z3.Not(space.word("vendor", "amd")), z3.Not(space.word("vendor", "nvidia"))]) is not None


@pytest.mark.parametrize("words", [("amd", "nvidia"), ("amd", "intel", "nvidia")])
def test_at_most_one_word_holds(words: tuple[str, ...]) -> None:
    """Whether an attribute may be two words is not left to the rules: no pair of them holds at once."""
    space = Space()
    held = [space.word("vendor", word) for word in words]
    assert all(find(space, pair) is None for pair in combinations(held, 2))
    assert all(find(space, [word]) is not None for word in held)
    assert find(space, [space.word("market", "yes"), held[0]]) is not None  # the words of another attribute are free


def test_numbers_are_not_negative() -> None:
    space, rule = space_of("a < 0")
    assert find(space, [rule]) is None


@pytest.mark.parametrize("op", [">=", ">", "<=", "<", "==", "!="])
@pytest.mark.parametrize("number", [4, 5, 6])
def test_each_comparison(op: str, number: int) -> None:
    space, rule = space_of(f"a {op} 5")
    holds = find(space, [rule, space.number("a") == number]) is not None
    assert holds is (evaluate(parse(f"a {op} 5"), {"a": Interval.exact(number)}).truth is Truth.MET)


@pytest.mark.parametrize(("text", "value"), [("a + b", 8), ("a - b", 4), ("a * b", 12), ("a / b", 3)])
def test_each_operator(text: str, value: int) -> None:
    space, rule = space_of(f"{text} == {value} and a == 6 and b == 2")
    assert find(space, [rule]) is not None
    space, rule = space_of(f"{text} > {value} and a == 6 and b == 2")
    assert find(space, [rule]) is None


def test_a_bound_that_is_reached() -> None:
    space, rule = space_of("a <= 5 and b < 3 and c >= 1")
    assert supremum(space, space.number("a"), [rule]) == Supremum(Fraction(5), True)
    assert supremum(space, space.number("b"), [rule]) == Supremum(Fraction(3), False)
    assert supremum(space, space.number("c"), [rule]) == Supremum(None, False)
    # That numbers are not negative bounds what is taken away.
    assert supremum(space, -space.number("b"), [rule]) == Supremum(Fraction(0), True)


def test_what_the_solver_cannot_decide_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prove, "TIMEOUT_MS", 1)
    space = Space()
    x = [space.number(f"x{i}") for i in range(6)]
    # Five cubics in six numbers, far beyond seconds of work.
    hard = [
        z3.Sum([(i * j + k + 1) * x[i] * x[j] * x[(i + j + k) % 6] for i in range(6) for j in range(6)])
        == 100 * k + 7 + z3.Sum([(k + 2) ** i * x[i] for i in range(6)])
        for k in range(5)
    ]
    for ask in (lambda: find(space, hard), lambda: supremum(space, x[0], hard)):
        with pytest.raises(Undecided) as caught:
            ask()
        assert str(caught.value) not in ("", "None")


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("a <= 5", Supremum(Fraction(4), True)),
        ("a <= 5", Supremum(Fraction(5), False)),
        ("a <= 5", Supremum(Fraction(6), True)),
        ("a <= 5", Supremum(Fraction(6), False)),
        ("a < 5", Supremum(Fraction(5), True)),
        ("a <= 5", Supremum(None, False)),
    ],
)
def test_a_wrong_bound_of_the_optimiser_is_not_believed(text: str, claim: Supremum) -> None:
    space, rule = space_of(text)
    with pytest.raises(Undecided, match="disagree"):
        prove._check(space, space.number("a"), [rule], claim)


@pytest.mark.parametrize(
    ("value", "candidates"),
    [
        ("2743.26", ["2000", "3000", "2700", "2800", "2740", "2750", "2743", "2744", "2743.2", "2743.3", "2743.26",
                     "2743.27"]),
        ("1", ["1", "2", "1", "1.1", "1", "1.01", "1", "1.001", "1", "1.0001", "1", "1.00001"]),
        ("0.25", ["1", "0.2", "0.3", "0.25", "0.26", "0.25", "0.251", "0.25", "0.2501", "0.25", "0.25001"]),
        ("0", []),
    ],
)  # fmt: skip
def test_rounder_numbers_come_from_coarse_to_fine(value: str, candidates: list[str]) -> None:
    assert list(prove._rounder(Fraction(value))) == [Fraction(text) for text in candidates]
