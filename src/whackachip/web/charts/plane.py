"""The plane of a law: its areas, the chips on it, and the thresholds that a reader can move."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...report import words
from ...report.figures.figure import Figure
from ...report.figures.regions import Region, regions
from ...report.figures.style import QUIET, SMALL_SIZE, WIDTH, frame, layer, legend, painted
from ...report.figures.textwidth import text_width
from ...report.table import table
from .. import wording
from .explorer import AXES, HEIGHT, LEFT, RIGHT, Axis, groups, marks, plotted, points

_THRESHOLD = re.compile(r"@([\w.]+)")
PARTS = {"performance_density": ("performance_density",), "io_bandwidth": ("io_bandwidth", "interconnect_bandwidth")}
IO = Axis("io_bandwidth", "I/O bandwidth, both directions", "GB/s")


@dataclass(frozen=True, slots=True)
class Limit:
    """A named threshold: its axis (x or y), its value, the enacted one, and what it belongs to."""

    name: str
    axis: str
    value: float
    enacted: float | None
    cites: tuple[str, ...]

    @property
    def field(self) -> str:
        """The name of its control."""
        return f"t.{self.name}"

    @property
    def moved(self) -> bool:
        return self.enacted is None or self.value != self.enacted


def limits(clauses: Iterable[Mapping[str, Any]], enacted: Mapping[str, float], up: Axis) -> list[Limit]:
    """The thresholds that the paragraphs of a day test on the two axes, in order."""
    found: dict[str, tuple[str, float, list[str]]] = {}
    for clause in clauses:
        if clause["kind"] not in ("items", "exclusions"):
            continue
        for test in wording.tests(clause):
            names = _THRESHOLD.findall(test["expression"])
            (attribute,) = test["inputs"] if len(test["inputs"]) == 1 else ("",)
            side = "x" if attribute == "tpp" else "y" if attribute in PARTS.get(up.key, ()) else ""
            if len(names) == 1 and side and isinstance(test.get("threshold"), int | float):
                cites = found.setdefault(names[0], (side, float(test["threshold"]), []))[2]
                if clause["cite"] not in cites:
                    cites.append(clause["cite"])
    made = [Limit(name, side, value, enacted.get(name), tuple(cites)) for name, (side, value, cites) in found.items()]
    return sorted(made, key=lambda limit: (limit.axis, limit.name))


def up_axis(clauses: Iterable[Mapping[str, Any]]) -> Axis:
    """What stands upright: the density where the law of the day tests it, else the links."""
    tested = {
        name
        for clause in clauses
        if clause["kind"] == "items"
        for test in wording.tests(clause)
        for name in test["inputs"]
    }
    return AXES["performance_density"] if "performance_density" in tested else IO


def _areas(found: Sequence[Region], x: Sequence[float], y: Sequence[float]) -> list[dict[str, Any]]:
    """The rectangles of the paragraphs, cut at the edges; .a over .b."""
    boxes = []
    for region in sorted(found, key=lambda region: ".a" in region.paragraph.lower()):
        sides = {"x": max(region.tpp[0], x[0]), "x2": min(region.tpp[1], x[1]),
                 "y": max(region.density[0], y[0]), "y2": min(region.density[1], y[1])}  # fmt: skip
        if sides["x"] < sides["x2"] and sides["y"] < sides["y2"]:
            upper = ".a" in region.paragraph.lower()
            boxes.append({**sides, "paragraph": region.paragraph, "fill": "@area-upper" if upper else "@area-lower"})
    return boxes


def _layers(rows: Sequence[dict[str, Any]], clauses: Sequence[Mapping[str, Any]], up: Axis) -> list[dict[str, Any]]:
    across = AXES["tpp"]
    shown = points(plotted(rows, across, up), across, up)
    drawn = marks(shown, across, up)
    x, y = (drawn["encoding"][side] for side in ("x", "y"))
    found = regions([{"clauses": clauses}])[0] if up.key == "performance_density" else []
    boxes = _areas(found, x["scale"]["domain"], y["scale"]["domain"])
    rects = layer(
        boxes, "rect",
        {"x": {**x, "field": "x"}, "x2": {"field": "x2"}, "y": {**y, "field": "y"}, "y2": {"field": "y2"},
         "fill": {"field": "fill", "type": "nominal", "scale": None, "legend": None}}, opacity=1,
    )  # fmt: skip
    drawn["encoding"] |= {"tooltip": {"field": "tip"}, "href": {"field": "url"}}
    return [rects, drawn] if boxes else [drawn]


def plane_chart(rows: Sequence[dict[str, Any]], clauses: Sequence[Mapping[str, Any]], up: Axis) -> dict[str, Any]:
    """The plane for a page; the script lays the thresholds over it."""
    sized = {"width": "container", "height": 460, "autosize": {"type": "fit", "contains": "padding"}}
    return {**sized, "layer": _layers(rows, clauses, up)}


def _numbers(lines: Sequence[Limit], x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """The thresholds' numbers beyond the plot, where no chip lies: above it in two rows, or right of it.

    Moved ones come first; one that finds no room is left out.
    """
    found, across = [], WIDTH - LEFT - RIGHT
    rows = [{"y": {"value": -8}}, {"y": {"value": -20}}]
    sides = {
        "x": (x, across, rows, {"align": "center"}),
        "y": (y, HEIGHT, [{"x": {"value": across + 4}}], {"align": "left", "baseline": "middle"}),
    }
    for axis, (channel, length, edges, beside) in sides.items():
        low, high = (math.log(end) for end in channel["scale"]["domain"])
        taken: list[list[tuple[float, float, float]]] = [[] for _ in edges]
        for line in sorted((one for one in lines if one.axis == axis), key=lambda one: not one.moved):
            if not math.isfinite(line.value) or line.value <= 0 or not low <= math.log(line.value) <= high:
                continue
            text = words.number(line.value)
            at = (math.log(line.value) - low) / (high - low) * length
            half = text_width(text, SMALL_SIZE, bold=True) / 2 + 2 if axis == "x" else SMALL_SIZE / 2 + 1
            free = [not any(at - half < end and begin < at + half for begin, end, _ in row) for row in taken]
            if True not in free or any(line.value == value for row in taken for *_, value in row):
                continue
            taken[free.index(True)].append((at - half, at + half, line.value))
            drawn = {axis: {**channel, "field": "v"}, **edges[free.index(True)], "text": {"field": "text"}}
            weight = "bold" if line.moved else "normal"
            found.append(layer([{"v": line.value, "text": text}], "text", drawn, fontSize=SMALL_SIZE,
                               fontWeight=weight, **beside))  # fmt: skip
    return found


def plane_figure(
    rows: Sequence[dict[str, Any]], clauses: Sequence[Mapping[str, Any]], up: Axis, lines: Sequence[Limit],
    title: str, source: str,
) -> Figure | None:  # fmt: skip
    """The same as a figure that stands alone, the moved thresholds drawn through."""
    placed = plotted(rows, AXES["tpp"], up)
    if not placed:
        return None
    layers = painted(_layers(rows, clauses, up))
    x, y = (layers[-1]["encoding"][side] for side in ("x", "y"))
    for line in lines:
        if math.isfinite(line.value) and line.value > 0:
            side = {"x": {**x, "field": "v"}} if line.axis == "x" else {"y": {**y, "field": "v"}}
            dash = {} if line.moved else {"strokeDash": [2, 3]}
            layers.append(
                layer([{"v": line.value}], "rule", side, color=QUIET, strokeWidth=1.6 if line.moved else 0.9, **dash)
            )
    layers += _numbers(lines, x, y)
    key = [(word, shape, painted(fill), painted(edge)) for fill, edge, shape, word in groups(placed).values()]
    layers += legend(key, x=4, y=-42, columns=[190 * place for place in range(len(key))])
    subtitle = f"{len(placed)} of {len(rows)} chips, as this law treats them; lines are thresholds, moved ones whole."
    body = [[row["name"], f"{row['tpp']:g}", f"{row[up.key]:g}", wording.verdict(row["transaction"])] for row in placed]
    return Figure(
        name="plane", title=title, subtitle=subtitle, alt=f"{title}. The table lists every chip.",
        spec=frame(layers, height=HEIGHT, title=title, subtitle=subtitle, source=source, left=LEFT, right=RIGHT,
                   top=58, bottom=48),
        table=table(title, ("Chip", "TPP", up.label, "Transaction"), body, numeric=(1, 2)),
    )  # fmt: skip
