"""Classify: one chip, one day, one destination."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from typing import Any

from ...answers.quoted import sentence
from ...law.country import find_country
from ...report.figures.figure import Figure
from ...report.figures.timeline import timeline_figure
from .. import wording
from ..page import Page
from ..pictures import room
from ..query import Query, answer

REACH = 4.0  # factors of the threshold at both ends of a bar
SHARED = ("chip", "to", "headquarters", "exporter", "transaction", "layer", "interpret", "party", "set")


def context(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """What the card needs beside the answer."""
    return {
        "headline": headline(data),
        "place": find_country(data["to"]).name,
        "missing": list(dict.fromkeys((*data["item"]["missing"], *data["transaction"]["missing"]))),
        "margins": list(margins(data)),
        "flips": list(changes(data, query)),
    }


def headline(data: dict[str, Any]) -> str:
    """Both verdicts in a line."""
    item, deal = (wording.verdict(data[kind]["verdict"]) for kind in ("item", "transaction"))
    mark = "Counterfactual: " if data["counterfactual"] else ""
    return f"{mark}{data['chip_name']} on {data['on']} to {data['to']}: {item}; {deal}"


def margins(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a test with a threshold of the clauses on the item, in their order."""
    for clause in data["clauses"]:
        first = True
        for leaf in wording.tests(clause):
            if not isinstance(leaf.get("threshold"), int | float):
                continue
            yield _margin(clause, leaf, first)
            first = False


def _margin(clause: Mapping[str, Any], leaf: Mapping[str, Any], first: bool) -> dict[str, Any]:
    limit, margin, inputs = float(leaf["threshold"]), leaf.get("margin"), leaf["inputs"]
    test = wording.test(leaf)
    one = next(iter(inputs.values())) if len(inputs) == 1 else None
    if len(inputs) > 1 and isinstance(margin, int | float):
        one = limit + margin  # a sum: what is left of it is the margin
    shown = wording.plain(one) if one is not None else ", ".join(map(wording.plain, inputs.values()))
    ends = one if isinstance(one, list) else [one, one]
    low, high = (float(end) if isinstance(end, int | float) else None for end in ends)
    room = "open" if margin is None else wording.signed(margin)
    return {
        "cite": clause["cite"], "first": first, "test": test, "shown": shown, "margin": room,
        "at": None if low is None else _place(low, limit), "over": low is not None and low >= limit,
        "until": None if low is None or low == high else 200.0 if high is None else _place(high, limit),
        "truth": leaf["truth"], "spoken": f"{test}: this chip {shown}, margin {room}",
    }  # fmt: skip


def _place(value: float, limit: float) -> float | None:
    """Where the dot stands on a bar of 200: the threshold in the middle, both ends at REACH times."""
    if limit <= 0:
        return None
    share = math.log(max(value, 1e-9) / limit) / math.log(REACH) if value > 0 else -1.0
    return round(100 + 94 * max(-1.0, min(1.0, share)), 1)


def changes(data: dict[str, Any], query: Query) -> Iterator[dict[str, Any]]:
    """What would change the answer, the nearest first, with an address where asking again shows it."""
    flips = data.get("flips") or {"metrics": [], "dates": [], "readings": [], "open": []}
    for flip in flips["metrics"]:
        number = isinstance(flip["to"], int | float) and not isinstance(flip["to"], bool)
        way = {"at": "of" if number else "–", "above": "above", "below": "below"}[flip["bound"]]
        by = f" ({wording.signed(flip['change'])})" if flip["change"] and flip["bound"] == "at" else ""
        follows = [f"{wording.label(name)} would then be {wording.plain(v)}" for name, v in flip["follows"].items()]
        reached = [f"reached by {wording.label(w['name'])} {_way(w)}" for w in flip["reached_by"]]
        what = f"{wording.label(flip['name'])} {way} {wording.plain(flip['to'])}{by}"
        yield _then(flip, what, note="; ".join((*follows, *reached)))
    for change in flips["dates"]:
        acts = f" ({', '.join(change['acts'])})" if change["acts"] else ""
        yield _then(change, f"asked for {change['on']}{acts}", query.with_(on=change["on"]).url())
    for change in flips["readings"]:
        reading = f"{change['reading']}={change['to']}"
        url = query.with_(interpret=[*query.all("interpret"), reading]).url()
        yield _then(change, f"the law is read as {reading}", url)
    for open_ in flips["open"]:
        for span in open_["ranges"]:
            yield _then(span, f"{wording.label(open_['name'])} turns out to be {_range(span)}")


def _then(data: Mapping[str, Any], what: str, url: str = "", note: str = "") -> dict[str, Any]:
    return {"what": what, "url": url, "note": note, "item": data["item"], "paragraphs": data["paragraphs"],
            "transaction": data["transaction"]}  # fmt: skip


def _way(way: Mapping[str, Any]) -> str:
    bound = {"at": "of", "above": "above", "below": "below"}[way["bound"]]
    unit = f" {way['unit']}" if way["name"] != "tpp" else ""
    return f"{bound} {wording.plain(way['to'])}{unit}"


def _range(span: Mapping[str, Any]) -> str:
    if span["to"] is None:
        return f"{'at least' if span['from_included'] else 'above'} {wording.plain(span['from'])}"
    if span["from"] == span["to"]:
        return f"exactly {wording.plain(span['to'])}"
    ends = f"{'at most' if span['to_included'] else 'below'} {wording.plain(span['to'])}"
    return ends if span["from"] == 0.0 else f"{wording.plain(span['from'])} to {ends}"


def timeline(data: dict[str, Any], query: Query) -> Figure | None:
    """The chip's status over the years, in both layers."""
    return timeline_figure(answer("timeline", {**query.values(SHARED), "all_layers": ["true"]}), room(query))


PAGE = Page(
    path="/classify",
    title="Classify",
    question="classify",
    template="classify.html.j2",
    labels={
        "chip": "Chip", "on": "Day", "to": "Destination", "headquarters": "Headquarters", "exporter": "Exporter",
        "transaction": "Transaction", "layer": "Layer", "interpret": "Reading", "party": "Fact of the parties",
        "set": "Changed threshold",
    },
    own=("figure",),
    defaults=(("chip", "h20"), ("on", "2024-11-05"), ("to", "CN")),
    context=context,
    figures={"timeline": timeline},
    headline=lambda data: sentence(data).removesuffix("."),
)  # fmt: skip
