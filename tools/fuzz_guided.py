"""One target of tests/fuzz led by coverage: inputs that reach new lines are kept and changed further.

python tools/fuzz_guided.py TARGET [--seconds 60] [--out FOLDER]

Needs atheris, which no other part of the project does: `pip install atheris` into the environment. Prints inputs,
results and crashes as tools/fuzz.py does, and writes the crashes in the same form; exit status 1 where there are any.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from pathlib import Path

try:
    import atheris
except ImportError:
    raise SystemExit("this needs atheris: pip install atheris; tools/fuzz.py does without") from None

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests" / "fuzz"))
with atheris.instrument_imports(include=["whackachip"]):
    from targets import TARGETS

from hypothesis import HealthCheck, given, settings  # noqa: E402 - only what is ours is instrumented, and that first

from fuzz import Tally, written  # noqa: E402

LENGTH = 4096  # of the choices from which hypothesis makes an input [byte]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("target", choices=[target.name for target in TARGETS])
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "fuzz")
    asked = parser.parse_args()
    target = next(each for each in TARGETS if each.name == asked.target)
    tally, ends = Tally(), time.monotonic() + asked.seconds

    @settings(database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(target.inputs)
    def one(data: object) -> None:
        tally.run(target, data)

    def run(choices: bytes) -> None:
        if time.monotonic() > ends:  # libFuzzer knows no end that lets Python say what it found
            print(
                f"{target.name:<18} {tally.executions:>8,} inputs {tally.results:>8,} results "
                f"{len(tally.crashes)} crashes"
            )
            print("\n".join(written(target, tally.crashes, asked.out)), flush=True)
            os._exit(int(bool(tally.crashes)))
        before = tally.failures
        try:
            one.hypothesis.fuzz_one_input(choices)
        except Exception:
            if tally.failures == before:
                raise

    atheris.Setup([sys.argv[0], f"-max_len={LENGTH}", "-verbosity=1"], run)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
