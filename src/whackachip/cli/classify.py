"""whackachip classify"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from ..answers.classify import COLUMNS, Request, answer, disagreeing, missing, rows
from ..catalog import chips as all_chips
from ..catalog import find_chip
from ..errors import UserError
from ..law.provision import READ_UNTIL
from .card import card
from .chiplist import read_names
from .lawoptions import mark_of, takes_law
from .mistakes import misplaced
from .output import echo_json, echo_lines, hanging, page_width, table_lines
from .quotation import quotation

SHOWN = 6  # chips in a line on what is open
TOLD = 5  # names that are not known, in one message
FREE = {"item": ("not-controlled-by-this-rule", "not-in-force"), "transaction": ("no-requirement-found",)}


@click.command("classify")
@click.argument("chips", nargs=-1, metavar="CHIP...")
@click.option("--all", "whole", is_flag=True, help="Every chip of the catalogue.")
@click.option(
    "--many",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Chips of a list, one a line, or of a CSV with a column `chip`; - is standard input.",
)
@click.option("--on", "on", metavar="DATE", help=f"Day of the question; {READ_UNTIL} if left out.")
@click.option("--to", "to", metavar="COUNTRY", help="Destination: code or name; China if left out.")
@takes_law
@click.option("--explain", is_flag=True, help="Show the substitution and every clause.")
@click.option("--sentence", "quotes", is_flag=True, help="One sentence to quote, with what it rests on.")
@click.option("--json", "as_json", is_flag=True, help="One decision, or a list of several, as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="One row per chip.")
@click.option("--exit-code", is_flag=True, help="Exit 1 where a chip is controlled, needs a licence or stays open.")
def command(
    chips: tuple[str, ...], whole: bool, many: Path | None, explain: bool, quotes: bool, as_json: bool, as_csv: bool,
    exit_code: bool, **options: Any,
) -> None:  # fmt: skip
    """Is each CHIP controlled on a day, and does sending it somewhere need a licence?

    One chip gives a card, several a table. A changed law is marked as counterfactual on every line.

    \b
    whackachip classify h20 --on 2024-11-05 --to CN
    whackachip classify "RTX 4090" --on 2023-12-01 --to China --explain
    whackachip classify h20 h800 "a100 80gb sxm" --on 2024-11-05 --to CN
    whackachip classify h20 --on 2024-11-05 --to CN --sentence
    whackachip classify l20 --to SG --headquarters CN --transaction reexport
    whackachip classify --all --on 2026-02-01 --to CN --csv
    whackachip classify --many parts.csv --on 2026-08-01 --to AE --csv
    whackachip classify h20 --on 2024-11-05 --to CN --set us.ear.3a090.b.tpp=2300

    Exit status: 0, or with --exit-code 1 where something is controlled, needs a licence or stays open.
    """
    if as_json + as_csv + quotes > 1:
        raise UserError("either --json, --csv or --sentence, not both")
    names = found((*chips, *read_names(many)), whole)
    listed = whole or many is not None
    shown = as_json or explain or (len(names) == 1 and not listed)
    with_flips = quotes or (shown and (explain or not whole))
    results = [answer(Request(chip=name, **options), with_flips) for name in names]
    if as_csv:
        _csv(row for data in results for row in rows(data))
    elif as_json:
        echo_json(results[0] if len(results) == 1 and not listed else results)
    elif quotes:
        for data in results:
            mark = mark_of(data["counterfactual"])
            echo_lines(quotation(data, options["transaction"], page_width() - len(mark)), mark)
    elif shown:
        for place, data in enumerate(results):
            mark = mark_of(data["counterfactual"])
            echo_lines(card(data, explain, page_width() - len(mark), first=place == 0), mark)
    else:
        echo_lines(overview(results), mark_of(results[0]["counterfactual"]))
    if exit_code and not all(_free(data) for data in results):
        sys.exit(1)


def found(names: Sequence[str], whole: bool) -> list[str]:
    """The chips that were asked for; raises UserError where none is, or one is not known."""
    if whole:
        if names:
            raise UserError("either the names of chips or --all, not both")
        return [chip.id for chip in all_chips()]
    if not names:
        raise UserError("name a chip, describe one with --chip, or take --all; `whackachip chips list` names them")
    asked, wrong = [], []
    for name in names:
        try:
            asked.append(find_chip(name).asked)
        except UserError as error:
            wrong.append(misplaced(name) or str(error))
    if wrong:  # all at once, so that a list is mended in one go
        raise UserError("; ".join(wrong[:TOLD]) + (f"; and {len(wrong) - TOLD} more" if len(wrong) > TOLD else ""))
    return asked


def overview(results: Sequence[dict[str, Any]]) -> Iterator[str]:
    """A table of several decisions, narrow enough for 80 columns, and what holds for all of them."""
    first = results[0]
    yield click.style(f"on {first['on']}  to {first['to']}  ({first['layer']})", bold=True)
    yield from table_lines(("chip", "item", "transaction"), [_row(data) for data in results])
    counts: dict[str, int] = {}
    for data in results:
        counts[data["item"]["verdict"]] = counts.get(data["item"]["verdict"], 0) + 1
    yield f"{len(results)} chips: " + ", ".join(f"{count} {word}" for word, count in counts.items())
    for reason, chips in _open(results).items():
        more = f" and {len(chips) - SHOWN} more" if len(chips) > SHOWN else ""
        yield from hanging("  open: ", f"{reason}: {', '.join(chips[:SHOWN])}{more}", 8, page_width())
    for note in dict.fromkeys(data["resolved"] for data in results if data["resolved"]):
        yield from hanging("  read as: ", note, 11, page_width())
    for note in first["date_notes"]:
        yield from hanging("  note: ", note, 8, page_width())
    yield from hanging("  not checked: ", ", ".join(first["not_checked"]), 15, page_width())
    yield f"  {first['disclaimer']}"


def _open(results: Sequence[dict[str, Any]]) -> dict[str, list[str]]:
    """Why verdicts stay open, each with the chips that it holds for."""
    found: dict[str, list[str]] = {}
    for data in results:
        reasons = [f"missing {name}" for name in missing(data)]
        for reason in (*reasons, *(f"the texts disagree, {cite}" for cite in disagreeing(data))):
            found.setdefault(reason, []).append(data["chip"])
    return found


def _row(data: dict[str, Any]) -> tuple[str, str, str]:
    item = data["item"]
    marks = " ".join(name.removeprefix("3A090") for name in item["paragraphs"] or item["possible_paragraphs"])
    return data["chip"], f"{item['verdict']} {marks}".rstrip(), data["transaction"]["verdict"]


def _free(data: dict[str, Any]) -> bool:
    return all(data[kind]["verdict"] in words for kind, words in FREE.items())


def _csv(table: Iterable[dict[str, Any]]) -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(table)
    click.echo(text.getvalue(), nl=False)
