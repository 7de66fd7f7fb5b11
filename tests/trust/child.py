"""The program in a process of its own, with what it cost measured and bounded."""

from __future__ import annotations

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


# Runs the program and leaves its peak of memory in a file. The peak that the system keeps of a child begins with what
# its parent held when it forked, which for a test runner is more than any scan takes.
MEASURED = """
import runpy, sys
place = sys.argv.pop(1)
try:
    runpy.run_module("whackachip", run_name="__main__", alter_sys=True)
finally:
    with open("/proc/self/status") as status, open(place, "w") as out:
        out.write(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


def run(*words: str | Path, cwd: Path, given: bytes = b"") -> Ended:
    """Runs whackachip; one that takes too long is killed, and its status then is below zero."""
    with tempfile.TemporaryDirectory() as folder:
        peak = Path(folder) / "peak"
        command = [sys.executable, "-c", MEASURED, str(peak), *map(str, words)]
        done = subprocess.run(command, cwd=cwd, input=given, capture_output=True, check=False, preexec_fn=_bound)
        memory = int(peak.read_text()) / 1024 if peak.exists() else float("nan")
    out, err = (part.decode("utf-8", "replace") for part in (done.stdout, done.stderr))
    return Ended(done.returncode, out, err, memory)


def _bound() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (LIMIT_S, LIMIT_S))
