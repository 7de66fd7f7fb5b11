"""Provisions in English: how each kind begins, countries by name, questions with yes and no as sentences."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from whackachip.law.provision import KINDS, MEASURES, regime
from whackachip.law.words import OPENINGS, say, sentence
from whackachip.predicates import Expression, parse
from whackachip.predicates.tree import Not

FIRST = regime("items", date(2024, 11, 5))[0]
SEAT = "the seat of the recipient or its parent"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tpp >= @line and (tpp < 5 or tpp > 9)", "TPP at least 4,800 and (TPP below 5, or TPP above 9)"),
        ("destination in {CN, MO} and not headquarters == US",
         f"the destination is China or Macau and {SEAT} is not United States"),
        ("not (destination == CN or headquarters in {DE, FR, US})",
         f"not (the destination is China, or {SEAT} is France, Germany or United States)"),
        ("designer_headquarters == TW", "the seat of the designer is Taiwan"),
        ("vendor == nvidia and kind == transfer", "vendor is nvidia and the transaction is transfer"),
        ("deemed == yes", "it is a deemed export"),
        ("deemed == no", "it is no deemed export"),
        ("deemed != yes", "it is no deemed export"),
        ("deemed != no", "it is a deemed export"),
        ("deemed == nobody or approved_entity == none", "deemed is nobody, or approved entity is none"),
        ("marketed_for_datacenter == no and end_user_listed == yes",
         "it is not designed or marketed for data centres and a party is on a list of part 744"),
        ("destination_in_d5 == no and headquarters_in_t1 == yes",
         f"the destination is not in D:5 and {SEAT} is in tier 1"),
        ("not destination_in_a5 == yes", "the destination is not in A:5"),
        ("designer_headquarters_in_a6 == yes or exporter_headquarters_in_a5 == no",
         "the seat of the designer is in A:6, or the seat of the exporter is not in A:5"),
        ("exporter_headquarters == US", "the seat of the exporter is United States"),
    ],
)  # fmt: skip
def test_a_test_in_words(text: str, words: str) -> None:
    assert say(parse(text), {"line": 4800.0}) == words


def test_what_is_denied_twice_stays_so() -> None:
    inner: Expression = Not(parse("destination == CN"))
    assert say(Not(inner), {}) == "not (the destination is not China)"


@pytest.mark.parametrize(
    ("kind", "several", "one"),
    [
        ("items", "controlled", "controlled"),
        ("measures", "covered", "covered"),
        ("requirements", "a licence is needed for 3A090.a, 3A090.b and own.1", "a licence is needed for any item"),
        ("letters", "amd and nvidia need a licence", "amd need a licence"),
        ("review_policies", "denial for 3A090.a, 3A090.b and own.1", "a policy for any item"),
        ("exceptions", "available for 3A090.a, 3A090.b and own.1", "available for any item"),
    ],
)
def test_how_a_provision_begins(kind: str, several: str, one: str) -> None:
    either, both = parse("tpp >= 1 or tpp < 2"), ("3A090.a", "3A090.b", "own.1")
    full = replace(FIRST, kind=kind, item=parse("deemed == yes"), when=either, covers=both,
                   addressees=("amd", "nvidia"), result="denial")  # fmt: skip
    assert sentence(full, {}) == f"{several} where it is a deemed export and (TPP at least 1, or TPP below 2)"
    bare = replace(full, item=None, when=parse("tpp >= 1"), covers=(), addressees=("amd",), result=None)
    assert sentence(bare, {}) == f"{one} where TPP at least 1"


def test_every_kind_has_a_beginning() -> None:
    assert set(OPENINGS) == {*KINDS, MEASURES}
