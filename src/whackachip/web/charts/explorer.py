"""The explorer: chips as points on two axes of choice, the same rows as the table beside it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import unknown
from ...report import words
from ...report.figures.figure import Figure
from ...report.figures.labels import Point, merge, place
from ...report.figures.style import QUIET, SMALL_SIZE, WIDTH, constant, frame, layer, legend, painted
from ...report.table import table
from .. import wording

LEFT, RIGHT, HEIGHT, NAMED = 78, 28, 470, 20


@dataclass(frozen=True, slots=True)
class Axis:
    """What can stand on an axis. key: of the row. log: whether it spans orders of magnitude."""

    key: str
    label: str
    unit: str = ""
    log: bool = True
    time: bool = False

    @property
    def title(self) -> str:
        return f"{self.label} [{self.unit}]" if self.unit else self.label


_LISTED = (
    Axis("tpp", "Total processing performance", "TPP"),
    Axis("performance_density", "Performance density", "TPP/mm²"),
    Axis("memory_bandwidth", "Memory bandwidth", "GB/s"),
    Axis("memory_capacity", "Memory", "GB"),
    Axis("interconnect_bandwidth", "Links to other chips and the host", "GB/s"),
    Axis("rate_bf16", "Dense bfloat16 rate", "TFLOP/s"),
    Axis("rate_fp8", "Dense 8-bit floating-point rate", "TFLOP/s"),
    Axis("die_area", "Applicable die area", "mm²"),
    Axis("tdp", "Power", "W"),
    Axis("announced", "Announced", log=False, time=True),
)
AXES = {axis.key: axis for axis in _LISTED}
FIGURES = {
    "memory_capacity": "memory_capacity_gb", "rate_bf16": "rate_bf16_tops", "rate_fp8": "rate_fp8_tops",
    "die_area": "nonplanar_die_area_mm2", "tdp": "tdp_w", "announced": "announced",
}  # fmt: skip
# Group: colour, edge, shape, word.
STATUSES = {
    "licence-required": ("@vermilion", "@vermilion", "square"),
    "exception-available": ("@orange", "@umber", "triangle-up"),
    "no-requirement-found": ("@blue", "@blue", "circle"),
    "depends": ("@paper", "@quiet", "diamond"),
}
MARKETS = {
    "datacenter": ("@blue", "@blue", "circle"),
    "workstation": ("@green", "@green", "triangle-up"),
    "consumer": ("@vermilion", "@vermilion", "square"),
    "embedded": ("@purple", "@purple", "diamond"),
}


def axis(name: str, field: str) -> Axis:
    """The axis of that name; raises UserError naming the nearest."""
    if name not in AXES:
        raise unknown(field, name, AXES)
    return AXES[name]


def chip_row(chip: Mapping[str, Any]) -> dict[str, Any]:
    """A chip as a flat row of the table and the chart; a number that is only bounded stands as its low end, marked."""
    made = {key: chip[key] for key in ("id", "name", "vendor", "family", "market", "form_factor")}
    for key, metric in chip["metrics"].items():
        ends = metric["interval"]
        made[key] = ends[0] if ends else metric["value"] if isinstance(metric["value"], int | float) else None
        made[f"{key}_open"] = bool(ends) and ends[1] != ends[0]
    for key, figure in FIGURES.items():
        value = chip["figures"].get(figure, {}).get("value")
        made[key] = value if isinstance(value, str if key == "announced" else int | float) else None
    if "transaction" in chip:
        made |= {"item": chip["item"], "transaction": chip["transaction"]}
        made["group"] = chip["transaction"] if chip["transaction"] in STATUSES else "depends"
    else:
        made["group"] = chip["market"]
    return made


def groups(rows: Sequence[Mapping[str, Any]]) -> dict[str, tuple[str, str, str, str]]:
    """The groups that stand in some rows: colour, edge, shape and word."""
    by_status = any("transaction" in row for row in rows)
    known = STATUSES if by_status else MARKETS
    named = wording.VERDICTS | {"depends": "depends or unknown"} if by_status else words.MARKETS
    return {key: (*looks, named[key]) for key, looks in known.items() if any(row["group"] == key for row in rows)}


def plotted(rows: Sequence[dict[str, Any]], x: Axis, y: Axis) -> list[dict[str, Any]]:
    """The rows that have a place: both values known, and above zero on a logarithmic axis."""
    return [row for row in rows if all(_fits(row.get(axis.key), axis) for axis in (x, y))]


def _fits(value: Any, axis: Axis) -> bool:
    if axis.time:
        return isinstance(value, str)
    return isinstance(value, int | float) and (value > 0 or not axis.log)


def _channel(axis: Axis, rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    scale: dict[str, Any] = {"nice": False}
    if axis.time:
        moments = sorted(_when(row[axis.key]) for row in rows) or ["2012-01-01", "2027-01-01"]
        span = {"type": "utc", "domain": [f"{moments[0][:4]}-01-01", f"{int(moments[-1][:4]) + 1}-01-01"]}
        return {"field": "when", "type": "temporal", "scale": span, "axis": {"title": axis.title, "format": "%Y"}}
    values = [row[axis.key] for row in rows] or [1.0, 10.0]
    low, high = min(values), max(values)
    scale |= {"type": "log", "domain": [low / 1.3, high * 1.3]}
    marked = {"title": axis.title, "format": ",~g", "labelOverlap": "greedy", "values": _ticks(low / 1.3, high * 1.3)}
    return {"field": axis.key, "type": "quantitative", "scale": scale, "axis": marked}


def _ticks(low: float, high: float) -> list[float]:
    """Ones, twos and fives of every power of ten between two values, or ones alone where those would be many."""
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    steps = (1, 2, 5) if len(powers) <= 5 else (1,)
    return [step * 10.0**power for power in powers for step in steps if low <= step * 10.0**power <= high]


def _when(text: str) -> str:
    return text if len(text) == 10 else (f"{text}-01" if len(text) == 7 else f"{text[:4]}-07-01")


def points(rows: Sequence[dict[str, Any]], x: Axis, y: Axis) -> list[dict[str, Any]]:
    """The rows with their looks, and what a reader sees who points at one."""
    looks = groups(rows)
    found = []
    for row in rows:
        fill, edge, shape, word = looks[row["group"]]
        more = {"when": _when(row["announced"])} if row["announced"] else {}
        shown = [f"{axis.label}: {_told(row, axis)}" for axis in (x, y)]
        tip = "\n".join([row["name"], word, *shown])
        found.append(row | more | {"fill": fill, "edge": edge, "shape": shape, "tip": tip,
                                   "url": f"/chips/{row['id']}"})  # fmt: skip
    return found


def _told(row: Mapping[str, Any], axis: Axis) -> str:
    value = row[axis.key]
    if axis.time:
        return str(value)
    return f"{words.number(value)}{' or more' if row.get(f'{axis.key}_open') else ''} {axis.unit}".strip()


def marks(shown: Sequence[dict[str, Any]], x: Axis, y: Axis) -> dict[str, Any]:
    """The points themselves."""
    encoding = {
        "x": _channel(x, shown), "y": _channel(y, shown), "shape": constant("shape"), "fill": constant(),
        "stroke": constant("edge"),
    }  # fmt: skip
    return layer(shown, "point", encoding, size=52, opacity=0.9, strokeWidth=1.1, filled=True)


def interactive(rows: Sequence[dict[str, Any]], x: Axis, y: Axis) -> dict[str, Any]:
    """The chart for a page: as wide as its place, telling what is under the pointer."""
    shown = points(plotted(rows, x, y), x, y)
    drawn = marks(shown, x, y)
    drawn["encoding"]["tooltip"] = {"field": "tip"}
    drawn["encoding"]["href"] = {"field": "url"}
    return {"width": "container", "height": 430, "autosize": {"type": "fit", "contains": "padding"}, **drawn}


def explorer_figure(
    rows: Sequence[dict[str, Any]], x: Axis, y: Axis, title: str, source: str, more: str = ""
) -> Figure | None:
    """The same as a figure that stands alone, with the outermost chips named; more: the end of its subtitle."""
    placed = plotted(rows, x, y)
    if not placed:
        return None
    shown = points(placed, x, y)
    drawn = painted(marks(shown, x, y))
    layers = [drawn, *_names(placed, x, y)]
    key = [(word, shape, painted(fill), painted(edge)) for fill, edge, shape, word in groups(placed).values()]
    layers += legend(key, x=4, y=-16, columns=[190 * place for place in range(len(key))])
    subtitle = f"{len(placed)} of {len(rows)} chips; the others lack one of the two figures.{more}"
    return Figure(
        name="explorer", title=title, subtitle=subtitle, alt=f"{title}. {subtitle} The table lists them all.",
        spec=frame(layers, height=HEIGHT, title=title, subtitle=subtitle, source=source, left=LEFT, right=RIGHT,
                   top=32, bottom=48),
        table=table(title, ("Chip", x.label, y.label), [[r["name"], _told(r, x), _told(r, y)] for r in placed]),
    )  # fmt: skip


def _names(rows: Sequence[dict[str, Any]], x: Axis, y: Axis) -> list[dict[str, Any]]:
    """Names beside the chips that lie furthest out, none over another; of a time axis none."""
    if x.time or y.time:
        return []
    width = WIDTH - LEFT - RIGHT

    def at(row: Mapping[str, Any], axis: Axis, length: float) -> float:
        values = [other[axis.key] for other in rows]
        low, high = math.log(min(values) / 1.3), math.log(max(values) * 1.3)
        return (math.log(row[axis.key]) - low) / (high - low) * length

    spots = [(at(row, x, width), HEIGHT - at(row, y, HEIGHT)) for row in rows]
    outer = sorted(zip(rows, spots, strict=True), key=lambda pair: pair[1][1] - pair[1][0])[:NAMED]
    wanted = [Point(left, top, words.family(row["family"]), rank) for rank, (row, (left, top)) in enumerate(outer)]
    labels, _ = place(merge(wanted), width=width, height=HEIGHT, obstacles=spots)
    pixels = {"type": "quantitative", "scale": None, "axis": None}
    spot = {"x": {**pixels, "field": "x"}, "y": {**pixels, "field": "y"}}
    texts = [{"x": label.x + 2, "y": label.y + 1, "text": label.text} for label in labels]
    lines = [
        {"x": one.point_x, "y": one.point_y, "x2": one.anchor[0], "y2": one.anchor[1]} for one in labels if one.leader
    ]
    return [
        layer(lines, "rule", {**spot, "x2": {"field": "x2"}, "y2": {"field": "y2"}}, color=QUIET, strokeWidth=0.7),
        layer(texts, "text", {**spot, "text": {"field": "text"}}, align="left", baseline="top", fontSize=SMALL_SIZE),
    ]
