"""Measured training runs against the formulas: row by row, and in sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from ...catalog import find_chip
from ..columns import Refused
from ..elsewhere import widened
from ..measured import Compared, Row, by, read_table, reasons, require, score
from .arrays import Cluster, Plan, Workload
from .coefficients import Coefficients, coefficients, interval
from .memory import memory
from .rows import Run, kind_of, run_of
from .step import step_time
from .unstated import ROUNDING
from .vtrain import MARK, vtrain_row

COLUMNS = {"chip_id", "n_accelerators", "seq_len", "global_batch"}
Columns = TypeVar("Columns", Workload, Cluster, Plan)


@dataclass(frozen=True, slots=True)
class Judged(Compared):
    """One row: seconds of a step; refused says why there is no prediction. counts: ready and of quality A or B."""

    id: str
    source: str
    chip: str
    kind: str
    group: str
    measured: float | None
    measured_from: str = ""
    predicted: float | None = None
    low: float | None = None
    high: float | None = None
    filled: tuple[str, ...] = ()
    plan: str = "stated"
    warning: str | None = None
    refused: str | None = None
    counts: bool = True


def read_rows(path: Path) -> list[Row]:
    """Rows with the columns of training_runs.csv, from such a table or one of vTrain's; raises UserError."""
    rows = read_table(path)
    if MARK in rows[0]:
        return [vtrain_row(row, path.stem, place) for place, row in enumerate(rows)]
    return require(path, rows, COLUMNS)


def counted(row: Row) -> bool:
    """Whether a row is among those to be answered: complete, and read in its source or derived."""
    return row.get("ready", "yes") == "yes" and row.get("quality", "A") in ("A", "B")


def stack(parts: Sequence[Columns]) -> Columns:
    """Tuples of numbers as one tuple of arrays."""
    return type(parts[0])(*(np.array(column, dtype=np.float64) for column in zip(*parts, strict=True)))


def joint(runs: Sequence[Run]) -> tuple[Workload, Cluster, Plan]:
    """Workloads, clusters and plans of runs as arrays."""
    return stack([r.workload for r in runs]), stack([r.cluster for r in runs]), stack([r.plan for r in runs])


def judge(rows: Iterable[Row], constants: Coefficients | None = None) -> list[Judged]:
    """Every row predicted or refused with a reason, in the order given.

    A row that was measured is predicted even where the memory formula says that it doesn't fit, with a warning.
    """
    constants = constants or coefficients()
    found: list[Judged | Run] = []
    flags = []
    for row in rows:
        flags.append(counted(row))
        try:
            found.append(run_of(row, constants))
        except Refused as reason:
            found.append(_refused(row, str(reason)))
    runs = [run for run in found if isinstance(run, Run)]
    times: dict[int, tuple[float, float]] = {}
    if runs:
        work, on, plan = joint(runs)
        spent = memory(work, on, plan).total / on.capacity
        total = step_time(work, on, plan, constants).total
        times = {
            id(run): pair for run, pair in zip(runs, zip(total.tolist(), spent.tolist(), strict=True), strict=True)
        }
    return [
        _judged(run, times[id(run)], flag) if isinstance(run, Run) else run
        for run, flag in zip(found, flags, strict=True)
    ]


def _refused(row: Row, reason: str) -> Judged:
    return Judged(
        row.get("id", ""), row.get("source_short", ""), row.get("chip_id", ""),
        kind_of(row), row.get("dup_group", "") or row.get("id", ""),
        None, refused=reason, counts=counted(row),
    )  # fmt: skip


def _judged(run: Run, found: tuple[float, float], counts: bool) -> Judged:
    time, spent = found
    low, high = widened(find_chip(run.chip).chip, "train", interval(run.kind))
    plan = "best" if "plan" in run.filled else "filled by rule" if run.filled else "stated"
    warning = f"by the formula it takes {spent:.0%} of the memory" if spent > ROUNDING else None
    return Judged(
        run.id, run.source, run.chip, run.kind, run.group, run.step, run.measured, time, time * low,
        time * high, run.filled, plan, warning, None, counts,
    )  # fmt: skip


def summary(judged: Sequence[Judged]) -> dict[str, Any]:
    """Counts and errors as fractions, in sum and by kind, source and chip; rows of one dup_group weigh as one.

    The sum is over runs that train all weights in 8 or more bits; LoRA and FP4 stand in by_kind.
    """
    kept = [row for row in judged if row.counts]
    main = [row for row in kept if row.kind not in ("lora", "fp4", "reduced")]
    return {
        **figures(main),
        "n": len(kept),
        "answered": sum(row.predicted is not None for row in kept),
        "by_kind": by(kept, lambda row: row.kind or "unknown", figures),
        "by_source": by(kept, lambda row: row.source, figures),
        "by_chip": by(kept, lambda row: row.chip or "unknown", figures),
        "refused": reasons(row.refused for row in judged),
    }


def figures(rows: Sequence[Judged]) -> dict[str, Any]:
    """Counts, weighted median and mean of absolute errors, and coverage."""
    return {
        "n": len(rows),
        "answered": sum(row.predicted is not None for row in rows),
        **score(rows, lambda row: row.error, lambda row: row.covered, lambda row: row.group),
    }
