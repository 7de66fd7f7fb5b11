"""The plane of a day's law with thresholds to move: what the changed law would catch and free."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ...errors import UserError
from ...law.country import find_country
from ...law.provision import thresholds
from ...law.question import as_day
from ...report.figures.figure import Figure
from ...report.words import listed
from .. import wording
from ..charts.explorer import AXES, chip_row, groups
from ..charts.plane import Limit, limits, plane_chart, plane_figure, up_axis
from ..page import Page
from ..query import Query, answer
from ..thresholds import translated as changed_law
from ..thresholds import typed_number
from .rules import TABS

LIKELY = "nv-h100-sxm-80"  # any chip with both figures has the same clauses

DEFAULTS = (("on", "2024-11-05"), ("to", "CN"))


def translated(query: Query) -> Query:
    """The controls of thresholds as changes of the law of the day.

    A plane is of a day and a place: an address that names neither, such as one of a threshold alone, means the usual.
    """
    dated = query.with_(**{name: query.get(name, usual) for name, usual in DEFAULTS})
    return changed_law(dated, thresholds(as_day(dated.get("on"))))


def _clauses(query: Query) -> list[dict[str, Any]]:
    asked = {"chip": [LIKELY], **query.values(("on", "to", "set", "layer"))}
    found: list[dict[str, Any]] = answer("classify", asked)["clauses"]
    return found


def _limits(query: Query) -> list[Limit]:
    clauses = _clauses(query)
    return limits(clauses, thresholds(as_day(query.get("on"))), up_axis(clauses))


def _typed(query: Query) -> list[Limit]:
    """The thresholds of the day with the numbers that were typed, where the day is one and they are numbers."""
    try:
        enacted = _limits(query.without("set"))
    except UserError:
        return []
    typed = dict(text.partition("=")[::2] for text in query.all("set"))
    return [replace(limit, value=typed_number(typed.get(limit.name, ""), limit.value)) for limit in enacted]


def context(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The thresholds, and every chip whose status the change moves; without an answer the thresholds as typed."""
    if not data:
        return {"limits": _typed(query), "up": AXES["performance_density"]}
    clauses = _clauses(query)
    up = up_axis(clauses)
    rows = [chip_row(chip) for chip in data["chips"]]
    enacted = answer("chips", query.values(("on", "to")))
    before = {chip["id"]: chip for chip in enacted["chips"]}
    moved = [
        {"chip": row["id"], "name": row["name"], "a": _side(before[row["id"]]), "b": _side(row)}
        for row in rows
        if _side(before[row["id"]]) != _side(row)
    ]
    caught = [one for one in moved if one["b"]["item"] == "controlled"]
    return {
        "limits": _limits(query), "up": up, "moved": moved, "caught": len(caught), "rows": rows,
        "freed": len([one for one in moved if one["a"]["item"] == "controlled" and one["b"]["item"] != "controlled"]),
        "legend": groups(rows).values(), "changed": bool(query.all("set")),
        "place": find_country(query.get("to")).name,
        "ask": Query("/classify", tuple(word for word in query.words if word[0] in ("on", "to", "set"))).url(),
    }  # fmt: skip


def _side(row: dict[str, Any]) -> dict[str, Any]:
    return {"item": row["item"], "transaction": row["transaction"], "paragraphs": []}


def chart(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The plane for the page."""
    clauses = _clauses(query)
    return plane_chart([chip_row(chip) for chip in data["chips"]], clauses, up_axis(clauses))


def figure(data: dict[str, Any], query: Query) -> Figure | None:
    """The plane to take along."""
    clauses = _clauses(query)
    made, day, place = data["provenance"], query.get("on"), query.get("to")
    change = f", with {', '.join(query.all('set'))}" if query.all("set") else ""
    title = f"{'Counterfactual: the' if change else 'The'} law of {day} for {find_country(place).name}{change}"
    source = f"{made['tool']} {made['version']}, facts {made['facts_version']}, law of {day}{change}. Not legal advice."
    rows = [chip_row(chip) for chip in data["chips"]]
    return plane_figure(rows, clauses, up_axis(clauses), _limits(query), title, source)


def headline(data: dict[str, Any]) -> str:
    """What the law makes of the catalogue, in a sentence."""
    mark = "Counterfactual: under a changed law of" if data["counterfactual"] else "Under the law of"
    counts: dict[str, int] = {}
    for chip in data["chips"]:
        word = "depends" if " or " in chip["transaction"] else chip["transaction"]
        counts[word] = counts.get(word, 0) + 1
    told = listed(f"{count} {wording.verdict(word)}" for word, count in sorted(counts.items(), key=lambda one: -one[1]))
    place = find_country(data["to"]).name
    return f"{mark} {data['provenance']['as_of']}, of {len(data['chips'])} chips for {place}: {told}"


PAGE = Page(
    path="/rules/plane",
    title="Move a threshold",
    question="chips",
    template="plane.html.j2",
    labels={"on": "Day", "to": "Destination", "set": "Changed threshold", "predicate": "Which chips"},
    own=("figure",),
    defaults=DEFAULTS,
    tabs=TABS,
    translate=translated,
    context=context,
    bare=True,
    figures={"plane": figure},
    charts={"plane": chart},
    without=("predicate",),
    headline=headline,
)
