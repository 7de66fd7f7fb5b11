"""Everything that is said of a change, under laws of one paragraph: each field, and nothing besides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from whackachip.catalog import find_chip
from whackachip.law import classify, question
from whackachip.law.counterfactual import Counterfactual
from whackachip.law.flip import flips, unit_of
from whackachip.law.provision import regime
from whackachip.law.question import Question
from whackachip.predicates import parse

DAY = date(2024, 11, 5)
H20 = find_chip("h20").chip
CAUGHT = {"item": "controlled", "paragraphs": ["3A090.a.own"], "transaction": "licence-required"}
FREE = {"item": "not-controlled-by-this-rule", "paragraphs": [], "transaction": "no-requirement-found"}
BOTH = ["item", "transaction"]


def law(when: str) -> Counterfactual:
    """One paragraph, the places of the enacted law, and no letters."""
    paragraph = replace(regime("items", DAY)[0], id="3A090.a.own", when=parse(when), begins=date(2020, 1, 1), ends=None)
    removes = ("3A090", "3A991", "nvidia", "us", "letter", "note-2")
    return Counterfactual(rules={"items": (paragraph,)}, removes=removes)


def asked(when: str, chip: str = "h20", **more: Any) -> Question:
    return question(find_chip(chip).chip, DAY.isoformat(), "CN", counterfactual=law(when), **more)


def metrics(when: str, chip: str = "h20") -> list[dict[str, Any]]:
    return flips(asked(when, chip))["metrics"]


def test_a_number_that_is_reached() -> None:
    (found,) = metrics("tpp >= 2400")
    assert found == {
        "name": "tpp", "unit": "TPP", "current": 2368.0, "to": 2400.0, "bound": "at", "change": 32.0,
        "nearest_for": BOTH, "follows": {"performance_density": 2400 / 814}, "reached_by": [], **CAUGHT,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("test", "to", "bound", "turned"),
    [
        ("performance_density >= 3.2", 3.2, "at", "at"),
        ("performance_density > 3.2", 3.2, "above", "below"),  # a denser chip has a smaller die
        ("performance_density < 2", 2.0, "below", "above"),
        ("performance_density > 1 and performance_density < 2", 2.0, "below", "above"),
        ("performance_density == 2", 2.0, "at", "at"),
        ("performance_density > 3.2 and performance_density < 4", 3.2, "above", "below"),
    ],
)
def test_a_density_is_reached_by_the_die_or_by_tpp(test: str, to: float, bound: str, turned: str) -> None:
    (density,) = metrics(test)
    now = 2368 / 814
    assert density == {
        "name": "performance_density", "unit": "TPP/mm2", "current": now, "to": to, "bound": bound,
        "change": pytest.approx(to - now), "nearest_for": BOTH, "follows": {}, "reached_by": [
            {"name": "die_area", "unit": "mm2", "to": pytest.approx(2368 / to), "bound": turned, **CAUGHT},
            {"name": "tpp", "unit": "TPP", "to": pytest.approx(to * 814), "bound": bound, **CAUGHT},
        ], **CAUGHT,
    }  # fmt: skip
    for way in density["reached_by"]:
        nudge = {"at": 0.0, "above": 1e-6, "below": -1e-6}[way["bound"]] * way["to"]
        area, product = (way["to"] + nudge, 2368.0) if way["name"] == "die_area" else (814.0, way["to"] + nudge)
        chip = f"name=x, bf16_dense={product / 16!r}, die_area={area!r}, datacenter=yes"
        made = classify(find_chip(chip).chip, DAY.isoformat(), "CN", counterfactual=law(test))
        assert made.item.verdict == "controlled", way


def test_an_equal_bound_on_a_chip_that_is_free_only_there() -> None:
    (above, *_) = metrics("memory_bandwidth > 4000")  # the H20 has 4,000
    assert (above["to"], above["bound"], above["change"]) == (4000.0, "above", 0.0)
    (between, *_) = metrics("memory_bandwidth > 4000 and memory_bandwidth < 5000")
    assert (between["to"], between["bound"], between["change"]) == (4000.0, "above", 0.0)
    (below, *_) = metrics("memory_bandwidth < 4000")
    assert (below["to"], below["bound"], below["change"]) == (4000.0, "below", 0.0)


def test_a_day_is_given_as_a_day_and_has_no_distance() -> None:
    (found,) = metrics("announced >= 2024-01-01")
    assert found == {
        "name": "announced", "unit": "", "current": "2023-11-09", "to": "2024-01-01", "bound": "at", "change": None,
        "nearest_for": BOTH, "follows": {}, "reached_by": [], **CAUGHT,
    }  # fmt: skip


def test_a_word_is_one_of_those_that_the_law_asks_for() -> None:
    (found,) = metrics("memory_kind == HBM2")
    assert found == {
        "name": "memory_kind", "unit": "", "current": "HBM3", "to": "HBM2", "bound": "at", "change": None,
        "nearest_for": BOTH, "follows": {}, "reached_by": [], **CAUGHT,
    }  # fmt: skip
    assert "memory_kind" not in [one["name"] for one in metrics("memory_kind == HBM3")]  # no other word to try
    # Of a question with yes and no both answers are tried, whichever the law names.
    for answer in ("yes", "no"):
        other = {"yes": "no", "no": "yes"}[answer]
        (found,) = [one for one in metrics(f"bf16_native == {answer}") if one["name"] == "bf16_native"]
        assert (found["current"], found["to"]) == ("yes", other if answer == "yes" else answer)
        assert found["item"] == (FREE if answer == "yes" else CAUGHT)["item"]
    # What is not a figure of the chip is never offered: where it goes, and what other paragraphs say of it.
    for when in ("destination == DE", "vendor == amd", "meets_3a090_a == yes"):
        assert metrics(when) == []


def test_every_word_that_the_law_asks_for_is_tried() -> None:
    found = metrics("memory_kind == HBM2 or memory_kind == HBM2e")
    assert [one["to"] for one in found if one["name"] == "memory_kind"] == ["HBM2", "HBM2e"]
    # What it is now is passed over, and what follows in the alphabet is not.
    found = metrics("(memory_kind == HBM3 and tpp < 1) or memory_kind == HBM3e")
    assert [one["to"] for one in found if one["name"] == "memory_kind"] == ["HBM3e"]
    # The opposite of the one answer that the law names.
    found = metrics("marketed_for_datacenter == no", "rtx 4090")
    assert [one["to"] for one in found if one["name"] == "marketed_for_datacenter"] == ["yes"]


def test_where_a_test_names_its_number_first_and_where_two_are_equally_near() -> None:
    (found,) = metrics("2400 <= tpp")
    assert (found["to"], found["bound"]) == (2400.0, "at")
    (found,) = metrics("memory_bandwidth >= 4100 or memory_bandwidth <= 3900")
    assert (found["to"], found["change"]) == (4100.0, 100.0)
    (found,) = metrics("performance_density < 0.5")  # nothing is too small to be tried
    assert (found["to"], found["bound"]) == (0.5, "below")


def test_the_item_and_the_transaction_may_change_at_different_points() -> None:
    rule = law("tpp >= 3000")
    letter = replace(
        next(p for p in regime("letters", date(2025, 6, 1))), id="own-letter", addressees=("nvidia",),
        item=parse("tpp >= 2500"), when=parse("destination == CN"), begins=date(2020, 1, 1), ends=None,
    )  # fmt: skip
    both = replace(rule, rules={**rule.rules, "letters": (letter,)})
    found = flips(question(H20, DAY.isoformat(), "CN", counterfactual=both))["metrics"]
    assert [(one["to"], one["nearest_for"], one["item"], one["transaction"]) for one in found] == [
        (2500.0, ["transaction"], FREE["item"], "licence-required"),
        (3000.0, ["item"], "controlled", "licence-required"),
    ]


@pytest.mark.parametrize(
    ("test", "begins", "ends"),
    [("absent >= 3 and absent < 7", True, False), ("absent > 3 and absent <= 7", False, True)],
)
def test_what_is_not_known_is_answered_over_its_whole_range(test: str, begins: bool, ends: bool) -> None:
    (found,) = flips(asked(test))["open"]
    assert found == {
        "name": "absent", "unit": "", "known": None, "ranges": [
            {"from": 0.0, "from_included": True, "to": 3.0, "to_included": not begins, **FREE},
            {"from": 3.0, "from_included": begins, "to": 7.0, "to_included": ends, **CAUGHT},
            {"from": 7.0, "from_included": not ends, "to": None, "to_included": False, **FREE},
        ],
    }  # fmt: skip
    assert flips(asked("absent >= 0"))["open"] == []  # the same whatever it is


def test_what_is_known_within_bounds_is_answered_between_them() -> None:
    chip = "name=x, bf16_dense=100..200, die_area=800, datacenter=yes"
    (found,) = [one for one in flips(asked("tpp >= 2000", chip))["open"] if one["name"] == "tpp"]
    assert (found["known"], found["unit"]) == ([1600.0, 3200.0], "TPP")
    assert [(span["from"], span["to"], span["to_included"]) for span in found["ranges"]] == [
        (1600.0, 2000.0, False), (2000.0, 3200.0, True),
    ]  # fmt: skip


def test_what_is_known_from_below_alone_has_no_last_value() -> None:
    mi455x = find_chip("mi455x")
    (found,) = [one for one in flips(asked("tpp >= 90000", "mi455x"))["open"] if one["name"] == "tpp"]
    assert mi455x.chip.id == "amd-mi455x"
    assert [(span["from"], span["to"], span["item"]) for span in found["ranges"]] == [
        (80600.0, 90000.0, FREE["item"]), (90000.0, None, "controlled"),
    ]  # fmt: skip


def test_a_day_that_is_not_known_is_answered_in_days() -> None:
    made = "name=x, bf16_dense=100, die_area=800, datacenter=yes"
    (found,) = [one for one in flips(asked("announced >= 2024-01-01", made))["open"] if one["name"] == "announced"]
    assert [(span["from"], span["to"], span["item"]) for span in found["ranges"]] == [
        (0.0, "2024-01-01", FREE["item"]), ("2024-01-01", None, "controlled"),
    ]  # fmt: skip


def test_later_days_and_readings_are_told_once_each() -> None:
    found = flips(asked("tpp >= 2400"))
    assert found["dates"] == [
        {"on": "2025-04-09", "acts": ["us-letters-2025-04"], **FREE, "transaction": "licence-required"}
    ]
    assert found["readings"] == [{"reading": "vector_path", "current": "ignored", "to": "counted", **CAUGHT}]
    after = flips(question(H20, "2025-04-09", "CN", counterfactual=law("tpp >= 2400")))
    assert after["dates"] == []


def test_units() -> None:
    assert [unit_of(name) for name in ("tpp", "performance_density", "memory_bandwidth", "memory_kind")] == [
        "TPP", "TPP/mm2", "GB/s", "",
    ]  # fmt: skip


def test_a_law_that_names_one_answer_alone_asks_for_the_other_too() -> None:
    (word,) = metrics("tpp >= 1000 and not marketed_for_datacenter == no", "rtx 4090")
    assert {name: word[name] for name in ("name", "current", "to", "bound", *CAUGHT)} == {
        "name": "marketed_for_datacenter", "current": "no", "to": "yes", "bound": "at", **CAUGHT,
    }  # fmt: skip


def test_the_day_on_which_ones_own_paragraph_begins_names_it() -> None:
    now = law("tpp >= 1000")
    later = replace(now.rules["items"][0], begins=date(2027, 1, 1), instrument="own-act")
    days = flips(replace(asked("tpp >= 1000"), law=replace(now, rules={"items": (later,)})))["dates"]
    (begun,) = [day for day in days if day["on"] == "2027-01-01"]
    assert "own-act" in begun["acts"]
    assert begun["item"] == "controlled"


def test_each_reading_of_a_rule_is_asked() -> None:
    """What became of the rule on affiliates decides whether a subsidiary needs a licence for what is free elsewhere."""
    owned = question(find_chip("t4").chip, "2026-11-23", "CN", facts={"majority_owned_by_listed": "yes"})
    found = {(each["reading"], each["to"]): each["transaction"] for each in flips(owned)["readings"]}
    assert found == {
        ("affiliates", "returned"): "licence-required",
        ("affiliates", "extended-2027-01-10"): "no-requirement-found",
        ("affiliates", "extended-longer"): "no-requirement-found",
    }
