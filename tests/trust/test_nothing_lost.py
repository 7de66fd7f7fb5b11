"""A result that was there stays there, or is replaced whole: whatever is killed, full, closed or done twice at once."""

from __future__ import annotations

import json
import os
import random
import resource
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from whackachip.report.wholefile import write_whole

KILLS = 200
OLD, NEW = b"old\n" * 100_000, b"new!\n" * 100_000


def killed(work: Callable[[], None], after: float) -> None:
    """Runs work in a process of its own and kills it, in the middle of whatever it does then."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_a_file_survives_two_hundred_kills(tmp_path: Path) -> None:
    place = tmp_path / "result.json"
    place.write_bytes(OLD)
    moments = random.Random(0)

    def work() -> None:
        while True:
            for data in (NEW, OLD):
                write_whole(place, lambda beside, data=data: beside.write_bytes(data))  # type: ignore[misc]

    seen: set[bytes] = set()
    for kill in range(KILLS):
        # A machine with much else to do gets nothing written so soon: until both are seen, kills come later and later.
        patience = 1 if len(seen) == 2 else 1 + kill / 10
        killed(work, patience * moments.uniform(0.0005, 0.012))
        found = place.read_bytes()
        assert found in (OLD, NEW)
        seen.add(found)
    assert seen == {OLD, NEW}, "no kill came after a write, so nothing was tried"


def test_jobs_survive_two_hundred_kills(tmp_path: Path) -> None:
    pytest.importorskip("fastapi")
    from whackachip.facts import store
    from whackachip.web.jobs import Jobs

    store.digest()  # once, and not in every child

    place = tmp_path / "jobs.sqlite"
    moments = random.Random(1)
    answer = {"text": "x" * 50_000}

    def work() -> None:
        jobs = Jobs(place, waiting=10**6)
        number = os.getpid() * 10**6
        while True:
            number += 1
            jobs.submit("kind", {"number": number})
            job = jobs.claim()
            if job is not None:
                jobs.beat(job.id, 1, 2, "half")
                jobs.finish(job.id, answer)

    done = 0
    for kill in range(KILLS):
        killed(work, (1 if done else 1 + kill / 20) * moments.uniform(0.005, 0.045))
        if kill % 20 == 19:
            with sqlite3.connect(place) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
                rows = connection.execute("SELECT state, result FROM job").fetchall()
            done = sum(state == "done" for state, _ in rows)
            assert all((state == "done") == (result is not None) for state, result in rows)
            assert all(json.loads(result) == answer for state, result in rows if state == "done")
    assert done, "no job was ever done, so nothing was tried"


def run(*words: str, cwd: Path, file_limit: int | None = None) -> subprocess.CompletedProcess[str]:
    def bound() -> None:
        if file_limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_limit, file_limit))

    command = [sys.executable, "-m", "whackachip", *words]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False, preexec_fn=bound)


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a report in it."""
    folder = tmp_path_factory.mktemp("made")
    assert run("investigate", "hunyuan-large", "--out", "report", cwd=folder).returncode == 0
    return folder / "report"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    "words",
    [
        ["investigate", "hunyuan-large", "--on", "2025-01-01", "--out", "report"],
        ["report", "--from", "report/result.json", "--to", "html", "--out", "report/report.html"],
        ["timeline", "h20", "--to", "CN", "--figure", "report/report.html.svg"],
        ["chips", "export", "--out", "report/chips.csv"],
    ],
)
def test_a_disk_that_is_full_is_said_and_leaves_the_old(words: list[str], report: Path) -> None:
    before = contents(report)
    done = run(*words, cwd=report.parent, file_limit=4096)
    assert done.returncode in (2, 74), done.stderr
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error: ")
    assert contents(report) == before


@pytest.mark.parametrize("place", ["/proc/whackachip", "/dev/null/report"])
def test_a_place_that_cannot_be_written_is_said(place: str, report: Path) -> None:
    for words in (["investigate", "hunyuan-large", "--out", place],
                  ["report", "--from", "report", "--to", "csv", "--out", place]):  # fmt: skip
        done = run(*words, cwd=report.parent)
        assert done.returncode == 2, done.stderr
        assert done.stderr.count("\n") == 1
        assert "cannot write" in done.stderr


def test_runs_at_once_into_one_folder_leave_one_whole_report(report: Path, tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "whackachip",
        "report",
        "--from",
        str(report),
        "--to",
        "md",
        "--out",
        "both/report.md",
    ]
    children = [subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) for _ in range(3)]
    assert [child.wait() for child in children] == [0, 0, 0]
    assert (tmp_path / "both" / "report.md").read_bytes() == (report / "report.md").read_bytes()
    assert not [path for path in (tmp_path / "both").rglob("*") if path.name.startswith(".")]
