"""whackachip validate kernels: measured times against the performance model"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .validation import SCORES, as_data, as_table, json_option, runs_option, several


@click.command("kernels")
@runs_option("A table of measured kernels, or a folder of them.")
@click.option("--pooled", is_flag=True, help="Leave each chip's own ceilings aside, as for a chip nobody has measured.")
@json_option
def kernels(runs: Path, pooled: bool, as_json: bool) -> None:
    """Measured kernel times against the curves: errors, refusals with their reasons, and how often the interval holds.

    The columns are those of gemm.csv, attention.csv, moe.csv, memory_ops.csv and collectives.csv. Errors are predicted
    over measured, less one. A chip that was measured before is predicted with its own ceilings.

    \b
    whackachip validate kernels --runs kernels/gemm.csv
    whackachip validate kernels --runs kernels --pooled --json
    """
    from ..performance.kernels.judge import judge, read_rows, summary

    judged = judge(read_rows(runs), pooled)
    found = summary(judged)
    if as_json:
        command = "whackachip validate kernels --runs TABLE.csv" + (" --pooled" if pooled else "")
        call = f"performance.kernels.judge.judge(read_rows(path), pooled={pooled})"
        as_data(found, map(_plain, judged), command, call)
        return
    lines = [*found["by_precision"].items(), *several(found["by_chip"])]
    lines += [("fastest library at each shape", found["fastest"]), ("all", found)]
    as_table("kernels", SCORES, lines, found)


def _plain(row: Any) -> dict[str, Any]:
    """A row in seconds, without what is empty."""
    return {
        "family": row.family,
        "precision": row.precision,
        "chip": row.chip,
        "source": row.source,
        "software": row.software,
        "measured_s": row.measured,
        "predicted_s": row.predicted,
        "low_s": row.low,
        "high_s": row.high,
        "error": row.error,
        "covered": row.covered,
        "ceilings": row.scope or None,
        "refused": row.refused,
    }
