"""Answers are remembered by what they depend on: never of other code or facts, within a size, killed or not."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from whackachip.cli import remembered as memory
from whackachip.cli.group import program
from whackachip.stress.sweep import task
from whackachip.stress.sweep.kept import Kept
from whackachip.stress.sweep.task import Task

MOAT = ("moat", "--no-sobol", "--samples", "200", "--json")
SWEEP = ("stress", "sweep", "us-2022-10-07", "--vary", "us.ear.3a090.a.io=400,600", "--json")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("WHACKACHIP_NO_CACHE")
    monkeypatch.setenv("WHACKACHIP_CACHE", str(tmp_path))
    return tmp_path / "answers"


def run(*words: str) -> str:
    result = CliRunner().invoke(program, list(words))
    assert result.exit_code == 0, result.output
    return result.output


def spoil(folder: Path) -> None:
    """Writes into every answer what no run would find, so that one that was read again shows."""
    for path in folder.glob("*.json"):
        body = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(body | {"spoiled": True}), encoding="utf-8")


def test_a_second_run_reads_what_the_first_kept(folder: Path) -> None:
    first = run(*MOAT)
    assert len(list(folder.glob("*.json"))) == 1
    assert run(*MOAT) == first
    spoil(folder)
    assert '"spoiled": true' in run(*MOAT)
    assert run(*MOAT, "--no-cache") == first
    assert run(*MOAT, "--seed", "1") != first


@pytest.mark.parametrize("what", ["code", "facts"])
def test_other_code_or_facts_are_another_question(what: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run(*MOAT)
    spoil(folder)
    if what == "code":
        monkeypatch.setattr(task, "code", lambda: "another program")
    else:
        monkeypatch.setattr(task.store, "digest", lambda: "0" * 64)
    assert '"spoiled"' not in run(*MOAT)
    assert json.loads(first)["absolute"] == json.loads(run(*MOAT))["absolute"]


def test_points_of_a_sweep_are_kept_one_by_one(folder: Path) -> None:
    first = run(*SWEEP)
    assert len(list(folder.glob("*.json"))) == 2
    wider = [word.replace("400,600", "400,600,900") for word in SWEEP]
    assert json.loads(run(*wider))["points"][:2] == json.loads(first)["points"]
    assert len(list(folder.glob("*.json"))) == 3


def test_half_a_file_is_none(folder: Path) -> None:
    first = run(*MOAT)
    (path,) = folder.glob("*.json")
    path.write_text(path.read_text(encoding="utf-8")[:-20], encoding="utf-8")
    assert run(*MOAT) == first
    path.write_bytes(b"\xff\xfe")
    assert run(*MOAT) == first


def test_a_cache_that_cannot_be_written_is_done_without(folder: Path) -> None:
    folder.write_text("in the way", encoding="utf-8")
    assert json.loads(run(*MOAT))["absolute"]


def test_the_oldest_go_first_and_what_was_read_is_young(tmp_path: Path) -> None:
    kept = Kept(tmp_path, 10_000)
    tasks = [Task("x", {"place": place}) for place in range(4)]
    for age, each in enumerate(reversed(tasks)):
        kept.put(each, "x" * 4000)
        os.utime(tmp_path / f"{each.key}.json", (1000 + age, 1000 + age))
    (tmp_path / "killed.1.part").write_text("y" * 4000, encoding="utf-8")
    os.utime(tmp_path / "killed.1.part", (1, 1))
    assert kept.get(tasks[3]) == "x" * 4000  # the oldest by its writing
    again = Kept(tmp_path, 10_000)
    assert [again.get(each) is not None for each in tasks] == [True, False, False, True]
    assert not list(tmp_path.glob("*.part"))


def test_somebodys_own_folder_is_never_thinned(tmp_path: Path) -> None:
    for place in range(3):
        Kept(tmp_path).put(Task("x", {"place": place}), "x" * 4000)
    Kept(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


def test_a_request_that_names_a_file_is_asked_afresh(folder: Path, tmp_path: Path) -> None:
    """Its text may be another by the next time, while its name is the same."""
    from whackachip.answers.stress import Request

    given: list[dict[str, Any]] = [{"n": 1}, {"n": 2}]
    asked = Request(rule="us-2022-10-07", patch=(str(tmp_path / "law.yaml"),))
    assert [memory.remembered("stress", asked, lambda: given.pop(0), False) for _ in range(2)] == [{"n": 1}, {"n": 2}]
    plain = Request(rule="us-2022-10-07")
    given = [{"n": 3}, {"n": 4}]
    assert [memory.remembered("stress", plain, lambda: given.pop(0), False) for _ in range(2)] == [{"n": 3}, {"n": 3}]
