"""Looks for inputs that break a parser: every target of tests/fuzz/targets.py, each with an equal share of time.

python tools/fuzz.py [--seconds 60] [--seed N] [--only NAME] [--out FOLDER]

Prints the seed, then executions, results and crashes of each target; what crashes is made small and written
to a file with its traceback. Exit status 1 where anything crashed. A line in tests/fuzz/test_found.py keeps it found.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
import traceback
from hashlib import sha256
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "fuzz"))

from target import Target, held  # noqa: E402 - the folder of the tests has to be on the path first
from targets import TARGETS  # noqa: E402

ROUND = 100  # inputs between two looks at the clock
SHRINK = 20.0  # most time that is spent on making one crash small [s]
KEPT = 5  # crashes of a target after which the next one has its turn


class Tally:
    """What one target did: executions, results among them, and crashes by the line that raised them."""

    def __init__(self) -> None:
        self.executions = self.results = self.failures = 0
        self.crashes: dict[str, tuple[Any, str]] = {}

    def run(self, target: Target, data: Any) -> None:
        self.executions += 1
        try:
            self.results += held(target, data)
        except Exception as error:
            self.failures += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            name = f"{type(error).__name__} at {Path(where.filename).name}:{where.lineno}"
            if name not in self.crashes or len(repr(data)) <= len(repr(self.crashes[name][0])):
                self.crashes[name] = data, traceback.format_exc()
            raise


def fuzz(target: Target, seconds: float, seed: int) -> Tally:
    """Rounds of new inputs until the time is up; a crash is made small before the next round."""
    tally, ends, number = Tally(), time.monotonic() + seconds, 0
    while time.monotonic() < ends and len(tally.crashes) < KEPT:
        number += 1

        @seeded(seed * 100_003 + number)
        @settings(
            max_examples=ROUND, database=None, deadline=None, derandomize=False, report_multiple_bugs=False,
            phases=[Phase.generate, Phase.shrink], suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(target.inputs)
        def one_round(data: Any) -> None:
            if time.monotonic() < ends + SHRINK:
                tally.run(target, data)

        before = tally.failures
        try:
            one_round()
        except Exception:
            if tally.failures == before:  # else it is in the tally, or came and went as the time was up
                raise
    return tally


def written(target: Target, crashes: dict[str, tuple[Any, str]], folder: Path) -> list[str]:
    """A file for each crash, named by what is in it."""
    places = []
    for name, (data, story) in crashes.items():
        folder.mkdir(parents=True, exist_ok=True)
        place = folder / f"{target.name}-{sha256(repr(data).encode('utf-8', 'replace')).hexdigest()[:12]}.txt"
        text = f"{target.name}: {name}\n\n{data!r}\n\n{story}"
        place.write_text(text.encode("utf-8", "backslashreplace").decode(), encoding="utf-8")
        places.append(f"  {name}: {place}")
    return places


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="of the clock, for all targets together")
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--only", action="append", choices=[target.name for target in TARGETS])
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "fuzz")
    asked = parser.parse_args()
    seed = random.SystemRandom().randrange(10**9) if asked.seed is None else asked.seed
    print(f"seed {seed}", flush=True)
    chosen = [target for target in TARGETS if not asked.only or target.name in asked.only]
    executions = crashes = 0
    for target in chosen:
        tally = fuzz(target, asked.seconds / len(chosen), seed)
        executions, crashes = executions + tally.executions, crashes + len(tally.crashes)
        print(
            f"{target.name:<18} {tally.executions:>8,} inputs {tally.results:>8,} results {len(tally.crashes)} crashes"
        )
        for line in written(target, tally.crashes, asked.out):
            print(line)
        sys.stdout.flush()
    print(f"{len(chosen)} targets, {executions:,} inputs, {crashes} crashes")
    return int(crashes > 0)


if __name__ == "__main__":
    sys.exit(main())
