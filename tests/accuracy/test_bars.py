"""No figure gets worse than its bar: on the rows that are shipped, and on the shared tables where they are."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "tools"))

import accuracy
import unseen

ROOT = Path(__file__).parents[2]
MEASURES = {measure["id"]: measure for measure in accuracy.bars()}
SHARED = ROOT.parent / "shared" / "data"
KEPT: dict[str, Any] = json.loads(accuracy.RECORD.read_text(encoding="utf-8"))


@pytest.mark.parametrize("id", [id for id, measure in MEASURES.items() if measure["data"] == "shipped"])
def test_what_is_shipped_holds_its_bars(id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    _check(id)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared tables are not here")
@pytest.mark.parametrize("id", ["law-shared", "serving-shared"])
def test_what_is_shared_holds_its_bars(id: str) -> None:
    _check(id)  # training's are checked in tests/shared/test_training_runs.py


def _check(id: str) -> None:
    summary = accuracy.ask(MEASURES[id], shared=SHARED)
    assert summary["n"], "no case, so nothing was measured"
    for figure in MEASURES[id]["figures"]:
        value = accuracy.reached(figure, summary)
        assert accuracy.holds(figure, value), f"{figure['name']}: {value}"


@pytest.mark.parametrize("id", MEASURES)
def test_the_record_holds_its_bars(id: str) -> None:
    for figure in MEASURES[id]["figures"]:
        assert accuracy.holds(figure, KEPT[id]["figures"][figure["name"]]), figure["name"]


def test_a_bar_can_be_missed() -> None:
    assert not accuracy.holds({"at_most": 0.1}, 0.2)
    assert not accuracy.holds({"at_least": 0.9}, 0.8)


def test_the_page_says_what_was_recorded() -> None:
    assert accuracy.PAGE.read_text(encoding="utf-8") == accuracy.text_of(KEPT)


def test_what_a_program_keeps_is_what_the_page_tells(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    kept = tmp_path / "left_out.json"
    kept.write_text(unseen.RECORD.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(unseen, "RECORD", kept)
    before = unseen.text()
    figures = unseen.recorded()["training"]["figures"]
    unseen.record("training", figures | {"median": 0.1234})
    after = unseen.text()
    assert "median error 12.3%" in after
    assert "median error 12.3%" not in before
    assert f"facts {unseen.store.digest()[:12]}" in after
