"""The store of jobs and its runner: stable ids, progress, cancelling, and survival of whoever is killed."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from whackachip import own_facts
from whackachip.errors import UserError
from whackachip.facts import store
from whackachip.web import jobs as jobs_module
from whackachip.web.jobs import Jobs, job_id
from whackachip.web.keeping import prune
from whackachip.web.pages.jobs import asked
from whackachip.web.runner import Runner
from whackachip.web.settings import Limits, Settings

ASKED = {"question": "classify", "values": {"chip": "h20", "on": "2024-11-05", "to": "CN"}}
OWN = """\
- id: own-one
  name: Own One
  vendor: own
  headquarters: CN
  family: own
  market: datacenter
  figures: [{source: bench, kind: measured, values: {rate_bf16_tops: 200}}]
"""
# Ten times as long as a worker takes to see that its server has gone, so that no orphan ends its job.
SLOW = {"question": "whack", "values": {"rule": "us-2023-10-17", "rounds": "8", "samples": "100000"}}


@pytest.fixture
def jobs(tmp_path: Path) -> Jobs:
    return Jobs(tmp_path / "state" / "jobs.sqlite")


def until(condition: Callable[[], object], seconds: float = 120.0) -> None:
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it took too long"
        time.sleep(0.05)


def test_the_same_question_is_the_same_job(jobs: Jobs) -> None:
    first = jobs.submit("ask", ASKED)
    assert jobs.submit("ask", dict(reversed(ASKED.items()))) == first
    assert first.id == job_id("ask", ASKED) != job_id("ask", SLOW)
    assert [job.id for job in jobs.recent()] == [first.id]


def test_a_job_is_claimed_once_even_by_many(jobs: Jobs) -> None:
    for number in range(20):
        jobs.submit("ask", {"question": "classify", "values": {"chip": str(number)}})
    claimed: list[str] = []

    def work() -> None:
        own = Jobs(jobs.path)
        while job := own.claim():
            claimed.append(job.id)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == len(set(claimed)) == 20


def test_progress_is_seen_and_a_cancelled_job_is_told(jobs: Jobs) -> None:
    id = jobs.submit("ask", ASKED).id
    jobs.claim()
    assert jobs.beat(id, 3, 10, "reading")
    found = jobs.get(id)
    assert found
    assert (found.done, found.total, found.message) == (3, 10, "reading")
    stopping = jobs.cancel(id)
    assert stopping
    assert stopping.state == "stopping"
    assert not jobs.beat(id)
    jobs.stopped(id)
    assert jobs.get(id).state == "cancelled"  # type: ignore[union-attr]
    assert jobs.result(id) is None


def test_a_result_is_kept_and_cannot_be_overwritten(jobs: Jobs) -> None:
    id = jobs.submit("ask", ASKED).id
    jobs.claim()
    jobs.finish(id, {"answer": 1})
    jobs.finish(id, {"answer": 2})
    jobs.fail(id, "late")
    assert Jobs(jobs.path).result(id) == {"answer": 1}


def test_what_stops_breathing_waits_again_and_then_fails(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_module, "STALE", -1.0)
    id = jobs.submit("ask", ASKED).id
    for state in ("waiting", "failed"):
        jobs.claim()
        jobs.reclaim()
        assert jobs.get(id).state == state  # type: ignore[union-attr]
    assert jobs.submit("ask", ASKED, again=False).state == "failed"
    assert jobs.submit("ask", ASKED).state == "waiting"


def test_too_many_are_refused(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs.sqlite", waiting=2)
    for number in range(2):
        jobs.submit("ask", {"question": str(number)})
    with pytest.raises(UserError, match="waiting"):
        jobs.submit("ask", ASKED)


def test_a_newer_or_broken_store_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "jobs.sqlite"
    Jobs(path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(UserError, match="newer"):
        Jobs(path)
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"not a database, " * 100)
    with pytest.raises(UserError, match="cannot be used"):
        Jobs(other)


def running(tmp_path: Path, **limits: float) -> tuple[Jobs, Runner]:
    settings = Settings(data=tmp_path, limits=Limits(**limits))  # type: ignore[arg-type]
    jobs = Jobs(tmp_path / "jobs.sqlite")
    return jobs, Runner(jobs, settings)


def test_a_question_runs_to_its_answer_and_a_mistake_to_its_line(tmp_path: Path) -> None:
    jobs, runner = running(tmp_path, workers=2)
    good = jobs.submit("ask", ASKED).id
    bad = jobs.submit("ask", {"question": "classify", "values": {"chip": "h2O"}}).id
    runner.start()
    try:
        until(lambda: jobs.get(good).over and jobs.get(bad).over)  # type: ignore[union-attr]
    finally:
        runner.stop()
    assert jobs.result(good)["item"]["verdict"] == "not-controlled-by-this-rule"
    failed = jobs.get(bad)
    assert failed
    assert failed.state == "failed"
    assert "did you mean" in failed.message


def test_a_running_job_can_be_cancelled(tmp_path: Path) -> None:
    jobs, runner = running(tmp_path)
    cancelled = jobs.submit("ask", SLOW).id
    runner.start()
    try:
        until(lambda: jobs.get(cancelled).state == "running")  # type: ignore[union-attr]
        jobs.cancel(cancelled)
        until(lambda: jobs.get(cancelled).over)  # type: ignore[union-attr]
    finally:
        runner.stop()
    assert jobs.get(cancelled).state == "cancelled"  # type: ignore[union-attr]


def test_a_job_over_its_time_is_stopped(tmp_path: Path) -> None:
    jobs, runner = running(tmp_path, job_seconds=0.05)  # less than a process takes to begin
    late = jobs.submit("ask", SLOW).id
    runner.start()
    try:
        until(lambda: jobs.get(late).over)  # type: ignore[union-attr]
    finally:
        runner.stop()
    ended = jobs.get(late)
    assert ended
    assert ended.state == "failed"
    assert "stopped after" in ended.message


@pytest.mark.skipif(sys.platform != "linux", reason="Linux enforces the limit")
def test_a_job_beyond_its_memory_fails_and_says_so(tmp_path: Path) -> None:
    jobs = Jobs(tmp_path / "jobs.sqlite")
    job = jobs.submit("greedy", {})
    jobs.claim()
    script = (
        "import sys; from pathlib import Path\n"
        "from whackachip.web import worker; from whackachip.web.jobs import Jobs\n"
        "jobs = Jobs(Path(sys.argv[1])); worker.KINDS['greedy'] = lambda *_: len(bytearray(3 * 10**9))\n"
        "worker.bound(worker.MEMORY_BYTES); worker.work(jobs, jobs.get(sys.argv[2]), print)"
    )
    subprocess.run([sys.executable, "-c", script, str(jobs.path), job.id], check=True)
    ended = jobs.get(job.id)
    assert ended
    assert (ended.state, ended.message[:14]) == ("failed", "it takes more ")


SERVER = """
import sys, time
from pathlib import Path
from whackachip.web.jobs import Jobs
from whackachip.web.runner import Runner
from whackachip.web.settings import Settings
folder = Path(sys.argv[1])
runner = Runner(Jobs(folder / "jobs.sqlite"), Settings(data=folder))
runner.start()
time.sleep(60)
"""


def test_a_killed_server_leaves_a_job_that_the_next_one_finishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = Jobs(tmp_path / "jobs.sqlite")
    id = jobs.submit("ask", SLOW).id
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(tmp_path)])
    until(lambda: jobs.get(id).state == "running")  # type: ignore[union-attr]
    os.kill(server.pid, signal.SIGKILL)
    server.wait()
    assert jobs.get(id).state == "running"  # type: ignore[union-attr]
    # The orphan ends within a beat, so the next server may take the job up as soon as it is still.
    monkeypatch.setattr(jobs_module, "STALE", 2.5)
    until(lambda: (jobs.reclaim(), jobs.get(id).state == "waiting")[1])  # type: ignore[func-returns-value, union-attr]
    with sqlite3.connect(jobs.path) as connection:  # a shorter question in its place, to end sooner
        shorter = job_id("ask", ASKED)
        connection.execute("UPDATE job SET id = ?, asked = ? WHERE id = ?", (shorter, _text(ASKED), id))
    id = shorter
    runner = Runner(jobs, Settings(data=tmp_path))
    runner.start()
    try:
        until(lambda: jobs.get(id).over)  # type: ignore[union-attr]
    finally:
        runner.stop()
    assert jobs.result(id)["chip"] == "nv-h20-96"


def _text(asked: object) -> str:
    import json

    return json.dumps(asked)


def over(jobs: Jobs, name: str, result: object = 1, files: int = 0) -> str:
    """A job that is done, with a result and bytes of files."""
    id = jobs.submit("ask", {"question": name}).id
    while (job := jobs.claim()) and job.id != id:
        pass
    jobs.finish(id, result)
    if files:
        jobs.folder(id).mkdir(parents=True)
        (jobs.folder(id) / "report.html").write_bytes(b"x" * files)
    return id


def test_old_results_are_forgotten_with_their_files(jobs: Jobs) -> None:
    old = over(jobs, "old", files=10)
    with sqlite3.connect(jobs.path) as connection:
        connection.execute("UPDATE job SET ended = ended - 20 * 86400, created = created - 20 * 86400")
    young = over(jobs, "young", files=10)
    assert prune(jobs, Limits(results_days=21.0)) == []
    assert prune(jobs, Limits(results_days=19.0)) == [old]
    assert jobs.get(old) is None
    assert not jobs.folder(old).exists()
    assert jobs.result(young) == 1
    assert jobs.folder(young).is_dir()
    assert jobs.submit("ask", {"question": "old"}, again=False).state == "waiting"  # its address works it out again


def test_results_are_bounded_by_number_and_bytes(jobs: Jobs) -> None:
    ids = [over(jobs, str(number), "x" * 100, files=1000) for number in range(5)]
    assert prune(jobs, Limits(results=4)) == ids[:1]
    assert prune(jobs, Limits(results_bytes=2500)) == [ids[2], ids[1]]
    assert prune(jobs, Limits(results_bytes=10, results=1)) == [ids[3]]  # the newest stays
    assert [job.id for job in jobs.recent()] == ids[4:]
    assert [path.name for path in (jobs.path.parent / "results").iterdir()] == ids[4:]


def test_what_waits_or_is_at_work_is_not_forgotten_for_its_number(jobs: Jobs) -> None:
    at_work = jobs.submit("ask", {"question": "work"}).id
    jobs.claim()
    waits = jobs.submit("ask", {"question": "wait"}).id
    assert prune(jobs, Limits(results=0, results_bytes=0)) == []
    later = time.time() + 100 * 86400
    assert prune(jobs, Limits(), later) == [waits]
    assert jobs.get(at_work)


def test_a_server_leaves_the_jobs_of_other_facts(jobs: Jobs) -> None:
    chip = {"id": "own-1", "name": "Own", "vendor": "own", "family": "own", "figures": []}
    with store.overlaid({"chips": [chip]}):
        other = jobs.submit("ask", ASKED).id
    assert jobs.claim() is None
    assert jobs.submit("ask", ASKED).id != other
    with store.overlaid({"chips": [chip]}):
        assert jobs.claim().id == other  # type: ignore[union-attr]


def test_a_question_is_listed_once_with_its_older_answers(jobs: Jobs) -> None:
    chip = {"id": "own-1", "name": "Own", "vendor": "own", "family": "own", "figures": []}
    with store.overlaid({"chips": [chip]}):
        jobs.submit("ask", ASKED)
        other = jobs.claim()
        assert other
        jobs.finish(other.id, {"provenance": {"facts_hash": "abcdef0123456789", "version": "0.0.1"}})
    alone = list(asked(jobs, jobs.recent()))
    assert [one.job.id for one in alone] == [other.id]  # nothing newer is there, and it still says what it rests on
    assert alone[0].older == ((f"/api/v1/jobs/{other.id}/result", "facts abcdef012345, version 0.0.1"),)
    ours = jobs.submit("ask", ASKED)
    jobs.submit("ask", {**ASKED, "question": "moat"})
    listed = {one.job.id: one for one in asked(jobs, jobs.recent())}
    assert len(listed) == 2
    assert listed[ours.id].older == alone[0].older
    assert listed[ours.id].url == alone[0].url


def test_facts_that_changed_under_a_server_are_not_passed_off_as_those_that_were_asked(jobs: Jobs) -> None:
    id = jobs.submit("ask", ASKED).id
    jobs.claim()
    words = [sys.executable, "-m", "whackachip.web.worker", str(jobs.path), id, str(os.getpid())]
    laid = {"sources": {"other": {"title": "Other", "grade": "read", "accessed": "2026-11-01"}}}
    subprocess.run(words, input=_text(laid), text=True, check=True)
    ended = jobs.get(id)
    assert ended
    assert ended.state == "failed"
    assert "started again" in ended.message


def test_a_job_sees_the_facts_that_lie_over_ours(tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "chips.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "own" / "sources.yaml").write_text("bench: {title: Bench, grade: read, accessed: 2026-11-01}\n")
    asked = {"question": "classify", "values": {"chip": "Own One", "on": "2024-11-05", "to": "CN"}}
    with own_facts(tmp_path / "own"):
        jobs, runner = running(tmp_path / "state")
        id = jobs.submit("ask", asked).id
        runner.start()
        try:
            until(lambda: jobs.get(id).over)  # type: ignore[union-attr]
        finally:
            runner.stop()
        assert jobs.get(id).message == ""  # type: ignore[union-attr]
        assert jobs.result(id)["chip"] == "own-one"
        assert jobs.result(id)["provenance"]["overlay"] == {"chips": ["own-one"], "sources": ["bench"]}
