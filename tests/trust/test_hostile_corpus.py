"""Whatever a tree or a repository holds: bounded, reported, and the honest file beside it is read."""

from __future__ import annotations

import json
from pathlib import Path

import hostile_archives  # noqa: F401  each adds its makers
import hostile_folders  # noqa: F401
import hostile_formats  # noqa: F401
import hostile_gits  # noqa: F401
import hostile_texts  # noqa: F401
import pytest
from child import MEMORY_MB, run
from hostile import MAKERS, NAME

# What the corpus cannot hold an honest finding beside: a single hostile file.
ALONE = {
    "gzip-bomb-alone",
    "zip-of-overlapping-members",
    "zips-of-nothing-but-a-directory",
    "zip-with-two-sizes-of-its-directory",
}


@pytest.mark.parametrize("name", MAKERS)
def test_a_hostile_tree_is_read_to_its_end(name: str, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    subject = MAKERS[name](made)
    before = sorted(path.name for path in tmp_path.iterdir())
    ended = run("scan", subject, "--json", cwd=tmp_path)
    assert ended.code == 0, f"{ended.code}: {ended.err[-2000:]}"
    assert "Traceback" not in ended.err
    assert ended.memory < MEMORY_MB
    document = json.loads(ended.out)
    if name not in ALONE:
        assert any(found["path"].rpartition("/")[2] == NAME for found in document["findings"])
    assert sorted(path.name for path in tmp_path.iterdir()) == before, "something was written"
    assert str(tmp_path) not in ended.out


@pytest.mark.parametrize("name", ["names-that-run", "secrets", "letters-that-look-alike", "notebook-with-scripts"])
def test_nothing_of_it_runs_in_a_report(name: str, tmp_path: Path) -> None:
    made = tmp_path / "made"
    made.mkdir()
    subject = MAKERS[name](made)
    ended = run("investigate", subject, "--on", "2024-11-05", "--to", "CN", "--out", "report", cwd=tmp_path)
    assert ended.code == 0, ended.err
    page = (tmp_path / "report" / "report.html").read_text()
    assert "<script" not in page
    assert "onerror=alert" not in page.replace("&lt;img src=x onerror=alert(1)&gt;", "")
    assert "\u202e" not in page
    assert "\x1b" not in page + ended.out
    assert "hf_" + "a" * 34 not in page + (tmp_path / "report" / "result.json").read_text()
    sheet = run("scan", subject, "--format", "csv", cwd=tmp_path).out
    assert not [line for line in sheet.splitlines() if line.startswith(("=", "+", "@", '"='))]
    assert "\x1b" not in run("scan", subject, cwd=tmp_path).out
    assert not (tmp_path / "own").exists()
