"""What is covered, how far, and how much of it is sourced."""

from __future__ import annotations

from typing import Any

from ..page import Page
from ..query import Query

STATES = {
    "modelled": "Modelled: used in verdicts",
    "partial": "Partial: some of it is used",
    "flagged": "Flagged: named in results, used in none",
    "not-modelled": "Not modelled: not there",
}


def context(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The topics by how far they are covered."""
    found = [(words, [topic for topic in data["topics"] if topic["state"] == state]) for state, words in STATES.items()]
    return {"states": found}


PAGE = Page(
    path="/coverage", title="What is covered", question="coverage", template="coverage.html.j2", context=context,
    headline=lambda data: "What whackachip covers",
)  # fmt: skip
