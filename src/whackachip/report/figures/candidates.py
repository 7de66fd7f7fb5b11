"""Figure: every candidate family by the day it was announced, with its control status on the day of the verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .. import words
from ..table import Cell, Table, table
from ..text import clean
from .figure import Figure, source_line
from .style import (
    GRID,
    INK,
    QUIET,
    SMALL_SIZE,
    STATUS_COLOURS,
    STATUS_EDGES,
    STATUS_SHAPES,
    WIDTH,
    constant,
    frame,
    layer,
    legend,
    milliseconds,
    row_scale,
    time_scale,
    year_ticks,
)  # fmt: skip
from .textwidth import text_width

ROW, LEFT, RIGHT, GAP = 14, 16, 24, 44
Row = dict[str, Any]


def candidates_figure(result: Mapping[str, Any]) -> Figure | None:
    """The candidate figure, or None where no candidate has a date."""
    rows = [row for row in result["candidates"] if row["main_variant"] and row["announced"]]
    if not rows:
        return None
    day, place = result["question"]["on"], words.place(result["question"]["destination"])
    counts = Counter(row["transaction"] for row in rows)
    undecided = counts["depends"] + counts["unknown"]
    sources = _sources(result, rows)
    title = f"{counts['licence-required']} of {len(rows)} chip families needed a licence for {place} on {day}"
    subtitle = (
        "Main variant of each family announced by then, by day of announcement. "
        f"For {counts['no-requirement-found']} no requirement is found, {counts['exception-available']} have a licence "
        f"exception available, and for {undecided} facts are missing."
    )
    return Figure(
        name="candidates",
        title=title,
        subtitle=subtitle,
        alt=f"{title}. {subtitle} The table below lists each family with its date and status.",
        spec=_spec(result, rows, title, subtitle, source_line(result, sources)),
        table=_table(rows),
        sources=sources,
        notes=_notes(result, rows),
    )


def _sources(result: Mapping[str, Any], rows: Sequence[Row]) -> tuple[str, ...]:
    clauses = [clause for decision in result["law"]["decisions"] for clause in decision["clauses"]]
    law = [name for clause in clauses for name in clause["sources"]]
    named = {decision["chip"] for decision in result["law"]["decisions"]}
    ordered = sorted(rows, key=lambda row: row["chip"] not in named)
    chips = [name for row in ordered for name in row["tpp"].get("sources", ())]
    return tuple(dict.fromkeys([*law, *chips]))


def _notes(result: Mapping[str, Any], rows: Sequence[Row]) -> tuple[str, ...]:
    notes = ["Bold: the chips that the law section goes through. Variants of a family may differ from its main one."]
    if result.get("undated"):
        notes.append(f"{len(result['undated'])} chips without a known date are left out.")
    late = sum(1 for row in result["candidates"] if row["main_variant"] and not row["announced"])
    if late:
        notes.append(f"{late} families without a date of announcement are left out.")
    return tuple(notes)


def _table(rows: Sequence[Row]) -> Table:
    lines = [
        [
            words.family(row["family"]), Cell(clean(row["name"])), words.word(words.MARKETS, row["market"]),
            clean(row["announced"]), words.word(words.ITEM, row["item"]), words.listed(map(clean, row["paragraphs"]))
            if row["paragraphs"] else "", words.word(words.TRANSACTION, row["transaction"]),
        ]
        for row in sorted(rows, key=lambda row: (row["market"], row["announced"], row["family"]))
    ]  # fmt: skip
    headers = ("Family", "Main variant", "Market", "Announced", "Item", "Paragraphs", "Transaction")
    return table("Candidate families with their status", headers, lines)


def _groups(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """Rows by market, the largest vendor's data-centre chips apart from the others', each by date."""
    vendor = Counter(row["vendor"] for row in rows).most_common(1)[0][0]
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: (row["announced"], row["family"])):
        market = words.word(words.MARKETS, row["market"])
        if row["market"] == "datacenter":
            own = row["vendor"] == vendor
            market += f", {words.VENDORS.get(vendor, clean(vendor))}" if own else ", other vendors"
        found.setdefault(market, []).append(row)
    return sorted(found.items(), key=lambda item: -len(item[1]))


def _columns(groups: Sequence[tuple[str, list[Row]]]) -> list[list[tuple[str, list[Row]]]]:
    """Groups in two columns of about one height, the largest groups first."""
    columns: list[list[tuple[str, list[Row]]]] = [[], []]
    heights = [0.0, 0.0]
    for name, rows in groups:
        side = 0 if heights[0] <= heights[1] else 1
        columns[side].append((name, rows))
        heights[side] += len(rows) + 2
    return sorted(columns, key=lambda column: all(name.endswith("other vendors") for name, _ in column[:1]))


def _spec(
    result: Mapping[str, Any], rows: Sequence[Row], title: str, subtitle: str, source: str
) -> dict[str, Any]:  # fmt: skip
    day = milliseconds(result["question"]["on"])
    begins = min(milliseconds(row["announced"]) for row in rows)
    begins -= (day - begins) // 50
    ends = day + (day - begins) // 40
    named = {decision["chip"] for decision in result["law"]["decisions"]}
    columns = _columns(_groups(rows))
    total = max(sum(len(group) + 2 for _, group in column) for column in columns)
    panel = (WIDTH - LEFT - RIGHT - GAP) / 2
    layers: list[dict[str, Any]] = []
    for side, column in enumerate(columns):
        if column:
            span = [side * (panel + GAP), side * (panel + GAP) + panel]
            layers += _panel(column, span, (begins, ends, day), total, named, result["question"]["on"])
    statuses = ("licence-required", "exception-available", "no-requirement-found", "depends")
    key = [(words.TRANSACTION[s], STATUS_SHAPES[s], STATUS_COLOURS[s], STATUS_EDGES[s]) for s in statuses]
    layers += legend(key, x=6, y=-20, columns=(0, 140, 325, 490))
    return frame(
        layers, height=total * ROW, title=title, subtitle=subtitle, source=source, left=LEFT, right=RIGHT, top=40,
        bottom=34, resolve={"scale": {"x": "independent"}},
    )  # fmt: skip


def _panel(
    column: Sequence[tuple[str, list[Row]]],
    span: list[float],
    times: tuple[int, int, int],
    total: float,
    named: set[str],
    on: str,
) -> list[dict[str, Any]]:
    """One column of the figure: headings, a guide line a row, dots, and labels on the side that has room."""
    begins, ends, day = times
    headings, dots = [], []
    at = 0.0
    for name, group in column:
        headings.append({"row": at + 1.1, "text": f"{name} ({len(group)})"})
        at += 1.6
        for row in group:
            moment = milliseconds(row["announced"])
            dots.append(_dot(row, at + 0.5, moment, row["chip"] in named, (begins, ends), span[1] - span[0]))
            at += 1
        at += 0.4
    last = at
    y = row_scale(total)
    axis = {"title": None, "format": "%Y", "values": year_ticks(begins, ends), "grid": False, "orient": "bottom"}

    def x(field: str, shown: bool = False) -> dict[str, Any]:
        channel = time_scale(field, begins, ends, axis if shown else None)
        return {**channel, "scale": {**channel["scale"], "range": span}}

    end = {"field": "end", "type": "temporal"}
    texts = {"y": y, "text": {"field": "label"}}
    out = [
        layer([{**dot, "begin": begins, "end": ends} for dot in dots], "rule",
              {"x": x("begin", shown=True), "x2": end, "y": y}, color=GRID),
        layer([{"moment": day, "row": 1.5, "bottom": last}], "rule",
              {"x": x("moment"), "y": y, "y2": {"field": "bottom"}}, color=INK, strokeDash=[4, 3]),
        layer([{"moment": day, "row": 0.9, "label": on}], "text", {"x": x("moment"), **texts},
              align="right", fontSize=SMALL_SIZE, dx=4),
        layer(headings, "text", {"x": {"value": span[0]}, "y": y, "text": {"field": "text"}},
              align="left", fontWeight="bold", fontSize=12),
        layer(dots, "point", {"x": x("announced"), "y": y, "shape": constant("shape"), "fill": constant(),
              "stroke": constant("edge")}, size=48, opacity=1, strokeWidth=1.2, filled=True),
    ]  # fmt: skip
    for align, offset in (("left", 8), ("right", -8)):
        for weight in ("normal", "bold"):
            chosen = [dot for dot in dots if (dot["align"], dot["weight"]) == (align, weight)]
            if chosen:
                # Painted twice: a white edge first, so that guide lines do not cross the letters.
                for options in (
                    {"stroke": "#ffffff", "strokeWidth": 3, "strokeJoin": "round", "color": "#ffffff"},
                    {"color": INK},
                ):
                    encoding = {"x": x("announced"), **texts}
                    out.append(layer(chosen, "text", encoding, align=align, dx=offset, fontSize=SMALL_SIZE,
                                     fontWeight=weight, baseline="middle", **options))  # fmt: skip
    return out


def _dot(
    row: Row, at: float, moment: int, bold: bool, times: tuple[int, int], width: float
) -> dict[str, Any]:  # fmt: skip
    label = words.family(row["family"])
    offset = (moment - times[0]) / (times[1] - times[0]) * width
    room = width - offset - 12
    status = row["transaction"] if row["transaction"] in STATUS_COLOURS else "unknown"
    return {
        "family": label,
        "announced": moment,
        "row": at,
        "label": label,
        "item": row["item"],
        "transaction": row["transaction"],
        "shape": STATUS_SHAPES[status],
        "fill": STATUS_COLOURS[status],
        "edge": STATUS_EDGES[status] if status != "unknown" else QUIET,
        "align": "left" if offset < width * 0.55 and text_width(label, SMALL_SIZE) < room else "right",
        "weight": "bold" if bold else "normal",
    }
