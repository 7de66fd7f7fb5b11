"""The status of a chip from one day to another, and what changed it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ..catalog import find_chip
from ..errors import UserError
from ..law.beside import events_beside
from ..law.country import group_move
from ..law.daynote import day_notes
from ..law.decision import DISCLAIMER, NOT_CHECKED
from ..law.instrument import instruments
from ..law.provision import LAYERS, READ_UNTIL
from ..law.question import Question, as_day, question
from ..law.timeline import Period, acts_on, periods_of
from ..quantities import Interval
from .lawasked import LawAsked
from .request import command_line, said
from .signed import LAW, signed


@dataclass(frozen=True, kw_only=True)
class Request(LawAsked):
    """One chip and destination over a span of days."""

    chip: str = said(
        "A chip by name, or figures of one that is not in the catalogue.", example="h20", kind="chip", first=True
    )
    begins: str = said("First day.", "2022-08-01", example="2022-08-01", kind="day", option="--from", always=True)
    until: str = said("Last day.", "2027-12-31", example="2027-12-31", kind="day", always=True)
    to: str = said("Destination: code or name.", "CN", example="CN", kind="country", always=True)
    all_layers: bool = said("The codified layer beside the enforced one.", False)


def answer(asked: Request) -> dict[str, Any]:
    """The periods of unchanged verdicts, the days on which the law changed, what happened beside them."""
    match = find_chip(asked.chip)
    last = as_day(asked.until)
    put = question(match.chip, asked.begins, asked.to, **asked.arguments())
    if last < put.day:
        raise UserError(f"the last day, {asked.until}, is before the first, {asked.begins}")
    layers = sorted(LAYERS, key=lambda name: name != put.layer) if asked.all_layers else [put.layer]
    found = {name: periods_of(put.under(name), last) for name in layers}
    full = replace(asked, to=put.deal.destination.code)
    python = ", ".join([repr(asked.chip), repr(asked.begins), repr(asked.until), repr(asked.to), *asked.python()])
    lines = command_line("whackachip timeline", full), f"wc.timeline({python})"
    data = document(put, found, last, match.note) | {"given": asked.given()}
    return signed(data, *lines, as_of=last.isoformat(), not_checked=LAW)


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
            acts = [
                {"id": id, "title": titles[id].title if id in titles else id,
                 "kind": titles[id].kind if id in titles else "counterfactual"}
                for id in acts_on(day, asked.law)
            ]  # fmt: skip
            move = group_move(asked.deal.destination, day)
            if move:
                acts.append({"id": "country-groups", "title": f"Country groups: {move}", "kind": "country-groups"})
            if acts or day in turns:
                yield {"on": day.isoformat(), "changes": day in turns, "acts": acts}


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a period and layer; lists are joined by a semicolon."""
    for layer, periods in data["layers"].items():
        for period in periods:
            yield {
                "chip": data["chip"], "to": data["to"], "layer": layer, "begins": period["begins"],
                "ends": period["ends"], "item": period["item"]["verdict"],
                "paragraphs": "; ".join(period["item"]["paragraphs"]),
                "transaction": period["transaction"]["verdict"],
                "requirements": "; ".join(period["transaction"]["requirements"]),
                "review_policy": "; ".join(period["transaction"]["review_policy"]),
            }  # fmt: skip


def _days(announced: Interval | None) -> list[str] | None:
    if announced is None:
        return None
    return [date.fromordinal(int(day)).isoformat() for day in (announced.low, announced.high)]
