"""whackachip validate inference: measured serving against the performance model"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .validation import as_data, as_table, json_option, runs_option, several

COLUMNS = {"median_ape": "median", "mape": "mean", "interval_coverage": "inside", "ttft_median_ape": "ttft",
           "ttft_interval_coverage": "inside"}  # fmt: skip
NOTES = (
    "median, mean: errors of the time per token, or of the rate",
    "ttft: median error of the time to first token; inside: share within the interval",
)


@click.command("inference")
@runs_option("Measured runs: inference_runs.csv.")
@json_option
def inference(runs: Path, as_json: bool) -> None:
    """Measured serving against the formulas: errors, refusals with their reasons, how often the interval holds.

    Errors are predicted over measured time per token, less one, or of the rate where a row states no times; errors of
    the time to first token stand beside them. Rows of one dup_group weigh as one.

    \b
    whackachip validate inference --runs inference_runs.csv
    whackachip validate inference --runs inference_runs.csv --json
    """
    from ..performance.serving.judge import judge, read_rows, summary

    judged = judge(read_rows(runs))
    found = summary(judged)
    if as_json:
        command = "whackachip validate inference --runs TABLE.csv"
        as_data(found, map(_plain, judged), command, "performance.serving.judge.judge(read_rows(path))")
        return
    lines = [*found["by_source"].items(), *several(found["by_chip"]), ("all", found)]
    as_table("runs", COLUMNS, lines, found, NOTES)


def _plain(row: Any) -> dict[str, Any]:
    """A row in seconds, or tokens a second and chip."""
    return {
        "id": row.id,
        "source": row.source,
        "chip": row.chip,
        "counts": row.counts,
        "quantity": row.quantity or None,
        "measured": row.measured,
        "predicted": row.predicted,
        "low": row.low,
        "high": row.high,
        "error": row.error,
        "covered": row.covered,
        "ttft_measured_s": row.ttft,
        "ttft_predicted_s": row.ttft_predicted,
        "ttft_low_s": row.ttft_low,
        "ttft_high_s": row.ttft_high,
        "ttft_error": row.ttft_error,
        "ttft_covered": row.ttft_covered,
        "plan": "filled by rule" if row.filled else "stated",
        "filled": list(row.filled),
        "warning": row.warning,
        "refused": row.refused,
    }
