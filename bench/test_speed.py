"""What people wait for, by pytest-benchmark: python -m pytest bench/test_speed.py --benchmark-timer=bench_stress.spent

The timer is the processor's, of this process and its children. `--benchmark-save=before` keeps a run, and
`--benchmark-compare` sets the next one beside it.
"""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import bench as usual  # noqa: E402 - the folder of the tools has to be on the path first
import bench_repositories  # noqa: E402
import bench_search  # noqa: E402
import bench_stress  # noqa: E402
from whackachip import classify, classify_table  # noqa: E402

PROGRAM = [sys.executable, "-m", "whackachip"]


@pytest.mark.parametrize(
    "words",
    ["--version", "chips show h20", "classify h20 --on 2024-11-05 --to CN", "rules diff us-2023-10-17"],
)
def test_start(benchmark: Any, words: str) -> None:
    """A command in a process of its own."""
    benchmark.pedantic(subprocess.run, ([*PROGRAM, *words.split()],), {"check": True, "capture_output": True}, rounds=7)


def test_classify(benchmark: Any) -> None:
    """A chip on a day that was not asked before, facts loaded."""
    days = (f"20{year}-{month:02}-{day:02}" for day in range(1, 29) for month in range(1, 13) for year in (24, 25))
    benchmark.pedantic(
        lambda day: classify("h20", on=day, destination="CN"), setup=lambda: ((next(days),), {}), rounds=100
    )


def test_classify_a_million(benchmark: Any) -> None:
    """A million hypothetical chips, all law of a day."""
    columns = usual.million()
    benchmark.pedantic(classify_table, (columns, "2024-11-05", "CN"), rounds=7, warmup_rounds=1)


def test_scan_of_a_history(benchmark: Any, tmp_path: Path) -> None:
    """Every version of every file in 1,000 commits."""
    from whackachip.evidence import scan

    place = tmp_path / "repository.git"
    bench_repositories.write_repository(place, 1000)
    found = benchmark.pedantic(scan, (place,), rounds=5, warmup_rounds=1)
    assert found.commits == 1000
    assert found.findings


def test_scan_of_a_tree(benchmark: Any, tmp_path: Path) -> None:
    """20 MB of files without a hit."""
    import bench_scan
    from whackachip.evidence import scan

    bench_scan.write_tree(tmp_path / "tree", 20_000_000)
    assert not benchmark.pedantic(scan, (tmp_path / "tree",), rounds=5, warmup_rounds=1).findings


def test_search_of_plans(benchmark: Any) -> None:
    """The 70,272 plans that another tool's ten million executions are."""
    executions, _, _, _ = benchmark.pedantic(bench_search.best_of_calculon, rounds=5, warmup_rounds=1)
    assert executions == 10_295_264


def test_sweep_of_designs(benchmark: Any) -> None:
    """100,000 made-up chips by every paragraph of a day's law."""
    from whackachip.stress.sweep.designs import sweep_designs

    words = {"count": 100_000, "jobs": 1}
    benchmark.pedantic(sweep_designs, ([bench_stress.RULE], bench_stress.DAY), words, rounds=5, warmup_rounds=1)


@pytest.mark.parametrize("path", ["/", "/classify?chip=h20&on={day}&to=CN", "/api/v1/classify?chip=h20&on={day}&to=CN"])
def test_web(benchmark: Any, tmp_path: Path, path: str) -> None:
    """A page that was not asked before, without a network between."""
    pytest.importorskip("fastapi")
    from fastapi.testclient import TestClient

    from whackachip.web.app import create_app
    from whackachip.web.settings import Settings

    days = (
        f"202{year}-{month:02}-{day:02}" for year, month, day in itertools.product((3, 4), range(1, 13), range(1, 29))
    )
    client = TestClient(create_app(Settings(data=tmp_path)), base_url="http://127.0.0.1")

    def ask() -> None:
        client.get(path.format(day=next(days))).raise_for_status()

    benchmark.pedantic(ask, rounds=20, warmup_rounds=2)
