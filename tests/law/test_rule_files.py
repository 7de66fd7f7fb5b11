"""All that a patch and a rule bring, and each refusal in its own words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from whackachip.errors import UserError
from whackachip.law.counterfactual import Counterfactual, DatedValue
from whackachip.law.rulefile import attributes, is_rule, read_patch, read_rule
from whackachip.predicates import parse

ITEM = "items: [{paragraph: own.x, when: tpp >= 1, begins: 2024-01-01}]\n"


def file(folder: Path, text: str) -> Path:
    path = folder / "own.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_that_a_patch_brings(tmp_path: Path) -> None:
    whole = "title: Two\nset: {us.ear.3a090.a.tpp: 3600}\nremoves: [3A090.b]\n"
    values = {"us.ear.3a090.a.tpp": 3600.0}
    assert read_patch(file(tmp_path, whole)) == Counterfactual(values=values, removes=("3A090.b",), names=("Two",))
    bare = file(tmp_path, "us.ear.3a090.a.tpp: 3600\n")
    assert read_patch(bare) == Counterfactual(values=values, names=("own.yaml",))
    assert read_patch(str(bare)) == read_patch(bare)
    assert not is_rule(bare)


def test_all_that_a_rule_brings(tmp_path: Path) -> None:
    text = """
title: Own
namespace: mine
thresholds:
- {id: line, value: 5, unit: TPP, begins: 2024-01-01, ends: 2024-02-01}
- {id: other, value: 6, unit: GB/s, begins: 2024-01-02}
items: [{paragraph: own.x, when: tpp >= @line, begins: 2024-01-01}]
measures: [{id: test, when: memory_bandwidth >= @other, begins: 2024-01-03}]
removes: [3A090.a, 3A090.b]
"""
    path = file(tmp_path, text)
    law = read_rule(path)
    assert law.numbers == (
        DatedValue("mine.line", 5.0, "TPP", date(2024, 1, 1), date(2024, 2, 1)),
        DatedValue("mine.other", 6.0, "GB/s", date(2024, 1, 2), None),
    )
    assert list(law.rules) == ["items", "measures"]
    (item,), (measure,) = law.rules.values()
    assert (item.kind, item.id, item.when, item.begins) == (
        "items",
        "own.x",
        parse("tpp >= @mine.line"),
        date(2024, 1, 1),
    )
    assert (measure.kind, measure.id, measure.begins) == ("measures", "test", date(2024, 1, 3))
    assert (law.values, law.removes, law.names) == ({}, ("3A090.a", "3A090.b"), ("Own",))
    assert is_rule(path)
    assert read_rule(file(tmp_path, ITEM)).names == ("own.yaml",)
    assert read_rule(file(tmp_path, ITEM)).numbers == ()


GROUP = "country_groups: [{id: D5, name: x, members: [{country: CN}], as_of: 2024-01-01, sources: [x]}]\n"


@pytest.mark.parametrize(
    ("read", "text", "words"),
    [
        (read_patch, "title: x\nset:\n  us.ear.3a090.a.tpp: .inf\n",
         r"^\S+own\.yaml, line 3: set\.us\.ear\.3a090\.a\.tpp: inf is not a finite number$"),
        (read_patch, "us.ear.3a090.a.tpp: .inf\n",
         r"^\S+own\.yaml, line 1: set\.us\.ear\.3a090\.a\.tpp: inf is not a finite number$"),
        (read_patch, "set: {us.ear.3a090.a.tpp: much}", r"^\S+own\.yaml, line 1: set\.us\.ear\.3a090\.a\.tpp: "),
        (read_patch, "- 1", r"^\S+own\.yaml holds no keys with values, such as `us\.ear\.3a090\.a\.tpp: 3600`$"),
        (read_patch, "removes: [3A090.q]", r"^unknown provision '3A090\.q': did you mean"),
        (read_patch, ITEM, r"^\S+own\.yaml holds a rule and no thresholds: give it with --rule$"),
        (read_rule, "us.ear.3a090.a.tpp: 3600", r"^\S+own\.yaml holds thresholds and no rule: give it with --patch$"),
        (read_rule, "set: {us.ear.3a090.a.tpp: 3600}", r"^\S+own\.yaml holds thresholds and no rule"),
        (read_rule, "- 1", r"^\S+own\.yaml holds no keys with values"),
        (read_rule, GROUP + ITEM, r"^\S+own\.yaml: a counterfactual cannot change country groups$"),
        (read_rule, "removes: [3A090.q]", r"^unknown provision '3A090\.q': did you mean"),
        (read_rule, ITEM.replace("tpp", "tppp"),
         r"^\S+own\.yaml: own\.x: unknown attribute 'tppp': did you mean 'tpp'"),
        (read_rule, ITEM.replace("1,", "@us.ear.3a090.a.tp,"),
         r"^\S+own\.yaml: own\.x: unknown threshold 'us\.ear\.3a090\.a\.tp': did you mean 'us\.ear\.3a090\.a\.tpp'"),
    ],
)  # fmt: skip
def test_what_is_refused(read: Callable[[Path], Any], text: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=words):
        read(file(tmp_path, text))


def test_what_a_provision_may_read() -> None:
    assert attributes() >= {"tpp", "memory_bandwidth", "vendor", "family", "available", "destination", "deemed"}
    assert "tppp" not in attributes()
