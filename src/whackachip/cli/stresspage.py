"""The page of a stress test for a reader: what the rule denied, what it let through, why, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from ..quantities.interval import format_number
from ..report.stresswords import GLOSSARY, PHASES, asked, named, number, sections, share
from .fit import fitted, paragraph


def show(result: Mapping[str, Any]) -> None:
    """The whole page."""
    rule = result["rule"]
    mark = "counterfactual  " if rule["counterfactual"] else ""
    paragraph(f"{rule['title']}  ({rule['id']}, first day {rule['on']})", mark=mark)
    if rule["counterfactual"]:
        paragraph(f"with {rule['counterfactual']}", 2)
    paragraph(asked(result), 2)
    for heading, sentences in sections(result):
        click.echo("\n" + click.style(heading, bold=True))
        for sentence in sentences:
            paragraph(sentence, 2)
    margins(result)
    swept(result)
    notes(result)


def margins(result: Mapping[str, Any]) -> None:
    best = result["best"]
    rows = [
        (
            named(row["metric"]), number(row["value"]),
            format_number(row["limit"]), f"{row['margin']:+.1%}", ", ".join(row["paragraphs"]),
        )
        for row in (best["margins"] if best else ())
    ]  # fmt: skip
    if rows:
        click.echo()
        fitted(("metric", "best design", "threshold", "room", "tested by"), rows, right=(1, 2, 3), shrink=(4,))


def swept(result: Mapping[str, Any]) -> None:
    sweep = result["sweep"]
    if sweep is None:
        return
    (name,) = sweep["vary"]
    click.echo("\n" + click.style(f"Were {name} another number", bold=True))
    sweep_table(sweep)


def sweep_table(sweep: Mapping[str, Any]) -> None:
    """One row a point: the values, what is denied, and what is lost."""
    names = list(sweep["vary"])
    rows: list[tuple[str, ...]] = []
    marked: list[int] = []
    for point in sweep["points"]:
        if "error" in point:
            continue
        if all(point["values"][name] == sweep["enacted"][name] for name in names):
            marked.append(len(rows))
        denied = point["denied"]
        rows.append((
            *(format_number(point["values"][name]) for name in names),
            *("-" if denied[phase] is None else share(denied[phase]) for phase in PHASES),
            f"{len(point['collateral']['caught'])} of {point['collateral']['of']}",
            f"{point['datacenter']['caught']} of {point['datacenter']['of']}",
        ))  # fmt: skip
    heads = (*(name.rsplit(".", 2)[-2] + "." + name.rsplit(".", 1)[-1] for name in names), "training denied",
             "prefill denied", "decode denied", "cards caught", "data centre caught")  # fmt: skip
    fitted(heads, rows, right=range(len(heads)), bold=marked)
    lacking = sum("error" in point for point in sweep["points"])
    if lacking:
        paragraph(f"left out: {lacking} values at which the rule would contradict itself", 2)


def notes(result: Mapping[str, Any]) -> None:
    click.echo()
    paragraph(f"words: {GLOSSARY}", 2)
    for warning in result["warnings"]:
        paragraph(f"note: {warning}", 2)
    paragraph("assumed: " + "; ".join(result["assumptions"]), 2)
    work = result["objective"]["work"]
    paragraph(f"work: {work['train']}; {work['prefill']}; {work['decode']}", 2)
    rule = result["rule"]["id"]
    paragraph(f"more: `whackachip denial {rule}`, `whackachip whack {rule}`, `whackachip rules prove {rule}`", 2)
    paragraph("not checked: whether a party is listed, end uses, restrictions of the importing state", 2)
    paragraph("Not legal advice; check the official text.", 2)
