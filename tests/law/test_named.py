"""Changes of the law that have a name: each fits the law, says what it is, and does what its title says."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from whackachip.catalog import find_chip
from whackachip.facts import store
from whackachip.law import classify
from whackachip.law.counterfactual import threshold_ids
from whackachip.law.instrument import find_instrument
from whackachip.law.named import NamedChange, Sweep, find_named, named_changes
from whackachip.law.rulefile import attributes, read_rule
from whackachip.predicates import names

DAY = "2026-02-01"


@pytest.mark.parametrize("change", named_changes(), ids=lambda change: change.id)
def test_it_fits_the_law_and_reads_what_there_is(change: NamedChange) -> None:
    change.law.check(date.fromisoformat(DAY))
    limits = change.law.thresholds(date.fromisoformat(DAY))
    for rule in change.law.rules.get("items", ()):
        assert names(rule.when) <= attributes()
        assert threshold_ids(rule.when) <= limits.keys()
        assert find_instrument(rule.instrument).kind == "counterfactual"
    assert bool(change.law)
    for value, law in change.swept():
        assert law.thresholds(date.fromisoformat(DAY))[change.sweep.threshold] == value  # type: ignore[union-attr]
        law.check(date.fromisoformat(DAY))


@pytest.mark.parametrize(
    ("name", "chip", "without", "under"),
    [
        ("own-drop-pd", "l40s", True, True),  # 5,864 TPP: still caught by TPP alone
        ("own-drop-pd", "a30", True, False),
        ("own-tpp-2368", "h20", False, True),
        ("own-no-note2", "rtx 3090", False, True),
        ("own-io-600", "h800", True, False),
        ("own-add-bandwidth", "h20", False, True),
        ("own-capacity", "h20", False, True),
        ("own-bw-per-tpp", "h20", False, True),
        ("own-bw-per-tpp", "l20", False, False),
        ("own-safe-no-pcie", "h20", False, False),
    ],
)
def test_what_each_moves(name: str, chip: str, without: bool, under: bool) -> None:
    found = find_chip(chip).chip
    change = find_named(name)
    assert change is not None
    assert (classify(found, DAY, "CN").item.verdict == "controlled") is without
    assert (classify(found, DAY, "CN", counterfactual=change.law).item.verdict == "controlled") is under


def test_names_stand_where_a_rule_file_does() -> None:
    assert read_rule("own-drop-pd").names == ("The rule of October 2023 without its density limbs",)
    assert find_named("own-nothing") is None
    assert find_named("own-cap-share").sweep.values() == tuple(n / 10 for n in range(1, 11))  # type: ignore[union-attr]
    assert list(find_named("own-drop-pd").swept()) == []  # type: ignore[union-attr]
    assert {record["id"] for record in store.section("law")["named_changes"]} == {c.id for c in named_changes()}


def test_the_cap_moves_the_lane() -> None:
    """Beyond the share the certification cannot be given, and the policy is denial."""
    chip, asked = find_chip("h200").chip, {"china_cumulative_tpp": 30, "us_cumulative_tpp": 100}
    lane = classify(chip, DAY, "CN", facts=asked)
    tight = classify(chip, DAY, "CN", facts=asked, counterfactual=find_named("own-cap-share").law)  # type: ignore[union-attr]
    assert "case-by-case" in {review.result for review in lane.transaction.review}
    assert "presumption-of-denial" in {review.result for review in tight.transaction.review}


@pytest.mark.parametrize("record", store.section("law")["named_changes"], ids=lambda record: record["id"])
def test_each_is_what_its_record_says(record: dict[str, Any]) -> None:
    change = find_named(record["id"].upper())
    assert change is not None
    assert (change.id, change.title, change.grade) == (record["id"], record["title"], record["grade"])
    assert change.note == record.get("note")
    law = change.law
    assert (law.values, law.removes, law.names) == (record["set"], tuple(record["removes"]), (record["title"],))
    assert [(n.id, n.value, n.unit, n.begins.isoformat(), n.ends) for n in law.numbers] == [
        (n["id"], n["value"], n["unit"], n["begins"], None) for n in record["thresholds"]
    ]
    assert set(law.rules) == ({"items"} if record["items"] else set())
    assert [(p.kind, p.id) for p in law.rules.get("items", ())] == [("items", i["paragraph"]) for i in record["items"]]
    swept = list(change.swept())
    assert bool(swept) is ("sweep" in record)
    for value, moved in swept:
        assert moved.names == (f"{record['id']} at {value:g}",)
        assert moved.values == {**law.values, record["sweep"]["threshold"]: value}
        assert (moved.rules, moved.numbers, moved.removes) == (law.rules, law.numbers, law.removes)


def test_the_steps_of_a_sweep() -> None:
    assert Sweep("x", 0.2, 2.0, 0.1).values()[:3] == (0.2, 0.3, 0.4)
    assert Sweep("x", 0.2, 2.0, 0.1).values()[-1] == 2.0
    assert Sweep("x", 1, 10, 4).values() == (1, 5, 9)
    assert Sweep("x", 0, 1, 1 / 3).values() == (0, 0.333333333, 0.666666667, 1)
