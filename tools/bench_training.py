"""How fast the training formulas are; called by tools/bench.py."""

from __future__ import annotations

from typing import Any

import numpy as np

from whackachip.performance.training import Cluster, Plan, Workload, coefficients, constraints, memory, step_time
from whackachip.performance.training.step import step_time_by_shape

# The 1T model and the A100s of arXiv 2104.04473, table 1.
WORK = Workload(128.0, 25600.0, 102400.0, 160.0, 160.0, 160.0, 160.0, 51200.0, 2048.0, 3072.0, gated=0.0)
ON = Cluster(3072.0, 312e12, 312e12, 312e12, 2039e9, 80e9, 108.0, 400.0, 300e9, 8.0, 25e9, year=2021.0)
PLAN = Plan(8.0, 64.0, 6.0, 1.0, virtual=2.0, recompute=2.0, zero=0.0)
CHUNK = 16_384  # rows that stay in the cache


def one() -> None:
    """Time and memory of one plan."""
    memory(WORK, ON, PLAN)
    step_time(WORK, ON, PLAN, coefficients())


def plans(rows: int = 1_000_000) -> None:
    """Masks, memory and time of plans drawn at random; the seed is fixed."""
    draw = np.random.default_rng(1)
    columns: dict[str, Any] = {
        "tp": 2.0 ** draw.integers(0, 4, rows),
        "pp": 2.0 ** draw.integers(0, 7, rows),
        "dp": 2.0 ** draw.integers(0, 7, rows),
        "micro_batch": 2.0 ** draw.integers(0, 4, rows),
        "virtual": 2.0 ** draw.integers(0, 3, rows),
        "recompute": draw.integers(0, 3, rows).astype(float),
        "zero": draw.integers(0, 4, rows).astype(float),
        "overlap_tp": draw.integers(0, 2, rows).astype(float),
    }
    fitted = coefficients()
    for start in range(0, rows, CHUNK):
        part = Plan(**{name: column[start : start + CHUNK] for name, column in columns.items()})
        constraints(WORK, ON, part)
        step_time_by_shape(WORK, ON, part, fitted)
