"""Everything that a rendering of the whole report needs, gathered once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import words
from ..figures.figure import Drawn
from ..links import ranges, repository_link, source_numbers
from ..text import clean
from .audited import stage_readings
from .chain import differences_table, steps_table
from .evidence import findings_by_file, scanned, skipped_table, views_table
from .feasibility import feasibility_table, shared_assumptions, workload
from .law import assumptions, decision_cards
from .overview import citation, facts_line, stage_cards
from .sources import accessed, source_lines, statements_table

GROUPS = (
    ("What the repository says, stage by stage", "stages"),
    ("What the paper's chain leaves", "strict"),
    ("The law on the day", "law"),
    ("While the chips could be bought", "window"),
    ("Would a rule have stopped it?", "rule"),
)


def page(result: Mapping[str, Any], drawn: Sequence[Drawn]) -> dict[str, Any]:
    """The parts of the page by name, all text in them clean but not yet escaped."""
    verdict = result["verdict"]
    shared, own = shared_assumptions(result)
    groups = [
        (heading, [clean(text) for text in verdict[name]]) for heading, name in GROUPS if verdict.get(name)
    ]  # fmt: skip
    return {
        "title": clean(result["question"]["title"]),
        "headline": clean(verdict["headline"]),
        "asked": facts_line(result),
        "repository": repository_link(result["question"]["repository"]),
        "cards": stage_cards(result),
        "groups": groups,
        "rule": [clean(text) for text in verdict.get("rule") or ()],
        "caution": clean(result["limits"][0]) if result["limits"] else "",
        "steps": steps_table(result),
        "conclusion": clean(result["strict"]["conclusion"]),
        "conclusion_audited": clean(result["strict"]["conclusion_audited"]),
        "readings": stage_readings(result),
        "weights": clean(result["audited"]["weights_version"]),
        "looked_for": len(result["audited"]["looked_for"]),
        "not_found": [clean(text) for text in result["audited"]["not_found"]],
        "differences": differences_table(result),
        "scanned": scanned(result),
        "files": findings_by_file(result),
        "skipped": skipped_table(result),
        "views": views_table(result),
        "decisions": decision_cards(result),
        "window_note": clean(result["law"].get("window_note") or ""),
        "law_assumptions": assumptions(result),
        "feasibility": feasibility_table(result),
        "workload": workload(result),
        "shared_assumptions": shared,
        "own_assumptions": own,
        "statements": statements_table(result),
        "limits": [clean(text) for text in result["limits"]],
        "assumptions": [clean(text) for text in result["assumptions"]],
        "not_checked": [clean(text) for text in result["not_checked"]],
        "disclaimer": clean(result["disclaimer"]),
        "provenance": {key: clean(value) for key, value in result["provenance"].items()},
        "citation": citation(result),
        "sources": source_lines(result),
        "accessed": accessed(result),
        "figures": {item.name: figure_data(result, item) for item in drawn},
        "on": clean(result["question"]["on"]),
        "place": words.place(result["question"]["destination"]),
    }


def figure_data(result: Mapping[str, Any], item: Drawn) -> dict[str, Any]:
    """A figure with its words and the numbers of its sources."""
    return {
        "number": item.number,
        "name": item.name,
        "title": item.figure.title,
        "subtitle": item.figure.subtitle,
        "alt": item.figure.alt,
        "svg": item.inline,
        "table": item.figure.table,
        "notes": item.figure.notes,
        "sources": ranges(source_numbers(result, item.figure.sources)),
    }
