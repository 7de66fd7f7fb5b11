"""whackachip rules diff"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from ..answers.rule_diff import Request, answer
from ..quantities.interval import format_number
from .card import changed
from .lawoptions import mark_of, takes_changes
from .output import echo_json, echo_lines, hanging, page_width, table_lines


@click.command("diff")
@click.argument("rules", nargs=-1, required=True, metavar="A [B]")
@click.option("--on", "on", metavar="DATE", help="Day for a rule or file, instead of its own.")
@click.option("--to", "to", default="CN", show_default=True, metavar="COUNTRY", help="Destination: code or name.")
@click.option("--layer", default="enforced", metavar="LAYER", help="enforced or codified.")
@takes_changes
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON.")
def diff(as_json: bool, **asked: Any) -> None:
    """What differs between A and B, and every chip of the catalogue whose status changes.

    Each is an act or a bill (see `rules list`), a day, or a file of your own. One act alone is compared with the day
    before it; with --set, --patch or --rule a version is compared with itself changed.

    \b
    whackachip rules diff us-2022-10-07 us-2023-10-17
    whackachip rules diff 2023-10-16..2023-11-18
    whackachip rules diff 2024-11-05 --set us.ear.3a090.b.tpp=2300
    """
    result = answer(Request(**asked))
    if as_json:
        echo_json(result)
    else:
        mark = mark_of({"any": True} if result["counterfactual"] else None)
        echo_lines(page(result, page_width() - len(mark)), mark)


def page(result: dict[str, Any], width: int) -> Iterator[str]:
    """The difference for a reader: what was compared, what it says, whom it moves."""
    for label in ("a", "b"):
        side = result[label]
        yield from hanging(f"{label.upper()}  ", named(side), 3, width)
        if not side["bill"]:
            yield from changed(side["counterfactual"], width)
    yield from _numbers(result["thresholds"])
    for kind, found in result["provisions"].items():
        yield click.style(kind.replace("_", " "), bold=True)
        for entry in found["removed"]:
            yield from hanging("  - ", f"{entry['id']}: {entry['a']['words']}", 4, width)
        for entry in found["added"]:
            yield from hanging("  + ", f"{entry['id']}: {entry['b']['words']}", 4, width)
        for entry in found["changed"]:
            yield from hanging("  A ", f"{entry['id']}: {entry['a']['words']}", 4, width)
            yield from hanging("  B ", f"{entry['id']}: {entry['b']['words']}", 4, width)
    if not result["thresholds"] and not result["provisions"]:
        yield "nothing in force differs"
    yield from _chips(result)
    yield result["disclaimer"]


def named(side: dict[str, Any]) -> str:
    """A version by its title, id and day, without saying the same twice."""
    if side["id"] in (side["on"], f"{side['on']} changed"):
        return f"{side['title']}, changed" if side["id"] != side["on"] else str(side["title"])
    return f"{side['title']} ({side['id']}, as of {side['on']})"


def _numbers(thresholds: Sequence[dict[str, Any]]) -> Iterator[str]:
    if thresholds:
        rows = [(entry["threshold"], _value(entry["a"]), _value(entry["b"])) for entry in thresholds]
        yield from table_lines(("threshold", "A", "B"), rows, right=(1, 2))


def _value(value: float | None) -> str:
    return "-" if value is None else format_number(value)


def _chips(result: dict[str, Any]) -> Iterator[str]:
    """One table of items and one of transactions, each with the chips that it is about."""
    moved = result["chips"]
    yield click.style(f"{len(moved)} of {result['compared']} chips change their status", bold=True)
    item = [chip for chip in moved if _item(chip["a"]) != _item(chip["b"])]
    deal = [chip for chip in moved if chip["a"]["transaction"] != chip["b"]["transaction"]]
    if item:
        yield from table_lines(
            ("chip", "item in A", "item in B"), [(c["chip"], _item(c["a"]), _item(c["b"])) for c in item]
        )
    if deal:
        rows = [(c["chip"], c["a"]["transaction"], c["b"]["transaction"]) for c in deal]
        heading = f"to {result['to']} in"
        yield from table_lines(("chip", f"{heading} A", f"{heading} B"), rows)


def _item(side: dict[str, Any]) -> str:
    marks = " ".join(name.removeprefix("3A090") for name in side["paragraphs"])
    return f"{side['item']} {marks}".rstrip()
