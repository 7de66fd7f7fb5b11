"""Files that are made to harm: numbers without end, nesting without end."""

from __future__ import annotations

from pathlib import Path

import pytest

from whackachip.errors import UserError
from whackachip.law.rulefile import read_patch, read_rule


@pytest.mark.parametrize("number", [".nan", ".inf", "-.inf"])
def test_a_threshold_is_a_finite_number(tmp_path: Path, number: str) -> None:
    path = tmp_path / "patch.yaml"
    path.write_text(f"set: {{us.ear.3a090.a.tpp: {number}}}")
    with pytest.raises(UserError, match="finite"):
        read_patch(path)


def test_nesting_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "deep.yaml"
    path.write_text("[" * 5000)
    for read in (read_patch, read_rule):
        with pytest.raises(UserError, match="nested too deep"):
            read(path)


def test_a_key_that_stands_twice_and_an_empty_file_are_refused(tmp_path: Path) -> None:
    twice = tmp_path / "twice.yaml"
    twice.write_text("us.ear.3a090.a.tpp: 3600\nus.ear.3a090.a.tpp: 2400\n")
    with pytest.raises(UserError, match=r"twice|us\.ear\.3a090\.a\.tpp"):
        read_patch(twice)
    empty = tmp_path / "empty.yaml"
    empty.write_text("")
    for read in (read_patch, read_rule):
        with pytest.raises(UserError, match="is empty"):
            read(empty)


def test_a_word_that_yaml_takes_for_true_is_no_number(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("set:\n  us.ear.3a090.a.tpp: yes\n")
    with pytest.raises(UserError, match=r"line 2: set\.us\.ear\.3a090\.a\.tpp: an unquoted yes.* no number"):
        read_patch(path)
    path.write_text("us.ear.3a090.b.tpp: 2300\nus.ear.3a090.a.tpp: off\n")
    with pytest.raises(UserError, match=r"line 2: .*an unquoted"):
        read_patch(path)
    path.write_text("thresholds: [{id: my.own, value: on, unit: TPP, begins: 2023-01-01}]\n")
    with pytest.raises(UserError, match="value: an unquoted"):
        read_rule(path)
    path.write_text("items: [{paragraph: no, when: tpp > 1, begins: 2023-01-01}]\n")
    with pytest.raises(UserError, match="quote the word"):
        read_rule(path)


def test_a_patch_and_a_rule_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "file.yaml"
    path.write_text("items: [{paragraph: 3A090.a.9, when: tpp >= 1000, begins: 2023-11-17}]\n")
    with pytest.raises(UserError, match=r"holds a rule and no thresholds: give it with --rule"):
        read_patch(path)
    for text in ("us.ear.3a090.a.tpp: 3600\n", "set: {us.ear.3a090.a.tpp: 3600}\n"):
        path.write_text(text)
        with pytest.raises(UserError, match=r"holds thresholds and no rule: give it with --patch"):
            read_rule(path)
    path.write_text("removes: [3A090.b.1]\n")  # either may say so
    assert read_patch(path).removes == read_rule(path).removes == ("3A090.b.1",)
    for text in ("- 1\n", "tpp\n"):
        path.write_text(text)
        for read in (read_patch, read_rule):
            with pytest.raises(UserError, match="holds no keys with values"):
                read(path)
