"""What a table's words ask of a judgement, which judgements they refuse and in which words."""

from __future__ import annotations

import pytest

from whackachip.law.cases import Expectation, Judgement, expectation
from whackachip.law.cases.expectation import verdict_of


def words(*found: str) -> frozenset[str]:
    return frozenset(found)


WORDS: list[tuple[str, set[str], set[str]]] = [
    # an outcome, what it requires and what it forbids
    ("controlled: 3A090.a (2022 text)", set(), set()),
    ("3A090.a", set(), {"NAC"}),
    ("3A090.a, not for datacentres: NAC possible", {"NAC"}, set()),
    ("3A090.b: NAC possible", {"NAC"}, set()),
    ("NAC: notify 25 days before", {"NAC"}, set()),
    ("ACA: no notification", {"ACA"}, {"NAC"}),
    ("neither NAC nor ACA", set(), {"NAC", "ACA"}),
    ("3A090.c, exception HBM possible", {"3A090.c", "HBM"}, set()),
    ("3A090.c, exception HBM not available", {"3A090.c"}, {"HBM"}),
    ("undecidable (no die area): 3A090.b: NAC possible", set(), set()),
    ("not 3A090 (Note 2)", {"Note 2"}, set()),
    ("outside (not for datacentres)", {"exclusion"}, set()),
    ("caught (numbers met, maker is not an addressee)", {"no addressee"}, set()),
    ("presumed 3A090.a for datacentres", {"presumed"}, set()),
    ("case by case possible", {"case-by-case"}, set()),
    ("presumption of denial", {"presumption-of-denial"}, set()),
    ("presumption_of_approval", {"presumption-of-approval"}, set()),
    ("authorized designer", {"authorized_designer"}, set()),
    ("not an authorized designer", set(), {"authorized_designer"}),
    ("D:3 and D:4, not A:5", {"D3", "D4"}, {"A5"}),
    ("A:5", {"A5"}, {"D4"}),
]


@pytest.mark.parametrize(("text", "requires", "forbids"), WORDS)
def test_an_outcome_in_words(text: str, requires: set[str], forbids: set[str]) -> None:
    assert expectation(text) == Expectation(verdict_of(text), frozenset(requires), frozenset(forbids))
    # A column may give the verdict instead.
    assert expectation(text, "not-met") == Expectation("not-met", frozenset(requires), frozenset(forbids))


def test_every_listed_outcome() -> None:
    both = Expectation("both", words("presumption-of-denial", "case-by-case"))
    listed = "presumption_of_denial | case_by_case"
    assert expectation(listed, "both") == both
    assert expectation(f"every listed outcome is returned: {listed}") == both


def test_a_citation_names_paragraphs_and_limbs_of_what_is_met() -> None:
    cited = "3A090.a.1 and 3A090.b.2, limb DRAM+sum"
    assert expectation("x", "met", cited) == Expectation(
        "met", paragraphs=words("3A090.a.1", "3A090.b.2"), limbs=words("limb DRAM", "limb sum")
    )
    assert expectation("x", "met", "limb 1,2") == Expectation("met", limbs=words("limb 1", "limb 2"))
    assert expectation("x", "not-met", cited) == Expectation("not-met")


def test_the_outcomes_that_are_open() -> None:
    text = "undecidable (no die area): 3A090.a | 3A090.b: NAC possible | not 3A090 (Note 2): x"
    asked = expectation(text)
    assert asked.possible == words("possible 3A090.a", "possible 3A090.b", "possible not 3A090")
    assert expectation("undecidable (no die area): 3A090.a").possible is None
    assert expectation(text, "met").possible is None


@pytest.mark.parametrize(
    ("asked", "verdict", "found", "complaint"),
    [
        (Expectation("met"), "not-met", words(), "expected met, got not-met"),
        (Expectation("met", words("b", "a", "c")), "met", words("c", "d"), "expected a, b"),
        (Expectation("met", forbids=words("b", "a", "c")), "met", words("b", "a"), "did not expect a, b"),
        (Expectation("met", paragraphs=words("3A090.a.1", "3A090.b.2")), "met", words("3A090.a.2", "3A090.a.1", "NAC"),
         "expected 3A090.a.1 and 3A090.b.2, found 3A090.a.1 and 3A090.a.2"),
        (Expectation("met", limbs=words("limb sum")), "met", words("named"), "expected limb sum, found none"),
        (Expectation("undecidable", possible=words("possible x")), "undecidable", words("possible x", "possible y"),
         "expected possible x, found possible x and possible y"),
        (Expectation("undecidable", possible=words("possible x")), "undecidable", words("possible x", "Note 2"), None),
        (Expectation("met", words("a"), words("b"), words("3A090.a.1"), words("limb 1")), "met",
         words("a", "3A090.a.1", "limb 1", "c"), None),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_judgement(
    asked: Expectation, verdict: str, found: frozenset[str], complaint: str | None
) -> None:
    assert asked.complaint(Judgement(verdict, found)) == complaint
