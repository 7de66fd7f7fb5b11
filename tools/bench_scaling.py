"""How time grows with size: hypothetical designs, commits of one repository, and repositories; with the slope of each.

python tools/bench_scaling.py [--most 1000000]

Times are the processor's, of this process and its children, so that other work on the machine slows them little. The
slope is that of the logarithms by least squares: 1 where twice as much takes twice as long, less where a start is
shared.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

import bench_scan
from bench_stress import DAY, RULE, spent

EACH = 20  # commits of each of many repositories


def designs(count: int) -> float:
    """Every paragraph of a day's law over made-up chips, in one process."""
    from whackachip.stress.sweep.designs import sweep_designs

    return timed(lambda: sweep_designs([RULE], DAY, count=count, jobs=1))


def commits(count: int) -> float:
    """The whole history of a repository whose commits change three files each."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "repository.git"
        bench_scan.write_repository(place, count)
        return float(bench_scan.child(place, history=True)["processor"])


def repositories(count: int) -> float:
    """Many small repositories, one after another in one process."""
    from whackachip.evidence import scan

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "repository.git"
        bench_scan.write_repository(place, EACH)
        return timed(lambda: [scan(place) for _ in range(count)])


def timed(call: Callable[[], object]) -> float:
    """Seconds of the processor."""
    before = spent()
    call()
    return spent() - before


def slope(sizes: list[int], seconds: list[float]) -> float:
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def lines(most: int) -> Iterator[str]:
    """A line for each size, and one with the slope for each curve."""
    curves: tuple[tuple[str, Callable[[int], float], list[int]], ...] = (
        ("designs", designs, [10**power for power in range(3, 9) if 10**power <= most]),
        ("commits", commits, [100, 1000, 10_000]),
        ("repositories", repositories, [1, 3, 10, 30, 100]),
    )
    for name, measure, sizes in curves:
        measure(sizes[0])  # facts are read and patterns compiled
        seconds = []
        for size in sizes:
            seconds.append(measure(size))
            each = seconds[-1] / size * 1e6
            yield f"{size:>12,} {name:<13} {seconds[-1]:9.3f} s of the processor {each:12,.1f} us each"
        last = slope(sizes[-2:], seconds[-2:])
        yield f"{'slope':>12} {name:<13} {slope(sizes, seconds):9.2f} over all sizes, {last:.2f} from {sizes[-2]:,} on"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--most", type=int, default=1_000_000, help="designs; 100,000,000 takes some minutes")
    for line in lines(parser.parse_args().most):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
