"""whackachip validate attribution"""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ..provenance import provenance
from .output import echo_json, table
from .progress import progress_bar

NAMES = {
    "chip_accuracy": "chip right, where a reader can tell it",
    "family_accuracy": "family right, chip and family rows",
    "vendor_accuracy": "vendor right",
    "set_coverage": "truth in the 90 % set",
    "set_size": "chips in the 90 % set",
    "log_loss": "log loss [nats]",
    "ece": "calibration error",
    "false_eliminations": "true chips vetoed",
    "abstain_recall": "undisclosed said where it is",
    "abstain_precision": "undisclosed where it is said",
    "citation_precision": "cited lines that hold their token",
}
PLAIN = ("set_size", "log_loss")


@click.command("attribution")
@click.option(
    "--cases",
    required=True,
    type=click.Path(path_type=Path),
    help="CSV: model, repository, stage, truth, what a reader can tell.",
)
@click.option(
    "--repos", required=True, type=click.Path(path_type=Path), help="Folder that the table's paths start from."
)
@click.option("--no-history", is_flag=True, help="Read the tree of each commit only.")
@click.option("--at-head", is_flag=True, help="Read up to the newest commit instead of the one that a row names.")
@click.option("--cache", type=click.Path(path_type=Path), help="Folder to keep scans in between runs.")
@click.option("--jobs", type=click.IntRange(1, 256), help="Processes to work in; one a core, at most 8, if left out.")
@click.option("--json", "as_json", is_flag=True, help="Summary and every row as JSON.")
def attribution(
    cases: Path, repos: Path, no_history: bool, at_head: bool, cache: Path | None, jobs: int | None, as_json: bool
) -> None:
    """Attributions against models whose hardware is known, or known to be undisclosed.

    Each repository is read up to the commit that its row names first, or with --at-head to its newest. Rows without
    a repository are counted apart; a repository that is missing is an error. Baselines: the paper's three rules, and a
    vote of the chip names.

    \b
    whackachip validate attribution --cases attribution_cases.csv --repos mirrors --json
    """
    from ..attribution.casetable import read_cases
    from ..attribution.trial import run_trial

    known = read_cases(cases)
    if at_head:
        known = tuple(replace(case, commit=None) for case in known)
    jobs = jobs or min(8, os.cpu_count() or 1)
    pool = ProcessPoolExecutor(jobs) if jobs > 1 else nullcontext()
    with pool as executor, progress_bar("judging") as report:
        trial = run_trial(known, repos, history=not no_history, cache=cache, executor=executor, progress=report)
    found = trial.to_dict()
    if as_json:
        line = "whackachip validate attribution --cases FILE.csv --repos DIR" + (" --no-history" if no_history else "")
        line += " --at-head" if at_head else ""
        python = f"attribution.trial.run_trial(read_cases(path), folder, history={not no_history})"
        echo_json({**found, "provenance": provenance(line, python)})
        return
    rows = [(row["model"][:34], row["stage"], row["expected_level"], *_answer(row)) for row in found["rows"]]
    table(("model", "stage", "can be told", "answer", "p", "disclosure", ""), rows, right=(4,))
    click.echo()
    summary = found["summary"]
    figures = [(label, *_figure(summary, name)) for name, label in NAMES.items()]
    table(("", "here", "95 % interval", "three rules", "name vote"), figures, right=(1, 2, 3, 4))
    counts = summary["counts"]
    click.echo(
        f"{summary['n']} rows: {counts['exact_chip']} chip, {counts['family']} family, {counts['vendor']} vendor, "
        f"{counts['abstain']} undisclosed; {counts['outside']} rows without a repository; "
        f"{counts['citations']} citations looked up"
    )


def _answer(row: Any) -> tuple[str, str, str, str]:
    right = row["chip_right"] if row["expected_level"] == "exact_chip" else row["family_right"]
    if row["expected_level"] == "abstain":
        right = row["disclosure"] == "undisclosed"
    mark = {True: "", False: "wrong", None: ""}[right]
    return row["chip"], f"{row['probability']:.2f}", row["disclosure"], mark


def _figure(summary: Any, name: str) -> tuple[str, str, str, str]:
    interval = summary["intervals"].get(name)
    spread = f"{_number(name, interval[0])} to {_number(name, interval[1])}" if interval else "-"
    rules, vote = (summary["baselines"].get(key, {}).get(name) for key in ("paper_rules", "keyword_vote"))
    return _number(name, summary[name]), spread, _number(name, rules), _number(name, vote)


def _number(name: str, value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.2f}" if name in PLAIN else f"{value:.1%}"
