"""Rules: the acts, one of them, what two differ in, what one provably lets through."""

from __future__ import annotations

from typing import Any

from ...errors import UserError
from ...law import instruments
from ...law.country import find_country
from ...report.figures.figure import Figure
from ...report.figures.proofplane import proof_figure
from ..page import Page
from ..pictures import room
from ..query import Query, answer

TABS = (
    ("/rules", "Acts"), ("/rules/plane", "Move a threshold"), ("/rules/diff", "Compare"), ("/rules/prove", "Prove"),
)  # fmt: skip
MEASURES = ".measures."  # in the name of a threshold of a bill or a duty


def groups(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """Enacted acts apart from those that were only introduced."""
    enacted = [act for act in data["acts"] if act["enacted"]]
    rest = [act for act in data["acts"] if not act["enacted"]]
    heading = f"In force on {data['on']}" if data["on"] else "Enacted, the latest first"
    return {"groups": ((heading, enacted), ("Introduced, not enacted", rest))}


def one(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The act's text in words, where it has any, and the act before it."""
    acts = [act.id for act in instruments() if act.kind == data["kind"]]
    place = acts.index(data["id"]) if data["id"] in acts else 0
    try:
        text, none = answer("rule-text", {"rule": [data["id"]]}), ""
    except UserError as error:
        text, none = None, str(error)
    return {"text": text, "no_text": none, "before": acts[place - 1] if place else ""}


def places(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The destination by its name, and thresholds of the law apart from those that no verdict uses."""
    sides: tuple[list[Any], list[Any]] = ([], [])
    for row in data["thresholds"]:
        sides[MEASURES in row["threshold"]].append(row)
    return {"place": find_country(data["to"]).name, "of_law": sides[False], "of_measures": sides[True]}


def proof(data: dict[str, Any], query: Query) -> Figure | None:
    """The regions on the plane with the chips that prove it."""
    return proof_figure(data, room(query))


def proved(data: dict[str, Any]) -> str:
    """The first thing that is proved."""
    sentences = [found["sentence"] for found in data["answers"] if found["sentence"]]
    return f"{data['rule']}: {sentences[0].removesuffix('.')}" if sentences else f"What {data['rule']} lets through"


LIST = Page(
    path="/rules", title="Rules", question="rules", template="rules.html.j2", labels={"on": "Day"}, context=groups,
    tabs=TABS,
    headline=lambda data: "The legal acts that whackachip knows" + (f", of {data['on']}" if data["on"] else ""),
)  # fmt: skip
ONE = Page(
    path="/rules/{rule}", title="Rule", question="rule", template="rule.html.j2", context=one, tabs=TABS,
    headline=lambda data: data["title"],
)  # fmt: skip
DIFF = Page(
    path="/rules/diff",
    title="Compare two versions of the law",
    question="rule-diff",
    template="rulediff.html.j2",
    labels={"rules": "Rules or days", "on": "Day", "to": "Destination", "layer": "Layer", "set": "Changed threshold"},
    defaults=(("rules", "us-2022-10-07"), ("rules", "us-2023-10-17"), ("to", "CN")),
    tabs=TABS,
    context=places,
    headline=lambda data: (
        f"From {data['a']['title']} to {data['b']['title']}: {len(data['chips'])} of {data['compared']} chips change "
        f"their status for {find_country(data['to']).name}"
    ),
)
PROVE = Page(
    path="/rules/prove",
    title="Prove what a rule lets through",
    question="prove",
    template="prove.html.j2",
    labels={"rule": "Rule", "against": "Against", "above": "At least", "dies": "Dies", "set": "Changed threshold",
            "not_datacenter": "Not for data centres"},
    own=("figure",),
    defaults=(("rule", "us-2023-10-17"), ("dies", "2")),
    tabs=TABS,
    figures={"proof": proof},
    long=True,
    headline=proved,
)  # fmt: skip
