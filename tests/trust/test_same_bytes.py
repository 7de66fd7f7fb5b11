"""The same question gives the same bytes: in another folder, place, time zone, language and order of hashing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SURROUNDINGS = [
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C.UTF-8", "COLUMNS": "40", "NO_COLOR": "1"},
    {"PYTHONHASHSEED": "77", "TZ": "America/St_Johns", "LC_ALL": "de_DE.UTF-8", "PYTHONUTF8": "0"},
]


def made(words: list[str], folder: Path, surroundings: dict[str, str]) -> bytes:
    """What a command prints or, where it has an --out, the file result.json that it writes."""
    folder.mkdir(parents=True)
    command = [sys.executable, "-m", "whackachip", *words]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **surroundings}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return (folder / "out" / "result.json").read_bytes() if "--out" in words else done.stdout


@pytest.mark.parametrize(
    "words",
    [
        ["investigate", "hunyuan-large", "--out", "out"],
        ["classify", "--all", "--on", "2024-11-05", "--to", "CN", "--json"],
        ["rules", "diff", "2023-10-16..2023-11-18", "--json"],
        ["rules", "prove", "us-2023-10-17", "--json"],
        ["estimate", "train", "hunyuan-large", "--on", "h20", "--count", "1000", "--tokens", "7e12", "--json"],
        ["moat", "--samples", "2000", "--seed", "3", "--json"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_surroundings_change_nothing(words: list[str], tmp_path: Path) -> None:
    found = {made(words, tmp_path / str(number) / "folder", kind) for number, kind in enumerate(SURROUNDINGS)}
    assert len(found) == 1
    assert str(tmp_path).encode() not in found.pop()


def test_a_seed_matters(tmp_path: Path) -> None:
    """The check above could not fail if nothing depended on chance."""
    one, two = (
        made(["moat", "--samples", "2000", "--seed", seed, "--json"], tmp_path / seed, SURROUNDINGS[0])
        for seed in ("3", "4")
    )
    assert one != two


def test_workers_change_nothing(tmp_path: Path) -> None:
    """A sweep by one process and by two."""
    words = ["stress", "sweep", "us-2023-10-17", "--vary", "us.ear.3a090.b.tpp=2000..2800:3", "--json"]
    found = {
        made([*words, "--jobs", jobs], tmp_path / jobs, SURROUNDINGS[int(jobs) - 1]) for jobs in ("1", "2")
    }  # fmt: skip
    assert len(found) == 1
