"""One job in a process of its own: python -m whackachip.web.worker STORE JOB PARENT, with own facts on standard input.

It says every second that it lives, and ends when the server that began it has gone, so that no two work on one job.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

from ..errors import UserError
from ..facts import store
from .jobs import Job, Jobs, ours

BEAT = 1.0  # [s]
MEMORY_BYTES = 2_000_000_000  # of a job, several times what any takes; mapped files apart
Tell = Callable[..., None]
Do = Callable[[Mapping[str, Any], Tell, Path], Any]


def ask_question(asked: Mapping[str, Any], tell: Tell, folder: Path) -> Any:
    """A question of the registry: {"question": name, "values": {...}}; told how far it is where it can say so."""
    from ..answers import find_question

    tell(message="calculating")
    question = find_question(asked["question"])
    answer = import_module(f"..answers.{question.module}", __package__).answer
    more = {"progress": tell} if "progress" in signature(answer).parameters else {}
    return answer(question.read(asked["values"]), **more)


def investigate(asked: Mapping[str, Any], tell: Tell, folder: Path) -> Any:
    """A bundled case, or a file or folder: {"values": {"subject": ...}, "path": where it lies, or None}.

    The report is written into the folder, since drawing it takes longer than a page should.
    """
    from ..answers.investigate import answer
    from ..report.save import save
    from .subject import request_of

    def progress(done: int, total: int) -> None:
        tell(done, total, "reading files")

    tell(message="reading")
    found = answer(request_of(asked["values"], asked["path"] is not None), asked["path"], progress)
    tell(message="drawing the report")
    save(found, folder)
    return found


KINDS: dict[str, Do] = {"ask": ask_question, "investigate": investigate}


class Life:
    """Tells the store how far a job is, at most some times a second, and that it is alive."""

    def __init__(self, jobs: Jobs, job: Job, parent: int) -> None:
        self.jobs, self.job, self.parent, self._last = jobs, job, parent, 0.0

    def start(self) -> None:
        threading.Thread(target=self._beat, daemon=True).start()

    def _beat(self) -> None:
        while os.getppid() == self.parent and self.jobs.beat(self.job.id):
            time.sleep(BEAT)
        os._exit(3)  # the server has gone, or the job was taken back

    def tell(self, done: int | None = None, total: int | None = None, message: str | None = None) -> None:
        now = time.monotonic()
        if done is None or now - self._last > 0.2:
            self._last = now
            self.jobs.beat(self.job.id, done, total, message)


def work(jobs: Jobs, job: Job, tell: Tell) -> None:
    """Do a job and keep what it found, or the line that says why there is nothing."""
    try:
        if job.kind not in KINDS:
            raise UserError(f"unknown kind of job {job.kind!r}")
        result = KINDS[job.kind](job.asked, tell, jobs.folder(job.id))
    except UserError as error:
        jobs.fail(job.id, str(error))
    except MemoryError:
        jobs.fail(job.id, f"it takes more than {MEMORY_BYTES:,} bytes of memory, which is what a job may take")
    except Exception as error:
        traceback.print_exc()
        jobs.fail(job.id, f"a fault of the tool ({type(error).__name__}); the server's log says more")
    else:
        jobs.finish(job.id, result)


def bound(memory: int) -> None:
    """The most memory that this process may take [bytes], where the system enforces one."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))


def main(words: list[str]) -> int:
    """Exit status 0 where the job ended, whatever its answer; 3 where it was not ours to do."""
    path, id, parent = words
    bound(MEMORY_BYTES)
    with store.overlaid(json.load(sys.stdin)):
        jobs = Jobs(Path(path))
        job = jobs.get(id)
        if job is None or job.state != "running":
            return 3
        if not ours(job):  # what lies on disk is not what the server read
            jobs.fail(id, "the tool or its facts changed while this server ran; it has to be started again")
            return 0
        life = Life(jobs, job, int(parent))
        life.start()
        work(jobs, job, life.tell)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
