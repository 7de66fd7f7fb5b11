"""Laws that were never enacted: thresholds, patches, rules, and what is refused."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from whackachip.catalog import chips, find_chip
from whackachip.errors import UserError
from whackachip.law import classify, question, timeline
from whackachip.law.counterfactual import Counterfactual, DatedValue, combined, moved
from whackachip.law.difference import difference
from whackachip.law.flip import flips
from whackachip.law.provision import KINDS, change_dates, regime, thresholds
from whackachip.law.rulefile import read_patch, read_rule
from whackachip.law.version import find_pair, find_version

H20 = find_chip("h20").chip
RULE = """
title: A lower line
namespace: us.ear.3a090
thresholds:
- {id: own.tpp, value: 2000, unit: TPP, begins: 2024-01-01}
items:
- {paragraph: 3A090.a.1, when: tpp >= @own.tpp, begins: 2024-01-01}
- {paragraph: 3A090.a.9, when: memory_bandwidth >= 3000, begins: 2024-06-01}
removes: [3A090.b]
"""


def file(folder: Path, text: str, name: str = "own.yaml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_nothing_changed_is_the_enacted_law() -> None:
    law = Counterfactual()
    assert not law
    for day in change_dates():
        assert law.thresholds(day) == thresholds(day)
        assert all(law.regime(kind, day) == regime(kind, day) for kind in KINDS)


def test_a_rule_replaces_adds_and_takes_out(tmp_path: Path) -> None:
    law = read_rule(file(tmp_path, RULE))
    decision = classify(H20, "2024-11-05", "CN", counterfactual=law)
    assert decision.item.paragraphs == ("3A090.a.1", "3A090.a.9")
    data = decision.to_dict()["counterfactual"]
    assert data["names"] == ["A lower line"]
    assert [(p["id"], p["replaces"]) for p in data["provisions"]] == [("3A090.a.1", True), ("3A090.a.9", False)]
    assert classify(H20, "2023-12-01", "CN", counterfactual=law).item.verdict == "not-controlled-by-this-rule"
    l40 = find_chip("l40").chip
    assert classify(l40, "2023-12-01", "CN").item.paragraphs == ("3A090.b.1", "3A090.b.2")
    assert classify(l40, "2023-12-01", "CN", counterfactual=law).item.verdict == "not-controlled-by-this-rule"


def test_a_rule_has_days_of_its_own_in_the_timeline(tmp_path: Path) -> None:
    law = read_rule(file(tmp_path, RULE))
    periods = timeline(H20, date(2023, 12, 1), date(2024, 12, 1), "CN", counterfactual=law)
    assert [period.begins.isoformat() for period in periods] == ["2023-12-01", "2024-01-01", "2024-06-01"]


def test_a_patch_moves_several_thresholds(tmp_path: Path) -> None:
    path = file(tmp_path, "set: {us.ear.3a090.b.tpp: 2300, us.ear.3a090.b.density: 1.5}\ntitle: Two lines")
    law = read_patch(path)
    assert classify(H20, "2024-11-05", "CN", counterfactual=law).item.paragraphs == ("3A090.b.1",)
    plain = read_patch(file(tmp_path, "us.ear.3a090.b.tpp: 2300"))
    assert plain.values == {"us.ear.3a090.b.tpp": 2300}
    later = combined((law, moved({"us.ear.3a090.b.tpp": 2390})))
    assert later.values["us.ear.3a090.b.tpp"] == 2390


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"us.ear.3a090.b.tpp": 4900}, r"3A090\.b\.1 would need tpp of 4900 or more .* and below 4800"),
        ({"us.ear.3a090.b.density": 6}, "contradicts itself"),
        ({"us.ear.3a090.b.density_alone": 7}, r"3A090\.b\.2"),
        ({"us.ear.3a090.a.tpp": 2000}, "contradicts itself"),
        ({"us.ear.3a090.a.tp": 3600}, r"us\.ear\.3a090\.a\.tpp"),
        ({"us.ear.3a090.a.io": 500}, "not in force on 2024-11-05; it is from 2022-10-21 to 2023-11-16"),
    ],
)
def test_what_contradicts_itself_or_is_not_there_is_refused(changes: dict[str, float], words: str) -> None:
    with pytest.raises(UserError, match=words):
        classify(H20, "2024-11-05", "CN", changes=changes)


@pytest.mark.parametrize("value", [1, 2400, 4799.99, 4800, 10_000])
def test_bounds_that_meet_are_no_contradiction(value: float) -> None:
    changes = {"us.ear.3a090.a.tpp": max(value, 2400)}
    assert classify(H20, "2024-11-05", "CN", changes=changes).counterfactual is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("items: [{paragraph: x, begins: 2024-01-01}]", "when"),
        ("items: [{paragraph: x, when: tppp >= 3, begins: 2024-01-01}]", "did you mean 'tpp'"),
        ("items: [{paragraph: x, when: tpp >=, begins: 2024-01-01}]", "column"),
        ("items: [{paragraph: x, when: tpp >= @a.tp, begins: 2024-01-01}]", "threshold"),
        ("itemz: []", "did you mean 'items'"),
        ("removes: [3A090.q]", "3A090"),
        ("items: [{paragraph: x", "not YAML"),
        ("countries: [{code: XX, name: X}]", "cannot change countries"),
        ("items: [{paragraph: x, when: tpp >= 3, begins: 2024-01-02, ends: 2024-01-01}]", "before it begins"),
    ],
)
def test_a_bad_rule_says_where(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(UserError, match=words):
        read_rule(file(tmp_path, text))


@pytest.mark.parametrize("text", ["set: {us.ear.3a090.a.tpp: much}", "us.ear.3a090.a.tp: 1", "- 1", "set: 3"])
def test_a_bad_patch_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(UserError):
        read_patch(file(tmp_path, text))
    with pytest.raises(UserError, match=r"no-such\.yaml"):
        read_patch(tmp_path / "no-such.yaml")


def test_versions_and_pairs(tmp_path: Path) -> None:
    assert find_version("us-2023-10-17").day == date(2023, 11, 17)
    assert find_version("gain-ai-s3150").bill
    a, b = find_pair(("2023-10-16..2023-11-18",), Counterfactual())
    assert (a.day, b.day) == (date(2023, 10, 16), date(2023, 11, 18))
    a, b = find_pair(("us-2023-10-17",), Counterfactual())
    assert (a.day, b.day) == (date(2023, 11, 16), date(2023, 11, 17))
    rule = file(tmp_path, RULE)
    a, b = find_pair(("2024-11-05", rule), Counterfactual())
    assert b.day == a.day == date(2024, 11, 5)
    a, b = find_pair((rule,), Counterfactual())
    assert not a.law
    assert b.law
    with pytest.raises(UserError, match="one or two"):
        find_pair(("a", "b", "c"), Counterfactual())
    with pytest.raises(UserError, match="us-2023-10-17"):
        find_version("us-2023-10-18")


def test_a_difference_names_exactly_the_chips_that_move() -> None:
    a, b = find_pair(("2024-11-05",), moved({"us.ear.3a090.b.tpp": 2300}))
    found = difference(a, b, chips(), "CN")
    assert found["thresholds"] == [{"threshold": "us.ear.3a090.b.tpp", "a": 2400, "b": 2300}]
    assert [entry["id"] for entry in found["provisions"]["items"]["changed"]] == ["3A090.b.1"]
    named = {chip["chip"] for chip in found["chips"]}
    assert "nv-h20-96" in named
    for chip in chips():
        one, other = (classify(chip, "2024-11-05", "CN", counterfactual=law) for law in (a.law, b.law))
        same = (one.item.verdict, one.item.paragraphs, one.transaction.verdict) == (
            other.item.verdict, other.item.paragraphs, other.transaction.verdict,
        )  # fmt: skip
        assert same == (chip.id not in named), chip.id


def test_a_day_without_an_event_differs_in_nothing() -> None:
    a, b = find_pair(("2024-11-05..2024-11-06",), Counterfactual())
    found = difference(a, b, chips()[:20], "CN")
    assert (found["thresholds"], found["provisions"], found["chips"]) == ([], {}, [])


def test_a_bill_is_laid_over_the_law_of_its_day() -> None:
    version = find_version("gain-ai-s3150")
    found = difference(find_version("2025-11-06"), version, [H20], "CN")
    assert found["chips"][0]["b"]["item"] == "controlled"
    assert [entry["id"] for entry in found["provisions"]["items"]["added"]] == ["gain-ai"]


def test_the_examples_of_the_document_work(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent.parent / "docs" / "counterfactuals.md").read_text(encoding="utf-8")
    patch, rule = re.findall(r"```yaml\n(.*?)```", page, re.DOTALL)
    tighter = read_patch(file(tmp_path, patch))
    assert classify(H20, "2024-11-05", "CN", counterfactual=tighter).item.paragraphs == ("3A090.b.1",)
    bandwidth = read_rule(file(tmp_path, rule))
    assert classify(H20, "2024-11-05", "CN", counterfactual=bandwidth).item.paragraphs == ("3A090.a.3",)


TEMPORARY = """
thresholds:
- {id: own.sum, value: 4000, unit: GB/s, begins: 2024-01-01, ends: 2024-06-30}
items:
- paragraph: 3A090.a.7
  when: memory_bandwidth + interconnect_bandwidth >= 1 * @own.sum and not (tpp < 100 and tpp >= 50) and vendor != amd
  begins: 2024-01-01
  ends: 2024-06-30
"""


def test_a_rule_of_its_own_ends_and_reads_sums(tmp_path: Path) -> None:
    law = read_rule(file(tmp_path, TEMPORARY))
    periods = timeline(H20, date(2023, 12, 1), date(2024, 12, 1), "CN", counterfactual=law)
    assert [period.begins.isoformat() for period in periods] == ["2023-12-01", "2024-01-01", "2024-07-01"]
    asked = question(H20, "2024-03-01", "CN", counterfactual=law)
    found = {flip["name"]: flip for flip in flips(asked)["metrics"]}
    links = asked.attributes()["interconnect_bandwidth"].low  # type: ignore[union-attr]
    assert (found["memory_bandwidth"]["to"], found["memory_bandwidth"]["bound"]) == (4000 - links, "below")
    assert found["memory_bandwidth"]["item"] == "not-controlled-by-this-rule"
    assert "interconnect_bandwidth" not in found  # the memory alone is enough


def test_a_rule_that_reads_a_number_of_another_time_is_refused(tmp_path: Path) -> None:
    text = "items: [{paragraph: x, when: io_bandwidth >= @us.ear.3a090.a.io, begins: 2024-01-01}]"
    with pytest.raises(UserError, match="not in force on 2024-11-05"):
        classify(H20, "2024-11-05", "CN", counterfactual=read_rule(file(tmp_path, text)))


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="cannot read"):
        read_rule(tmp_path / "own.yaml")


def test_a_number_of_its_own_begins_and_ends_on_days_of_its_own() -> None:
    number = DatedValue("own.limit", 1.0, "TPP", date(2024, 1, 2), date(2024, 3, 31))
    law = Counterfactual(numbers=(number,))
    assert list(law.change_dates()) == [date(2024, 1, 2), date(2024, 4, 1)]


def test_when_a_threshold_stood_is_said() -> None:
    early = moved({"us.ear.3a090.b.tpp": 2300})
    with pytest.raises(UserError, match=r"not in force on 2023-01-01; it is from 2023-11-17 to today$"):
        early.check(date(2023, 1, 1))
    late = moved({"us.ear.3a090.a.io": 500})
    with pytest.raises(UserError, match=r"not in force on 2024-01-01; it is from 2022-10-21 to 2023-11-16$"):
        late.check(date(2024, 1, 1))
