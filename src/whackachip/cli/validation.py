"""What the commands that hold measured runs against the formulas share: their options, and the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from ..provenance import provenance
from .output import echo_json, table

SCORES = {"median_ape": "median error", "mape": "mean error", "interval_coverage": "in the interval"}

Line = tuple[str, Mapping[str, Any]]


def runs_option(said: str) -> Callable[..., Any]:
    """--runs, the table that is judged."""
    return click.option("--runs", required=True, type=click.Path(path_type=Path), help=said)


json_option = click.option("--json", "as_json", is_flag=True, help="Every row, predicted and measured, as JSON.")


def as_data(found: Mapping[str, Any], rows: Iterable[dict[str, Any]], command: str, call: str) -> None:
    """Write the summary and every row as JSON; command, call: what gives the same again."""
    echo_json({"summary": found, "rows": list(rows), "provenance": provenance(command, call)})


def as_table(
    heading: str, columns: Mapping[str, str], lines: Iterable[Line], found: Mapping[str, Any], notes: Sequence[str] = ()
) -> None:
    """Write a row for each group of runs, the notes, and the reasons of refusals.

    heading: of the groups' names. columns: headings of shares by their key in a group's figures.
    """
    headings = (heading, "rows", "answered", *columns.values())
    rows = [(name, str(part["n"]), str(part["answered"]), *(_share(part[key]) for key in columns))
            for name, part in lines]  # fmt: skip
    table(headings, rows, right=range(1, len(headings)))
    for note in notes:
        click.echo(note)
    for reason, count in found["refused"].items():
        click.echo(f"{count} refused: {reason}")


def several(parts: Mapping[str, Any]) -> Iterable[Line]:
    """A line for each part where there is more than one."""
    return parts.items() if len(parts) > 1 else ()


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"
