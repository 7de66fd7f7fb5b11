"""The figures of the page that walks through the paper are those that the tool gives."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

import whackachip as wc

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "paper.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return wc.investigate("hunyuan-large").to_dict()


def test_the_chain_and_the_status_of_what_it_leaves(result: dict[str, Any]) -> None:
    for step in result["strict"]["steps"]:
        assert f"| {step['before']} to {step['after']} | {step['verdict']} |" in PAGE, step["id"]
    left = result["strict"]["remaining"]
    families = {result["chips"][chip]["family"] for chip in left}
    assert f"{len(left)} chips of {len(families)} families" in PAGE
    items = Counter(wc.classify(chip, on="2024-11-05", destination="CN").item.verdict for chip in left)
    assert set(items) == {"controlled", "not-controlled-by-this-rule", "unknown"}
    assert items["unknown"] == 1
    said = f"Of the {len(left)}, {items['controlled']} were controlled, {items['not-controlled-by-this-rule']} were not"
    assert said in PAGE


def test_the_probabilities_by_stage(result: dict[str, Any]) -> None:
    for stage in result["audited"]["stages"]:
        share = f"{stage['families']['h20']:.0%}".replace("%", " %")
        assert f"| {stage['label'].lower()} | {stage['disclosure']['word']} | {share}" in PAGE, stage["label"]


def test_the_figure_of_the_readme_has_the_same_probabilities(result: dict[str, Any]) -> None:
    """It outlived the weights that it was drawn with once; `tools/write_figures.py` draws it."""
    drawn = re.findall(r">(&lt;)?(\d+%)</text>", (DOCS / "figures" / "attribution.svg").read_text(encoding="utf-8"))
    labels = iter(label for below, label in drawn if not below)
    for stage in result["audited"]["stages"]:
        likely = sorted((share for share in stage["families"].values() if share >= 0.01), reverse=True)
        for share in likely:
            assert f"{share:.0%}" in labels, stage["label"]  # in this order


def test_what_techniques_gain_in_each_phase() -> None:
    answers = [
        wc.ask("techniques", model="hunyuan-large", chip="h20", versus="h100", phase=phase)
        for phase in ("train", "prefill", "decode")
    ]
    rows = {
        "neither uses techniques": [f"{answer['gap']:.2f}" for answer in answers],
        "the H20 uses all, the H100 none": [
            "{mid:.2f} ({low:.2f} to {high:.2f})".format(**answer["left"]) for answer in answers
        ],
        "both use all": [f"{answer['left_where_both_use_them']:.2f}" for answer in answers],
    }
    for name, cells in rows.items():
        assert f"| {name} | {' | '.join(cells)} |" in PAGE


def test_what_rules_deny_is_what_the_page_on_metrics_says() -> None:
    metrics = (DOCS / "metrics.md").read_text(encoding="utf-8")
    names = {0: "October 2022", 1: "October 2023", 2: "letters of April 2025"}
    for index, name in names.items():
        (row,) = re.findall(rf"^\| {name} \|(.*)\|$", PAGE, re.MULTILINE)
        said = [float(re.split(r" %", cell.strip())[0]) for cell in row.split("|")]
        found = []
        for key in ("| 1 | train ", "| 2 | prefill ", "| 2 | decode ", "| 1 | FLOP/s denied "):
            (line,) = [line for line in metrics.splitlines() if line.startswith(key + "|") and line.count("|") == 7]
            found.append(float(line.split("|")[3 + index]) * 100)
        assert said == pytest.approx(found, abs=0.51), name
