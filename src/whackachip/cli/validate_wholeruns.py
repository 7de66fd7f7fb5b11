"""whackachip validate whole-runs: chip-hours that makers state against the estimate of the same work"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from .fit import fitted
from .validation import SCORES, as_data, as_table, json_option, runs_option, several

COLUMNS = {**SCORES, "thumb_median_ape": "rule of thumb"}
NOTE = "rule of thumb: the median error of 40 % of the dense 16-bit peak for every run"


@click.command("whole-runs")
@runs_option("Stated runs: model, chip, count, tokens, chip-hours.")
@click.option("--then", is_flag=True, help="Software of each run's own year, in place of 2025's.")
@json_option
def whole_runs(runs: Path, then: bool, as_json: bool) -> None:
    """Chip-hours of whole training runs as their makers state them, against the estimate of the same work.

    The estimate is told the model, the chip, how many, the tokens and what else the row states of precision, sequence
    and batch; it knows nothing of the plan. Errors are of the middle of its interval over the stated hours, less one.

    \b
    whackachip validate whole-runs --runs whole_runs.csv
    whackachip validate whole-runs --runs whole_runs.csv --json
    """
    from ..performance.wholerun import judge_all, read_rows, summary

    judged = judge_all(read_rows(runs), then)
    found = summary(judged)
    if as_json:
        command = "whackachip validate whole-runs --runs TABLE.csv" + " --then" * then
        call = f"performance.wholerun.judge_all(performance.wholerun.read_rows(path){', then=True' * then})"
        as_data(found, map(_plain, judged), command, call)
        return
    _show_rows(judged)
    lines = [
        *several(found["by_chip"]),
        *several(found["by_kind"]),
        ("not seen before", found["fresh"]),
        ("all", found),
    ]
    ratio = ", ".join(f"{value:.2f}" for value in found["stated_over_middle"] or ())
    spread = [f"stated hours over the middle, 10th, 50th and 90th percentile: {ratio}"] if ratio else []
    left_out = [f"{count} shown and not counted: {reason}" for reason, count in found["left_out"].items()]
    as_table("runs", COLUMNS, lines, found, [NOTE, *spread, *left_out])


def _show_rows(judged: list[Any]) -> None:
    rows = [
        (row.id, row.chip, _hours(row.measured), _span(row),
         "-" if row.error is None else f"{row.error:+.0%}", _mark(row))
        for row in judged
    ]  # fmt: skip
    fitted(("run", "chip", "stated [h]", "estimated [h]", "error", ""), rows, right=(2, 4))
    click.echo()


def _mark(row: Any) -> str:
    return "not counted" if row.left_out else "outside" if row.covered is False else ""


def _span(row: Any) -> str:
    return "-" if row.low is None else f"{_hours(row.low)} to {_hours(row.high)}"


def _hours(value: float | None) -> str:
    return "-" if value is None else f"{value:,.0f}" if value < 1e6 else f"{value / 1e6:,.2f} M"


def _plain(row: Any) -> dict[str, Any]:
    return {**asdict(row), "error": row.error, "covered": row.covered, "thumb_error": row.thumb_error}
