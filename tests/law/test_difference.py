"""Two versions compared: numbers, provisions, chips; and changes as plain data."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from whackachip.catalog import find_chip
from whackachip.errors import UserError
from whackachip.law.counterfactual import (
    Counterfactual,
    DatedValue,
    combined,
    moved,
    threshold_ids,
    threshold_names,
)
from whackachip.law.difference import difference
from whackachip.law.provision import Provision, provisions, regime, thresholds
from whackachip.law.rulefile import read_rule
from whackachip.law.version import Version, find_version
from whackachip.predicates import parse

DAY = date(2024, 11, 5)
H20, H100, T4 = (find_chip(name).chip for name in ("h20", "h100", "t4"))
B1 = next(provision for provision in regime("items", DAY) if provision.id == "3A090.b.1")


def own(id: str, when: str, **more: object) -> Provision:
    return replace(B1, id=id, when=parse(when), **more)  # type: ignore[arg-type]


def version(law: Counterfactual = Counterfactual(), id: str = "x", **more: object) -> Version:  # noqa: B008
    return Version(id, f"title of {id}", DAY, law, **more)  # type: ignore[arg-type]


def test_every_part_of_a_difference() -> None:
    law = Counterfactual(
        values={"us.ear.3a090.a.tpp": 4000.0},
        numbers=(DatedValue("own.line", 7.0, "", DAY),),
        rules={"items": (own("3A090.b.1", "tpp >= 2300"), own("3A090.b.9", "tpp >= @own.line and io_bandwidth >= 1"))},
        removes=("3A090.b.2",),
        names=("Own",),
    )
    a, b = version(), version(law, "y", bill=True)
    found = difference(a, b, [H20, H100, T4], "CN", layer="codified")
    assert (found["to"], found["layer"], found["compared"]) == ("CN", "codified", 3)
    assert found["a"] == {
        "id": "x", "title": "title of x", "on": "2024-11-05", "bill": False, "counterfactual": None,
    }  # fmt: skip
    assert found["b"] == {
        "id": "y", "title": "title of y", "on": "2024-11-05", "bill": True, "counterfactual": law.to_dict(DAY),
    }  # fmt: skip
    assert found["thresholds"] == [
        {"threshold": "us.ear.3a090.a.tpp", "a": 4800, "b": 4000.0},
        {"threshold": "own.line", "a": None, "b": 7.0},
    ]
    items = found["provisions"]["items"]
    assert [entry["id"] for entry in items["removed"]] == ["3A090.b.2"]
    assert set(items["removed"][0]) == {"id", "a"}
    assert [entry["id"] for entry in items["added"]] == ["3A090.b.9"]
    assert items["added"][0]["b"]["when"] == "tpp >= @own.line and io_bandwidth >= 1"
    assert items["added"][0]["b"]["cite"] == B1.cite
    assert "7" in items["added"][0]["b"]["words"]
    changed = {entry["id"]: entry for entry in items["changed"]}
    assert "3A090.a.1" in changed  # its number is another one, its text the same
    assert changed["3A090.a.1"]["a"]["when"] == changed["3A090.a.1"]["b"]["when"]
    assert "4,800" in changed["3A090.a.1"]["a"]["words"]
    assert "4,000" in changed["3A090.a.1"]["b"]["words"]
    assert changed["3A090.b.1"]["b"]["when"] == "tpp >= 2300"
    assert changed["3A090.b.1"]["a"]["when"] != "tpp >= 2300"
    moved_chips = {entry["chip"]: entry for entry in found["chips"]}
    assert moved_chips[H20.id] == {
        "chip": H20.id, "name": H20.name,
        "a": {"item": "not-controlled-by-this-rule", "paragraphs": [], "transaction": "no-requirement-found"},
        "b": {"item": "controlled", "paragraphs": ["3A090.b.1", "3A090.b.9"], "transaction": "exception-available"},
    }  # fmt: skip
    assert H100.id not in moved_chips


def test_equal_versions_differ_in_nothing() -> None:
    found = difference(version(), version(), iter([H20]), "CN")
    assert (found["thresholds"], found["provisions"], found["chips"], found["compared"]) == ([], {}, [], 1)
    assert found["layer"] == "enforced"


def test_layer_and_options_reach_the_question() -> None:
    law = Counterfactual(removes=tuple({p.id for p in regime("requirements", date(2025, 3, 1))}))
    a = Version("a", "a", date(2025, 3, 1), Counterfactual())
    b = Version("b", "b", date(2025, 3, 1), law)
    assert difference(a, b, [H100], "DE")["chips"] == []
    assert difference(a, b, [H100], "DE", layer="codified")["chips"]
    assert difference(a, b, [H100], "DE", headquarters="CN")["chips"]


def test_two_tests_of_different_readings_are_apart() -> None:
    law = Counterfactual(rules={"measures": (replace(B1, kind="measures", id="m", reading="pcie_in_sum=no"),)})
    found = difference(version(), version(law), [], "CN")["provisions"]
    assert [entry["id"] for entry in found["measures"]["added"]] == ["m"]
    other = Counterfactual(rules={"measures": (replace(B1, kind="measures", id="m", reading=None),)})
    both = difference(version(law), version(other), [], "CN")["provisions"]["measures"]
    assert ([e["id"] for e in both["removed"]], [e["id"] for e in both["added"]], both["changed"]) == (["m"], ["m"], [])


def test_item_and_transaction_are_joined_in_one_text() -> None:
    letter = replace(B1, kind="letters", id="own", item=parse("tpp >= 5"), when=parse("kind == export"))
    found = difference(version(), version(Counterfactual(rules={"letters": (letter,)})), [], "CN")["provisions"]
    assert found["letters"]["added"][0]["b"]["when"] == "tpp >= 5 and kind == export"


def test_changes_as_plain_data() -> None:
    law = Counterfactual(
        values={"us.ear.3a090.a.tpp": 4000.0, "own.line": 8.0},
        numbers=(DatedValue("own.line", 7.0, "", DAY),),
        rules={"items": (own("3A090.b.1", "tpp >= 2300"), own("3A090.b.9", "tpp >= 1"))},
        removes=("3A090.c",),
        names=("One", "Two"),
    )
    assert law.to_dict(DAY) == {
        "names": ["One", "Two"],
        "set": [
            {"threshold": "us.ear.3a090.a.tpp", "enacted": 4800, "value": 4000.0},
            {"threshold": "own.line", "enacted": None, "value": 8.0},
        ],
        "numbers": [{"threshold": "own.line", "value": 7.0}],
        "provisions": [
            {"kind": "items", "id": "3A090.b.1", "when": "tpp >= 2300", "begins": B1.begins.isoformat(),
             "replaces": True},
            {"kind": "items", "id": "3A090.b.9", "when": "tpp >= 1", "begins": B1.begins.isoformat(),
             "replaces": False},
        ],
        "removes": ["3A090.c"],
    }  # fmt: skip
    early = Counterfactual(values={"us.ear.3a090.a.io": 500.0})
    assert early.to_dict()["set"][0]["enacted"] == 600
    assert early.to_dict(DAY)["set"][0]["enacted"] is None


@pytest.mark.parametrize(
    ("law", "is_one"),
    [
        (Counterfactual(), False),
        (Counterfactual(names=("x",)), False),
        (Counterfactual(rules={"items": ()}), False),
        (Counterfactual(values={"x": 1.0}), True),
        (Counterfactual(numbers=(DatedValue("x", 1.0, "", DAY),)), True),
        (Counterfactual(removes=("x",)), True),
        (Counterfactual(rules={"items": (B1,)}), True),
    ],
)
def test_whether_anything_is_changed(law: Counterfactual, is_one: bool) -> None:
    assert bool(law) is is_one


def test_what_is_in_force_under_changes() -> None:
    begins, ends = date(2024, 6, 1), date(2024, 7, 31)
    law = Counterfactual(
        values={"us.ear.3a090.a.tpp": 1.0, "own.a": 2.0},
        numbers=(DatedValue("own.a", 7.0, "", begins, ends), DatedValue("own.b", 9.0, "", begins)),
        rules={"items": (own("3A090.b.1", "tpp >= 1", begins=begins, ends=ends),)},
        removes=("3A090.a", "3A09"),
    )
    days = [date(2024, 5, 31), begins, ends, date(2024, 8, 1)]
    whens = [{p.id: p.when for p in law.regime("items", day)} for day in days]
    assert [set(found) for found in whens] == [{"3A090.b.1", "3A090.b.2"}] * 4  # 3A09 is no paragraph of its own
    assert [found["3A090.b.1"] == parse("tpp >= 1") for found in whens] == [False, True, True, False]
    limits = [law.thresholds(day) for day in days]
    assert [found.get("own.a") for found in limits] == [None, 2.0, 2.0, None]
    assert [found.get("own.b") for found in limits] == [None, 9.0, 9.0, 9.0]
    assert {found["us.ear.3a090.a.tpp"] for found in limits} == {1.0}
    assert set(law.change_dates()) == {begins, date(2024, 8, 1)}
    assert law.at(days[0]).values == {"us.ear.3a090.a.tpp": 1.0}
    assert law.at(begins).values == law.values
    assert law.at(days[0]).removes == law.removes


def test_several_changes_as_one_the_later_holds() -> None:
    first = Counterfactual(
        {"x": 1.0, "y": 1.0}, (DatedValue("n", 1.0, "", DAY),), {"items": (own("a", "tpp >= 1"), own("b", "tpp >= 1"))},
        ("r",), ("first",),
    )  # fmt: skip
    second = Counterfactual(
        {"y": 2.0}, (DatedValue("m", 2.0, "", DAY),),
        {"items": (own("b", "tpp >= 2"),), "letters": (own("c", "tpp >= 3"),)}, ("s",), ("second",),
    )  # fmt: skip
    both = combined([first, second])
    assert both.values == {"x": 1.0, "y": 2.0}
    assert [number.id for number in both.numbers] == ["n", "m"]
    assert {kind: [(p.id, p.when) for p in found] for kind, found in both.rules.items()} == {
        "items": [("a", parse("tpp >= 1")), ("b", parse("tpp >= 2"))], "letters": [("c", parse("tpp >= 3"))],
    }  # fmt: skip
    assert (both.removes, both.names) == (("r", "s"), ("first", "second"))
    assert combined([]) == Counterfactual()
    assert first.rules["items"][1].when == parse("tpp >= 1")


def test_the_names_of_thresholds() -> None:
    assert set(threshold_names()) >= set(thresholds(DAY))
    assert len(set(threshold_names())) == len(threshold_names())
    read = threshold_ids(parse("a >= @x and (b * @y - 1 < @z / 2 or c == word or not d > @x)"))
    assert read == {"x", "y", "z"}
    assert moved({"us.ear.3a090.a.io": 5.0}) == Counterfactual(values={"us.ear.3a090.a.io": 5.0})
    with pytest.raises(UserError, match=r"unknown threshold 'us\.ear\.3a090\.a\.tp'.*us\.ear\.3a090\.a\.tpp"):
        moved({"us.ear.3a090.a.tp": 5.0})


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("us.ear.3a090.a.io", r"^the threshold 'us\.ear\.3a090\.a\.io' is not in force on 2024-11-05; it is from "
         r"2022-10-21 to 2023-11-16$"),
        ("own.lin", r"unknown threshold on 2024-11-05 'own\.lin'.*own\.line"),
    ],
)  # fmt: skip
def test_a_number_that_is_not_in_force_is_refused(name: str, words: str) -> None:
    law = Counterfactual(values={name: 5.0}, numbers=(DatedValue("own.line", 7.0, "", DAY),))
    with pytest.raises(UserError, match=words):
        law.check(DAY)
    Counterfactual(values={"own.line": 5.0}, numbers=law.numbers).check(DAY)
    Counterfactual(rules={"measures": (replace(B1, kind="measures", when=parse("tpp >= @own.line")),)},
                   numbers=law.numbers).check(DAY)  # fmt: skip
    with pytest.raises(UserError, match=r"is not in force on 2024-11-05|unknown threshold on 2024-11-05"):
        Counterfactual(rules={"measures": (replace(B1, kind="measures", when=parse(f"tpp >= @{name}")),)}).check(DAY)


def test_a_bill_and_its_day(tmp_path: Path) -> None:
    bill = find_version("gain-ai-s3150")
    assert bill.law.names == (bill.title,)
    assert {p.kind for p in bill.law.rules["items"]} == {"items"}
    assert {p.instrument for p in bill.law.rules["items"]} == {"us-gain-ai-s3150"}
    assert not any(p.kind == "items" for p in provisions("measures"))
    path = tmp_path / "own.yaml"
    path.write_text("items: [{paragraph: own.x, when: tpp >= 3, begins: 2024-01-01}]", encoding="utf-8")
    assert read_rule(path).rules["items"][0].id == "own.x"


def test_a_change_is_set_beside_what_was_enacted_on_its_day() -> None:
    """The number was another one from January 2025."""
    law, on = Counterfactual(values={"us.ear.3a090.c.cell_area": 0.003}), date(2024, 12, 10)
    side = difference(Version("x", "x", on, law), version(), [], "CN")["a"]
    assert side["counterfactual"]["set"] == [
        {"threshold": "us.ear.3a090.c.cell_area", "enacted": 0.0019, "value": 0.003},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("family == x and tpp >= 5 and tpp < 4", r"tpp of 5 or more \(5\) and below 4 \(4\)$"),
        ("io_bandwidth >= tpp and tpp >= 5 and tpp < 4", r"tpp of 5 or more \(5\) and below 4 \(4\)$"),
        ("tpp < 4 and tpp < 9 and tpp >= 5", r"tpp of 5 or more \(5\) and below 4 \(4\)$"),
        ("tpp >= 5 and tpp >= 1 and tpp <= 4", r"tpp of 5 or more \(5\) and below 4 \(4\)$"),
        ("tpp + io_bandwidth >= 5 and tpp + io_bandwidth < 4", r"tpp and io_bandwidth of 5 or more \(5\) and below 4"),
    ],
)
def test_bounds_that_exclude_each_other_are_found_among_other_tests(when: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        Counterfactual(rules={"items": (own("x", when),)}).check(DAY)


def test_every_time_at_which_a_number_stood_is_named() -> None:
    with pytest.raises(UserError, match=r"it is from 2024-12-02 to 2025-01-15, 2025-01-16 to today$"):
        moved({"us.ear.3a090.c.cell_area": 0.003}).check(DAY)
