"""A provision as its record has it, and what is in force under another reading."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from whackachip.law.provision import LAYERS, Provision, provision_from_record, provisions, regime, under
from whackachip.law.reading import DEFAULT
from whackachip.predicates import parse

BARE: dict[str, Any] = {"paragraph": "own.1", "when": "tpp >= 1", "cite": "where", "instrument": "act",
                        "begins": "2024-01-02", "grade": "read", "sources": ["one", "two"]}  # fmt: skip
DAY = date(2026, 12, 1)


def test_a_record_with_all_its_fields() -> None:
    whole = BARE | {
        "id": "own", "item": "io_bandwidth >= 2", "ends": "2024-03-04", "covers": ["3A090.a", "3A090.b"],
        "addressees": ["amd"], "result": "denial", "conditions": ["notify"], "note": "a note", "reading": "x=y",
        "layers": ["codified"], "state": "unknown", "commodity": "hbm", "assumed": "no", "assumption": "that it is so",
        "decides": "item", "outcomes": [{"result": "met", "cite": "here"}, {"result": "not-met", "cite": "there"}],
    }  # fmt: skip
    assert provision_from_record("conflicts", whole) == Provision(
        kind="conflicts", id="own", when=parse("tpp >= 1"), cite="where", instrument="act", begins=date(2024, 1, 2),
        ends=date(2024, 3, 4), grade="read", sources=("one", "two"), item=parse("io_bandwidth >= 2"),
        covers=("3A090.a", "3A090.b"), addressees=("amd",), result="denial", conditions=("notify",), note="a note",
        reading="x=y", layers=("codified",), state="unknown", commodity="hbm", assumed="no",
        assumption="that it is so", decides="item", outcomes=(("met", "here"), ("not-met", "there")),
    )  # fmt: skip


def test_a_record_with_few_fields() -> None:
    bare = Provision(
        "items", "own.1", parse("tpp >= 1"), "where", "act", date(2024, 1, 2), None, "read", ("one", "two")
    )
    assert provision_from_record("items", BARE) == bare
    assert (bare.layers, bare.state, bare.expressions) == (LAYERS, "active", (bare.when,))
    assert provision_from_record("items", BARE | {"enforced": True}) == bare
    assert provision_from_record("items", BARE | {"enforced": False}) == replace(bare, layers=("codified",))
    assert provision_from_record("items", BARE | {"excludes": ["3A090"]}).covers == ("3A090",)
    assert provision_from_record("items", BARE | {"review": "denial"}).result == "denial"


def test_another_reading_brings_its_own_provisions_and_leaves_out_the_others() -> None:
    def rules(affiliates: str, source: Any = regime, on: date = DAY) -> list[str]:
        found = under(source, replace(DEFAULT, affiliates=affiliates))("end_use_rules", on)
        return [p.id for p in found if p.id.startswith("affiliates")]

    assert under(regime, DEFAULT) is regime
    assert rules("unknown") == ["affiliates"]
    assert rules("returned") == ["affiliates-returned"]
    assert rules("extended-longer") == ["affiliates-extended"]
    assert rules("extended-2027-01-10") == ["affiliates-extended-2027"]
    assert rules("extended-2027-01-10", on=date(2027, 1, 11)) == ["affiliates-after-2027"]
    # What does not turn on a reading stands as it did, once.
    plain = [p for p in regime("end_use_rules", DAY) if p.reading is None]
    changed = under(regime, replace(DEFAULT, affiliates="returned"))("end_use_rules", DAY)
    assert [p for p in changed if p.reading is None] == plain
    # What another law put in its place is not put back.
    (mine,) = (p for p in provisions("end_use_rules") if p.id == "affiliates-returned")
    own = replace(mine, cite="mine", reading=None)
    found = under(lambda kind, on: (own,), replace(DEFAULT, affiliates="returned"))("end_use_rules", DAY)
    assert found == (own,)
