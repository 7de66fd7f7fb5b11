"""Figure: how long each kind of evidence stood in the repository, and which commit withdrew it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .. import words
from ..table import Table, table
from ..text import clean
from .figure import Figure, source_line
from .lifespans import LifeSpan, chosen, life_spans
from .style import (
    AXIS,
    BLUE,
    GRID,
    INK,
    LABEL_SIZE,
    QUIET,
    SMALL_SIZE,
    VERMILION,
    WIDTH,
    constant,
    frame,
    layer,
    lines_layer,
    milliseconds,
    row_scale,
    time_scale,
)  # fmt: skip
from .textwidth import fit, text_width, wrap

LEFT, RIGHT, ROW, LIMIT = 380, 36, 27, 15
DAY = 86_400_000


def evidence_figure(result: Mapping[str, Any]) -> Figure | None:
    """The life spans, or None where there is no history or nothing was found on the main line."""
    evidence = result["evidence"]
    spans = life_spans(result)
    if not evidence["main_line"] or not spans:
        return None
    shown = chosen(spans, LIMIT)
    gone = [span for span in spans if span.ends]
    days = sorted({words.day(span.ends) for span in gone})
    if gone:
        number = sum(span.count for span in gone)
        title = f"{number} of {sum(span.count for span in spans)} findings were withdrawn"
        title += f" between {days[0]} and {days[-1]}" if len(days) > 1 else f" on {days[0]}"
    else:
        title = "No finding on the main line was withdrawn"
    subtitle = (
        f"Life of each kind of finding on the main line of {clean(evidence['repository'])}, "
        f"from the first commit to commit {words.short_commit(evidence['head'])}. Nothing is implied about motives."
    )
    where = f"{clean(evidence['repository'])} at {words.short_commit(evidence['head'])}"
    if len(spans) > len(shown):
        subtitle += f" {len(spans) - len(shown)} weaker kinds are left out."
    alt = (
        f"{title}. "
        + " ".join(
            f"{span.label}: {words.day(span.begins)} to {words.day(span.ends) or 'the newest commit'}."
            for span in shown
        )
    )  # fmt: skip
    return Figure(
        name="evidence",
        title=title,
        subtitle=subtitle,
        alt=alt,
        spec=_spec(result, shown, title, subtitle, f"{source_line(result)}; source: {where}"),
        table=_table(spans),
        notes=(
            f"The {sum(span.count for span in spans)} findings of the main line that count as evidence; others, as in "
            "pull requests, are in the lists only. A kind that was withdrawn in part has a bar for each part.",
        ),
    )


def _table(spans: Sequence[LifeSpan]) -> Table:
    rows = [
        [span.label, str(span.count), words.day(span.begins), words.day(span.ends) or "present",
         _commits(span), words.listed(span.paths, limit=3)]
        for span in spans
    ]  # fmt: skip
    headers = ("Evidence", "Findings", "From", "Until", "Removed by", "Files")
    return table("Life of each kind of finding on the main line", headers, rows, numeric=(1,))


def _commits(span: LifeSpan) -> str:
    return ", ".join(words.short_commit(commit) for commit in span.removed_by)


def _spec(
    result: Mapping[str, Any], spans: Sequence[LifeSpan], title: str, subtitle: str, source: str
) -> dict[str, Any]:  # fmt: skip
    line = result["evidence"]["main_line"]
    first, last = milliseconds(line[0][1]), milliseconds(line[-1][1])
    room = max(last - first, DAY)
    begins, ends = first - room // 60, last + room // 40
    width = WIDTH - LEFT - RIGHT
    rows = [_row(span, place, last) for place, span in enumerate(spans)]
    y = row_scale(len(spans))
    axis = {"title": None, "format": "%Y-%m-%d", "grid": False, "labelFlush": False,
            "values": _ticks(first, last)}  # fmt: skip
    x = time_scale("begins", begins, ends, axis)
    views, above = _views(result, x, width)
    middle = {**y, "field": "middle"}
    band = {"x": x, "x2": {"field": "ends"}, "y": {**y, "field": "top"}, "y2": {"field": "bottom"}}
    gone = [row for row in rows if row["withdrawn"]]
    layers = [
        layer([{"begins": milliseconds(moment), "row": 0} for _, moment in line], "rule",
              {"x": x, "y": {"value": -8}, "y2": {"value": len(spans) * ROW}}, color=GRID, strokeWidth=1),
        layer([{"begins": milliseconds(moment)} for _, moment in line], "tick",
              {"x": x, "y": {"value": -8}}, color=AXIS, size=9, thickness=1.5, orient="vertical"),
        layer(rows, "rect", {**band, "fill": constant(), "stroke": constant("edge")}, strokeWidth=1),
        layer(gone, "point", {"x": {**x, "field": "ends"}, "y": middle}, shape="M-1,-1L1,1M1,-1L-1,1",
              size=60, color=VERMILION, strokeWidth=2.4, opacity=1),
        layer(rows, "text", {"x": {"value": -10}, "y": middle, "text": {"field": "label"}}, align="right",
              fontSize=LABEL_SIZE, baseline="middle"),
        *_inside(rows, x, middle, (begins, ends, width)),
        *views,
        lines_layer(["main-line commits"], x=-10, y=-14, color=QUIET, align="right"),
    ]  # fmt: skip
    return frame(layers, height=len(spans) * ROW, title=title, subtitle=subtitle, source=source, left=LEFT,
                 right=RIGHT, top=above, bottom=34)  # fmt: skip


def _row(span: LifeSpan, place: int, last: int) -> dict[str, Any]:
    gone = span.ends is not None
    count = f" ({span.count}×)" if span.count > 1 else ""
    label = fit(span.label, LEFT - 30 - text_width(count, LABEL_SIZE), LABEL_SIZE) + count
    note = f"withdrawn {words.day(span.ends)} by {_commits(span)}" if gone else "present"
    return {
        "label": label, "begins": milliseconds(span.begins), "ends": milliseconds(span.ends) if span.ends else last,
        "top": place + 0.16, "bottom": place + 0.84, "middle": place + 0.5, "withdrawn": gone, "note": note,
        "fill": "#f8dcc8" if gone else "#cfe3f1", "edge": VERMILION if gone else BLUE,
    }  # fmt: skip


def _inside(
    rows: Sequence[dict[str, Any]], x: dict[str, Any], y: dict[str, Any], scale: tuple[int, int, float]
) -> list[dict[str, Any]]:
    """The words on each bar where they fit, and right of it where they do not."""
    begins, ends, width = scale
    inside: list[dict[str, Any]] = []
    beside: list[dict[str, Any]] = []
    for row in rows:
        length = (row["ends"] - row["begins"]) / (ends - begins) * width
        (inside if text_width(row["note"], SMALL_SIZE) + 16 < length else beside).append(row)
    text = {"text": {"field": "note"}, "y": y}
    options = {"fontSize": SMALL_SIZE, "baseline": "middle", "align": "left"}
    return [
        layer(inside, "text", {**text, "x": x}, dx=7, **options),
        layer(beside, "text", {**text, "x": {**x, "field": "ends"}}, dx=9, **options),
    ]


def _views(
    result: Mapping[str, Any], x: dict[str, Any], width: float
) -> tuple[list[dict[str, Any]], int]:  # fmt: skip
    """A rule for each state of the repository that is compared, with its words above the plot."""
    begins, ends = x["scale"]["domain"]
    layers: list[dict[str, Any]] = []
    views = [view for view in result["views"] if begins <= milliseconds(view["moment"]) <= ends]
    level = 0
    for view in views:
        at = (milliseconds(view["moment"]) - begins) / (ends - begins) * width
        text = f"{words.day(view['moment'])}: {clean(view['note'])}"
        left = at < width / 2
        lines = wrap(text, (width - at if left else at) - 10 + (0 if left else 60), SMALL_SIZE)
        top = -22 - 15 * (level + len(lines))
        layers.append(
            layer([{"moment": milliseconds(view["moment"])}], "rule",
                  {"x": {**x, "field": "moment"}, "y": {"value": top + 14}, "y2": {"value": "height"}},
                  color=INK, strokeDash=[4, 3])
        )  # fmt: skip
        layers.append(lines_layer(lines, x=at + (5 if left else -5), y=top, align="left" if left else "right"))
        level += len(lines)
    return layers, 24 + 15 * level + 8


def _ticks(first: int, last: int) -> list[int]:
    """About five whole days between two moments [ms], the first and the last among them."""
    start, stop = first // DAY, last // DAY
    step = max(1, round((stop - start) / 5))
    return [day * DAY for day in range(start, stop + 1, step)]
