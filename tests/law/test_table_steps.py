"""The single steps of a table's verdicts, on laws made up for the purpose, and who exports its rows."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from whackachip.catalog import find_chip
from whackachip.errors import UserError
from whackachip.law.columns import Columns, Words
from whackachip.law.counterfactual import Counterfactual
from whackachip.law.provision import Provision, regime
from whackachip.law.question import as_day, question
from whackachip.law.table import _Extended, _Judge, classify_table
from whackachip.predicates import parse

ON = "2024-11-05"
H20 = find_chip("h20").chip
FIRST = regime("items", as_day(ON))[0]
LETTER = replace(FIRST, kind="letters", id="letter", addressees=("amd",), covers=())
# Rows that govern, that could, and that do not.
GOVERNS = {"3A090.a.1": np.array([True, False, False]), "own.1": np.array([False, False, True])}
COULD = {"3A090.a.1": np.array([False, True, False]), "own.1": np.array([False, False, False])}


def made(kind: str, id: str, when: str, **more: Any) -> Provision:
    return replace(FIRST, kind=kind, id=id, when=parse(when), covers=more.pop("covers", ()), **more)


def judge(**columns: Any) -> _Judge:
    table = Columns({"tpp": [1.0, 2.0, 3.0]} | columns)
    return _Judge(_Extended(table, {}), Counterfactual(), as_day(ON), {}, "enforced")


def same_for_each_row(law: Counterfactual, columns: dict[str, Any], on: str = ON, to: str = "CN") -> list[str]:
    """The verdicts on transactions, once each row has been judged alone as well."""
    table = Columns(columns | {"vendor": "nvidia", "family": "x"})
    verdicts = classify_table(table, on, to, counterfactual=law)
    for index in range(table.size):
        item, deal, _ = question(H20, on, to, counterfactual=law).judge(table.row(index))
        assert (verdicts.item_word(index), verdicts.transaction_word(index)) == (item.verdict, deal.verdict), index
        assert verdicts.governing(index) == item.paragraphs, index
        assert {name for name, signs in verdicts.paragraphs.items() if signs[index] == 0} == set(item.possible), index
    return [verdicts.transaction_word(index) for index in range(table.size)]


def test_signs_are_small_and_no_others() -> None:
    steps = judge()
    covers = replace(FIRST, covers=("3A090",))
    found = {
        "nothing": steps.every(()),
        "covered": steps._coverage(covers, GOVERNS, COULD),
        "under a": steps._meets_a(GOVERNS, COULD),
        "of vendors": steps._addressed(LETTER, Words(np.array([1, 0, -1]), ("nvidia", "amd"))),
        "of nobody": steps._addressed(LETTER, None),
        "of one": steps._addressed(LETTER, frozenset({"amd"})),
        "of another": steps._addressed(LETTER, frozenset({"nvidia"})),
    }
    assert {name: signs.tolist() for name, signs in found.items()} == {
        "nothing": [1], "covered": [1, 0, -1], "under a": [1, -1, 0], "of vendors": [1, -1, 0], "of nobody": [0],
        "of one": [1], "of another": [-1],
    }  # fmt: skip
    assert {signs.dtype for signs in found.values()} == {np.dtype(np.int8)}


def test_verdicts_are_small() -> None:
    verdicts = classify_table({"tpp": [5000.0, 1.0, math.nan], "performance_density": 6.0}, ON, "CN")
    assert verdicts.item.dtype == verdicts.transaction.dtype == np.int8
    assert {signs.dtype for signs in verdicts.paragraphs.values()} == {np.dtype(np.int8)}
    assert {int(sign) for signs in verdicts.paragraphs.values() for sign in signs} == {-1, 0, 1}


def test_lists_of_companies_are_small_and_unknown_for_several_names_at_once() -> None:
    extended = _Extended(Columns({"tpp": [1.0, 2.0]}), {})
    extended.rosters(frozenset({"groq", "nvidia"}))
    assert [extended.row(index)["approved_designer"] for index in (0, 1)] == [None, None]
    extended.rosters(frozenset({"nvidia"}))
    words = extended.words("approved_designer")
    assert isinstance(words, Words)
    assert (words.codes.tolist(), words.codes.dtype) == ([1, 1], np.int8)


@pytest.mark.parametrize("exporter", ["nvidia", "NVIDIA", "Nvidia Corporation"])
def test_the_exporter_is_found_however_it_is_written(exporter: str) -> None:
    strong = {"memory_bandwidth": [4000.0], "marketed_for_datacenter": "yes", "tpp": [1.0], "vendor": "amd"}
    assert classify_table(strong, "2025-06-01", "CN", exporter=exporter).transaction_word(0) == "licence-required"
    with pytest.raises(UserError, match="did you mean 'nvidia'"):
        classify_table(strong, "2025-06-01", "CN", exporter="nvidiaa")


def test_a_rule_may_ask_who_exports() -> None:
    law = Counterfactual(rules={"end_use_rules": (made("end_use_rules", "own", "exporter == nvidia"),)})

    def words(**asked: Any) -> list[str]:
        exporter = asked.pop("exporter", None)
        found = classify_table({"tpp": [1.0, 1.0]} | asked, ON, "DE", exporter=exporter, counterfactual=law)
        return [found.transaction_word(index) for index in (0, 1)]

    assert words(vendor=["nvidia", "amd"]) == ["licence-required", "no-requirement-found"]
    assert words(vendor=["nvidia", "amd"], exporter="nvidia") == ["licence-required"] * 2
    assert words(vendor="nvidia", exporter="amd") == ["no-requirement-found"] * 2
    assert words() == ["depends"] * 2


def test_what_kind_of_transaction_it_is() -> None:
    """Exception NAC is for exports and reexports; until April 2024 nothing excepted a transfer."""
    table = {"tpp": [5000.0], "performance_density": 2.0, "marketed_for_datacenter": "no", "vendor": "nvidia",
             "io_bandwidth": 1.0, "memory_bandwidth": 1.0, "interconnect_bandwidth": 1.0, "family": "x"}  # fmt: skip
    words = {kind: classify_table(table, "2023-12-01", "CN", kind=kind).transaction_word(0)
             for kind in ("export", "reexport", "transfer")}  # fmt: skip
    assert words == {
        "export": "exception-available", "reexport": "exception-available", "transfer": "licence-required",
    }  # fmt: skip
    with pytest.raises(UserError, match=r"^unknown kind of transaction 'exports'"):
        classify_table(table, ON, "CN", kind="exports")
    with pytest.raises(UserError, match=r"^unknown layer 'enforce'"):
        classify_table(table, ON, "CN", layer="enforce")


def test_a_paragraph_that_may_be_met_beside_one_that_is() -> None:
    """Under another law's paragraph .a stays possible; under .a or .b another law's does not."""
    law = Counterfactual(rules={"items": (made("items", "own.1", "memory_bandwidth >= 3500"),)})
    rows = {
        "tpp": [math.nan, 5000.0, 2600.0, 2600.0, math.nan],
        "performance_density": [6.0, 1.0, 3.25, 3.25, math.nan],
        "memory_bandwidth": [4000.0, math.nan, math.nan, 4000.0, math.nan],
        "marketed_for_datacenter": True, "io_bandwidth": 1.0, "interconnect_bandwidth": 1.0,
    }  # fmt: skip
    same_for_each_row(law, rows)
    found = classify_table(rows | {"vendor": "nvidia", "family": "x"}, ON, "CN", counterfactual=law)
    assert found.paragraphs["3A090.a.1"].tolist() == [0, 1, -1, -1, 0]
    assert found.paragraphs["own.1"].tolist() == [1, -1, -1, 1, 0]


def test_an_exception_for_one_requirement_of_two() -> None:
    law = Counterfactual(
        rules={
            "items": (made("items", "own.1", "tpp >= 1"), made("items", "other.1", "tpp >= 1")),
            "requirements": (
                made("requirements", "first", "destination == CN", covers=("own.1",)),
                made("requirements", "second", "destination == CN", covers=("other.1",)),
            ),
            "exceptions": (
                made("exceptions", "ONE", "memory_bandwidth >= 5", covers=("own.1",)),
                made("exceptions", "TWO", "io_bandwidth >= 5", covers=("other.1",)),
            ),
        },
        removes=("3A090",),
    )
    grid = [(first, second) for first in (9.0, math.nan, 1.0) for second in (9.0, math.nan, 1.0)]
    rows = {"tpp": [3.0] * 9, "memory_bandwidth": [a for a, _ in grid], "io_bandwidth": [b for _, b in grid]}
    both, either, none = "exception-available", "depends", "licence-required"
    assert same_for_each_row(law, rows) == [both, either, none, either, either, none, none, none, none]


def test_a_rule_on_end_use_is_for_its_paragraphs_or_for_every_item() -> None:
    rows = {"tpp": [9.0, 3.0, 1.0, math.nan]}
    for covers, expected in (
        ((), ["licence-required"] * 4),
        (("own.1",), ["licence-required", "licence-required", "no-requirement-found", "depends"]),
        (("own.2",), ["licence-required", "no-requirement-found", "no-requirement-found", "depends"]),
    ):
        items = (made("items", "own.1", "tpp >= 3"), made("items", "own.2", "tpp >= 9"))
        rule = made("end_use_rules", "use", "destination == CN", covers=covers)
        law = Counterfactual(rules={"items": items, "end_use_rules": (rule,)}, removes=("3A090",))
        assert same_for_each_row(law, rows) == expected, covers
        for state, found in (("suspended", "no-requirement-found"), ("unknown", "depends")):
            changed = replace(law, rules=law.rules | {"end_use_rules": (replace(rule, state=state),)})
            assert same_for_each_row(changed, rows)[0] == found
