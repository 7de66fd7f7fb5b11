"""What the rules provably let through, and that evaluating one chip agrees with every proof and witness."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations
from pathlib import Path

import pytest

from whackachip.errors import UserError
from whackachip.law import instruments
from whackachip.law.counterfactual import moved
from whackachip.law.provision import regime, thresholds
from whackachip.predicates import Expression, Known, Truth, evaluate
from whackachip.quantities import Interval

pytest.importorskip("z3")
from whackachip.law.proof import Designs, Proof, find_subject, prove
from whackachip.law.proof.answer import Answer
from whackachip.law.proof.areas import bound_by_area
from whackachip.predicates import parse
from whackachip.predicates.prove import Undecided

ACTS = {
    act.id: act
    for act in instruments()
    if act.id
    in (
        "us-2022-10-07",
        "us-2023-10-17",
        "us-letters-2025-04",
        "us-gain-ai-s3150",
        "us-overwatch-s4456",
        "us-232-2026-01",
    )
}


@pytest.fixture(scope="module")
def proofs() -> dict[str, Proof]:
    return {id: prove(find_subject(id)) for id in ACTS}


def answers(proof: Proof, question: str, *about: str) -> list[Answer]:
    return [a for a in proof.answers if a.question == question and (not about or a.about == about)]


def one(proof: Proof, question: str, *about: str) -> Answer:
    (found,) = answers(proof, question, *about)
    return found


def as_row(point: Mapping[str, Fraction]) -> dict[str, Known]:
    """A witness as evaluate reads it: a new design for data centres, of nobody that a rule names."""
    row: dict[str, Known] = {name: Interval.exact(float(value)) for name, value in point.items()}
    row |= {"marketed_for_datacenter": frozenset({"yes"}), "family": frozenset({"new"}), "vendor": frozenset({"new"})}
    if "io_bandwidth" in row or "interconnect_bandwidth" in row:
        links = row.get("io_bandwidth") or row["interconnect_bandwidth"]
        row |= {"io_bandwidth": links, "interconnect_bandwidth": links}
    return row


def truth(expression: Expression, point: Mapping[str, Fraction]) -> Truth:
    return evaluate(expression, as_row(point)).truth


def test_the_rule_of_2022_lets_any_performance_through(proofs: dict[str, Proof]) -> None:
    proof = proofs["us-2022-10-07"]
    assert proof.unbounded
    assert proof.segments == ()
    answer = one(proof, "largest", "tpp")
    assert answer.answer == "unbounded"
    assert answer.witnesses[0]["tpp"] >= 48_000
    assert Fraction(599) < answer.witnesses[0]["io_bandwidth"] < 600
    assert (
        answer.sentence == "Unbounded: no TPP is too high to escape, for instance 50,000 TPP, I/O bandwidth 599.4 GB/s."
    )
    assert one(proof, "backwards").answer == "no"
    assert answers(proof, "backwards-same-die") == []


def test_the_rule_of_2023_lets_through_what_the_die_area_allows(proofs: dict[str, Proof]) -> None:
    proof = proofs["us-2023-10-17"]
    assert not proof.unbounded
    lines = [(s.begins, s.ends, s.constant, s.slope, s.attained) for s in proof.segments]
    assert lines == [
        (0, 500, 1600, 0, False),
        (500, 750, 0, Fraction("3.2"), False),
        (750, 1500, 2400, 0, False),
        (1500, 3000, 0, Fraction("1.6"), False),
        (3000, None, 4800, 0, False),
    ]
    assert [s.formula for s in proof.segments[:2]] == ["1,600", "3.2 x area"]
    assert one(proof, "largest", "tpp").value == Fraction("2745.6")
    assert not one(proof, "largest", "tpp").attained


@pytest.mark.parametrize(("dies", "bound"), [(1, 2400), (2, Fraction("2745.6")), (4, 4800)])
def test_the_largest_escape_grows_with_the_dies(dies: int, bound: Fraction) -> None:
    assert one(prove(find_subject("us-2023-10-17"), designs=Designs(dies)), "largest", "tpp").value == bound


@pytest.mark.parametrize("area", [300, 500, 501, 600, 750, 814, 1500, 1716, 3000, 4000])
def test_evaluation_agrees_at_the_edge(area: int, proofs: dict[str, Proof]) -> None:
    """Just under the proved bound a chip is free; on it and just above it is controlled."""
    proof = proofs["us-2023-10-17"]
    segment = next(s for s in proof.segments if s.ends is None or area <= s.ends)
    bound = segment.bound(Fraction(area))
    assert bound is not None
    for factor, expected in (
        (1 - Fraction(1, 10**9), Truth.NOT_MET),
        (1, Truth.MET),
        (1 + Fraction(1, 10**9), Truth.MET),
    ):
        tpp = bound * factor
        assert truth(proof.subject.rule, {"tpp": tpp, "performance_density": tpp / area}) is expected


def test_a_bound_that_a_chip_reaches_is_attained() -> None:
    segments = bound_by_area(parse("tpp > 4800 or (tpp > 1000 and performance_density > 2)"), Designs())
    assert [(s.constant, s.slope, s.attained) for s in segments] == [(1000, 0, True), (0, 2, True), (4800, 0, True)]


def test_a_bound_may_jump_at_one_area() -> None:
    segments = bound_by_area(parse("(tpp >= 1000 and nonplanar_die_area != 500) or tpp >= 2000"), Designs())
    assert [(s.begins, s.ends, s.constant) for s in segments] == [(0, 500, 1000), (500, 500, 2000), (500, None, 1000)]
    free = bound_by_area(parse("tpp >= 1000 and nonplanar_die_area <= 500"), Designs())
    assert [(s.begins, s.ends, s.constant, s.formula) for s in free] == [
        (0, 500, 1000, "1,000"),
        (500, None, None, "any"),
    ]
    assert free[1].bound(Fraction(600)) is None
    assert free[1].to_dict() == {"begins": "500", "ends": None, "constant": None, "slope": "0", "attained": False}


def test_a_bound_that_is_no_threshold_is_not_guessed() -> None:
    proof_of = parse("2 * tpp >= 4800 or performance_density >= 5")
    with pytest.raises(Undecided, match="neither a threshold"):
        bound_by_area(proof_of, Designs())


@pytest.mark.parametrize("id", ACTS)
def test_every_witness_stands_when_it_is_evaluated(id: str, proofs: dict[str, Proof]) -> None:
    proof = proofs[id]
    rule = proof.subject.rule
    for answer in proof.answers:
        if answer.question == "largest":
            for chip in answer.witnesses:
                assert truth(rule, chip) is Truth.NOT_MET, answer.sentence
                if answer.value is not None:
                    assert chip[answer.about[0]] >= answer.value * Fraction(99, 100)
        if answer.question.startswith("backwards") and answer.answer == "yes":
            weak, strong = answer.witnesses
            assert truth(rule, weak) is Truth.MET, answer.sentence
            assert truth(rule, strong) is Truth.NOT_MET, answer.sentence
            performance = [name for name in weak if name in ("tpp", "memory_bandwidth", "interconnect_bandwidth")]
            assert all(strong[name] >= weak[name] for name in performance)
            assert any(strong[name] > weak[name] for name in performance)
            if answer.question == "backwards-same-die":
                assert strong["nonplanar_die_area"] <= weak["nonplanar_die_area"]
        if answer.question == "overlap" and answer.answer == "yes":
            for part in answer.about:
                assert truth(proof.subject.parts[part], answer.witnesses[0]) is Truth.MET


def test_which_paragraphs_of_2023_overlap(proofs: dict[str, Proof]) -> None:
    proof = proofs["us-2023-10-17"]
    found = {a.about for a in answers(proof, "overlap") if a.answer == "yes"}
    names = [f"3A090.{name}" for name in ("a.1", "a.2", "b.1", "b.2")]
    assert {a.about for a in answers(proof, "overlap")} == set(combinations(names, 2))
    assert found == {(names[0], names[1]), (names[0], names[3]), (names[2], names[3])}


def test_which_rules_get_a_pair_backwards(proofs: dict[str, Proof]) -> None:
    found = {id: one(proof, "backwards").answer for id, proof in proofs.items()}
    assert found == {
        "us-2022-10-07": "no",
        "us-2023-10-17": "yes",
        "us-letters-2025-04": "no",
        "us-gain-ai-s3150": "yes",
        "us-overwatch-s4456": "yes",
        "us-232-2026-01": "yes",
    }
    assert one(proofs["us-2023-10-17"], "backwards").value == Fraction("1145.6")
    # The pair needs a larger die: on no larger a one, more performance never frees a chip.
    assert one(proofs["us-2023-10-17"], "backwards-same-die").answer == "no"


def test_the_letters_bound_both_bandwidths(proofs: dict[str, Proof]) -> None:
    proof = proofs["us-letters-2025-04"]
    assert one(proof, "largest", "memory_bandwidth").value == 1400
    assert one(proof, "largest", "interconnect_bandwidth").value == 1100
    assert one(proof, "largest", "io_bandwidth").value == 1100
    assert one(proof, "largest", "tpp").untested
    assert proof.plane is None


def test_the_regions_of_2023_are_the_paragraphs(proofs: dict[str, Proof]) -> None:
    plane = proofs["us-2023-10-17"].plane
    assert plane is not None
    assert plane.axes == ("tpp", "performance_density")
    drawn = {name: [(r.x.words, r.y.words, r.certain) for r in found] for name, found in plane.paragraphs.items()}
    assert drawn == {
        "3A090.a.1": [("4,800 and above", "any", True)],
        "3A090.a.2": [("1,600 and above", "5.92 and above", True)],
        "3A090.b.1": [("from 2,400 and below 4,800", "from 1.6 and below 5.92", True)],
        "3A090.b.2": [("1,600 and above", "from 3.2 and below 5.92", True)],
    }
    assert [(r.x.words, r.y.words) for r in plane.free] == [
        ("below 1,600", "any"),
        ("from 1,600 and below 2,400", "below 3.2"),
        ("from 2,400 and below 4,800", "below 1.6"),
    ]
    assert one(proofs["us-2023-10-17"], "gaps").sentence.endswith("performance density below 1.6.")


def test_regions_that_turn_on_other_figures_say_so(proofs: dict[str, Proof]) -> None:
    plane = proofs["us-gain-ai-s3150"].plane
    assert plane is not None
    assert {r.certain for r in plane.paragraphs["gain-ai"]} == {True, False}
    assert not any(r.certain for r in plane.free)
    assert "for some values of the other figures" in one(proofs["us-gain-ai-s3150"], "gaps").sentence


def test_the_bands_of_the_duty_leave_their_ends_out(proofs: dict[str, Proof]) -> None:
    plane = proofs["us-232-2026-01"].plane
    assert plane is not None
    assert [(r.x.words, r.y.words) for r in plane.paragraphs["duty-232"]] == [
        ("above 14,000 and below 17,500", "above 4,500 and below 5,000"),
        ("above 20,800 and below 21,100", "above 5,800 and below 6,200"),
    ]
    assert ("up to 14,000", "any") in [(r.x.words, r.y.words) for r in plane.free]


def test_above_is_answered_with_a_witness_or_a_proof() -> None:
    free = one(prove(find_subject("us-2022-10-07"), above={"tpp": Fraction(5000)}), "above")
    assert free.answer == "yes"
    assert free.witnesses[0]["tpp"] >= 5000
    none = one(prove(find_subject("us-2023-10-17"), above={"tpp": Fraction(5000)}), "above")
    assert (none.answer, none.witnesses) == ("no", ())
    assert none.sentence == "No chip with 5,000 TPP or more escapes us-2023-10-17."
    both = {"tpp": Fraction(2000), "performance_density": Fraction("3.1")}
    dense = one(prove(find_subject("us-2023-10-17"), above=both), "above")
    assert dense.answer == "yes"
    assert dense.witnesses[0]["performance_density"] >= Fraction("3.1")
    assert (
        one(prove(find_subject("us-2022-10-07"), above={"performance_density": Fraction(9)}), "above").answer == "yes"
    )
    with pytest.raises(UserError, match="did you mean 'tpp'"):
        prove(find_subject("us-2023-10-17"), above={"tppp": Fraction(1)})


def test_a_chip_not_made_for_data_centres_escapes_below_the_upper_line() -> None:
    proof = prove(find_subject("us-2023-10-17"), designs=Designs(datacenter=False))
    assert one(proof, "largest", "tpp").value == 4800
    assert "not designed or marketed" in proof.assumptions[0]


def test_two_rules_against_each_other() -> None:
    proof = prove(find_subject("us-2023-10-17"), find_subject("us-2022-10-07"))
    assert one(proof, "equivalent").answer == "no"
    new, old = ("us-2023-10-17", "us-2022-10-07"), ("us-2022-10-07", "us-2023-10-17")
    assert one(proof, "only", *new).answer == "yes"
    assert one(proof, "only", *old).answer == "no"
    assert one(proof, "only", *old).sentence == "us-2023-10-17 catches every chip that us-2022-10-07 catches."
    assert one(proof, "only-largest", *new, "tpp").answer == "unbounded"
    chip = one(proof, "only", *new).witnesses[0]
    assert truth(find_subject("us-2023-10-17").rule, chip) is Truth.MET
    assert truth(find_subject("us-2022-10-07").rule, chip) is Truth.NOT_MET
    assert proof.to_dict()["against"] == {"rule": "us-2022-10-07", "on": "2022-10-21"}


def test_a_counterfactual_against_the_law() -> None:
    changed = find_subject("us-2023-10-17", moved({"us.ear.3a090.a.tpp": 3600}))
    assert changed.label == "counterfactual us-2023-10-17"
    two = prove(changed, find_subject("us-2023-10-17"))
    assert one(two, "equivalent").answer == "yes"
    assert "of up to 1,716 mm2" in one(two, "equivalent").sentence
    four = prove(changed, find_subject("us-2023-10-17"), Designs(4))
    assert one(four, "equivalent").answer == "no"
    only = ("counterfactual us-2023-10-17", "us-2023-10-17")
    assert one(four, "only-largest", *only, "tpp").value == 4800
    # The change moves the note for other chips too, but those are not asked about.
    assert one(four, "only", *reversed(only)).answer == "no"
    assert four.plane is not None
    assert [(r.x.words, r.y.words) for r in four.plane.only[only[0]]] == [("from 3,600 and below 4,800", "below 1.6")]
    assert four.to_dict()["counterfactual"] == "us.ear.3a090.a.tpp=3600"


def test_a_day_means_the_paragraphs_in_force() -> None:
    assert prove(find_subject("2024-11-05"), find_subject("us-2023-10-17")).answers[0].answer == "yes"
    assert find_subject("2024-11-05").label == "the law of 2024-11-05"
    with pytest.raises(UserError, match="nothing to prove"):
        find_subject("2020-01-01")
    with pytest.raises(UserError, match="unknown date"):
        find_subject("2024-13-05")


def test_what_cannot_be_asked_about() -> None:
    with pytest.raises(UserError, match="nothing to prove"):
        find_subject("us-2026-01-15")
    with pytest.raises(UserError, match="us-2023-10-17"):
        find_subject("us-2023-10-16")
    with pytest.raises(UserError, match=r"us\.ear\.3a090\.a\.tpp"):
        find_subject("us-2023-10-17", moved({"us.ear.3a090.a.tp": 1}))
    with pytest.raises(UserError, match=r"no-such\.yaml"):
        find_subject("no-such.yaml")


def test_a_rule_that_catches_everything_leaves_nothing() -> None:
    whole = replace(find_subject("us-2022-10-07"), tests={"all": parse("tpp >= 0")}, parts={"all": parse("tpp >= 0")})
    proof = prove(whole)
    assert one(proof, "largest", "tpp").answer == "nothing"
    assert one(proof, "largest", "tpp").sentence == "No chip escapes us-2022-10-07."
    assert proof.plane is None
    dense = {"all": parse("tpp >= 0 and performance_density >= 0")}
    drawn = prove(replace(whole, tests=dense, parts=dense))
    assert one(drawn, "gaps").sentence == "us-2022-10-07 leaves no gap."
    assert drawn.plane is not None
    assert drawn.plane.free == []
    assert [(s.constant, s.slope) for s in drawn.segments] == [(0, 0)]


def test_a_bound_that_the_solver_cannot_place_is_undecided() -> None:
    odd = {"odd": parse("2 * tpp >= 4800 or performance_density >= 5")}
    proof = prove(replace(find_subject("us-2022-10-07"), tests=odd, parts=odd))
    assert proof.segments == ()
    assert one(proof, "by-area").answer == "undecided"


def test_a_rule_file_is_proved_about(tmp_path: Path) -> None:
    text = "items:\n- {paragraph: 3A090.x, begins: 2027-01-01, when: tpp >= 1000 and performance_density >= 2}\n"
    path = tmp_path / "rule.yaml"
    path.write_text(text, encoding="utf-8")
    proof = prove(find_subject(str(path)))
    assert [(s.constant, s.slope) for s in proof.segments] == [(1000, 0), (0, 2)]
    path.write_text("items: []\n", encoding="utf-8")
    with pytest.raises(UserError):
        find_subject(str(path))


def test_a_proof_is_about_the_law_that_classifies() -> None:
    """The subject's parts and the enacted paragraphs with their exclusions agree on every chip of the catalogue."""
    from whackachip.catalog import chips, row

    on = date(2024, 11, 5)
    subject, limits = find_subject("2024-11-05"), thresholds(on)
    for chip in chips():
        attributes = row(chip)
        for paragraph in regime("items", on):
            out = [
                ~evaluate(e.when, attributes, limits).truth
                for e in regime("exclusions", on)
                if e.covers_paragraph(paragraph.id)
            ]
            expected = Truth.every([evaluate(paragraph.when, attributes, limits).truth, *out])
            assert evaluate(subject.parts[paragraph.id], attributes).truth is expected


def test_what_was_proved_before_leaves_no_trace() -> None:
    changed = moved({"us.ear.3a090.a.tpp": 3600})
    first = prove(find_subject("us-2023-10-17", changed)).to_dict()
    prove(find_subject("us-2022-10-07"), designs=Designs(datacenter=False))
    prove(find_subject("us-2023-10-17"), find_subject("us-2022-10-07"))
    assert prove(find_subject("us-2023-10-17", changed)).to_dict() == first


def test_two_proofs_at_once_wait_for_one_another() -> None:
    alone = prove(find_subject("us-2022-10-07")).to_dict()
    with ThreadPoolExecutor(4) as executor:
        found = list(executor.map(lambda _: prove(find_subject("us-2022-10-07")).to_dict(), range(4)))
    assert found == [alone] * 4
