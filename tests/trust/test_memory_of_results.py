"""What an investigation holds grows so slowly with its findings that the most a scan keeps stay within bounds."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from child import MEMORY_MB

from whackachip.evidence.history import MAX_FINDINGS, MAX_PLACES

COUNT = 6_000
# Findings of a real case over and over, each at places of its own, made into every file of a report.
MADE = """
import sys
from dataclasses import replace
from whackachip.evidence.finding import Place
from whackachip.investigation import find_case, run
from whackachip.report import save

count, places, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
given = find_case("hunyuan-large").evidence
commits, blobs = given.main_line, [f"{at:040x}" for at in range(places)]

def one(number):
    path = f"folder-{number % 97}/{number:06}.sh"
    stood = tuple(Place(*commits[at % 8], path, number + at, blobs[at]) for at in range(places))
    found = given.findings[number % len(given.findings)]
    return replace(found, path=path, status="present", places=stood, first_commit=commits[0][0], removed_on=None)

evidence = replace(given, findings=tuple(one(number) for number in range(count)))
run.scan = lambda *_, **__: evidence
save(run.investigate(folder, on="2024-11-05", to="CN", lazy=True), folder)
with open("/proc/self/status") as status:
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""


def peak(count: int, folder: Path) -> float:
    """The highest resident memory [MB] of a process that writes a report on so many findings."""
    words = [sys.executable, "-c", MADE, str(count), str(MAX_PLACES // MAX_FINDINGS), str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    return int(done.stdout) / 1024


def test_the_most_findings_that_are_kept_fit(tmp_path: Path) -> None:
    few, many = peak(100, tmp_path), peak(COUNT, tmp_path)
    each = (many - few) / (COUNT - 100)
    assert each > 0, "nothing was made of the findings"
    assert few + each * MAX_FINDINGS < MEMORY_MB
