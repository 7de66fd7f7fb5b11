"""whackachip validate training: measured steps against the performance model"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .validation import SCORES, as_data, as_table, json_option, runs_option, several

NAMES = {"full": "all weights, 16 or 8 bits", "lora": "LoRA", "fp4": "FP4", "reduced": "reduced layers"}


@click.command("training")
@runs_option("Measured runs: training_runs.csv, or vTrain's.")
@json_option
def training(runs: Path, as_json: bool) -> None:
    """Measured training steps against the formulas: errors, refusals with their reasons, how often the interval holds.

    Errors are predicted over measured time of a step, less one. The main figures are of runs that train all weights in
    8 or 16 bits; LoRA and FP4 stand apart. Rows of one dup_group weigh as one.

    \b
    whackachip validate training --runs training_runs.csv
    whackachip validate training --runs multi_node.csv --json
    """
    from ..performance.training.judge import judge, read_rows, summary

    judged = judge(read_rows(runs))
    found = summary(judged)
    if as_json:
        command = "whackachip validate training --runs TABLE.csv"
        as_data(found, map(_plain, judged), command, "performance.training.judge.judge(read_rows(path))")
        return
    lines = [*found["by_source"].items(), *several(found["by_chip"])]
    lines += [(NAMES.get(name, name), part) for name, part in found["by_kind"].items()]
    answered = f"{found['answered']} of {found['n']} complete rows of quality A or B answered"
    as_table("runs", SCORES, lines, found, [answered])


def _plain(row: Any) -> dict[str, Any]:
    """A row in seconds."""
    return {
        "id": row.id,
        "source": row.source,
        "chip": row.chip,
        "kind": row.kind,
        "counts": row.counts,
        "measured_s": row.measured,
        "measured_from": row.measured_from or None,
        "predicted_s": row.predicted,
        "low_s": row.low,
        "high_s": row.high,
        "error": row.error,
        "covered": row.covered,
        "plan": row.plan,
        "filled": list(row.filled),
        "warning": row.warning,
        "refused": row.refused,
    }
