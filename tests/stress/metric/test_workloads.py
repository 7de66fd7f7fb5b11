"""The sign of what is denied in decode turns on the work, and the metric and the page say how."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from whackachip.catalog import find_chip
from whackachip.stress.metric.answer import answer
from whackachip.stress.metric.workloads import CONTEXT, HELD, MODELS, told, workloads
from whackachip.stress.utility import utility
from whackachip.stress.work import work

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))

import write_market  # noqa: E402

H20, H100 = (find_chip(name).chip for name in ("nv-h20-96", "nv-h100-sxm-80"))


def test_few_long_requests_favour_the_h20_and_many_short_ones_the_h100() -> None:
    found = {(row["model"], row["held"], row["context"]): row["denied"] for row in workloads(H20, H100)}
    assert len(found) == len(MODELS) * len(HELD) * len(CONTEXT)
    assert found["llama-3-70b", 16, 32768] < 0 < 0.2 < found["llama-3-70b", 128, 2048]
    one, other = utility([H20, H100], work("llama-3-70b", held=128.0, context=2048.0), "decode")
    assert found["llama-3-70b", 128, 2048] == pytest.approx(1 - one / other)


def test_the_sentence_names_both_ends() -> None:
    rows = workloads(H20, H100)
    text = told(rows, "nv-h20-96")
    shares = sorted(row["denied"] for row in rows)
    assert f"from {shares[0]:.0%} (" in text
    assert f"to {shares[-1]:.0%} (" in text
    assert f"below zero in {sum(share < 0 for share in shares)} of {len(shares)}" in text
    assert told([], "x") == ""


def test_what_is_not_known_or_cannot_be_held_is_no_share() -> None:
    rows = workloads(find_chip("name=x, bf16_dense=400, memory_capacity=80").chip, H100)
    assert {row["denied"] for row in rows} == {None}
    rows = workloads(find_chip("nv-4090").chip, H100)
    assert {row["denied"] for row in rows if row["model"] == "llama-3-70b" and row["context"] > 3e4} == {1.0}
    assert not np.isnan([row["denied"] for row in rows]).any()


def test_the_page_and_the_metric_say_the_same() -> None:
    body = answer("us-2023-10-17", "2024-12-15", versus="h100", designs=False, samples=100)
    metric = next(one for one in body["metrics"] if one["number"] == 2)
    assert metric["workloads"] == workloads(H20, H100)
    assert told(metric["workloads"], "nv-h20-96") in metric["notes"]
    assert write_market.workloads(body).strip() in (ROOT / "docs" / "stress.md").read_text(encoding="utf-8")
