"""Columns as they are given, and the verdicts of a small table by hand."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from whackachip.catalog import find_chip
from whackachip.law.columns import Columns, Words, coded
from whackachip.law.counterfactual import Counterfactual, moved
from whackachip.law.provision import regime
from whackachip.law.question import as_day, question
from whackachip.law.table import _Extended, classify_table
from whackachip.predicates import UNDEFINED, Table, parse, vectorise
from whackachip.quantities import Interval

H20 = find_chip("h20").chip
YES, NO = frozenset({"yes"}), frozenset({"no"})


def test_each_way_to_give_a_column() -> None:
    table = Columns({
        "numbers": [1.0, math.nan], "whole": np.array([1, 2]), "pairs": ([1.0, math.nan], [3.0, 4.0]),
        "flags": np.array([True, False]), "words": ["a", ""], "text": np.array(["a", "b"]),
        "codes": Words(np.array([1, -1]), ("x", "y")), "one": 7, "word": "yes", "flag": False, "none": math.nan,
    })  # fmt: skip
    assert table.size == 2
    assert table.row(0) == {
        "numbers": Interval.exact(1), "whole": Interval.exact(1), "pairs": Interval(1, 3), "flags": YES,
        "words": frozenset({"a"}), "text": frozenset({"a"}), "codes": frozenset({"y"}), "one": Interval.exact(7),
        "word": YES, "flag": NO, "none": None,
    }  # fmt: skip
    assert table.row(1) == {
        "numbers": None, "whole": Interval.exact(2), "pairs": None, "flags": NO, "words": None,
        "text": frozenset({"b"}), "codes": None, "one": Interval.exact(7), "word": YES, "flag": NO, "none": None,
    }  # fmt: skip
    high = Columns({"pairs": ([1.0, 2.0], [math.nan, 4.0])})
    assert [high.row(index)["pairs"] for index in (0, 1)] == [None, Interval(2, 4)]
    assert table.words("word") == YES
    assert table.words("codes") is not None
    assert table.words("numbers") is None
    assert coded(["b", None, "a", "b", ""]).codes.tolist() == [0, -1, 1, 0, -1]
    assert coded(["b", "a"]).names == ("b", "a")


def test_sizes() -> None:
    assert Columns({}).size == Columns({"tpp": 3.0, "vendor": "amd"}).size == 1
    assert Columns({"tpp": 3.0, "io": [1.0, 2.0, 3.0]}).size == 3
    with pytest.raises(ValueError, match=r"^columns of different lengths: 1, 2, 3$"):
        Columns({"a": [1.0, 2.0, 3.0], "b": [1.0], "c": np.array([True, False])})
    with pytest.raises(ValueError, match="1, 2"):
        Columns({"a": ([1.0, 2.0], [1.0])})
    with pytest.raises(TypeError, match=r"^tpp is float32: thresholds are evaluated in float64 only$"):
        Columns({"tpp": np.array([1], dtype=np.float32)})
    with pytest.raises(TypeError, match="io is float32"):
        Columns({"io": ([1.0], np.array([1], dtype=np.float32))})


def test_densities_follow_from_the_area() -> None:
    table = Columns({"tpp": [100.0, 100.0, math.nan, 100.0], "die_area": [50.0, 0.0, 50.0, math.nan]})
    assert [table.row(index)["performance_density"] for index in range(4)] == [
        Interval.exact(2), UNDEFINED, None, None,
    ]  # fmt: skip
    spans = Columns({"tpp": ([100.0, 100.0], [200.0, 200.0]), "die_area": ([25.0, 0.0], [50.0, 50.0])})
    assert [spans.row(index)["performance_density"] for index in (0, 1)] == [Interval(2, 8), None]
    given = Columns({"tpp": [100.0], "die_area": [50.0], "performance_density": [9.0]})
    assert given.row(0)["performance_density"] == Interval.exact(9)
    assert "performance_density" not in Columns({"tpp": [100.0]}).row(0)
    assert "performance_density" not in Columns({"die_area": [100.0]}).row(0)


def test_words_and_numbers_are_asked_for() -> None:
    table = Columns({"vendor": ["amd", "", "intel"], "one": "amd", "capability": 8.0, "tpp": [1.0, 2.0, 3.0]})
    amd = frozenset({"amd"})
    assert table.among("vendor", amd).tolist() == [1, 0, -1]
    assert table.among("one", amd).tolist() == [1]
    assert table.among("one", frozenset({"intel"})).tolist() == [-1]
    assert table.among("capability", frozenset({"8"})).tolist() == [1]
    assert table.among("absent", amd).tolist() == [0]
    assert vectorise(parse("tpp >= 2 and vendor != amd"), table).tolist() == [-1, 0, 1]
    assert vectorise(parse("absent >= 2"), table).tolist() == [0]
    assert isinstance(table, Table)


def asks(**columns: Any) -> dict[str, Any]:
    chip = {"tpp": [5000.0], "performance_density": [6.0], "marketed_for_datacenter": "yes", "vendor": "nvidia",
            "io_bandwidth": [100.0], "interconnect_bandwidth": [100.0], "memory_bandwidth": [100.0],
            "family": "x"}  # fmt: skip
    return chip | columns


GRID = {
    "tpp": [100.0, 1600.0, 2399.0, 2400.0, 4799.0, 4800.0, math.nan, 20_000.0, 21_000.0],
    "performance_density": [0.5, 1.6, 3.2, 5.92, math.nan],
    "memory_bandwidth": [100.0, 1400.0, 6499.0, 6500.0],
    "marketed_for_datacenter": ["yes", "no", ""],
    "vendor": ["nvidia", "amd", "huawei", ""],
}


def rows(count: int) -> Columns:
    """Rows that step through every value of every column at different paces."""
    paces = {"tpp": 1, "performance_density": 2, "memory_bandwidth": 5, "marketed_for_datacenter": 3, "vendor": 7}
    found: dict[str, Any] = {
        name: [values[(index * paces[name] + index // len(values)) % len(values)] for index in range(count)]
        for name, values in GRID.items()
    }
    io = {"io_bandwidth": [(600.0, 599.0)[index % 2] for index in range(count)], "interconnect_bandwidth": 500.0}
    return Columns(found | io | {"family": "x"})


@pytest.mark.parametrize(
    ("on", "to", "asked"),
    [
        ("2022-09-01", "CN", {}),
        ("2022-11-01", "CN", {}),
        ("2024-11-05", "CN", {"exporter": "nvidia"}),
        ("2024-11-05", "DE", {"headquarters": "CN"}),
        ("2025-03-01", "BR", {"layer": "codified"}),
        ("2025-06-01", "CN", {"kind": "transfer"}),
        ("2026-02-01", "CN", {}),
        ("2026-09-24", "AE", {}),
        ("2026-09-24", "AE", {"layer": "codified", "kind": "reexport"}),
    ],
)
def test_a_small_table_gives_what_each_row_alone_gets(on: str, to: str, asked: dict[str, Any]) -> None:
    table = rows(45)
    verdicts = classify_table(table, on, to, **asked)
    assert verdicts.item.shape == verdicts.transaction.shape == (45,)
    for index in range(45):
        attributes = table.row(index)
        vendor = attributes["vendor"]
        if vendor is None and "exporter" not in asked:
            continue  # one chip at a time has always a vendor
        exporter = asked.get("exporter") or next(iter(vendor))  # type: ignore[arg-type]
        traced = question(H20, on, to, **(asked | {"exporter": exporter}))
        item, deal, _ = traced.judge(attributes)
        assert (verdicts.item_word(index), verdicts.transaction_word(index)) == (item.verdict, deal.verdict), index
        assert verdicts.governing(index) == item.paragraphs, index
        assert {name for name, signs in verdicts.paragraphs.items() if signs[index] == 0} == set(item.possible), index


def test_a_letter_addresses_who_exports() -> None:
    chip = {name: [1.0] for name in ("tpp", "performance_density", "io_bandwidth")}
    chip |= {"memory_bandwidth": [4000.0], "marketed_for_datacenter": "yes"}  # type: ignore[dict-item]

    def word(**asked: Any) -> str:
        exporter = asked.pop("exporter", None)
        return classify_table(chip | asked, "2025-06-01", "CN", exporter=exporter).transaction_word(0)

    assert word() == "depends"
    assert word(vendor="nvidia") == word(exporter="nvidia") == word(vendor="huawei", exporter="nvidia")
    assert word(vendor="nvidia") == "licence-required"
    assert word(vendor="huawei") == word(vendor="nvidia", exporter="somebody") == "no-requirement-found"
    assert word(vendor=[""]) == "depends"
    assert word(vendor=["nvidia"]) == "licence-required"


def test_a_roster_that_names_the_vendor_opens_an_exception() -> None:
    """Exception AIA of January 2025 is for approved designers: NVIDIA is one."""
    words = {
        vendor: classify_table(asks(vendor=vendor), "2025-06-01", "DE", layer="codified").transaction_word(0)
        for vendor in ("nvidia", "groq", "amd")
    }
    both = classify_table(
        asks(tpp=[5000.0] * 4, performance_density=6.0, io_bandwidth=100.0, interconnect_bandwidth=100.0,
             memory_bandwidth=100.0, vendor=["nvidia", "groq", "amd", ""]),
        "2025-06-01", "DE", layer="codified",
    )  # fmt: skip
    assert [both.transaction_word(index) for index in range(3)] == [words[name] for name in ("nvidia", "groq", "amd")]
    assert words["nvidia"] == "exception-available"
    # For the others the yearly limit of exception LPP is open, as the quantity is not stated.
    assert words["groq"] == words["amd"] == both.transaction_word(3) == "depends"


def test_whether_each_row_is_on_the_lists_of_companies() -> None:
    def known(vendors: Any) -> list[Any]:
        table = Columns({"tpp": [1.0, 2.0, 3.0]} | vendors)
        extended = _Extended(table, {"destination": frozenset({"CN"})})
        extended.rosters(table.words("vendor"))
        assert extended.row(0)["destination"] == frozenset({"CN"})
        assert extended.row(2)["tpp"] == Interval.exact(3)
        return [extended.row(index).get("approved_designer") for index in range(3)]

    assert known({"vendor": ["nvidia", "groq", "amd"]}) == [YES, NO, None]
    assert known({"vendor": ["", "amd", "nvidia"]}) == [None, None, YES]
    assert known({"vendor": "groq"}) == [NO, NO, NO]
    assert known({"vendor": "nvidia"}) == [YES, YES, YES]
    assert known({}) == [None, None, None]


def test_texts_that_disagree_make_a_row_depend() -> None:
    on = as_day("2024-11-05")
    like = regime("items", on)[0]
    texts = replace(
        like, kind="conflicts", id="texts", when=parse("tpp >= 4900"), covers=("3A090",), decides="transaction",
        outcomes=(("no-requirement-found", "x"),),
    )  # fmt: skip

    def words(*conflicts: Any, to: str = "CN", layer: str = "enforced") -> list[str]:
        law = Counterfactual(rules={"conflicts": conflicts})
        table = asks(tpp=[4800.0, 5000.0, math.nan], performance_density=6.0, io_bandwidth=100.0,
                     interconnect_bandwidth=100.0, memory_bandwidth=100.0)  # fmt: skip
        found = classify_table(table, "2024-11-05", to, counterfactual=law, layer=layer)
        return [found.transaction_word(index) for index in range(3)]

    assert words()[:2] == ["licence-required", "licence-required"]
    assert words(texts)[:2] == ["licence-required", "depends"]
    assert words(texts)[2] == "depends"
    assert words(texts, to="DE")[:2] == ["no-requirement-found", "no-requirement-found"]
    agreed = replace(texts, outcomes=(("licence-required", "x"),))
    assert words(agreed)[:2] == ["licence-required", "licence-required"]
    assert words(replace(texts, decides="review"))[1] == "licence-required"
    assert words(replace(texts, layers=("codified",)))[1] == "licence-required"
    assert words(replace(texts, layers=("codified",)), layer="codified")[1] == "depends"
    assert words(replace(texts, covers=("3A090.b",)))[1] == "licence-required"


def test_a_change_of_the_law_is_checked_and_applied() -> None:
    lower = moved({"us.ear.3a090.b.tpp": 2300.0})
    table = asks(tpp=[2350.0], performance_density=[2.0])
    assert classify_table(table, "2024-11-05", "CN").item_word(0) == "not-controlled-by-this-rule"
    changed = classify_table(table, "2024-11-05", "CN", counterfactual=lower)
    assert (changed.item_word(0), changed.governing(0)) == ("controlled", ("3A090.b.1",))
    with pytest.raises(Exception, match="contradicts itself"):
        classify_table(table, "2024-11-05", "CN", counterfactual=moved({"us.ear.3a090.b.tpp": 4900.0}))
