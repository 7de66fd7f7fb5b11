"""Each answer about small rules in full: what is said, of what, with which bound and which chip."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

import pytest

pytest.importorskip("z3")
from whackachip.errors import UserError
from whackachip.law.proof import Designs, Subject, region, stronger
from whackachip.law.proof.against import differences
from whackachip.law.proof.answer import Answer
from whackachip.law.proof.escape import escape_above, largest_escapes
from whackachip.law.proof.overlap import overlaps
from whackachip.law.proof.region import Region
from whackachip.law.proof.stronger import backwards
from whackachip.predicates import parse
from whackachip.predicates.prove import Undecided

DESIGNS = Designs()
TPP, DENSITY, DRAM, LINKS, IO = METRICS = (
    "tpp", "performance_density", "memory_bandwidth", "interconnect_bandwidth", "io_bandwidth",
)  # fmt: skip
AREA = "nonplanar_die_area"


def subject(id: str, **paragraphs: str) -> Subject:
    parts = {name: parse(text) for name, text in paragraphs.items()}
    return Subject(id, "A rule", "2024-01-01", parts, {}, parts)


def point(**numbers: float | str) -> Mapping[str, Fraction]:
    return {name: Fraction(value) for name, value in numbers.items()}


def by_about(answers: Iterable[Answer]) -> dict[tuple[str, ...], Answer]:
    return {answer.about: answer for answer in answers}


def test_two_rules_that_each_catch_what_the_other_frees() -> None:
    one, two = subject("one", a="tpp >= 1500 and tpp <= 1500"), subject("two", a="tpp >= 2000")
    assert differences(one, two, DESIGNS) == (
        Answer("equivalent", "no", "one and two do not catch the same chips.", ("one", "two")),
        Answer("only", "yes", "one catches and two frees 1,500 TPP.", ("one", "two"), witnesses=(point(tpp=1500),)),
        Answer("only-largest", "bounded",
               "The highest TPP among the chips that only one catches is 1,500 TPP, reached.",
               ("one", "two", TPP), Fraction(1500), True),
        Answer("only", "yes", "two catches and one frees 2,000 TPP.", ("two", "one"), witnesses=(point(tpp=2000),)),
        Answer("only-largest", "unbounded", "TPP is unbounded among the chips that only two catches.",
               ("two", "one", TPP)),
    )  # fmt: skip


def test_a_rule_catches_the_same_chips_as_itself() -> None:
    rule = subject("rule", a="tpp >= 2000")
    assert differences(rule, rule, DESIGNS) == (
        Answer("equivalent", "yes", "rule and rule catch the same chips.", ("rule", "rule")),
        *(Answer("only", "no", "rule catches every chip that rule catches.", ("rule", "rule")),) * 2,
    )
    # Where the die area matters the answer holds up to the largest.
    for text in ("tpp >= 20 and performance_density >= 2", "tpp >= 20 and nonplanar_die_area >= 2"):
        same = differences(subject("dense", a=text), subject("twin", a=text), DESIGNS)[0]
        assert same.sentence == "dense and twin catch the same chips of up to 1,716 mm2."


def test_what_the_solver_gives_up_on_is_no_answer_to_any_question(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_up(*_: object) -> None:
        raise Undecided("timeout")

    one, two = subject("one", a="tpp == 1500", b="performance_density >= 2"), subject("two", a="tpp >= 2000")
    pair, way_back, about = ("one", "two"), ("two", "one"), f"Undecided: the solver gave up ({Undecided('timeout')})."
    with monkeypatch.context() as patched:
        patched.setattr(region, "supremum", give_up)
        bounds = [answer for answer in differences(one, two, DESIGNS) if answer.question == "only-largest"]
        assert bounds == [
            Answer("only-largest", "undecided", about, (*names, metric))
            for names in (pair, way_back)
            for metric in (TPP, DENSITY)
        ]
    for name in ("supremum", "find_plain"):
        monkeypatch.setattr(region, name, give_up)
        monkeypatch.setattr(stronger, name, give_up)
    assert differences(one, two, DESIGNS) == (
        Answer("equivalent", "undecided", "Undecided whether one and two agree.", pair),
        Answer("only", "undecided", about, pair),
        Answer("only", "undecided", about, way_back),
    )
    assert largest_escapes(one, DESIGNS) == tuple(Answer("largest", "undecided", about, (name,)) for name in METRICS)
    assert escape_above(one, DESIGNS, {TPP: Fraction(1)}) == Answer("above", "undecided", about, (TPP,))
    assert overlaps(one, DESIGNS) == (Answer("overlap", "undecided", about, ("a", "b")),)
    assert backwards(one, DESIGNS) == (
        Answer("backwards", "undecided", about),
        Answer("backwards-same-die", "undecided", about),
    )


def test_only_the_metrics_that_are_tested_have_a_bound() -> None:
    dense = subject("dense", a="performance_density >= 2 and performance_density < 3 and tpp == 100")
    area = subject("area", a="tpp >= 1000 and nonplanar_die_area >= 5")
    found = differences(dense, area, DESIGNS)
    pairs = [(answer.question, answer.about) for answer in found]
    assert pairs == [
        ("equivalent", ("dense", "area")),
        ("only", ("dense", "area")),
        ("only-largest", ("dense", "area", TPP)),
        ("only-largest", ("dense", "area", DENSITY)),
        ("only", ("area", "dense")),
        ("only-largest", ("area", "dense", TPP)),
        ("only-largest", ("area", "dense", DENSITY)),
    ]
    (chip,) = found[1].witnesses
    assert 2 <= chip[DENSITY] == chip[TPP] / chip[AREA] < 3
    assert found[1].sentence.startswith("dense catches and area frees 100 TPP on ")
    density = found[3]
    assert (density.answer, density.value, density.attained) == ("bounded", 3, False)
    assert density.sentence == (
        "The highest performance density among the chips that only dense catches is 3 TPP/mm2, "
        "approached and not reached."
    )


def test_the_largest_escapes() -> None:
    rule = subject("rule", a="tpp > 1600 or memory_bandwidth >= 400")
    chip = point(tpp=1600, memory_bandwidth="399.6")
    example = "for instance 1,600 TPP, memory bandwidth 399.6 GB/s."
    assert by_about(largest_escapes(rule, DESIGNS)) == {
        (TPP,): Answer("largest", "bounded", f"The highest TPP that escapes is 1,600 TPP, reached, {example}",
                       (TPP,), Fraction(1600), True, (chip,)),
        (DRAM,): Answer("largest", "bounded", "The highest memory bandwidth that escapes is 400 GB/s, "
                        f"approached and not reached, {example}", (DRAM,), Fraction(400), False, (chip,)),
        **{(name,): Answer("largest", "unbounded", f"Unbounded: rule does not test {words}.", (name,), untested=True)
           for name, words in ((DENSITY, "performance density"), (LINKS, "interconnect bandwidth"),
                               (IO, "I/O bandwidth"))},
    }  # fmt: skip


def test_what_is_unbounded_has_an_example_too() -> None:
    rule = subject("rule", a="tpp >= 4800 and io_bandwidth >= 600")
    found = by_about(largest_escapes(rule, DESIGNS))
    assert found[TPP,] == Answer(
        "largest", "unbounded",
        "Unbounded: no TPP is too high to escape, for instance 50,000 TPP, I/O bandwidth 599.4 GB/s.",
        (TPP,), witnesses=(point(tpp=50000, io_bandwidth="599.4"),),
    )  # fmt: skip
    # The two bandwidths are one figure, so that this one is tested under its other name.
    assert not found[LINKS,].untested
    (chip,) = found[LINKS,].witnesses
    assert chip[LINKS] == chip[IO] >= 6000
    assert 4700 < chip[TPP] < 4800


def test_where_nothing_escapes() -> None:
    found = largest_escapes(subject("all", a="tpp >= 0"), DESIGNS)
    assert found == tuple(Answer("largest", "nothing", "No chip escapes all.", (metric,)) for metric in METRICS)


def test_escape_above_floors() -> None:
    rule = subject("rule", a="tpp > 1600 or memory_bandwidth >= 400")
    chip = point(tpp=1600, memory_bandwidth="399.6")
    example = "escapes rule, for instance 1,600 TPP, memory bandwidth 399.6 GB/s."
    assert escape_above(rule, DESIGNS, {TPP: Fraction(1600)}) == Answer(
        "above", "yes", f"A chip with 1,600 TPP or more {example}", (TPP,), witnesses=(chip,)
    )
    assert escape_above(rule, DESIGNS, {TPP: Fraction(1601)}) == Answer(
        "above", "no", "No chip with 1,601 TPP or more escapes rule.", (TPP,)
    )
    both = escape_above(rule, DESIGNS, {DRAM: Fraction(300), TPP: Fraction(100)})
    assert both == Answer(
        "above", "yes", f"A chip with memory bandwidth of 300 GB/s or more and 100 TPP or more {example}",
        (DRAM, TPP), witnesses=(chip,),
    )  # fmt: skip
    with pytest.raises(UserError, match="unknown metric 'memory'"):
        escape_above(rule, DESIGNS, {"memory": Fraction(1)})


def test_floors_of_what_the_rule_does_not_test() -> None:
    dense = subject("dense", a="performance_density >= 3 and announced >= 2024-01-01")
    answer = escape_above(dense, DESIGNS, {DENSITY: Fraction(5), LINKS: Fraction(7)})
    (chip,) = answer.witnesses
    assert chip[DENSITY] == chip[TPP] / chip[AREA] >= 5
    assert chip[LINKS] >= 7
    assert chip["announced"] < 738886  # the rule catches it from 2024 on
    assert escape_above(dense, DESIGNS, {"announced": Fraction(738886)}).answer == "yes"


def test_floors_that_are_met_exactly_or_lie_far_away() -> None:
    dense = escape_above(subject("dense", a="performance_density > 3"), DESIGNS, {DENSITY: Fraction(3)})
    assert dense.witnesses[0][DENSITY] == 3
    linked = subject("linked", a="tpp >= 4800 and io_bandwidth >= 600")
    far = escape_above(linked, DESIGNS, {TPP: Fraction(10**6)})
    assert far.witnesses[0][TPP] >= 10**6


def test_a_witness_is_on_a_die_of_a_usual_size() -> None:
    found = Region.of(parse("performance_density == 2 and tpp >= 10"), DESIGNS).witness()
    assert found is not None
    assert found[AREA] >= 400


def test_paragraphs_that_overlap() -> None:
    rule = subject("rule", a="tpp >= 5 and tpp <= 10", b="tpp >= 10", c="tpp < 5")
    assert overlaps(rule, DESIGNS) == (
        Answer("overlap", "yes", "a and b overlap: 10 TPP meets both.", ("a", "b"), witnesses=(point(tpp=10),)),
        Answer("overlap", "no", "No chip meets both a and c.", ("a", "c")),
        Answer("overlap", "no", "No chip meets both b and c.", ("b", "c")),
    )


@pytest.mark.parametrize(
    ("text", "sign", "reached"),
    [("performance_density >= 3.2", "less than", False), ("performance_density > 3.2", "at most", True)],
)
def test_a_stronger_chip_on_a_larger_die(text: str, sign: str, reached: bool) -> None:
    """Of 1,600 TPP, and of 3.2 x 1,716 mm2: by that much does the free chip lead."""
    larger, same = backwards(subject("rule", a=f"tpp >= 1600 and {text}"), DESIGNS)
    assert same == Answer(
        "backwards-same-die", "no",
        "rule never frees a stronger chip on no larger a die while it catches a weaker one.",
    )  # fmt: skip
    assert larger == Answer(
        "backwards", "yes",
        "rule catches 1,600 TPP on 400 mm2, density 4 and frees the stronger 5,400 TPP on 1,700 mm2, density 3.1765; "
        f"such a chip leads by {sign} 3,891.2 TPP.", (), Fraction("3891.2"), reached,
        (point(tpp=1600, nonplanar_die_area=400, performance_density=4),
         point(tpp=5400, nonplanar_die_area=1700, performance_density="54/17")),
    )  # fmt: skip


def test_a_stronger_chip_on_the_same_die() -> None:
    weak_is_caught = subject("rule", a="nonplanar_die_area >= 800 and nonplanar_die_area <= 800 and tpp <= 100")
    for answer, name in zip(backwards(weak_is_caught, DESIGNS), ("backwards", "backwards-same-die"), strict=True):
        weak, strong = answer.witnesses
        assert (answer.question, answer.answer, answer.value) == (name, "yes", None)
        assert weak[TPP] <= 100
        assert strong[TPP] > weak[TPP]
        assert "; such a chip leads" not in answer.sentence
        assert answer.sentence.endswith(".")
    assert strong[AREA] <= weak[AREA] == 800
    only_larger_is_free = subject("rule", a="nonplanar_die_area <= 800 and tpp <= 100")
    assert [a.answer for a in backwards(only_larger_is_free, DESIGNS)] == ["yes", "yes"]
    same_only = subject("rule", a="nonplanar_die_area == 800 and tpp == 100", b="nonplanar_die_area < 800")
    larger, same = backwards(same_only, DESIGNS)
    assert (larger.answer, same.answer) == ("yes", "yes")
    assert same.witnesses[0][AREA] == same.witnesses[1][AREA] == 800


def test_stronger_in_what_is_no_tpp() -> None:
    (answer,) = backwards(subject("rule", a="memory_bandwidth >= 5 and memory_bandwidth <= 10"), DESIGNS)
    assert answer == Answer(
        "backwards", "yes",
        "rule catches memory bandwidth 5 GB/s and frees the stronger memory bandwidth 20 GB/s.",
        witnesses=(point(memory_bandwidth=5), point(memory_bandwidth=20)),
    )  # fmt: skip
    (none,) = backwards(subject("rule", a="tpp >= 5"), DESIGNS)
    assert none == Answer("backwards", "no", "rule never frees a stronger chip while it catches a weaker one.")


def test_stronger_is_equal_in_all_else() -> None:
    """Another day or another purpose does not make a chip stronger, and a chip that leads nowhere is not stronger."""
    later = subject("rule", a="announced <= 738886 and tpp >= 5", b="tpp >= 5 and weights_published == yes")
    assert [a.answer for a in backwards(later, DESIGNS)] == ["no"]
    less = subject("rule", a="tpp >= 5 and memory_bandwidth >= 7")
    assert [a.answer for a in backwards(less, DESIGNS)] == ["no"]
    larger = subject("rule", a="tpp > 100 or tpp >= 100 and nonplanar_die_area < 500")
    assert [a.answer for a in backwards(larger, DESIGNS)] == ["no", "no"]
    nothing = subject("rule", a="announced <= 738886")
    assert [a.answer for a in backwards(nothing, DESIGNS)] == ["no"]


def test_the_lead_is_in_tpp_alone() -> None:
    """Here the free chip has more bandwidth, and by how much is not said."""
    (ahead,) = backwards(subject("rule", a="memory_bandwidth <= 5 or tpp != 100"), DESIGNS)
    weak, strong = ahead.witnesses
    assert strong[TPP] == 100 >= weak[TPP]
    assert (ahead.value, ahead.attained) == (100, True)
    (level,) = backwards(subject("rule", a="tpp >= 100 and (memory_bandwidth <= 5 or tpp > 100)"), DESIGNS)
    assert (level.answer, level.value, level.attained, level.sentence[-5:]) == ("yes", None, False, "GB/s.")


@pytest.mark.parametrize(
    ("text", "metric", "floors"),
    [
        ("tpp <= 1600 and memory_bandwidth < 400", TPP, point(tpp=1600, memory_bandwidth="399.6")),
        ("tpp < 1600 and memory_bandwidth <= 400", DRAM, point(tpp="1598.4", memory_bandwidth=400)),
        ("tpp + memory_bandwidth <= 1000", TPP, point(tpp=1000, memory_bandwidth=0)),
        ("tpp + memory_bandwidth <= 1000", DRAM, point(tpp=0, memory_bandwidth=1000)),
    ],
)
def test_the_strongest_of_a_region(text: str, metric: str, floors: Mapping[str, Fraction]) -> None:
    found = Region.of(parse(text), DESIGNS).strongest(metric)
    assert found is not None
    assert all(found[name] >= value for name, value in floors.items())
    assert all(found[name] <= value * 2 for name, value in floors.items() if name != metric)


@pytest.mark.parametrize(("least", "shown"), [(5, 1000), (500, 5000)])
def test_what_has_no_bound_is_shown_at_ten_times_the_largest_number(least: int, shown: int) -> None:
    """Of the rule, or a hundred."""
    found = Region.of(parse(f"tpp >= {least} and memory_bandwidth <= 400"), DESIGNS).strongest(TPP)
    assert found == point(tpp=shown, memory_bandwidth=400)


def test_a_region_without_a_chip() -> None:
    empty = Region.of(parse("tpp > 5 and tpp < 5"), DESIGNS)
    assert empty.bound(TPP) is None
    assert empty.witness() is None
    assert empty.strongest(TPP) is None
    assert empty.strongest({TPP: Fraction(1)}) is None
