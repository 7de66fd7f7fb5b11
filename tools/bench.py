"""How long things take: medians of seven runs, by the clock and of the processor, printed as a table.

python tools/bench.py [PATH_TO_CLONE ...]      with clones, the scans of their whole histories are timed too
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

import bench_scan
import bench_search
import bench_training
from bench_stress import spent
from whackachip import classify_table

RUNS = 7
PROGRAM = [sys.executable, "-m", "whackachip"]


def median(action: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Seconds by the clock, and of the processor for this process and its children."""
    walls, spents = [], []
    for _ in range(runs):
        start, before = time.perf_counter(), spent()
        action()
        walls.append(time.perf_counter() - start)
        spents.append(spent() - before)
    return statistics.median(walls), statistics.median(spents)


def command(*words: str) -> Callable[[], object]:
    return lambda: subprocess.run([*PROGRAM, *words], check=True, capture_output=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        rows = [
            ("whackachip --version", median(command("--version"))),
            ("chips show h20", median(command("chips", "show", "h20"))),
            ("classify h20", median(command("classify", "h20", "--on", "2024-11-05", "--to", "CN"))),
            ("classify h20 --json", median(command("classify", "h20", "--on", "2024-11-05", "--to", "CN", "--json"))),
            ("classify --all --csv", median(command("classify", "--all", "--on", "2024-11-05", "--to", "CN", "--csv"))),
            (
                "estimate train hunyuan-large, cold",
                median(command(*["estimate", "train", "hunyuan-large", "--on", "h20", "--count", "2048"])),
            ),
            ("rules diff us-2023-10-17", median(command("rules", "diff", "us-2023-10-17"))),
            ("timeline h20 --all-layers", median(command("timeline", "h20", "--all-layers"))),
            (
                "investigate hunyuan-large, report and all",
                median(command("investigate", "hunyuan-large", "--out", folder), 3),
            ),
        ]
    rows.append(("compiled facts of the catalogue, loaded", median(load)))
    rows.append(("predicates over the catalogue, one rule, warm", median(sweep)))
    rows.append(("what would flip one decision, warm", median(flip)))
    columns = million()
    for on in ("2022-11-01", "2024-11-05", "2026-02-01"):
        rows.append(
            (f"a million hypothetical chips, all law of {on}", median(partial(classify_table, columns, on, "CN")))
        )
    rows.append(("a million products of matrices, warm", median(products)))
    rows.append(("time and memory of one training plan, warm", median(bench_training.one, 101)))
    rows.append(("a million training plans: masks, memory, time", median(bench_training.plans, 3)))
    width = max(len(label) for label, _ in rows)
    for label, (wall, processor) in rows:
        print(f"{label:<{width}}  {wall * 1000:9.1f} ms  {processor * 1000:9.1f} ms of the processor", flush=True)
    for line in bench_search.lines():
        print(line)
    for line in bench_scan.lines(sys.argv[1:]):
        print(line)


def load() -> None:
    """Sections and rows anew, as a fresh process reads them; the modules are imported already."""
    from whackachip.catalog import chips
    from whackachip.facts import store

    for forgotten in (store.read, store.section, chips):
        forgotten.cache_clear()
    for name in ("sources", "architectures"):
        store.section(name)
    chips()


def sweep() -> None:
    from whackachip.catalog import chips, row
    from whackachip.predicates import Table, parse, vectorise

    table = Table([row(chip) for chip in chips()])
    vectorise(parse("tpp >= 4800 or (tpp >= 1600 and performance_density >= 5.92)"), table)


def flip() -> None:
    from whackachip import flips

    flips("h20", "2024-11-05", "CN")


def million(rows: int = 1_000_000) -> dict[str, Any]:
    """Chips drawn evenly over the plane of the rules; the seed is fixed."""
    draw = np.random.default_rng(1)
    return {
        "tpp": draw.uniform(0, 8000, rows),
        "die_area": draw.uniform(50, 1716, rows),
        "io_bandwidth": draw.uniform(0, 1200, rows),
        "interconnect_bandwidth": draw.uniform(0, 1200, rows),
        "memory_bandwidth": draw.uniform(0, 8000, rows),
        "marketed_for_datacenter": draw.random(rows) < 0.5,
        "vendor": "nvidia",
        "family": "hypothetical",
    }


def products() -> None:
    import numpy as np

    from whackachip.performance.kernels import curve, gemm_time

    m = np.arange(1.0, 1_000_001.0)
    gemm_time(1.0, m, 4096.0, 4096.0, 2.0, 1e15, 3e12, 132.0, curve("gemm", "bf16"))


if __name__ == "__main__":
    main()
