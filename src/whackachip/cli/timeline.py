"""whackachip timeline"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from shlex import quote
from typing import Any

import click

from ..catalog import find_chip
from ..law.beside import events_beside
from ..law.daynote import day_notes
from ..law.decision import DISCLAIMER, NOT_CHECKED
from ..law.instrument import instruments
from ..law.provision import LAYERS, READ_UNTIL
from ..law.question import Question, as_day, question
from ..law.timeline import Period, acts_on, periods_of
from ..provenance import provenance
from ..quantities import Interval
from .card import beside_lines, changed
from .lawoptions import LawOptions, mark_of, takes_law
from .output import echo_json, echo_lines, hanging, page_width, table_lines
from .shared import figure_option


@click.command("timeline")
@click.argument("chip")
@click.option("--from", "begins", default="2022-08-01", show_default=True, metavar="DATE")
@click.option("--until", "ends", default="2027-12-31", show_default=True, metavar="DATE")
@click.option("--to", "to", default="CN", show_default=True, metavar="COUNTRY", help="Destination: code or name.")
@takes_law
@click.option("--all-layers", is_flag=True, help="The codified layer beside the enforced one.")
@figure_option
@click.option("--json", "as_json", is_flag=True, help="The periods as JSON.")
def command(
    chip: str,
    begins: str,
    ends: str,
    to: str,
    options: LawOptions,
    all_layers: bool,
    figure: Path | None,
    as_json: bool,
) -> None:
    """The status of CHIP from one day to another, and what changed it.

    \b
    whackachip timeline h20
    whackachip timeline h800 --until 2024-11-05 --to CN
    whackachip timeline h100 --to DE --all-layers --figure h100.svg
    """
    match = find_chip(chip)
    last = as_day(ends)
    asked = question(match.chip, begins, to, **options.arguments())
    if last < asked.day:
        raise click.UsageError(f"--until {ends} is before --from {begins}")
    layers = sorted(LAYERS, key=lambda name: name != asked.layer) if all_layers else [asked.layer]
    found = {name: periods_of(asked.under(name), last) for name in layers}
    result = document(asked, found, last, match.note)
    words = ["whackachip timeline", f"--chip {quote(chip)}" if "=" in chip else quote(chip), "--from", begins]
    words += ["--until", ends, "--to", asked.deal.destination.code, *options.words(), *(["--all-layers"] * all_layers)]
    python = ", ".join([repr(chip), repr(begins), repr(ends), repr(to), *options.python()])
    result["provenance"] = provenance(" ".join(words), f"wc.timeline({python})")
    if figure:
        from ..report.figures.figurefile import write_figure
        from ..report.figures.timeline import timeline_figure

        write_figure(timeline_figure(result), figure)
    if as_json:
        echo_json(result)
    else:
        mark = mark_of(result["counterfactual"])
        echo_lines(page(result, found, page_width() - len(mark)), mark)


def document(asked: Question, found: Mapping[str, Sequence[Period]], last: date, note: str | None) -> dict[str, Any]:
    """A timeline as plain data; periods are those of the layer that was asked for."""
    announced = asked.chip.interval("announced")
    notes = dict.fromkeys((*day_notes(asked.day), *day_notes(last)))
    return {
        "chip": asked.chip.id,
        "chip_name": asked.chip.name,
        "resolved": note,
        "begins": asked.day.isoformat(),
        "ends": last.isoformat(),
        "to": asked.deal.destination.code,
        "to_name": asked.deal.destination.name,
        "transaction": asked.deal.kind,
        "layer": asked.layer,
        "periods": [period.to_dict() for period in found[asked.layer]],
        "layers": {name: [period.to_dict() for period in periods] for name, periods in found.items()},
        "events": list(events(asked, found, last)),
        "beside": [
            event.to_dict() | {"names_chip": bool(event.families)}
            for event in events_beside(asked.deal.destination.code, asked.chip.family, last)
            if event.date is not None and event.date >= asked.day.isoformat()
        ],
        "announced": _days(announced),
        "read_until": READ_UNTIL.isoformat(),
        "counterfactual": asked.law.to_dict() if asked.law else None,
        "date_notes": list(notes),
        "not_checked": list(NOT_CHECKED),
        "disclaimer": DISCLAIMER,
    }


def events(asked: Question, found: Mapping[str, Sequence[Period]], last: date) -> Iterator[dict[str, Any]]:
    """The days on which something in the law begins or ends; changes: whether it does so for this chip."""
    from ..law.provision import change_dates

    titles = {act.id: act for act in instruments()}
    turns = {period.begins for periods in found.values() for period in periods[1:]}
    for day in sorted({*change_dates(), *asked.law.change_dates(), *turns}):
        if asked.day <= day <= last:
            acts = acts_on(day, asked.law)
            yield {
                "on": day.isoformat(),
                "changes": day in turns,
                "acts": [
                    {"id": id, "title": titles[id].title if id in titles else id,
                     "kind": titles[id].kind if id in titles else "counterfactual"}
                    for id in acts
                ],
            }  # fmt: skip


def page(result: Mapping[str, Any], found: Mapping[str, Sequence[Period]], width: int) -> Iterator[str]:
    """The timeline for a reader: one table a layer, and what each change rests on."""
    yield click.style(result["chip_name"], bold=True) + f"  {result['transaction']} to {result['to']}"
    if result["resolved"]:
        yield from hanging("", result["resolved"], 2, width)
    if result["announced"]:
        first, last = result["announced"]
        yield f"  announced {first}" if first == last else f"  announced between {first} and {last}"
    yield from changed(result["counterfactual"], width)
    for name, periods in found.items():
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


def _row(period: Period) -> tuple[str, str, str, str]:
    item = period.decision.item
    marks = " ".join(name.removeprefix("3A090") for name in item.paragraphs)
    words = f"{item.verdict} {marks}".rstrip()
    return period.begins.isoformat(), period.ends.isoformat(), words, period.decision.transaction.verdict


def _days(announced: Interval | None) -> list[str] | None:
    if announced is None:
        return None
    return [date.fromordinal(int(day)).isoformat() for day in (announced.low, announced.high)]
