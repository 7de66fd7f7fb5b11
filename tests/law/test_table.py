"""A million chips at once get the verdicts that one chip at a time gets."""

from __future__ import annotations

import math
import time
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whackachip.catalog import find_chip
from whackachip.errors import UserError
from whackachip.law.columns import Columns, coded
from whackachip.law.counterfactual import Counterfactual, moved
from whackachip.law.provision import change_dates, thresholds
from whackachip.law.question import question
from whackachip.law.rulefile import read_rule
from whackachip.law.table import ITEM, TRANSACTION, classify_table
from whackachip.quantities import Interval

DAYS = [day.isoformat() for day in change_dates()]
CHIP = find_chip("h20").chip
NUMBERS = ("tpp", "performance_density", "io_bandwidth", "memory_bandwidth", "interconnect_bandwidth")
# The thresholds of every day, and their neighbours in float64.
EDGES = sorted({value for day in change_dates() for value in thresholds(day).values()})
NEAR = [x for edge in EDGES for x in (math.nextafter(edge, 0), edge, math.nextafter(edge, math.inf))]

number = st.sampled_from(NEAR) | st.floats(0, 30_000) | st.just(math.nan)
chip = st.fixed_dictionaries(
    dict.fromkeys(NUMBERS, number)
    | {
        "marketed_for_datacenter": st.sampled_from(["yes", "no", ""]),
        "vendor": st.sampled_from(["nvidia", "amd", "intel", "huawei"]),
        "family": st.sampled_from(["h20", "mi308x", "other"]),
    }
)


def columns(chips: list[dict[str, Any]]) -> Columns:
    found = {name: [made[name] for made in chips] for name in chips[0]}
    return Columns({name: np.array(values) if name in NUMBERS else coded(values) for name, values in found.items()})


def assert_agrees(table: Columns, index: int, exporter: str, verdicts: Any, **asked: Any) -> None:
    traced = question(CHIP, asked["on"], asked["destination"], exporter=exporter,
                      **{k: v for k, v in asked.items() if k not in ("on", "destination")})  # fmt: skip
    item, deal, _ = traced.judge(table.row(index))
    assert (verdicts.item_word(index), verdicts.transaction_word(index)) == (item.verdict, deal.verdict)
    assert set(verdicts.governing(index)) == set(item.paragraphs)
    assert {name for name, signs in verdicts.paragraphs.items() if signs[index] == 0} == set(item.possible)


@settings(max_examples=300, deadline=None)
@given(
    chips=st.lists(chip, min_size=1, max_size=5),
    on=st.sampled_from(DAYS),
    destination=st.sampled_from(["CN", "MO", "DE", "VN", "AE", "RU"]),
    headquarters=st.sampled_from([None, "CN", "US"]),
    kind=st.sampled_from(["export", "reexport", "transfer"]),
    layer=st.sampled_from(["enforced", "codified"]),
)
def test_a_table_agrees_with_the_traced_path(chips: list[dict[str, Any]], **asked: Any) -> None:
    table = columns(chips)
    verdicts = classify_table(table, **asked)
    for index, made in enumerate(chips):
        assert_agrees(table, index, made["vendor"], verdicts, **asked)


@settings(max_examples=100, deadline=None)
@given(chips=st.lists(chip, min_size=1, max_size=4), value=st.sampled_from(NEAR[::7]))
def test_a_counterfactual_table_agrees_too(chips: list[dict[str, Any]], value: float) -> None:
    law = moved({"us.ear.3a090.a.tpp": 3600.0, "us.ear.3a090.b.tpp_with_density": min(value, 2000.0)})
    table = columns(chips)
    asked: dict[str, Any] = {"on": "2024-11-05", "destination": "CN", "counterfactual": law}
    verdicts = classify_table(table, **asked)
    for index, made in enumerate(chips):
        assert_agrees(table, index, made["vendor"], verdicts, **asked)


@cache
def two_laws() -> Counterfactual:
    """The enacted law beside one of another paragraph, to which no exception belongs."""
    with TemporaryDirectory() as folder:
        place = Path(folder) / "rule.yaml"
        place.write_text(
            "title: Bandwidth\nnamespace: own\n"
            "items: [{paragraph: own.1, when: memory_bandwidth >= 3500, begins: 2023-11-17}]\n"
            "requirements: [{id: own, covers: [own.1], when: destination == CN, begins: 2023-11-17}]\n"
        )
        return read_rule(place)


@settings(max_examples=100, deadline=None)
@given(chips=st.lists(chip, min_size=1, max_size=5), destination=st.sampled_from(["CN", "VN", "DE"]))
def test_a_table_of_two_laws_agrees_too(chips: list[dict[str, Any]], destination: str) -> None:
    table = columns(chips)
    asked: dict[str, Any] = {"on": "2024-11-05", "destination": destination, "counterfactual": two_laws()}
    verdicts = classify_table(table, **asked)
    for index, made in enumerate(chips):
        assert_agrees(table, index, made["vendor"], verdicts, **asked)


def test_an_exception_of_one_law_lifts_no_requirement_of_another() -> None:
    rates = [2000.0, 4000.0, 4000.0, 1000.0]
    made = {"tpp": [2600.0, 2600.0, 1000.0, 1000.0], "die_area": 800.0, "memory_bandwidth": rates, "vendor": "nvidia",
            "io_bandwidth": 500.0, "interconnect_bandwidth": 500.0, "marketed_for_datacenter": True,
            "family": "other"}  # fmt: skip
    verdicts = classify_table(made, "2024-11-05", "CN", counterfactual=two_laws())
    assert [verdicts.transaction_word(index) for index in range(4)] == [
        "exception-available", "licence-required", "licence-required", "no-requirement-found",
    ]  # fmt: skip


def million(rows: int) -> dict[str, Any]:
    draw = np.random.default_rng(20231117)
    return {
        "tpp": draw.uniform(0, 8000, rows),
        "die_area": draw.uniform(0, 1716, rows),
        "io_bandwidth": draw.uniform(0, 1200, rows),
        "interconnect_bandwidth": draw.uniform(0, 1200, rows),
        "memory_bandwidth": draw.uniform(0, 8000, rows),
        "marketed_for_datacenter": draw.random(rows) < 0.5,
        "vendor": "nvidia",
        "family": "hypothetical",
    }


def test_a_million_chips_take_less_than_two_seconds_of_one_core_and_a_sample_agrees() -> None:
    table = Columns(million(1_000_000))
    for on in ("2022-11-01", "2024-11-05", "2026-02-01"):
        start = time.process_time()
        verdicts = classify_table(table, on, "CN")
        assert time.process_time() - start < 2
        assert set(np.unique(verdicts.item)) >= {ITEM.index("controlled"), ITEM.index("not-controlled-by-this-rule")}
        assert len(np.unique(verdicts.transaction)) >= 2
        for index in np.random.default_rng(7).integers(0, table.size, 300):
            assert_agrees(table, int(index), "nvidia", verdicts, on=on, destination="CN")


def test_thresholds_are_never_evaluated_in_float32() -> None:
    with pytest.raises(TypeError, match="float64"):
        Columns({"tpp": np.array([4799.9999], dtype=np.float32)})
    close = np.array([math.nextafter(4800, 0), 4800.0])
    verdicts = classify_table({"tpp": close, "performance_density": 0.1}, "2024-11-05", "CN")
    assert [verdicts.item_word(i) for i in (0, 1)] == ["not-controlled-by-this-rule", "controlled"]


def test_what_is_not_given_is_unknown() -> None:
    verdicts = classify_table({"tpp": [2000.0, 100.0, math.nan]}, "2024-11-05", "CN")
    assert [verdicts.item_word(i) for i in range(3)] == ["depends", "not-controlled-by-this-rule", "unknown"]
    assert verdicts.transaction_word(0) == "depends"


def test_intervals_and_undefined_densities() -> None:
    table = Columns({"tpp": ([4000.0, 4900.0], [5000.0, 5000.0]), "die_area": [0.0, 0.0]})
    verdicts = classify_table(table, "2024-11-05", "CN", exporter="somebody")
    assert [verdicts.item_word(i) for i in range(2)] == ["depends", "controlled"]
    assert_agrees(table, 0, "somebody", verdicts, on="2024-11-05", destination="CN")


def test_mistakes_in_a_table() -> None:
    with pytest.raises(ValueError, match="lengths"):
        Columns({"tpp": [1.0, 2.0], "die_area": [1.0]})
    assert classify_table({"tpp": [1.0]}, "2020-01-01", "CN").item_word(0) == "not-in-force"
    assert TRANSACTION[0] == "no-requirement-found"
    assert not Counterfactual()


def test_one_value_for_all_rows_may_stand_among_words() -> None:
    """A number that is asked for among words, as a compute capability is, and words given as NumPy text."""
    table = Columns({"compute_capability": 8.0, "tpp": [1.0, 2.0], "vendor": np.array(["amd", "nvidia"])})
    words = frozenset({"8.0", "9.0"})
    assert table.among("compute_capability", words).tolist() == [1]
    assert table.among("compute_capability", frozenset({"9.0"})).tolist() == [-1]
    assert table.among("vendor", frozenset({"amd"})).tolist() == [1, -1]
    assert table.among("unheard_of", words).tolist() == [0]
    unsaid = Columns({"compute_capability": math.nan, "tpp": [1.0]})
    assert unsaid.among("compute_capability", words).tolist() == [0]
    assert unsaid.row(0) == {"compute_capability": None, "tpp": Interval.exact(1.0)}


def test_a_table_without_vendors_does_not_know_whom_a_letter_addresses() -> None:
    strong = {"tpp": [2400.0], "performance_density": [1.7], "memory_bandwidth": [4000.0], "io_bandwidth": [900.0]}
    deals = [
        classify_table(strong | more, "2025-06-01", "CN", **asked).transaction_word(0)
        for more, asked in (({}, {}), ({"vendor": "nvidia"}, {}), ({}, {"exporter": "nvidia"}))
    ]
    assert deals[1:] == ["licence-required", "licence-required"]
    weak = {name: [1.0] for name in strong} | {"memory_bandwidth": [4000.0], "marketed_for_datacenter": "yes"}
    unknown, known, other = (
        classify_table(weak | more, "2025-06-01", "CN").transaction_word(0)
        for more in ({}, {"vendor": "nvidia"}, {"vendor": "huawei"})
    )
    assert (unknown, known, other) == ("depends", "licence-required", "no-requirement-found")


def test_a_layer_that_is_none() -> None:
    with pytest.raises(UserError, match="enforced"):
        classify_table({"tpp": [1.0]}, "2024-11-05", "CN", layer="enforce")
