"""Runs a reader of dangerous files in a process of its own, with limits, which is killed when its time is up."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SECONDS = 30.0  # wall clock; the processor's time is limited to two thirds of it
MEMORY_BYTES = 1_500_000_000
MAX_ANSWER_BYTES = 32_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a child said as JSON, or why it said nothing."""

    value: Any = None
    reason: str = ""


def ask(script: Path, data: bytes, *arguments: str, seconds: float = SECONDS, memory: int = MEMORY_BYTES) -> Answer:
    """Gives bytes to a Python script and reads one JSON document from it; never raises for what the child does.

    seconds: wall clock until it is killed [s]. memory: of its address space [bytes]. Both are the script's
    first arguments, and it has to set them. The child gets no environment.
    """
    limits = [str(max(1, int(seconds * 2 / 3))), str(memory)]
    words = [sys.executable, "-I", str(script), *limits, *arguments]
    try:
        done = subprocess.run(words, input=data, capture_output=True, timeout=seconds, check=False, env={}, cwd="/")
    except subprocess.TimeoutExpired:
        return Answer(reason=f"not read within {seconds:g} seconds")
    except OSError as error:
        return Answer(reason=f"no process could be started: {type(error).__name__}")
    if done.returncode == -24:  # SIGXCPU
        return Answer(reason=f"not read within {seconds * 2 / 3:g} seconds of the processor's time")
    if done.returncode != 0 or len(done.stdout) > MAX_ANSWER_BYTES:
        words_of = done.stderr.decode(errors="replace").strip().splitlines()
        last = words_of[-1].partition(":")[0] if words_of else f"exit status {done.returncode}"
        return Answer(reason=f"damaged, or not to be read within the limits: {last[:60]}")
    try:
        return Answer(json.loads(done.stdout))
    except ValueError:
        return Answer(reason="the reader gave no answer")
