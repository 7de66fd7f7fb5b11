"""whackachip classify"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from shlex import quote
from typing import TYPE_CHECKING, Any

import click

from ..catalog import chips as all_chips
from ..catalog import find_chip
from ..errors import UserError
from ..law.classify import decide
from ..law.daynote import day_notes
from ..law.provision import READ_UNTIL
from ..law.question import Question, question
from ..provenance import provenance
from .card import card
from .lawoptions import LawOptions, mark_of, takes_law
from .output import echo_json, echo_lines, hanging, page_width, table_lines

if TYPE_CHECKING:
    from ..catalog.lookup import Match

OPEN = ("depends", "unknown")
FREE = {"item": ("not-controlled-by-this-rule", "not-in-force"), "transaction": ("no-requirement-found",)}
COLUMNS = ("chip", "name", "on", "to", "layer", "item", "paragraphs", "possible_paragraphs", "missing", "transaction",
           "exceptions", "review_policy", "requirements", "tpp", "performance_density", "counterfactual")  # fmt: skip


@click.command("classify")
@click.argument("chips", nargs=-1, metavar="CHIP...")
@click.option("--all", "whole", is_flag=True, help="Every chip of the catalogue.")
@click.option("--on", "on", metavar="DATE", help=f"Day of the question; {READ_UNTIL} if left out.")
@click.option("--to", "to", metavar="COUNTRY", help="Destination: code or name; China if left out.")
@takes_law
@click.option("--explain", is_flag=True, help="Show the substitution and every clause.")
@click.option("--json", "as_json", is_flag=True, help="One decision, or a list of several, as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="One row a chip.")
@click.option("--exit-code", is_flag=True, help="Exit 1 unless every chip is free: controlled, licensed or open.")
def command(
    chips: tuple[str, ...], whole: bool, on: str | None, to: str | None, options: LawOptions, explain: bool,
    as_json: bool, as_csv: bool, exit_code: bool,
) -> None:  # fmt: skip
    """Is each CHIP controlled on a day, and does sending it somewhere need a licence?

    One chip gives a card, several a table. A changed law is marked as counterfactual on every line.

    \b
    whackachip classify h20 --on 2024-11-05 --to CN
    whackachip classify "RTX 4090" --on 2023-12-01 --to China --explain
    whackachip classify h20 h800 "a100 80gb sxm" --on 2024-11-05 --to CN
    whackachip classify --all --on 2026-02-01 --to CN --csv
    whackachip classify h20 --on 2024-11-05 --to CN --set us.ear.3a090.b.tpp=2300

    Exit status: 0, or with --exit-code 1 where something is controlled, needs a licence or stays open.
    """
    if as_json and as_csv:
        raise UserError("either --json or --csv, not both")
    matches = found(chips, whole)
    arguments = options.arguments()
    day = READ_UNTIL.isoformat() if on is None else on
    country = "CN" if to is None else to
    asked = [question(match.chip, day, country, **arguments) for match in matches]
    taken = [] if on is not None else [f"the day is {READ_UNTIL}, the last that the law was read for"]
    taken += [] if to is not None else ["the destination is China"]
    shown = as_json or explain or (len(asked) == 1 and not whole)
    results = [
        result(one, match.note, options, match.asked, with_flips=shown and (explain or not whole))
        for one, match in zip(asked, matches, strict=True)
    ]
    for data in results:
        data["assumptions"] = taken + data["assumptions"]
    notes = day_notes(asked[0].day)
    if as_csv:
        _csv(results)
    elif as_json:
        echo_json(results[0] if len(results) == 1 and not whole else results)
    elif shown:
        for place, data in enumerate(results):
            mark = mark_of(data["counterfactual"])
            echo_lines(card(data, explain, page_width() - len(mark), first=place == 0), mark)
    else:
        echo_lines(overview(results, notes), mark_of(results[0]["counterfactual"]))
    if exit_code and not all(_free(data) for data in results):
        sys.exit(1)


def found(names: Sequence[str], whole: bool) -> list[Match]:
    """The chips that were asked for; raises UserError where none is."""
    if whole:
        if names:
            raise UserError("either the names of chips or --all, not both")
        return [find_chip(chip.id) for chip in all_chips()]
    if not names:
        raise UserError("name a chip, describe one with --chip, or take --all; `whackachip chips list` names them")
    return [find_chip(name) for name in names]


def result(asked: Question, note: str | None, options: LawOptions, name: str, with_flips: bool) -> dict[str, Any]:
    """A decision as plain data with what would change it, notes on the day, and the lines that ask again."""
    data = decide(asked, note).to_dict()
    if with_flips:
        from ..law.flip import flips

        data["flips"] = flips(asked)
    data["date_notes"] = list(day_notes(asked.day))
    data["provenance"] = provenance(*again(name, asked, options))
    return data


def again(name: str, asked: Question, options: LawOptions) -> tuple[str, str]:
    """The command line and the Python line that ask the same again."""
    on, to = asked.day.isoformat(), asked.deal.destination.code
    chip = f"--chip {quote(name)}" if "=" in name else quote(name)
    words = ["whackachip classify", chip, "--on", on, "--to", to, *options.words()]
    arguments = [repr(name), f"on={on!r}", f"destination={to!r}", *options.python()]
    return " ".join(words), f"wc.classify({', '.join(arguments)})"


def overview(results: Sequence[dict[str, Any]], notes: Sequence[str]) -> Iterator[str]:
    """A table of several decisions, narrow enough for 80 columns, and what holds for all of them."""
    first = results[0]
    yield click.style(f"on {first['on']}  to {first['to']}  ({first['layer']})", bold=True)
    yield from table_lines(("chip", "item", "transaction"), [_row(data) for data in results])
    counts: dict[str, int] = {}
    for data in results:
        counts[data["item"]["verdict"]] = counts.get(data["item"]["verdict"], 0) + 1
    yield f"{len(results)} chips: " + ", ".join(f"{count} {word}" for word, count in counts.items())
    for note in dict.fromkeys(data["resolved"] for data in results if data["resolved"]):
        yield from hanging("  read as: ", note, 11, page_width())
    for note in notes:
        yield from hanging("  note: ", note, 8, page_width())
    yield from hanging("  not checked: ", ", ".join(first["not_checked"]), 15, page_width())
    yield f"  {first['disclaimer']}"


def _row(data: dict[str, Any]) -> tuple[str, str, str]:
    item = data["item"]
    marks = " ".join(name.removeprefix("3A090") for name in item["paragraphs"] or item["possible_paragraphs"])
    return data["chip"], f"{item['verdict']} {marks}".rstrip(), data["transaction"]["verdict"]


def _free(data: dict[str, Any]) -> bool:
    return all(data[kind]["verdict"] in words for kind, words in FREE.items())


def _csv(results: Sequence[dict[str, Any]]) -> None:
    import csv
    import io

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for data in results:
        item, deal = data["item"], data["transaction"]
        numbers = [_span(data["metrics"][name]) for name in ("tpp", "performance_density")]
        lists = [item["paragraphs"], item["possible_paragraphs"], item["missing"]]
        more = [deal["exceptions"], deal["review_policy"], deal["requirements"]]
        writer.writerow(
            [data["chip"], data["chip_name"], data["on"], data["to"], data["layer"], item["verdict"],
             *("; ".join(words) for words in lists), deal["verdict"], *("; ".join(words) for words in more),
             *numbers, "counterfactual" if data["counterfactual"] else ""]
        )  # fmt: skip
    click.echo(text.getvalue(), nl=False)


def _span(metric: dict[str, Any]) -> str:
    """A number, `low..` or `low..high` where it is only known within bounds, empty where it is not known."""
    if metric["interval"] is None:
        return str(metric["value"] or "")
    low, high = metric["interval"]
    return f"{low:g}" if low == high else f"{low:g}.." + ("" if high is None else f"{high:g}")
