"""whackachip chips"""

from __future__ import annotations

from math import inf
from typing import Any

import click

from ..answers.chips import VERDICTS, Request, answer
from ..catalog import chips
from ..quantities import Interval
from .compare import compare
from .export import export
from .fit import fitted, paragraph
from .lawoptions import mark_of, takes_changes
from .output import echo_json
from .show import show


@click.group("chips")
def command() -> None:
    """List, show, compare, filter and export chips with their figures and metrics."""


command.add_command(show)
command.add_command(compare)
command.add_command(export)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="The chips as JSON.")
def list_chips(as_json: bool) -> None:
    """Every chip of the catalogue with its legal metrics.

    \b
    whackachip chips list
    """
    _print(answer(Request()), as_json)


@command.command("where")
@click.argument("predicate")
@click.option("--on", "on", metavar="DATE", help="With --to: also the attributes item and transaction, as verdicts.")
@click.option("--to", "to", metavar="COUNTRY", help="Destination: code or name.")
@takes_changes
@click.option("--json", "as_json", is_flag=True, help="The chips as JSON.")
def where(as_json: bool, **asked: Any) -> None:
    """The chips that meet a predicate over figures and metrics; those for which it is open are named apart.

    With --on and --to a predicate can also ask for `item` and `transaction`, the two verdicts on that day, under the
    law as it was or as --set, --patch and --rule change it.

    \b
    whackachip chips where "memory_bandwidth >= 3000 and vendor != nvidia"
    whackachip chips where "memory_bandwidth > 3350 and item != controlled" --on 2024-06-01 --to CN
    whackachip chips where "item == controlled" --on 2024-06-01 --to CN --set us.ear.3a090.a.tpp=3600
    """
    _print(answer(Request(**asked)), as_json)


COLUMNS = ("tpp", "performance_density", "memory_bandwidth", "interconnect_bandwidth")


def _print(data: dict[str, Any], as_json: bool) -> None:
    """The chips, and those for which a missing fact leaves the question open."""
    if as_json:
        echo_json(data)
        return
    mark = mark_of(data["counterfactual"])
    verdicts = [key for key in VERDICTS if any(key in chip for chip in data["chips"])]
    rows = [
        (chip["id"], chip["name"], chip["market"], *(_cell(chip["metrics"][name]) for name in COLUMNS),
         *(chip[key] for key in verdicts))
        for chip in data["chips"]
    ]  # fmt: skip
    headings = ["id", "name", "market", "TPP", "density", "memory GB/s", "links GB/s", *verdicts]
    fitted(headings, rows, right=(3, 4, 5, 6), drop=(2, 1, 6), shrink=(0, *range(7, len(headings))), mark=mark)
    click.echo(f"{mark}{len(rows)} of {len(chips())} chips")
    if data["unknown"]:
        listed = ", ".join(data["unknown"])
        paragraph(f"open for {len(data['unknown'])} more, because a fact is missing: {listed}", mark=mark)


def _cell(metric: dict[str, Any]) -> str:
    if metric["interval"] is None:
        return "unknown" if metric["value"] is None else "none"
    low, high = metric["interval"]
    return str(Interval(low, inf if high is None else high)).replace(" or more", "+")
