"""The tests of a decision in words: what applies, what would have been needed, and whose rules share a line."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from whackachip.investigation import investigate
from whackachip.report import words
from whackachip.report.content.clauses import clauses_table
from whackachip.report.content.sources import accessed, source_lines
from whackachip.report.figures.status import status_figure
from whackachip.report.table import NOT_KNOWN, Cell, table


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return investigate("hunyuan-large")


def shown(result: dict[str, Any], chip: str) -> list[list[str]]:
    (decision,) = [one for one in result["law"]["decisions"] if one["chip"] == chip]
    return [[cell.text for cell in row] for row in clauses_table(result, decision).rows]


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("vendor == nvidia and compute_capability >= 8.0", "vendor is NVIDIA and compute capability at least 8"),
        ("vendor in {google, aws}", "vendor is AWS or Google"),
        ("market == datacenter", "market is data centre"),
        ("vendor == amd or gpudirect_rdma == yes", "vendor is AMD, or GPUDirect RDMA"),
        ("end_user_listed == yes", "a party is on a list of part 744"),
        ("destination == CU", "the destination is Cuba"),
        ("item under 3A090.a", "item under 3A090.a"),
        ("memory: 16 devices", "memory: 16 devices"),
        ("destination == \u202eXX", "destination == <U+202E>XX"),
        ("", ""),
    ],
)
def test_tests_in_words(expression: str, said: str) -> None:
    assert words.test(expression) == said


def test_a_rule_that_does_not_apply_says_what_it_would_need(result: dict[str, Any]) -> None:
    rows = {row[0]: row for row in shown(result, "nv-h20-96") if row[0]}
    assert rows["15 CFR 742.6(a)(6)(iii)"][1:] == [
        "would need: item under 3A090.a or 3A090.b",
        "",
        "",
        "does not apply",
    ]
    assert rows["ECCN 3A090.a.1"] == ["ECCN 3A090.a.1", "at least 4,800 TPP", "2,368 TPP", "−2,432 TPP", "not met"]
    (together,) = [row for name, row in rows.items() if "15 CFR 746.4" in name]
    assert together[0].count("15 CFR") == 6
    assert "15 CFR 746.7(a)(1) and (b) (unverified)" in together[0]
    assert "the destination is Cuba; the destination is Iran" in together[1]
    assert together[4] == "do not apply"


def test_a_rule_that_applies_shows_all_that_it_asks(result: dict[str, Any]) -> None:
    rows = shown(result, "nv-h800-sxm")
    at = next(number for number, row in enumerate(rows) if row[0] == "15 CFR 742.6(b)(10) (2023)")
    assert rows[at][4] == "applies"
    assert rows[at + 1] == ["", "item under 3A090.a", "", "", "met"]
    assert rows[at + 2][1].startswith("it is designed or marketed for data centres and (")
    assert not [cell for row in rows for cell in row if "_" in cell or "==" in cell]


def test_every_provision_of_a_decision_stands_in_its_table(result: dict[str, Any]) -> None:
    for decision in result["law"]["decisions"]:
        text = " ".join(row[0] for row in shown(result, decision["chip"]))
        assert all(clause["cite"] in text for clause in decision["clauses"])


def test_an_unknown_kind_and_truth_are_shown_as_they_stand(result: dict[str, Any]) -> None:
    changed = copy.deepcopy(result)
    clause = changed["law"]["decisions"][0]["clauses"][-1]
    clause |= {"kind": "new_kind", "truth": "unknown"}
    (decision,) = [one for one in changed["law"]["decisions"] if one["chip"] == "nv-h20-96"]
    row = next(row for row in clauses_table(changed, decision).rows if row[0].text == clause["cite"])
    assert (row[0].note, row[4].text) == ("new kind", "unknown")


def test_the_day_of_access_is_said_once_where_all_share_it(result: dict[str, Any]) -> None:
    assert accessed(result)
    assert not [line for line in source_lines(result) if "accessed" in line.detail]
    changed = copy.deepcopy(result)
    next(iter(changed["sources"].values()))["accessed"] = "2020-01-01"
    assert accessed(changed) == ""
    assert all("accessed 20" in line.detail for line in source_lines(changed))


def test_a_chip_that_never_needed_a_licence_is_said_to(result: dict[str, Any]) -> None:
    changed = copy.deepcopy(result)
    changed["question"]["destination"] = "United States"
    for periods in changed["law"]["lives"].values():
        for period in periods:
            period["transaction"]["verdict"] = "no-requirement-found"
    figure = status_figure(changed)
    assert figure is not None
    assert figure.title == "No licence required for the United States on any day"


def test_a_cell_that_is_not_known_shares_the_tag_of_its_column() -> None:
    cells = [[Cell("1", tag="unverified")], [Cell(NOT_KNOWN)], [Cell("2", tag="unverified")]]
    assert table("x", ("n",), cells).tags == {0: "unverified"}
    assert table("x", ("n",), [*cells, [Cell("3")]]).tags == {}
