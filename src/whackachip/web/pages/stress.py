"""Stress: a designer plays against a rule; rules side by side; a threshold swept; rounds of rule and answer."""

from __future__ import annotations

from typing import Any

from ...report.figures.figure import Figure
from ...report.figures.stressdenial import stress_denial
from ...report.figures.stressgrid import stress_grid
from ...report.figures.stressplane import stress_plane
from ...report.figures.stresssweep import stress_sweep
from ...report.figures.whack import whack_figure
from ...report.stresswords import GLOSSARY, short
from .. import amounts
from ..page import Page
from ..pictures import room
from ..query import Query
from ..thresholds import of_query, rule_controls

TABS = (
    ("/stress", "Test a rule"), ("/stress/compare", "Side by side"), ("/stress/sweep", "Sweep a threshold"),
    ("/stress/rounds", "Rounds"),
)  # fmt: skip
LABELS = {
    "rule": "Rule", "rules": "Rules", "objective": "What is wanted", "as_of": "Day of the silicon", "mode": "How",
    "market": "Market", "model": "Model", "base": "Chip to cut", "bits": "Bits", "alone": "The rule's own text alone",
    "no_sweep": "Without the sweep", "seed": "Seed", "set": "Changed threshold", "with_law": "With the law around",
    "vary": "Threshold and values", "deny": "Deny at least", "rounds": "Rounds", "existing_only": "Existing chips only",
    "samples": "Samples",
}  # fmt: skip
RULE = ("rule", "us-2023-10-17")


def tested(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The rule's thresholds to edit, and the sentences and shares of the answer."""
    known: dict[str, Any] = {"limits": rule_controls(query)}
    if not data:
        return known
    return known | {
        "short": list(short(data)),
        "offered": offered(TEST, data, query),
        "glossary": f"{GLOSSARY[0].upper()}{GLOSSARY[1:]}.",
        "phases": [amounts.share(one["phase"], one["denied"]) for one in data["phases"]],
        "yardsticks": [amounts.share(one["yardstick"], one["denied"]) for one in data["yardsticks"]],
        "changed": bool(data["rule"]["counterfactual"]),
    }


def offered(page: Page, data: dict[str, Any], query: Query) -> list[str]:
    """The figures of a page that this answer has."""
    return [name for name, draw in page.figures.items() if draw(data, query)]


def compared(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The shares of each rule."""
    return {"rows": [{**rule, "shares": shares(rule)} for rule in data["rules"]]}


def shares(rule: dict[str, Any]) -> list[dict[str, str]]:
    """What a rule denies of each phase of work."""
    return [amounts.share(name, rule["denied"][name]) for name in ("train", "prefill", "decode")]


def swept(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The points as rows, and the figure where there are enough to draw."""
    return {"moved": list(data["vary"]), "points": data["points"], "offered": offered(SWEEP, data, query)}


def played(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The rule's thresholds to edit, and the rounds."""
    return {"limits": rule_controls(query)}


def plane(data: dict[str, Any], query: Query) -> Figure | None:
    return stress_plane(data, room(query))


def denial(data: dict[str, Any], query: Query) -> Figure | None:
    return stress_denial(data, room(query))


def sweep(data: dict[str, Any], query: Query) -> Figure | None:
    if "points" in data:
        return stress_sweep(data, room(query)) or stress_grid(data, room(query))
    return stress_sweep(data, room(query)) if data.get("sweep") else None


def compared_said(data: dict[str, Any]) -> str:
    """What each rule denies, in a sentence."""
    told = [(rule["rule"], [f"{one['shown']} of {one['label']}" for one in shares(rule)]) for rule in data["rules"]]
    denials = "; ".join(f"{rule} denies {', '.join(parts)}" for rule, parts in told)
    return f"Per chip, with the silicon of {data['as_of']}: {denials}"


def swept_said(data: dict[str, Any]) -> str:
    """What a sweep shows, in the words of its figure."""
    figure = stress_sweep(data) or stress_grid(data)
    return figure.title if figure else f"{data['rule']} with {', '.join(data['vary'])} moved"


def rounds(data: dict[str, Any], query: Query) -> Figure | None:
    return whack_figure(data, room(query))


def denied(data: dict[str, Any]) -> str:
    """The denial in a sentence, on every yardstick."""
    phases = (amounts.share(one["phase"], one["denied"]) for one in data["phases"])
    shares = ", ".join(f"{one['shown']} of {one['label']}" for one in phases)
    title = f"{'Counterfactual: ' if data['rule']['counterfactual'] else ''}{data['rule']['title']}"
    return f"{title}: per chip it denies {shares}" if shares else f"{title}: nothing escapes it"


TEST = Page(
    path="/stress", title="Stress test of a rule", question="stress", template="stress.html.j2", labels=LABELS,
    own=("figure",), defaults=(RULE,), tabs=TABS, context=tested, bare=True, translate=of_query, long=True,
    figures={"plane": plane, "denial": denial, "sweep": sweep},
    headline=denied,
)  # fmt: skip
COMPARE = Page(
    path="/stress/compare", title="Rules side by side", question="stress-compare", template="stresscompare.html.j2",
    labels=LABELS, defaults=(("rules", "us-2022-10-07"), ("rules", "us-2023-10-17")), tabs=TABS, context=compared,
    long=True, headline=compared_said,
)  # fmt: skip
SWEEP = Page(
    path="/stress/sweep", title="Sweep a threshold", question="stress-sweep", template="stresssweep.html.j2",
    labels=LABELS, own=("figure",), defaults=(("rule", "us-2022-10-07"), ("vary", "us.ear.3a090.a.io=300..900:5")),
    tabs=TABS, context=swept, long=True, figures={"sweep": sweep},
    headline=swept_said,
)  # fmt: skip
ROUNDS = Page(
    path="/stress/rounds", title="Rounds of rule and answer", question="whack", template="rounds.html.j2",
    labels=LABELS, own=("figure",), defaults=(RULE, ("rounds", "3")), tabs=TABS, context=played, bare=True,
    translate=of_query,
    long=True, figures={"rounds": rounds},
    headline=lambda data: f"Rule, answer and repair from {data['title']}, rounds: {data['rounds_asked']}",
)  # fmt: skip
