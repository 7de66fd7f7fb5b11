"""What a version brings of its own, what a question is asked under, and the days that pairs speak of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from whackachip.catalog import find_chip
from whackachip.errors import UserError
from whackachip.law import question
from whackachip.law.counterfactual import Counterfactual, moved
from whackachip.law.provision import READ_UNTIL, regime
from whackachip.law.rulefile import read_rule
from whackachip.law.version import changed, eve, find_pair, find_version

DAY = date(2024, 11, 5)
RULE = "items: [{paragraph: 3A090.a.9, when: memory_bandwidth >= 3000, begins: 2024-06-01}]"


def file(folder: Path, text: str) -> str:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_an_act_brings_its_provisions_a_day_all_of_them() -> None:
    act = find_version("us-2023-10-17")
    assert act.own("items")
    assert {provision.instrument for provision in act.own("items")} == {"us-2023-10-17"}
    day = find_version("2024-11-05")
    assert day.own("items") == day.in_force("items") == regime("items", DAY)


def test_a_change_brings_what_it_adds_and_what_reads_its_numbers(tmp_path: Path) -> None:
    rule = find_version(file(tmp_path, RULE))
    assert [provision.id for provision in rule.own("items")] == ["3A090.a.9"]
    assert rule.own("letters") == ()
    lower = find_version("2024-11-05", moved({"us.ear.3a090.b.tpp": 2300}))
    assert [provision.id for provision in lower.own("items")] == ["3A090.b.1"]
    assert lower.limits["us.ear.3a090.b.tpp"] == 2300


def test_a_rule_stands_from_its_first_day_and_a_patch_on_the_last_that_was_read(tmp_path: Path) -> None:
    assert find_version(file(tmp_path, RULE)).day == date(2024, 6, 1)
    assert find_version(file(tmp_path, RULE), on="2025-01-01").day == date(2025, 1, 1)
    assert find_version(file(tmp_path, "us.ear.3a090.b.tpp: 2300")).day == READ_UNTIL


def test_a_file_speaks_of_the_day_beside_it(tmp_path: Path) -> None:
    path = file(tmp_path, RULE)
    first, second = find_pair((path, "2024-11-05"), Counterfactual())
    assert (first.day, second.day) == (DAY, DAY)
    assert first.law
    assert not second.law
    first, second = find_pair(("2024-11-05", path), Counterfactual())
    assert (first.day, second.day) == (DAY, DAY)
    first, second = find_pair((path, "2024-11-05"), Counterfactual(), on="2025-01-01")
    assert (first.day, second.day) == (date(2025, 1, 1), DAY)
    first, second = find_pair(("2024-11-05",), moved({"us.ear.3a090.b.tpp": 2300}))
    assert (first.id, second.id) == ("2024-11-05", "2024-11-05 changed")
    assert eve(first).day == date(2024, 11, 4)
    with pytest.raises(UserError, match="contradicts itself"):
        changed(first, moved({"us.ear.3a090.b.tpp": 4900}))


def test_a_question_says_what_is_in_force_and_is_asked_again() -> None:
    asked = question(find_chip("h100").chip, "2025-06-01", "DE")
    assert asked.bench.regime("items", asked.day) == regime("items", asked.day)
    codified = asked.under("codified")
    assert (codified.layer, asked.layer) == ("codified", "enforced")
    here, there = (one.judge(one.attributes())[1].verdict for one in (asked, codified))
    assert (here, there) == ("no-requirement-found", "exception-available")
    assert asked.judge(asked.attributes(), "codified")[1].verdict == there
    assert asked.at(DAY).day == DAY


def test_a_number_that_no_day_of_the_law_has_names_the_nearest(tmp_path: Path) -> None:
    text = """
thresholds:
- {id: own.line, value: 2000, unit: TPP, begins: 2024-01-01, ends: 2024-05-31}
items:
- {paragraph: 3A090.a.9, when: tpp >= @own.line, begins: 2024-01-01}
"""
    law = read_rule(file(tmp_path, text))
    law.check(date(2024, 5, 31))
    with pytest.raises(UserError, match=r"unknown threshold on 2024-06-01 'own\.line'"):
        law.check(date(2024, 6, 1))


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("tpp >= 5 and tpp < 3", "tpp of 5 or more"),
        ("tpp == 5 and tpp < 3", None),  # an equation is no bound
        ("tpp >= 5 and tpp < 5", None),
        ("tpp > 5 and tpp >= 2 and tpp <= 9 and tpp < 4", r"5 or more \(5\) and below 4 \(4\)"),
        ("vendor == amd or (tpp > 5 and not (tpp > 3 and tpp < 2))", "tpp of 3 or more"),
        ("tpp >= 5 and memory_bandwidth < 3", None),
        ("tpp >= io_bandwidth and tpp < 3", None),
        ("3 > tpp and tpp >= 5", None),  # only bounds on the right are compared
    ],
)
def test_bounds_that_exclude_each_other_are_refused(tmp_path: Path, when: str, words: str | None) -> None:
    law = read_rule(file(tmp_path, f"items: [{{paragraph: 3A090.a.9, when: {when}, begins: 2024-01-01}}]"))
    if words is None:
        law.check(DAY)
        return
    with pytest.raises(UserError, match=words):
        law.check(DAY)


def test_each_version_is_named_for_what_was_asked(tmp_path: Path) -> None:
    day = find_version("2024-11-05")
    assert (day.id, day.title, day.act, day.bill) == ("2024-11-05", "the law of 2024-11-05", None, False)
    path = file(tmp_path, RULE)
    rule = find_version(path)
    assert (rule.id, rule.title, rule.act, rule.bill) == (path, "own.yaml", None, False)
    both = replace(moved({"us.ear.3a090.a.tpp": 4000}), names=("one", "two"))
    assert find_version(path, both).law.names == ("own.yaml", "one", "two")
    act = find_version("us-2023-10-17")
    assert act.act is not None
    assert (act.id, act.title, act.bill, act.law) == ("us-2023-10-17", act.act.title, False, Counterfactual())
    assert act.own("end_use_rules") == ()  # of other acts there are some
    assert act.in_force("end_use_rules")
    assert find_version("us-2023-10-17", on="2024-05-01").day == date(2024, 5, 1)
    bill = find_version("us-gain-ai-s3150")
    assert bill.act is not None
    assert (bill.id, bill.title, bill.bill) == ("us-gain-ai-s3150", bill.act.title, True)
    assert {p.instrument for p in bill.own("items")} == {bill.id}


def test_a_changed_act_brings_what_reads_its_numbers() -> None:
    lower = changed(find_version("us-2023-10-17"), moved({"us.ear.3a090.b.tpp": 2300}))
    assert [provision.id for provision in lower.own("items")] == ["3A090.b.1"]
    assert (lower.id, lower.act) == ("us-2023-10-17 changed", None)


def test_the_day_before() -> None:
    before = eve(find_version("2024-11-05", moved({"us.ear.3a090.b.tpp": 2300})))
    assert (before.id, before.title, before.day) == ("2024-11-04", "the law of 2024-11-04", date(2024, 11, 4))
    assert before.law == Counterfactual()
    assert eve(before).day == date(2024, 11, 3)
    assert eve(find_version("0001-01-02")).day == eve(find_version("0001-01-01")).day == date.min


def test_a_rule_that_ends_is_spoken_of_while_it_stands(tmp_path: Path) -> None:
    ended = RULE.replace("begins: 2024-06-01", "begins: 2024-06-01, ends: 2024-09-30")
    rule = find_version(file(tmp_path, ended))
    assert (rule.day, [p.id for p in rule.own("items")]) == (date(2024, 6, 1), ["3A090.a.9"])
    number = "thresholds: [{id: own.line, value: 1, unit: TPP, begins: 2024-07-01}]\n"
    assert find_version(file(tmp_path, number + ended)).day == date(2024, 7, 1)


def test_files_of_any_name_are_read(tmp_path: Path) -> None:
    plain = tmp_path / "own.rule"
    plain.write_text(RULE, encoding="utf-8")
    assert find_version(str(plain)).own("items")[0].id == "3A090.a.9"
    with pytest.raises(UserError, match=r"cannot read .*missing\.yaml"):
        find_version(str(tmp_path / "missing.yaml"))
    (tmp_path / "folder").mkdir()
    around = str(tmp_path / "folder" / ".." / "own.rule")
    first, second = find_pair(("2024-11-05", around), Counterfactual())
    assert (first.id, second.id) == ("2024-11-05", around)


def test_what_each_side_of_a_pair_is(tmp_path: Path) -> None:
    path, lower = file(tmp_path, RULE), moved({"us.ear.3a090.b.tpp": 2300})
    enacted, rule = find_pair((path,), Counterfactual())
    assert (enacted.id, enacted.title, enacted.day) == ("2024-06-01", "the law of 2024-06-01", date(2024, 6, 1))
    assert (enacted.law, rule.id) == (Counterfactual(), path)
    first, second = find_pair(("2024-11-04..2024-11-05",), lower)
    assert (first.law, second.law.values) == (Counterfactual(), {"us.ear.3a090.b.tpp": 2300})
    first, second = find_pair(("2024-11-05", path), lower)
    assert (first.law, second.law.values, second.day) == (Counterfactual(), {"us.ear.3a090.b.tpp": 2300}, DAY)
    first, second = find_pair(("2024-11-05", path), Counterfactual(), on="2025-01-01")
    assert (first.day, second.day) == (DAY, date(2025, 1, 1))
    for asked in ((), ("2024-11-05", "2024-11-06", "2024-11-07")):
        with pytest.raises(UserError, match=r"^name one or two rules, days or files, such as .*18$"):
            find_pair(asked, Counterfactual())


def test_a_bill_is_laid_under_the_default_reading_alone() -> None:
    assert [p.id for p in find_version("us-safe-chips-s3374").own("items")] == ["safe-chips"]
