"""The program in a process of its own, with what it cost measured and bounded."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

LIMIT_S = 120  # of processor time and of the clock: a bound against hanging, not a measure of speed
MEMORY_MB = 500


class Ended(NamedTuple):
    """How a run ended: exit status, both outputs, and its highest resident memory [MB]."""

    code: int
    out: str
    err: str
    memory: float


def run(*words: str | Path, cwd: Path, given: bytes | None = None) -> Ended:
    """Runs whackachip; one that takes too long is killed, and its status then is below zero."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as start:
        start.write(given or b"")
        start.seek(0)
        command = [sys.executable, "-m", "whackachip", *map(str, words)]
        child = subprocess.Popen(command, cwd=cwd, stdin=start, stdout=out, stderr=err, preexec_fn=_bound)
        _, status, used = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode("utf-8", "replace"))
        return Ended(child.returncode, texts[0], texts[1], used.ru_maxrss / 1024)


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S))
