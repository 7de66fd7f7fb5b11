"""Runs the jobs that wait, each in a process of its own that can be stopped at any moment."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass

from ..facts import store
from .jobs import Job, Jobs
from .keeping import prune
from .settings import Settings

log = logging.getLogger("whackachip.web")
PAUSE = 0.15  # between looks at the queue [s]
PRUNING = 600.0  # between looks at what is kept, and at once when a job has ended [s]
GRACE = 2.0  # for a process to end when it is asked to [s]


@dataclass
class Running:
    """A job and its process."""

    job: Job
    process: subprocess.Popen[bytes]
    begun: float


class Runner:
    """A thread that keeps `workers` jobs running; stop() ends their processes, and the jobs wait again."""

    def __init__(self, jobs: Jobs, settings: Settings) -> None:
        self.jobs, self.settings = jobs, settings
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._running: list[Running] = []
        self._pruned = -PRUNING

    def start(self) -> None:
        """Begin, unless it has begun."""
        if self._thread is None:
            self._stop.clear()
            self._thread = threading.Thread(target=self._loop, name="jobs", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End every process; what was running is taken up by the next server."""
        self._stop.set()
        if self._thread:
            self._thread.join(timeout=10)
            self._thread = None

    def _loop(self) -> None:
        while not self._stop.is_set():
            try:
                self._look()
            except sqlite3.Error:  # busy or full; jobs wait, and the pages go on
                log.exception("the store of jobs does not answer")
            self._stop.wait(PAUSE)
        for one in self._running:
            _end(one.process)
            self.jobs.stopped(one.job.id)
        self._running.clear()

    def _look(self) -> None:
        """Settle what has ended, stop what should not go on, start what waits."""
        self.jobs.reclaim()
        left = []
        for one in self._running:
            known = self.jobs.get(one.job.id)
            over_time = time.monotonic() - one.begun > self.settings.limits.job_seconds
            if one.process.poll() is not None:
                self.jobs.stopped(one.job.id)  # does nothing where it ended as it should
            elif known is None or known.state == "stopping":
                _end(one.process)
                self.jobs.stopped(one.job.id)
            elif over_time:
                _end(one.process)
                self.jobs.fail(one.job.id, f"stopped after {self.settings.limits.job_seconds:,.0f} seconds")
            else:
                left.append(one)
        ended = len(left) < len(self._running)
        self._running = left
        if ended or time.monotonic() - self._pruned > PRUNING:
            prune(self.jobs, self.settings.limits)
            self._pruned = time.monotonic()
        while len(self._running) < self.settings.limits.workers and (job := self.jobs.claim()):
            self._running.append(Running(job, self._start(job), time.monotonic()))

    def _start(self, job: Job) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "whackachip.web.worker", str(self.jobs.path), job.id, str(os.getpid())]
        process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
        assert process.stdin is not None
        with suppress(BrokenPipeError), process.stdin as pipe:  # it ended at once, which the next look sees
            pipe.write(json.dumps(store.laid()).encode())
        return process


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
