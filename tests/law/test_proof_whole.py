"""What is proved about, and all that is proved about a small rule: as data, as a card, and against another rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

pytest.importorskip("z3")
from whackachip.errors import UserError
from whackachip.law import find_instrument
from whackachip.law.counterfactual import Counterfactual, combined, moved
from whackachip.law.proof import Designs, Subject, find_subject, prove
from whackachip.law.proof.answer import Answer
from whackachip.law.proof.plane import Rectangle, Span
from whackachip.law.proof.stronger import MEANING
from whackachip.law.rulefile import read_rule
from whackachip.predicates import And, Not, Or, parse

TPP, DENSITY = "tpp", "performance_density"
NOTE_2 = parse("marketed_for_datacenter == no and tpp < 4800")
ACT = "us-2023-10-17"
PARAGRAPHS = {
    "3A090.a.1": "tpp >= 4800",
    "3A090.a.2": "tpp >= 1600 and performance_density >= 5.92",
    "3A090.b.1": "tpp >= 2400 and tpp < 4800 and performance_density >= 1.6 and performance_density < 5.92",
    "3A090.b.2": "tpp >= 1600 and performance_density >= 3.2 and performance_density < 5.92",
}


def file(folder: Path, text: str) -> str:
    path = folder / "rule.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_the_subject_of_an_act() -> None:
    tests = {name: parse(text) for name, text in PARAGRAPHS.items()}
    parts = {name: And((test, Not(NOTE_2))) for name, test in tests.items()}
    title = find_instrument(ACT).title
    assert find_subject(ACT) == Subject(ACT, title, "2023-11-17", tests, {"note-2": NOTE_2}, parts, "")
    day = find_subject("2026-02-01")
    assert day == Subject(
        "2026-02-01", "Paragraphs in force on 2026-02-01", "2026-02-01", tests, {"note-2": NOTE_2}, parts
    )
    assert (day.label, find_subject(ACT).label) == ("the law of 2026-02-01", ACT)


def test_the_subject_of_a_letter_is_its_test_on_chips() -> None:
    letters = find_subject("us-letters-2022-08")
    test = {"2022-08": parse("tpp >= 4800 and io_bandwidth >= 600")}
    title = find_instrument("us-letters-2022-08").title
    assert letters == Subject("us-letters-2022-08", title, "2022-08-26", test, {}, test)


def test_the_subject_of_a_file(tmp_path: Path) -> None:
    """A paragraph that begins later has no part in it, and an exclusion takes out of its own paragraph alone."""
    text = """
title: My rule
items:
- {paragraph: own.x, begins: 2027-01-01, when: tpp >= 1000}
- {paragraph: own.y, begins: 2027-01-01, when: memory_bandwidth >= 7}
- {paragraph: own.z, begins: 2028-01-01, when: tpp >= 10}
exclusions:
- {id: out, begins: 2027-01-01, when: io_bandwidth < 5, excludes: [own.x]}
"""
    path = file(tmp_path, text)
    found = find_subject(path, moved({"us.ear.3a090.a.tpp": 3600}))
    x, y, out = parse("tpp >= 1000"), parse("memory_bandwidth >= 7"), parse("io_bandwidth < 5")
    tests, parts = {"own.x": x, "own.y": y}, {"own.x": And((x, Not(out))), "own.y": y}
    changed = "us.ear.3a090.a.tpp=3600, My rule"
    assert found == Subject(path, "My rule", "2027-01-01", tests, {"out": out}, parts, changed)
    assert found.label == f"counterfactual {path}"


def test_a_file_without_a_test_on_chips(tmp_path: Path) -> None:
    path = file(tmp_path, "exclusions: [{id: out, begins: 2027-01-01, when: io_bandwidth < 5, excludes: [3A090.a]}]\n")
    with pytest.raises(UserError) as caught:
        find_subject(path)
    assert str(caught.value) == f"{path} tests no chip, so there is nothing to prove"


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ("us-2026-01-15", "us-2026-01-15 tests no chip, so there is nothing to prove"),
        ("2020-01-01", "no paragraph controls a chip on 2020-01-01, so there is nothing to prove"),
    ],
)
def test_why_there_is_nothing_to_prove(asked: str, why: str) -> None:
    with pytest.raises(UserError) as caught:
        find_subject(asked)
    assert str(caught.value) == why


def test_an_act_with_a_provision_of_ones_own(tmp_path: Path) -> None:
    """What a file adds by the first day of the act is part of it; what comes later is not, nor what it takes out."""
    items = "items: [{{paragraph: 3A090.x, begins: {}, when: tpp >= 1000}}]\nremoves: [3A090.b]\n"
    early = read_rule(file(tmp_path, items.format("2023-01-01")))
    assert list(find_subject(ACT, early).tests) == ["3A090.a.1", "3A090.a.2", "3A090.x"]
    assert find_subject(ACT, early).counterfactual == "without 3A090.b, rule.yaml"
    assert list(find_subject(ACT, read_rule(file(tmp_path, items.format("2024-01-01")))).tests) == [
        "3A090.a.1",
        "3A090.a.2",
    ]
    two = combined([moved({"us.ear.3a090.a.tpp": 3600}), early])
    assert find_subject(ACT, two).counterfactual == "us.ear.3a090.a.tpp=3600, without 3A090.b, rule.yaml"
    assert find_subject("2027-06-01", Counterfactual()).counterfactual == ""


def test_two_provisions_of_one_paragraph_are_either(tmp_path: Path) -> None:
    text = """
items:
- {paragraph: own.x, begins: 2027-01-01, when: tpp >= 1000}
- {paragraph: own.x, begins: 2027-01-01, when: memory_bandwidth >= 7}
exclusions:
- {id: out, begins: 2027-01-01, when: io_bandwidth < 5, excludes: [own.x]}
"""
    found = find_subject(file(tmp_path, text))
    x, y, out = parse("tpp >= 1000"), parse("memory_bandwidth >= 7"), Not(parse("io_bandwidth < 5"))
    assert found.tests == {"own.x": Or((x, y))}
    assert found.parts == {"own.x": Or((And((x, out)), And((y, out))))}


def subject(text: str, id: str = "rule", counterfactual: str = "") -> Subject:
    whole, out = {"a": parse(text)}, {"note": parse("marketed_for_datacenter == no")}
    return Subject(id, "A rule", "2024-01-01", whole, out, whole, counterfactual)


def span(low: int, with_low: bool, high: int | None = None, with_high: bool = False) -> Span:
    return Span(Fraction(low), with_low, None if high is None else Fraction(high), with_high)


def test_a_proof_as_data() -> None:
    rule = subject("tpp >= 1000 and performance_density >= 2", counterfactual="a=1")
    proof = prove(rule)
    found = proof.to_dict()
    assert proof.plane is not None
    assert list(found) == [
        "rule", "title", "on", "counterfactual", "against", "controlled_where", "assumptions", "unbounded", "answers",
        "largest_tpp_by_die_area", "plane",
    ]  # fmt: skip
    assert {name: found[name] for name in ("rule", "title", "on", "counterfactual", "against", "unbounded")} == {
        "rule": "rule", "title": "A rule", "on": "2024-01-01", "counterfactual": "a=1", "against": None,
        "unbounded": False,
    }  # fmt: skip
    assert found["controlled_where"] == {
        "a": "TPP at least 1,000 and performance density at least 2",
        "note": "not where it is not designed or marketed for data centres",
    }
    assert found["assumptions"] == [*Designs().assumptions, MEANING]
    assert found["answers"] == [answer.to_dict() for answer in proof.answers]
    assert found["largest_tpp_by_die_area"] == [
        {"begins": "0", "ends": "500", "constant": "1000", "slope": "0", "attained": False},
        {"begins": "500", "ends": None, "constant": "0", "slope": "2", "attained": False},
    ]
    low, high = span(0, True, 1000), span(1000, True)
    anything, thin, dense = span(0, True), span(0, True, 2), span(2, True)
    assert proof.plane.paragraphs == {"a": [Rectangle(high, dense, True)]}
    assert proof.plane.free == [Rectangle(low, anything, True), Rectangle(high, thin, True)]
    assert found["plane"] == {
        "axes": [TPP, DENSITY],
        "paragraphs": {"a": [{TPP: high.to_dict(), DENSITY: dense.to_dict(), "certain": True}]},
        "free": [
            {TPP: low.to_dict(), DENSITY: anything.to_dict(), "certain": True},
            {TPP: high.to_dict(), DENSITY: thin.to_dict(), "certain": True},
        ],
        "only": {},
    }
    assert prove(subject("tpp >= 1")).to_dict()["counterfactual"] is None


def test_the_order_of_the_answers() -> None:
    rule = subject("tpp >= 1000 and performance_density >= 2")
    rule = replace(rule, parts=rule.parts | {"b": parse("tpp >= 2000")})
    asked = [(answer.question, answer.about) for answer in prove(rule, above={TPP: Fraction(1)}).answers]
    metrics = (TPP, DENSITY, "memory_bandwidth", "interconnect_bandwidth", "io_bandwidth")
    assert asked == [
        ("above", (TPP,)),
        *(("largest", (metric,)) for metric in metrics),
        ("backwards", ()),
        ("backwards-same-die", ()),
        ("overlap", ("a", "b")),
        ("gaps", (TPP, DENSITY)),
    ]


def test_a_proof_against_another_rule() -> None:
    rule = subject("tpp >= 1000 and performance_density >= 2")
    other = subject("tpp >= 1000 and performance_density >= 3", id="other")
    proof = prove(rule, other, Designs(1))
    assert proof.to_dict()["against"] == {"rule": "other", "on": "2024-01-01"}
    assert [answer.question for answer in proof.answers[:4]] == ["equivalent", "only", "only-largest", "only-largest"]
    assert proof.answers[2].value == 3 * 858  # the largest is that of one die
    assert proof.plane is not None
    between = Rectangle(span(1000, True), span(2, True, 3), True)
    assert proof.plane.only == {"rule": [between], "other": []}
    assert proof.to_dict()["plane"]["only"]["other"] == []
    assert len(proof.to_dict()["plane"]["only"]["rule"]) == 1
    # The two are drawn together only where they have the same axes.
    apart = prove(rule, subject("tpp >= 1000 and memory_bandwidth >= 3", id="other")).plane
    assert apart is not None
    assert apart.only == {}


def test_what_a_rule_leaves_in_words() -> None:
    gaps = prove(subject("tpp >= 1000 and (performance_density >= 2 or memory_bandwidth >= 5)")).answers[-1]
    assert gaps == Answer(
        "gaps", "yes",
        "rule leaves free: TPP below 1,000, any performance density; "
        "TPP 1,000 and above, performance density below 2 (for some values of the other figures).", (TPP, DENSITY),
    )  # fmt: skip
    whole = prove(subject("tpp >= 0 and performance_density >= 0")).answers[-1]
    assert whole == Answer("gaps", "nothing", "rule leaves no gap.", (TPP, DENSITY))


def test_a_bound_that_is_undecided_is_among_the_answers() -> None:
    proof = prove(subject("2 * tpp >= 4800 or performance_density >= 5"))
    assert proof.segments == ()
    assert proof.plane is None
    assert proof.answers[-1] == Answer(
        "by-area", "undecided",
        "Undecided as a function of the die area: 2400 TPP on 1000 mm2 is neither a threshold nor a density times the "
        "area.",
    )  # fmt: skip


def test_a_proof_as_a_card() -> None:
    proof = prove(subject("tpp >= 1000"))
    card = proof._card()
    assert card.title == "A rule (rule, as of 2024-01-01)"
    assert card.lines == ()
    assert card.headings == ("question", "answer", "in words")
    assert card.rows == tuple((answer.question, answer.answer, answer.sentence) for answer in proof.answers)
    assert card.notes == proof.assumptions
    moved_rule = prove(subject("tpp >= 1000", counterfactual="a=1"))
    assert moved_rule._card().lines == ("counterfactual: a=1",)
    assert moved_rule.answers[0].sentence.endswith("for instance 999 TPP.")


def test_an_answer_as_data() -> None:
    chip = {TPP: Fraction(1, 4)}
    answer = Answer("largest", "bounded", "So.", (TPP,), Fraction(1, 2), True, (chip,))
    assert answer.to_dict() == {
        "question": "largest", "about": [TPP], "answer": "bounded", "sentence": "So.",
        "value": {"exact": "1/2", "decimal": 0.5}, "attained": True,
        "witnesses": [{TPP: {"exact": "1/4", "decimal": 0.25}}],
    }  # fmt: skip
    assert Answer("above", "no", "No.").to_dict()["value"] is None


def test_nothing_bounds_what_is_not_tested() -> None:
    assert prove(subject("memory_bandwidth >= 5")).unbounded
    assert not prove(subject("tpp >= 5 and memory_bandwidth >= 0")).unbounded
    assert date.fromisoformat(find_subject("2026-02-01").on) == date(2026, 2, 1)
