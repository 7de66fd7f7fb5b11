"""Chips: the catalogue as a chart and a table of the same rows."""

from __future__ import annotations

from typing import Any

from ...errors import unknown
from ...law.country import find_country
from ...report.figures.figure import Figure
from ..charts.explorer import AXES, Axis, axis, chip_row, explorer_figure, groups, interactive, plotted
from ..page import Page
from ..query import Query

# Column: heading, key, whether a number.
COLUMNS = (
    ("Chip", "name", False), ("Vendor", "vendor", False), ("Market", "market", False),
    ("Announced", "announced", False), ("TPP", "tpp", True), ("Density", "performance_density", True),
    ("Memory GB/s", "memory_bandwidth", True), ("Memory GB", "memory_capacity", True),
    ("Links GB/s", "interconnect_bandwidth", True),
)  # fmt: skip
ACROSS, UP = "memory_bandwidth", "tpp"
VERDICTS = (("Item", "item", False), ("Transaction", "transaction", False))
EXAMPLES = (
    ("more memory bandwidth than an H100, not NVIDIA's", {"predicate": "memory_bandwidth > 3350 and vendor != nvidia"}),
    ("free for China on 1 June 2024 with more than 3 TB/s",
     {"predicate": "memory_bandwidth > 3000 and item != controlled", "on": "2024-06-01", "to": "CN"}),
    ("consumer cards above 4,000 TPP", {"predicate": "market == consumer and tpp > 4000"}),
)  # fmt: skip


def _axes(query: Query) -> tuple[Axis, Axis]:
    return axis(query.get("x", ACROSS), "x"), axis(query.get("y", UP), "y")


def context(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The rows in the order that was asked for, and what the chart shows; without an answer, what the form needs."""
    examples = [(text, Query("/chips", tuple(words.items())).url()) for text, words in EXAMPLES]
    if not data:
        chosen = (AXES.get(query.get(side, key), AXES[key]) for side, key in (("x", ACROSS), ("y", UP)))
        return {"axes": AXES.values(), "examples": examples, **dict(zip("xy", chosen, strict=True))}
    x, y = _axes(query)
    rows = [chip_row(chip) for chip in data["chips"]]
    # Beside verdicts there is no room for what the name says too.
    short = (*(one for one in COLUMNS if one[1] not in ("vendor", "market")), *VERDICTS)
    columns = short if query.get("on") else COLUMNS
    keys = [key for _, key, _ in (*COLUMNS, *columns)]
    by = query.get("sort", "name")
    if by not in keys:
        raise unknown("sort", by, keys)
    down = query.get("down") == "1"
    known = sorted((row for row in rows if row.get(by) is not None), key=lambda row: _sortable(row[by]), reverse=down)
    return {
        "rows": known + [row for row in rows if row.get(by) is None],
        "columns": columns, "by": by, "down": down, "x": x, "y": y, "axes": AXES.values(),
        "legend": groups(rows).values(), "drawn": len(plotted(rows, x, y)),
        "examples": examples,
    }  # fmt: skip


def _sortable(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def headline(data: dict[str, Any]) -> str:
    count = len(data["chips"])
    found = f"{count:,} chip{'' if count == 1 else 's'} of the catalogue"
    if data["predicate"]:
        found += f" {'meets' if count == 1 else 'meet'} {data['predicate']}"
    if data["to"]:
        found += f" on {data['provenance']['as_of']} for {find_country(data['to']).name}"
    return found + (f"; open for {len(data['unknown']):,} more" if data["unknown"] else "")


def chart(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The chart for the page."""
    x, y = _axes(query)
    return interactive([chip_row(chip) for chip in data["chips"]], x, y)


def figure(data: dict[str, Any], query: Query) -> Figure | None:
    """The chart to take along."""
    x, y = _axes(query)
    made = data["provenance"]
    asked = f" that meet {query.get('predicate')}" if query.get("predicate") else ""
    day = query.get("on")
    more = f" Verdicts on {day} for {find_country(query.get('to') or 'CN').name}." if day else ""
    title = f"{y.label} against {x.label.lower()} of {len(data['chips'])} chips{asked}"
    source = f"{made['tool']} {made['version']}, facts {made['facts_version']}; each figure with its source in the data"
    return explorer_figure([chip_row(chip) for chip in data["chips"]], x, y, title, source, more)


PAGE = Page(
    path="/chips",
    title="Chips",
    question="chips",
    template="chips.html.j2",
    labels={"predicate": "Which chips", "on": "Day", "to": "Destination", "set": "Changed threshold"},
    own=("x", "y", "sort", "down", "figure", "compare"),
    context=context,
    bare=True,
    figures={"explorer": figure},
    charts={"explorer": chart},
    headline=headline,
)
