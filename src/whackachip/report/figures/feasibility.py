"""Figure: how long training would have taken on each chip, at the fleet sizes that the result gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import words
from ..table import Table, table
from ..text import clean
from .figure import Figure, source_line
from .style import (
    BLUE,
    GREEN,
    GRID,
    INK,
    LABEL_SIZE,
    QUIET,
    SMALL_SIZE,
    WIDTH,
    constant,
    frame,
    layer,
    legend,
    lines_layer,
    row_scale,
)  # fmt: skip

LEFT, RIGHT, ROW = 120, 250, 30
TICKS = (1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 30_000)
FILLS = (BLUE, GREEN, "#CC79A7")
ANSWERS = {"yes": "not ruled out", "no": "ruled out", "unknown": "unknown"}
Row = Mapping[str, Any]


def feasibility_figure(result: Mapping[str, Any]) -> Figure | None:
    """The interval bars, or None where no training was estimated."""
    rows = [row for row in result["feasibility"] if any(_days(cluster) for cluster in row["clusters"])]
    if not rows:
        return None
    yes = sum(row["feasible"] == "yes" for row in result["feasibility"])
    no = [words.family(_family(result, row)) for row in result["feasibility"] if row["feasible"] == "no"]
    total = len(result["feasibility"])
    title = f"Memory and time rule out {words.listed(no, limit=4)}; {yes} of {total} families could have trained it"
    if not no:
        title = f"Memory and time rule out none of {total} families; for {total - yes} it is not known"
    title = title if yes < total else f"Memory and time rule out none of {total} families"
    counts = words.listed(f"{words.number(count)}" for count in _counts(rows))
    subtitle = (
        f"Days of training for {clean(result['question']['model_name'])} on {counts} chips: from the best to the worst "
        "published utilisation. Outlined or a line: the days between first shipment and release. Logarithmic axis."
    )
    sources = tuple(dict.fromkeys(name for row in rows for name in row["sources"]))
    alt = " ".join(
        f"{words.family(_family(result, row))}: "
        + words.listed(
            f"{words.interval(_short(c['days']['value']), 'days')} on {words.number(c['count']['low'])}"
            for c in row["clusters"]
        )
        + "."
        for row in rows
    )
    return Figure(
        name="feasibility",
        title=title,
        subtitle=subtitle,
        alt=f"{title}. {alt}",
        spec=_spec(result, rows, title, subtitle, source_line(result, sources)),
        table=_table(result, rows),
        sources=sources,
        notes=("An interval is not a probability. How many of these chips were to be had is not checked.",),
    )


def _family(result: Mapping[str, Any], row: Row) -> str:
    return str(result["chips"].get(row["chip"], {}).get("family", row["chip"]))


def _days(cluster: Mapping[str, Any]) -> Mapping[str, Any] | None:
    value = cluster["days"]["value"]
    return value if value and value["low"] and value["high"] else None


def _short(value: Mapping[str, float | None] | None) -> dict[str, float | None] | None:
    """Both ends to three digits."""
    if value is None:
        return None
    return {side: None if end is None else float(f"{end:.3g}") for side, end in value.items()}


def _counts(rows: Sequence[Row]) -> list[float]:
    return sorted({cluster["count"]["low"] for row in rows for cluster in row["clusters"]})


def _table(result: Mapping[str, Any], rows: Sequence[Row]) -> Table:
    counts = _counts(rows)
    lines = []
    for row in rows:
        days = {c["count"]["low"]: words.interval(_short(c["days"]["value"])) for c in row["clusters"]}
        lines.append(
            [words.family(_family(result, row)), *(days.get(count, "") for count in counts),
             words.interval(row["days_available"]["value"]), words.interval(row["minimum_chips"]["value"]),
             ANSWERS.get(row["feasible"], clean(row["feasible"]))]
        )  # fmt: skip
    headers = ("Family", *(f"Days on {words.number(count)} chips" for count in counts), "Days there were",
               "Least chips by memory", "Answer")  # fmt: skip
    return table("Days of training by chip", headers, lines, numeric=range(1, len(headers) - 1))


def _spec(
    result: Mapping[str, Any], rows: Sequence[Row], title: str, subtitle: str, source: str
) -> dict[str, Any]:  # fmt: skip
    counts = _counts(rows)
    ordered = sorted(rows, key=lambda row: (row["feasible"] != "yes", _middle(row)))
    bars, marks, names, sides = [], [], [], []
    for place, row in enumerate(ordered):
        known = row["feasible"] == "yes"
        names.append({"label": words.family(_family(result, row)), "middle": place + 0.5})
        available = row["days_available"]["value"]
        if available and available["low"]:
            marks.append({"low": available["low"], "high": available["high"] or available["low"],
                          "top": place + 0.14, "bottom": place + 0.86})  # fmt: skip
        for cluster in row["clusters"]:
            days = _days(cluster)
            slot = counts.index(cluster["count"]["low"])
            height = 0.6 / len(counts)
            if days:
                fill = FILLS[slot % len(FILLS)]
                bars.append({"low": days["low"], "high": days["high"], "top": place + 0.2 + slot * height + 0.02,
                             "bottom": place + 0.2 + (slot + 1) * height - 0.02, "fill": fill,
                             "strength": 1 if known else 0.45, "count": cluster["count"]["low"]})  # fmt: skip
        sides.append({"label": _side(row), "middle": place + 0.5, "color": INK if known else QUIET})
    values = [bar[end] for bar in bars for end in ("low", "high")] + [m["low"] for m in marks]
    domain = [min(values) / 1.3, max(values) * 1.2]
    ticks = [tick for tick in TICKS if domain[0] <= tick <= domain[1]]
    axis = {"title": "Days", "values": ticks, "format": ",~g", "grid": True}
    x = {
        "field": "low",
        "type": "quantitative",
        "axis": axis,
        "scale": {"type": "log", "domain": domain, "nice": False},
    }
    y = row_scale(len(ordered), "top")
    middle = {**y, "field": "middle"}
    layers = [
        layer([{"y": place} for place in range(1, len(ordered))], "rule", {"y": {**y, "field": "y"}}, color=GRID),
        layer(bars, "rect", {"x": x, "x2": {"field": "high"}, "y": y, "y2": {"field": "bottom"}, "fill": constant(),
              "fillOpacity": {"field": "strength", "type": "quantitative", "scale": None, "legend": None}}),
        layer(marks, "rect", {"x": x, "x2": {"field": "high"}, "y": y, "y2": {"field": "bottom"}}, fill=INK,
              stroke=INK, strokeWidth=2, fillOpacity=0.35),
        layer(names, "text", {"x": {"value": -10}, "y": middle, "text": {"field": "label"}}, align="right",
              fontSize=LABEL_SIZE, baseline="middle"),
        layer(sides, "text", {"x": {"value": WIDTH - LEFT - RIGHT + 16}, "y": middle, "text": {"field": "label"},
              "color": constant("color")}, align="left", fontSize=SMALL_SIZE, baseline="middle"),
        lines_layer(["least chips by memory · answer"], x=WIDTH - LEFT - RIGHT + 16, y=-22, color=QUIET),
        *legend([(f"on {words.number(count)} chips", "square", FILLS[i % len(FILLS)], FILLS[i % len(FILLS)])
                 for i, count in enumerate(counts)] + [("days from first shipment to release", "stroke", INK, INK)],
                x=6, y=-16, columns=[130 * i for i in range(len(counts) + 1)]),
    ]  # fmt: skip
    return frame(layers, height=len(ordered) * ROW, title=title, subtitle=subtitle, source=source, left=LEFT,
                 right=RIGHT, top=34, bottom=50)  # fmt: skip


def _middle(row: Row) -> float:
    ends = [days for cluster in row["clusters"] if (days := _days(cluster))]
    return float(ends[0]["low"] * ends[0]["high"]) if ends else float("inf")


def _side(row: Row) -> str:
    """The words right of a bar."""
    answer = ANSWERS.get(row["feasible"], clean(row["feasible"]))
    if row["feasible"] == "unknown" and "no link" in row["reason"]:
        answer = "unknown: no link between chips"
    return f"{words.interval(row['minimum_chips']['value'])} · {answer}"
