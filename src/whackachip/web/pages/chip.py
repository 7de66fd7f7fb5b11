"""One chip: every figure with its source, every metric with its substitution."""

from __future__ import annotations

from typing import Any

from ...report.figures.figure import Figure
from ...report.figures.timeline import timeline_figure
from ..page import Page
from ..pictures import room
from ..query import Query, answer


def context(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """Where to go from here."""
    return {"classify": Query("/classify", (("chip", query.get("chip")), ("on", "2024-11-05"), ("to", "CN"))).url()}


def timeline(data: dict[str, Any], query: Query) -> Figure | None:
    """The chip's status over the years."""
    return timeline_figure(answer("timeline", {"chip": [query.get("chip")], "all_layers": ["true"]}), room(query))


PAGE = Page(
    path="/chips/{chip}",
    title="Chip",
    question="chip",
    template="chip.html.j2",
    own=("figure",),
    always={"explain": "true"},
    context=context,
    figures={"timeline": timeline},
    headline=lambda data: f"{data['name']}: figures, sources and legal metrics",
)
