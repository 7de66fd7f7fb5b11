"""Figure: the regions of a rule on the plane of two metrics, what escapes between them, and the chips that prove it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Any

from ..table import Table, table
from ..text import clean
from .figure import Figure
from .style import BLUE, INK, LABEL_SIZE, QUIET, SMALL_SIZE, VERMILION, WIDTH, constant, frame, layer, legend, slanted
from .textwidth import text_width

LEFT, RIGHT, HEIGHT = 74, 24, 460
PHONE = 58  # left
RETICLES, RETICLE_MM2 = (1, 2, 4), 858
FREE = "not controlled"
FILLS = {True: "#f9ddca", False: "#fbefcf"}  # paragraph .a, and any other
TITLES = {
    "tpp": "Total processing performance [TPP]",
    "performance_density": "Performance density [TPP/mm²]",
    "io_bandwidth": "I/O bandwidth, both directions [GB/s]",
    "interconnect_bandwidth": "Interconnect bandwidth, both directions [GB/s]",
    "memory_bandwidth": "Memory bandwidth [GB/s]",
}


@dataclass(frozen=True, slots=True)
class Box:
    """One rectangle of one region on the plane, cut at the edges of the picture."""

    name: str
    x: tuple[float, float]
    y: tuple[float, float]
    certain: bool

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in it."""
        return self.x[0] < x < self.x[1] and self.y[0] < y < self.y[1]


@dataclass(frozen=True, slots=True)
class Mark:
    """A chip that proves something; end: which of the two of a pair, or the only one."""

    x: float
    y: float
    text: str
    free: bool


def proof_figure(result: Mapping[str, Any], wide: float = WIDTH) -> Figure | None:
    """The plane of a proof's document; None where the rule does not draw on two metrics. wide: of the figure [px]."""
    plane = result["plane"]
    if plane is None:
        return None
    axes = tuple(plane["axes"])
    marks = [*_marks(result, axes)]
    ticks = [_ticks(plane, axis) for axis in axes]
    domains = [
        _domain([*ticks[0], *(mark.x for mark in marks)]),
        _domain([*ticks[1], *(mark.y for mark in marks)]),
    ]
    controlled = [box for name, found in plane["paragraphs"].items() for box in _boxes(name, found, axes, domains)]
    free = _boxes(FREE, plane["free"], axes, domains)
    title = f"{clean(result['title'])}: what it catches and what it lets through"
    subtitle = _subtitle(result)
    return Figure(
        name="proof",
        title=title,
        subtitle=subtitle,
        alt=f"{title}. {subtitle}",
        spec=_spec(result, axes, domains, ticks, controlled, free, marks, title, subtitle, wide),
        table=_table(plane, axes),
    )


def _title(axis: str) -> str:
    return TITLES.get(axis, axis.replace("_", " "))


def _subtitle(result: Mapping[str, Any]) -> str:
    wanted = ("largest", "backwards")
    chosen = [a for a in result["answers"] if a["question"] in wanted and a["about"] in ([], ["tpp"])]
    parts = ["Counterfactual."] if result["counterfactual"] else []
    parts += [answer["sentence"] for answer in chosen]
    regions = (*result["plane"]["paragraphs"].values(), result["plane"]["free"])
    if not all(rectangle["certain"] for found in regions for rectangle in found):
        parts.append("Pale areas turn on other figures that the rule reads.")
    return clean(" ".join(parts)).replace("mm2", "mm²")


def _number(text: str | None) -> float:
    return math.inf if text is None else float(Fraction(text))


def _boxes(name: str, found: Sequence[Mapping[str, Any]], axes: Sequence[str], domains: Sequence[Any]) -> list[Box]:
    boxes = []
    for rectangle in found:
        spans = [(_number(rectangle[axis]["low"]), _number(rectangle[axis]["high"])) for axis in axes]
        (x, y) = [(max(low, d[0]), min(high, d[1])) for (low, high), d in zip(spans, domains, strict=True)]
        if x[0] < x[1] and y[0] < y[1]:
            boxes.append(Box(name, x, y, rectangle["certain"]))
    return boxes


def _ticks(plane: Mapping[str, Any], axis: str) -> list[float]:
    """Every limit on one axis."""
    found = [rectangle[axis] for regions in (*plane["paragraphs"].values(), plane["free"]) for rectangle in regions]
    ends = {_number(span[end]) for span in found for end in ("low", "high")}
    return sorted(end for end in ends if 0 < end < math.inf)


def _domain(values: Sequence[float]) -> tuple[float, float]:
    """Both ends of a logarithmic axis, with room around the limits and the chips."""
    return min(values) / 2.2, max(values) * 2.2


def _marks(result: Mapping[str, Any], axes: Sequence[str]) -> Iterator[Mark]:
    """The chips of the pair that the rule gets backwards, or else the one near the largest TPP that escapes."""
    chips = {
        (answer["question"], *answer["about"]): [
            {name: value["decimal"] for name, value in chip.items()} for chip in answer["witnesses"]
        ]
        for answer in result["answers"]
    }
    pair = chips.get(("backwards",)) or chips.get(("largest", "tpp")) or []
    for place, chip in enumerate(pair):
        free = place == len(pair) - 1
        if all(chip.get(axis, 0) > 0 for axis in axes):
            words = f"{chip['tpp']:,.0f} TPP{_on(chip)} {'escapes' if free else 'is caught'}"
            yield Mark(chip[axes[0]], chip[axes[1]], words, free)


def _on(chip: Mapping[str, float]) -> str:
    return f" on {chip['nonplanar_die_area']:,.0f} mm²" if "nonplanar_die_area" in chip else ""


def _table(plane: Mapping[str, Any], axes: Sequence[str]) -> Table:
    regions = [*plane["paragraphs"].items(), (FREE, plane["free"])]
    rows = [
        [clean(name), *(_words(rectangle[axis]) for axis in axes), "" if rectangle["certain"] else "in part"]
        for name, found in regions
        for rectangle in found
    ]
    return table("Regions of the rule", ("Region", *(_title(axis) for axis in axes), "Extent"), rows)


def _words(span: Mapping[str, Any]) -> str:
    low, high = ("≥" if span["low_included"] else ">"), ("≤" if span["high_included"] else "<")
    parts = [f"{low} {_number(span['low']):,g}"] if span["low"] != "0" else []
    return " and ".join(parts + ([f"{high} {_number(span['high']):,g}"] if span["high"] else [])) or "any"


def _spec(
    result: Mapping[str, Any], axes: Sequence[str], domains: Sequence[tuple[float, float]],
    ticks: Sequence[Sequence[float]], controlled: Sequence[Box], free: Sequence[Box], marks: Sequence[Mark],
    title: str, subtitle: str, wide: float,
) -> dict[str, Any]:  # fmt: skip
    left = LEFT if wide >= WIDTH else PHONE
    width = wide - left - RIGHT
    x, y = (_channel(axis, domain, tick) for axis, domain, tick in zip(axes, domains, ticks, strict=True))
    stands = slanted([_along(tick, domains[0]) * width for tick in ticks[0]])
    x["axis"] |= stands
    areas = [_row(box) for box in sorted(controlled, key=lambda box: _is_upper(box.name))]
    rules = {"color": QUIET, "strokeWidth": 0.8, "strokeDash": [2, 3]}
    spot = {"x": {**x, "field": "x"}, "y": {**y, "field": "y"}}
    names = [_name(name, [b for b in controlled if b.name == name], controlled, ticks, domains) for name in
             dict.fromkeys(box.name for box in controlled)]  # fmt: skip
    if free:
        names.append(_name(FREE, free, [*controlled, *free], ticks, domains))
    layers = [
        layer(areas, "rect", {**spot, "x2": {"field": "x2"}, "y2": {"field": "y2"}, "fill": constant(),
              "fillOpacity": constant("opacity")}),
        layer([{"x": tick} for tick in ticks[0]], "rule", {"x": {**x, "field": "x"}}, **rules),
        layer([{"y": tick} for tick in ticks[1]], "rule", {"y": {**y, "field": "y"}}, **rules),
        *(_reticles(spot, domains) if axes[1] == "performance_density" else []),
        *_lettering([n for n in names if n], spot, fontWeight="bold", fontSize=LABEL_SIZE, align="center",
                    baseline="middle"),
        *([layer([{"x": marks[0].x, "y": marks[0].y, "x2": marks[1].x, "y2": marks[1].y}], "rule",
                 {**spot, "x2": {"field": "x2"}, "y2": {"field": "y2"}}, color=INK, strokeWidth=1)]
          if len(marks) == 2 else []),
        layer([{"x": m.x, "y": m.y, "fill": BLUE if m.free else VERMILION, "shape": "circle" if m.free else "square"}
               for m in marks], "point", {**spot, "fill": constant(), "stroke": constant(), "shape": constant("shape")},
              size=70, opacity=1, filled=True),
        *_mark_texts(marks, spot, domains, width),
        *legend((("caught", "square", VERMILION, VERMILION), (FREE, "circle", BLUE, BLUE)), x=6, y=-14,
                columns=(0, 80)),
    ]  # fmt: skip
    made = result["provenance"]
    source = f"{made['tool']}, facts {made['facts_version']}, {made['command']}"
    return frame(layers, height=HEIGHT, title=title, subtitle=subtitle, source=source, left=left, right=RIGHT, top=30,
                 bottom=52 + 18 * bool(stands), wide=wide)  # fmt: skip


def _along(value: float, domain: tuple[float, float]) -> float:
    """The place of a value on a logarithmic axis as a share of its length."""
    return math.log(value / domain[0]) / math.log(domain[1] / domain[0])


def _channel(axis: str, domain: tuple[float, float], ticks: Sequence[float]) -> dict[str, Any]:
    """A logarithmic channel whose ticks are the limits of the rule."""
    return {
        "type": "quantitative",
        "axis": {"title": f"{_title(axis)}, logarithmic", "values": list(ticks), "grid": False, "format": ",~g",
                 "labelFontWeight": "bold", "labelFontSize": LABEL_SIZE, "labelOverlap": False},
        "scale": {"type": "log", "domain": list(domain), "nice": False, "clamp": True},
    }  # fmt: skip


def _row(box: Box) -> dict[str, Any]:
    return {"x": box.x[0], "x2": box.x[1], "y": box.y[0], "y2": box.y[1], "fill": FILLS[_is_upper(box.name)],
            "opacity": 0.9 if box.certain else 0.35}  # fmt: skip


def _is_upper(paragraph: str) -> bool:
    return ".a" in paragraph.lower()


def _name(
    text: str, own: Sequence[Box], everyone: Sequence[Box], ticks: Sequence[Sequence[float]],
    domains: Sequence[tuple[float, float]],
) -> dict[str, Any] | None:  # fmt: skip
    """Where a region's name stands: the middle of its cell that fewest others share, and of these the largest."""
    cells = [
        (math.sqrt(a * b), math.sqrt(c * d), math.log(b / a) * math.log(d / c))
        for a, b in pairwise([domains[0][0], *ticks[0], domains[0][1]])
        for c, d in pairwise([domains[1][0], *ticks[1], domains[1][1]])
    ]
    sure = [box for box in own if box.certain] or own
    inside = [cell for cell in cells if any(box.holds(cell[0], cell[1]) for box in sure)]
    if not inside:
        return None
    x, y, _ = min(inside, key=lambda cell: (sum(box.holds(cell[0], cell[1]) for box in everyone), -cell[2]))
    return {"x": x, "y": y, "text": clean(text), "color": BLUE if text == FREE else "#8f3f00"}


def _reticles(spot: Mapping[str, Any], domains: Sequence[tuple[float, float]]) -> list[dict[str, Any]]:
    """A line for each number of full reticles: a chip on that much silicon lies on it, a smaller one above."""
    (left, right), (bottom, top) = domains
    room = (top / bottom) ** (20 / HEIGHT)  # for a line of text under the upper edge
    lines, names = [], []
    for dies in RETICLES:
        area = dies * RETICLE_MM2
        begins, ends = max(left, bottom * area), min(right, top * area)
        lines.append({"x": begins, "y": begins / area, "x2": ends, "y2": ends / area})
        x = min(right, top / room * area)
        text = f"{area:,} mm²: {dies} reticle{'s' if dies > 1 else ''}"
        names.append({"x": x, "y": x / area, "text": text})
    to = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return [
        layer(lines, "rule", {**spot, **to}, color=INK, strokeWidth=1, strokeDash=[6, 3]),
        *_lettering(names, spot, align="right", baseline="bottom", dx=-6, dy=-2, fontSize=SMALL_SIZE),
    ]


def _mark_texts(
    marks: Sequence[Mark], spot: Mapping[str, Any], domains: Sequence[tuple[float, float]], width: float
) -> Iterator[dict[str, Any]]:
    """The words below each chip: left of one that is caught and where the picture ends, else right of it; in the middle
    where neither side has room."""
    for mark in marks:
        at, needs = _along(mark.x, domains[0]) * width, text_width(mark.text, SMALL_SIZE) + 12
        right = (mark.free and at < width - max(220, needs)) or at < needs
        side = {"align": "left", "dx": 9} if right else {"align": "right", "dx": -9}
        if at < needs and width - at < needs:
            side = {"align": "center", "dx": min(max(0.0, needs / 2 - at), width - at - needs / 2)}
        row = {"x": mark.x, "y": mark.y, "text": mark.text}
        yield from _lettering([row], spot, baseline="middle", dy=12, fontSize=SMALL_SIZE, **side)


def _lettering(rows: Sequence[dict[str, Any]], spot: Mapping[str, Any], **options: Any) -> Iterator[dict[str, Any]]:
    """Words on a light edge that keeps lines away from the letters."""
    text = {**spot, "text": {"field": "text"}}
    yield layer(rows, "text", text, **options, color="#ffffff", stroke="#ffffff", strokeWidth=3, strokeOpacity=0.8,
                strokeJoin="round")  # fmt: skip
    inked = [{"color": INK, **row} for row in rows]
    yield layer(inked, "text", {**text, "color": constant("color")}, **options)
