"""Figures and lists as files: whole or not at all, in the format that the name asks for."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from whackachip.cli.group import program

BEGINS = {".svg": b"<svg", ".png": b"\x89PNG", ".pdf": b"%PDF", ".json": b"{"}


def run(*words: str) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="whackachip")


def questions() -> dict[str, tuple[str, ...]]:
    asked: dict[str, tuple[str, ...]] = {"timeline": ("timeline", "h20", "--until", "2024-01-01")}
    try:
        import z3  # noqa: F401
    except ImportError:
        return asked
    return asked | {"prove": ("rules", "prove", "us-2023-10-17")}


@pytest.mark.parametrize("name", questions())
def test_every_format_is_drawn_and_no_part_is_left_beside_it(name: str, tmp_path: Path) -> None:
    for suffix, begins in BEGINS.items():
        # A name in capitals means the same.
        target = tmp_path / f"picture{suffix.upper() if suffix == '.png' else suffix}"
        done = run(*questions()[name], "--figure", str(target))
        assert done.exit_code == 0, done.output
        assert target.read_bytes().startswith(begins)
    assert "$schema" in json.loads((tmp_path / "picture.json").read_text())
    assert len(list(tmp_path.iterdir())) == len(BEGINS)


@pytest.mark.parametrize("name", questions())
def test_a_figure_that_cannot_be_written_leaves_the_old_one(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "picture.svg"
    target.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    done = run(*questions()[name], "--figure", str(target))
    assert (done.exit_code, done.output) == (2, f"error: cannot write '{target}': No space left on device\n")
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["picture.svg"]


def test_the_name_is_checked_before_anything_is_worked_out(tmp_path: Path) -> None:
    for name, words in (
        ("x.gif", "'x.gif' does not"),
        ("x", ".svg, .png, .pdf or .json"),
        ("no/x.svg", "no folder"),
    ):
        done = run("timeline", "no-such-chip", "--figure", str(tmp_path / name))
        assert done.exit_code == 2
        assert words in done.output
    folder = tmp_path / "folder.svg"
    folder.mkdir()
    assert "no regular file" in run("timeline", "h20", "--figure", str(folder)).output


def test_a_list_of_attributions_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subjects, out = tmp_path / "subjects.txt", tmp_path / "out.jsonl"
    subjects.write_text("no-such-place\n")
    out.write_text("old")
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    done = run("attribute", "--many", str(subjects), "--out", str(out))
    assert done.exit_code == 2
    assert out.read_text() == "old"
