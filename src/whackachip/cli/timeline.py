"""whackachip timeline"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from ..answers.timeline import Request, answer
from .card import beside_lines, changed
from .ending import keep_figure
from .lawoptions import mark_of, takes_law
from .output import echo_json, echo_lines, hanging, page_width, table_lines
from .shared import figure_option


@click.command("timeline")
@click.argument("chip")
@click.option("--from", "begins", default="2022-08-01", show_default=True, metavar="DATE")
@click.option("--until", "until", default="2027-12-31", show_default=True, metavar="DATE")
@click.option("--to", "to", default="CN", show_default=True, metavar="COUNTRY", help="Destination: code or name.")
@takes_law
@click.option("--all-layers", is_flag=True, help="The codified layer beside the enforced one.")
@figure_option
@click.option("--json", "as_json", is_flag=True, help="The periods as JSON.")
def command(figure: Path | None, as_json: bool, **asked: Any) -> None:
    """The status of CHIP from one day to another, and what changed it.

    \b
    whackachip timeline h20
    whackachip timeline h800 --until 2024-11-05 --to CN
    whackachip timeline h100 --to DE --all-layers --figure h100.svg
    """
    result = answer(Request(**asked))
    if figure:
        from ..report.figures.timeline import timeline_figure

        keep_figure(timeline_figure(result), figure)
    if as_json:
        echo_json(result)
    else:
        mark = mark_of(result["counterfactual"])
        echo_lines(page(result, page_width() - len(mark)), mark)


def page(result: Mapping[str, Any], width: int) -> Iterator[str]:
    """The timeline for a reader: one table a layer, and what each change rests on."""
    yield click.style(result["chip_name"], bold=True) + f"  {result['transaction']} to {result['to']}"
    if result["resolved"]:
        yield from hanging("", result["resolved"], 2, width)
    if result["announced"]:
        first, last = result["announced"]
        yield f"  announced {first}" if first == last else f"  announced between {first} and {last}"
    yield from changed(result["counterfactual"], width)
    for name, periods in result["layers"].items():
        yield click.style(f"{name} layer", bold=True)
        yield from table_lines(("from", "to", "item", "transaction"), [_row(period) for period in periods])
    yield click.style("what changed it", bold=True)
    turning = [event for event in result["events"] if event["changes"]]
    for event in turning:
        acts = "; ".join(f"{act['title']} ({act['id']})" for act in event["acts"])
        yield from hanging(f"{event['on']}  ", acts, 12, width)
    if not turning:
        yield "nothing in these years"
    yield from beside_lines(result["beside"], True, width)
    for note in result["date_notes"]:
        yield from hanging("note: ", note, 6, width)
    yield result["disclaimer"]


def _row(period: Mapping[str, Any]) -> tuple[str, str, str, str]:
    marks = " ".join(name.removeprefix("3A090") for name in period["item"]["paragraphs"])
    words = f"{period['item']['verdict']} {marks}".rstrip()
    return period["begins"], period["ends"], words, period["transaction"]["verdict"]
