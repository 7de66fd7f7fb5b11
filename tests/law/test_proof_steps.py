"""Single steps of a proof: exact places and numbers in words, and what the solver cannot decide."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import count

import pytest

pytest.importorskip("z3")
from whackachip.law.proof import Designs, against, areas, find_subject
from whackachip.law.proof.answer import Answer, decided
from whackachip.law.proof.areas import bound_by_area
from whackachip.law.proof.designs import read_by
from whackachip.law.proof.plane import Span
from whackachip.law.proof.words import amount, chip_in_words, exactly, name_of
from whackachip.predicates import parse
from whackachip.predicates.prove import Space, Undecided, Witness, find, rational, supremum


def test_words_of_exact_places() -> None:
    at = Span(Fraction(5), True, Fraction(5), True)
    assert at.words == "exactly 5"
    assert Span(Fraction(5), False, None, False).words == "above 5"
    assert not at.meets(Span(Fraction(5), True, None, False))


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ([Witness({}, {})], "does not hold"),
        ([None, None], "nothing escapes just below"),
        ([None, Witness({"tpp": Fraction(1)}, {}), Witness({}, {})], "not reached at every area"),
    ],
)
def test_a_bound_that_its_own_proof_refutes_is_undecided(
    answers: list[Witness | None], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Were the optimiser wrong, each step of the proof would say so."""
    found = iter(answers)
    monkeypatch.setattr(areas, "find", lambda *_: next(found))
    with pytest.raises(Undecided, match=words):
        bound_by_area(parse("tpp >= 1000 and performance_density >= 2"), Designs())


def test_the_rising_part_of_a_bound_is_proved_from_below_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three questions for the flat part; the fifth is for a chip just below the rising one."""
    asked = count(1)
    monkeypatch.setattr(areas, "find", lambda *question: None if next(asked) == 5 else find(*question))
    with pytest.raises(Undecided, match="nothing escapes just below the bound above 500 mm2"):
        bound_by_area(parse("tpp >= 1000 and performance_density >= 2"), Designs())


def test_a_bound_that_is_reached_is_not_taken_for_one_that_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(areas, "supremum", lambda *question: replace(supremum(*question), attained=False))
    with pytest.raises(Undecided, match="the bound does not hold above 0 mm2"):
        bound_by_area(parse("tpp > 1000 and performance_density > 2"), Designs())


def test_area_density_and_tpp_belong_together() -> None:
    space = Space()
    rule = space.formula(parse("tpp + performance_density >= 102 and nonplanar_die_area >= 1 and tpp == 100"))
    density = space.number("performance_density")
    found = find(space, [rule, density == 4, *Designs().axioms(space)])
    assert found is not None
    assert found.numbers["nonplanar_die_area"] == 25
    # 100 TPP at a density below 1/20 would take more than two dies.
    assert find(space, [rule, density < rational(Fraction(1, 20)), *Designs().axioms(space)]) is None


def test_two_rules_that_differ_and_cannot_be_decided(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object) -> None:
        raise Undecided("timeout")

    monkeypatch.setattr(against, "_one_way", give_up)
    first, second = find_subject("us-2023-10-17"), find_subject("us-2022-10-07")
    assert against.differences(first, second, Designs())[0].answer == "undecided"


def test_a_solver_that_gives_up_is_no_answer() -> None:
    def ask() -> Answer:
        raise Undecided("timeout")

    found = decided("largest", ("tpp",), ask)
    assert (found.answer, found.about) == ("undecided", ("tpp",))
    assert "timeout" in found.sentence


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2400", "2,400"),
        ("13728/5", "2,745.6"),
        ("1600/21", "1600/21 (about 76.19)"),
        ("-1/4", "-0.25"),
        ("1/8", "0.125"),
    ],
)
def test_numbers_are_written_without_loss(value: str, words: str) -> None:
    assert exactly(Fraction(value)) == words


def test_chips_in_words() -> None:
    chip = {"tpp": Fraction(2700), "nonplanar_die_area": Fraction(1700), "performance_density": Fraction(27, 17)}
    assert chip_in_words(chip) == "2,700 TPP on 1,700 mm2, density 1.5882"
    assert chip_in_words({"memory_bandwidth": Fraction(1400)}) == "memory bandwidth 1,400 GB/s"
    assert amount("announced", Fraction(738833)) == "2023-11-09"
    assert name_of("nonplanar_die_area") == "applicable die area"
    assert read_by([parse("zeta >= 1 and memory_bandwidth >= 2 and tpp >= 3")]) == ("tpp", "memory_bandwidth", "zeta")
