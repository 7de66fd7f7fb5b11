"""How time grows with size: hypothetical designs, commits of one repository, and repositories; with the slope of each.

python tools/bench_scaling.py {designs,commits,repositories} [--most N] [--figure FILE.svg]

Times are the processor's, of this process and its children, so that other work on the machine slows them little. The
slope is that of the logarithms by least squares: 1 where twice as much takes twice as long, less where a start is
shared. Making the repositories is not in them.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

import bench_scan
from bench_repositories import write_repository
from bench_stress import DAY, RULE, spent
from fitting import draw
from whackachip.report.figures.style import BLUE, CONFIG, GREY, SCHEMA

EACH = 20  # commits of each of many repositories


def designs(count: int) -> float:
    """Every paragraph of a day's law over made-up chips, in one process."""
    from whackachip.stress.sweep.designs import sweep_designs

    return timed(lambda: sweep_designs([RULE], DAY, count=count, jobs=1))


def commits(count: int) -> float:
    """The whole history of a repository of 400 files whose commits change three each."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "repository.git"
        write_repository(place, count)
        return float(bench_scan.child(place, history=True)["processor"])


def repositories(count: int) -> float:
    """Many small repositories, no two alike, one after another in one process."""
    from whackachip.evidence import scan

    seconds = 0.0
    for number in range(count):
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / "repository.git"
            write_repository(place, EACH, folders=5, files=8, lines=60, seed=number)
            seconds += timed(lambda: scan(place))  # noqa: B023 - it is called at once
    return seconds


def timed(call: Callable[[], object]) -> float:
    """Seconds of the processor."""
    before = spent()
    call()
    return spent() - before


class Curve(NamedTuple):
    """What grows, its sizes from the least, and how the time for one size is taken."""

    measure: Callable[[int], float]
    sizes: tuple[int, ...]


CURVES = {
    "designs": Curve(designs, tuple(10**power for power in range(3, 9))),
    "commits": Curve(commits, (100, 1000, 10_000, 100_000)),
    "repositories": Curve(repositories, (1, 10, 100, 1000, 10_000)),
}


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])


def spec(name: str, sizes: Sequence[int], seconds: Sequence[float]) -> dict[str, Any]:
    """Time against size, both in logarithms, with the fitted line."""
    power, start = np.polyfit(np.log(sizes), np.log(seconds), 1)
    fitted = np.exp(start + power * np.log(sizes))
    rows = [
        {"size": size, "seconds": took, "fitted": float(line)}
        for size, took, line in zip(sizes, seconds, fitted, strict=True)
    ]
    x = {"field": "size", "type": "quantitative", "scale": {"type": "log"}, "title": name,
         "axis": {"format": "~s", "values": list(sizes)}}  # fmt: skip
    y = {
        "type": "quantitative",
        "scale": {"type": "log"},
        "title": "processor [s]",
        "axis": {"tickCount": 5, "format": "~g"},
    }
    return {
        "$schema": SCHEMA,
        "config": CONFIG | {"aria": True},
        "title": {
            "text": f"Time of the processor by number of {name}",
            "subtitle": f"Slope {power:.2f}: twice as many take {2**power:.1f} times as long",
        },
        "data": {"values": rows},
        "width": 420,
        "height": 220,
        "layer": [
            {"mark": {"type": "line", "color": GREY, "strokeDash": [4, 3]},
             "encoding": {"x": x, "y": {**y, "field": "fitted"}}},
            {"mark": {"type": "point", "filled": True, "size": 60, "color": BLUE, "opacity": 1},
             "encoding": {"x": x, "y": {**y, "field": "seconds"}}},
        ],
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("curve", choices=list(CURVES))
    parser.add_argument("--most", type=int, default=10**9, help="the largest size that is measured")
    parser.add_argument("--figure", type=Path, help="where the curve is drawn, as SVG")
    asked = parser.parse_args()
    measure, sizes = CURVES[asked.curve]
    sizes = tuple(size for size in sizes if size <= asked.most)
    if len(sizes) < 2:
        parser.error(f"--most {asked.most} leaves no two sizes of {', '.join(map(str, CURVES[asked.curve].sizes))}")
    measure(sizes[0])  # facts are read and patterns compiled
    seconds: list[float] = []
    for size in sizes:
        seconds.append(measure(size))
        each = seconds[-1] / size * 1e6
        print(f"{size:>12,} {asked.curve:<13} {seconds[-1]:9.3f} s of the processor {each:12,.1f} us each", flush=True)
    last = slope(sizes[-2:], seconds[-2:])
    print(
        f"{'slope':>12} {asked.curve:<13} {slope(sizes, seconds):9.2f} over all sizes, {last:.2f} from {sizes[-2]:,} on"
    )
    if asked.figure:
        draw(asked.figure, spec(asked.curve, sizes, seconds))
    return 0


if __name__ == "__main__":
    sys.exit(main())
