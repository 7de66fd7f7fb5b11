"""What is kept of jobs that are over: the oldest results go first, by age, number and bytes."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from .jobs import ENDED, Jobs
from .settings import Limits

DAY = 86_400.0  # [s]


def prune(jobs: Jobs, limits: Limits, now: float | None = None) -> list[str]:
    """Forgets what is beyond the limits, with its files, and gives the ids; the newest result stays whatever its size.

    A job that waits is forgotten by age alone, one at work never. now: seconds since the epoch; the clock's if left
    out.
    """
    oldest = (time.time() if now is None else now) - limits.results_days * DAY
    gone, kept, size = [], 0, 0
    for id, state, moment, stored in jobs.sizes():
        if state not in ENDED:
            if state == "waiting" and moment < oldest:
                gone.append(id)
            continue
        size += stored + _bytes(jobs.folder(id))
        kept += 1
        too_much = kept > 1 and (kept > limits.results or size > limits.results_bytes)
        if moment < oldest or too_much:
            gone.append(id)
    for id in gone:
        jobs.forget(id)
        shutil.rmtree(jobs.folder(id), ignore_errors=True)
    return gone


def _bytes(folder: Path) -> int:
    """What the files of a result take."""
    total = 0
    for path in folder.rglob("*") if folder.is_dir() else ():
        try:
            total += path.lstat().st_size
        except OSError:  # it went while we looked
            continue
    return total
