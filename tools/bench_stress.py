"""How fast designs are judged, how the cost of one grows, and whether a killed worker changes the answer.

python tools/bench_stress.py [--jobs 2] [--most 10000000] [--cluster] [--check]

Each line gives seconds by the clock and by the processors. How fast a design is, is worked out only where a rule lets
it through: the letters of April 2025 pass a tenth of the designs, the text of October 2022 all but a twentieth.
--cluster draws --most designs on a local Dask cluster of two workers, one of them killed midway; --check draws them
again with processes and compares the bytes.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import signal
import sys
import time
from typing import Any

RULE, DAY = "us-letters-2025-04", "2025-04-09"  # all paragraphs and letters of the day judge each design
OPEN = "us-2022-10-07"  # lets nearly all designs through, so that nearly all are worked out in every phase


def spent() -> float:
    """Processor seconds of this process and of its children that have ended."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def timed(label: str, count: int, call: Any) -> Any:
    """What a call gives, and a line on what it took."""
    clock, cores = time.perf_counter(), spent()
    found = call()
    clock, cores = time.perf_counter() - clock, spent() - cores
    print(
        f"{label:<48} {count:>12,} designs {clock:8.2f} s {cores:8.2f} core-s {cores / count * 1e6:7.2f} us each",
        flush=True,
    )
    return found


def digest(result: Any) -> str:
    return hashlib.sha256(json.dumps(result, sort_keys=True).encode()).hexdigest()[:16]


def on_cluster(count: int) -> Any:
    """The sweep on two Dask workers, the first killed when a third of the work is done."""
    from distributed import LocalCluster

    from whackachip.stress.sweep.designs import sweep_designs

    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        killed: list[int] = []

        def kill(done: int, total: int) -> None:
            if done * 3 >= total and not killed:
                killed.append(cluster.workers[0].pid)
                os.kill(killed[0], signal.SIGKILL)
                print(f"killed worker {killed[0]} at {done:,} of {total:,} tasks", flush=True)

        return sweep_designs([RULE], DAY, count=count, cluster=cluster.scheduler_address, progress=kill)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--most", type=int, default=10_000_000)
    parser.add_argument("--cluster", action="store_true")
    parser.add_argument("--check", action="store_true")
    asked = parser.parse_args()

    from whackachip.stress.sweep.designs import sweep_designs

    def run(count: int, jobs: int, rule: str = RULE) -> Any:
        return sweep_designs([rule], DAY, count=count, jobs=jobs)

    if not asked.cluster:
        for rule in (RULE, OPEN):
            run(1000, 1, rule)  # facts are read and formulas warm
            count = 100_000
            while count <= asked.most:
                timed(f"{rule}, one process", count, lambda count=count, rule=rule: run(count, 1, rule))
                count *= 10
            started = f"{rule}, {asked.jobs} processes with their start"
            timed(started, 1_000_000, lambda rule=rule: run(1_000_000, asked.jobs, rule))
        return 0
    found = timed("Dask, two workers, one killed", asked.most, lambda: on_cluster(asked.most))
    print(f"answer {digest(found)}")
    if asked.check:
        again = timed(f"{asked.jobs} processes", asked.most, lambda: run(asked.most, asked.jobs))
        print(f"answer {digest(again)}: {'the same' if found == again else 'ANOTHER'}")
        return 0 if found == again else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
