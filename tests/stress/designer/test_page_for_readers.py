"""The page of a stress test for who knows no chips: what it says first, and that it stands alone with three figures."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from whackachip.answers import ask
from whackachip.cli.group import program
from whackachip.report.stresspage import figures, render_stress
from whackachip.report.stresswords import sections, short


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return ask("stress", rule="us-2023-10-17")


def quick(rule: str, **more: Any) -> dict[str, Any]:
    return ask("stress", rule=rule, no_sweep=True, **more)


def test_the_first_words_say_what_why_and_what_came(result: dict[str, Any]) -> None:
    text = " ".join(short(result))
    denied = {row["phase"]: f"({row['denied']:.0%})" for row in result["phases"]}
    assert f"most of training {denied['train']}" in text
    assert f"next to nothing of writing answers {denied['decode']}" in text
    assert "It counts operations a second and operations for each mm2 of die" in text
    assert "speed of memory, on which writing answers rests, is in none of its tests" in text
    assert "NVIDIA H20" in text


def test_a_rule_that_counts_memory_does_not_say_that_it_leaves_it_out() -> None:
    text = " ".join(short(quick("us-letters-2025-04", market="consumer")))
    assert "speed of memory" in text
    assert "in none of its tests" not in text


def test_rules_that_deny_nothing_or_everything_say_so() -> None:
    """Both by moving thresholds, as far as they go."""
    io, tpp = "us.ear.3a090.a.io", "us.ear.3a090.a.tpp"
    nothing = quick("us-2022-10-07", alone=True, set=[f"{tpp}=900000"])
    assert next(short(nothing)) == "This rule denies nothing in this market: the best chip of its day passes as it is."
    everything = quick("us-2022-10-07", alone=True, set=[f"{tpp}=1", f"{io}=1"])
    assert next(short(everything)) == "This rule denies everything in this market: nothing that could be made passes."
    assert "<svg" in render_stress(everything)


def test_exemptions_read_as_english(result: dict[str, Any]) -> None:
    assert result["rule"]["tests"]["note-2"] == (
        "exempt where not designed or marketed for data centres and TPP below 4,800"
    )
    assert result["rule"]["reads"] == ["tpp", "performance_density", "marketed_for_datacenter"]


def test_one_page_with_three_figures_that_needs_nothing_else(result: dict[str, Any]) -> None:
    text = render_stress(result)
    assert len(figures(result)) == 3
    assert text.count("<svg") == 3
    assert not re.search(r"<(script|link|img|iframe)\b", text)
    assert not re.search(r"(?:src|href)=[\"']https?:", text)
    for heading, sentences in sections(result):
        assert f">{heading}</h2>" in text
        assert all(len(sentence) > 20 for sentence in sentences)


def test_words_of_a_document_are_escaped(result: dict[str, Any]) -> None:
    hostile = result | {"rule": result["rule"] | {"title": "<script>alert(1)</script>"}}
    assert "<script>alert" not in render_stress(hostile)


def test_the_command_writes_it_whole_or_says_why_not(tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    words = ["stress", "us-2022-10-07", "--no-sweep", "--page"]
    assert CliRunner().invoke(program, [*words, str(target)]).exit_code == 0
    assert target.read_text(encoding="utf-8").count("<svg") == 2
    for name, said in (("page.pdf", "ends in .html"), ("none/page.html", "no folder")):
        refused = CliRunner().invoke(program, [*words, str(tmp_path / name)])
        assert refused.exit_code == 2
        assert said in refused.output
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
