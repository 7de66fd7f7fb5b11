"""Figure: the plane that a rule draws, with the chips on sale, the best design that it misses, and what came later."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..table import table
from .figure import Figure
from .labels import Label, Point, merge, place
from .style import (
    BLUE,
    GREEN,
    INK,
    LABEL_SIZE,
    PAPER,
    PURPLE,
    QUIET,
    SMALL_SIZE,
    VERMILION,
    WIDTH,
    constant,
    flowing,
    frame,
    layer,
    slanted,
)  # fmt: skip

LEFT, RIGHT, HEIGHT = 74, 24, 460
PHONE = 58  # left
CAUGHT = "#f9ddca"
NAMES = {
    "tpp": "Total processing performance [TPP]", "performance_density": "Performance density [TPP/mm²]",
    "io_bandwidth": "I/O bandwidth [GB/s]", "interconnect_bandwidth": "Interconnect bandwidth [GB/s]",
    "memory_bandwidth": "Memory bandwidth [GB/s]",
}  # fmt: skip
LOOKS = {
    "caught": ("square", VERMILION, VERMILION),
    "free": ("circle", BLUE, BLUE),
    "open": ("diamond", PAPER, QUIET),
    "later": ("triangle-up", PAPER, PURPLE),
    "design": ("cross", GREEN, INK),
}
SAID = {
    "caught": "on sale, caught", "free": "on sale, free", "open": "on sale, not known",
    "later": "came later, made for a rule", "design": "the designer's best",
}  # fmt: skip


def stress_plane(result: Mapping[str, Any], wide: float = WIDTH) -> Figure | None:
    """The plane, or None where the rule draws none or nothing lies on it; wide: of the figure [px]."""
    drawn = result["plane"]
    if drawn is None:
        return None
    points = _points(result, drawn["y"])
    if not points:
        return None
    best, near = result["best"], result["nearest"]
    title = _title(result, best, near)
    subtitle = (
        "Shaded: caught, with all else as the designer's best has it. Ticks are the thresholds of the rule and of the "
        "law around it; both axes are logarithmic."
    )
    rows = [(p["name"], SAID[p["kind"]], f"{p['x']:,.0f}", f"{p['y']:,.4g}") for p in points]
    return Figure(
        name="stress-plane", title=title, subtitle=subtitle,
        alt=f"{title}. {len(points)} chips are plotted; the table lists them.",
        spec=_spec(result, drawn, points, title, subtitle, wide),
        table=table("Chips on the plane", ("Chip", "Which", "TPP", NAMES[drawn["y"]]), rows, numeric=(2, 3)),
        notes=("A chip that came later was no input of the search.",),
    )  # fmt: skip


def _title(result: Mapping[str, Any], best: Any, near: Any) -> str:
    rule = result["rule"]["id"]
    if best is None:
        return f"{rule} catches every design"
    if result["mode"] == "existing":
        return f"{rule} leaves room for {best['name']}, and for no new design"
    metrics = best["metrics"]
    text = f"The best chip that {rule} misses has {metrics['tpp']:,.0f} TPP on {metrics['nonplanar_die_area']:,.0f} mm²"
    return text + (f"; what came was {near['name']}" if near else "")


def _points(result: Mapping[str, Any], height: str) -> list[dict[str, Any]]:
    found = []

    def add(name: str, row: Mapping[str, Any], kind: str, rank: float | None) -> None:
        x, y = row.get("tpp"), _height(row, height)
        if x and y:
            found.append({"name": name, "x": x, "y": y, "kind": kind, "rank": rank})

    close = result["nearest"]["id"] if result["nearest"] else None
    for row in result["on_sale"]:
        add(_short(row["name"]), row, row["verdict"], 3.0)
    for row in result["came_later"]:
        add(_short(row["name"]), row, "later", 1.0 if row["id"] == close else 2.0)
    if result["best"] is not None and result["mode"] != "existing":
        add("designer", result["best"]["metrics"], "design", 0.0)
    return found


def _height(row: Mapping[str, Any], name: str) -> float | None:
    if name == "performance_density":
        area = row.get("nonplanar_die_area")
        return row["tpp"] / area if row.get("tpp") and area else None
    value = row.get("io_bandwidth" if name == "interconnect_bandwidth" else name)
    return float(value) if value else None


def _short(name: str) -> str:
    """A product's name without the maker's and what every one of its kind has."""
    for word in ("NVIDIA ", "AMD ", "Intel ", "Instinct ", "GeForce ", "Data Center GPU "):
        name = name.replace(word, "")
    return name.split(" (")[0]


def _domain(values: Sequence[float], limits: Sequence[float]) -> tuple[float, float]:
    low, high = min([*limits, *values]), max([*limits, *values])
    return max(low / 1.3, min(limits) / 12), high * 1.4


def _spec(
    result: Mapping[str, Any], drawn: Mapping[str, Any], points: list[dict[str, Any]], title: str, subtitle: str,
    wide: float,
) -> dict[str, Any]:  # fmt: skip
    left, most = (LEFT, 3) if wide >= WIDTH else (PHONE, 1)  # names of chips that share a point
    width = wide - left - RIGHT
    x_domain = _domain([p["x"] for p in points], drawn["x_limits"])
    y_domain = _domain([p["y"] for p in points], drawn["y_limits"])
    points = [p for p in points if x_domain[0] <= p["x"] <= x_domain[1] and y_domain[0] <= p["y"] <= y_domain[1]]

    def at(p: Mapping[str, Any]) -> tuple[float, float]:
        x = math.log(p["x"] / x_domain[0]) / math.log(x_domain[1] / x_domain[0]) * width
        y = HEIGHT - math.log(p["y"] / y_domain[0]) / math.log(y_domain[1] / y_domain[0]) * HEIGHT
        return x, y

    x = _axis("x", x_domain, drawn["x_limits"], NAMES["tpp"])
    stands = slanted([at({"x": limit, "y": y_domain[0]})[0] for limit in drawn["x_limits"]])
    x["axis"] |= stands
    y = _axis("y", y_domain, drawn["y_limits"], NAMES[drawn["y"]])
    cells = [_clipped(cell, x_domain, y_domain) for cell in drawn["cells"] if cell["caught"]]
    cells = [cell for cell in cells if cell["x"] < cell["x2"] and cell["y"] < cell["y2"]]
    places = [at(p) for p in points]
    wanted = [Point(*spot, p["name"], p["rank"]) for p, spot in zip(points, places, strict=True)]
    labels, _ = place(merge(wanted, limit=most), width=width, height=HEIGHT, obstacles=places)
    marks = [_mark(p) for p in sorted(points, key=lambda p: p["kind"] == "design")]
    pixels = {"type": "quantitative", "scale": None, "axis": None}
    spot = {"x": {**pixels, "field": "x"}, "y": {**pixels, "field": "y"}}
    leaders = [{"x": a.point_x, "y": a.point_y, "x2": a.anchor[0], "y2": a.anchor[1]} for a in labels if a.leader]
    layers = [
        layer(cells, "rect", {"x": x, "x2": {"field": "x2"}, "y": y, "y2": {"field": "y2"}}, color=CAUGHT, opacity=1),
        layer([{"x": v} for v in drawn["x_limits"]], "rule", {"x": x}, color=QUIET, strokeWidth=0.8, strokeDash=[2, 3]),
        layer([{"y": v} for v in drawn["y_limits"]], "rule", {"y": y}, color=QUIET, strokeWidth=0.8, strokeDash=[2, 3]),
        layer(leaders, "rule", {**spot, "x2": {"field": "x2"}, "y2": {"field": "y2"}}, color=QUIET, strokeWidth=0.8),
        layer(marks, "point", {"x": x, "y": y, "shape": constant("shape"), "fill": constant(),
              "stroke": constant("edge"), "size": {"field": "size", "type": "quantitative", "scale": None}},
              opacity=1, strokeWidth=1.2, filled=True),
        *_lettering(labels, spot),
    ]  # fmt: skip
    kinds = [kind for kind in LOOKS if any(p["kind"] == kind for p in points)]
    key, above = flowing([(SAID[kind], *LOOKS[kind]) for kind in kinds], x=6, above=18, wide=width)
    layers += key
    return frame(layers, height=HEIGHT, title=title, subtitle=subtitle, source=foot(result), left=left, right=RIGHT,
                 top=34 + above, bottom=52 + 18 * bool(stands), wide=wide)  # fmt: skip


def foot(result: Mapping[str, Any]) -> str:
    """The line at the foot of every figure of a stress test."""
    made = result["provenance"]
    text = f"{made['tool']}, facts {made['facts_version']}; silicon as of {result['as_of'] or 'the rule'}"
    wanted = result["objective"]
    if isinstance(wanted, str):  # of a sweep, which names only what is wanted
        return f"{text}; objective {wanted}"
    return f"{text}; {wanted['model']} in {wanted['bits']:.0f} bits"


def _mark(p: Mapping[str, Any]) -> dict[str, Any]:
    shape, fill, edge = LOOKS[p["kind"]]
    size = 150 if p["kind"] == "design" else 64
    return {"x": p["x"], "y": p["y"], "shape": shape, "fill": fill, "edge": edge, "size": size, "name": p["name"]}


def _clipped(cell: Mapping[str, Any], x: tuple[float, float], y: tuple[float, float]) -> dict[str, float]:
    return {
        "x": max(cell["x"], x[0]),
        "x2": min(cell["x2"], x[1]),
        "y": max(cell["y"], y[0]),
        "y2": min(cell["y2"], y[1]),
    }


def _axis(field: str, domain: tuple[float, float], limits: Sequence[float], title: str) -> dict[str, Any]:
    axis = {"title": title, "values": list(limits), "grid": False, "format": ",~g", "labelFontWeight": "bold",
            "labelFontSize": LABEL_SIZE, "labelOverlap": False}  # fmt: skip
    return {"field": field, "type": "quantitative", "axis": axis,
            "scale": {"type": "log", "domain": list(domain), "nice": False}}  # fmt: skip


def _lettering(labels: Sequence[Label], spot: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Labels on a light edge; the design and the chip nearest to it bold."""
    layers = []
    for right in (False, True):
        for bold in (False, True):
            rows = [
                {"x": a.x + a.width - 2 if right else a.x + 2, "y": a.y + 1, "text": a.text}
                for a in labels
                if (a.x + a.width <= a.point_x) is right and (a.rank <= 1) is bold
            ]
            options = {"align": "right" if right else "left", "baseline": "top", "fontSize": SMALL_SIZE,
                       "fontWeight": "bold" if bold else "normal"}  # fmt: skip
            edge = {"stroke": PAPER, "strokeWidth": 2.5, "strokeOpacity": 0.75, "strokeJoin": "round", "color": PAPER}
            for extra in (edge, {"color": INK}):
                if rows:
                    layers.append(layer(rows, "text", {**spot, "text": {"field": "text"}}, **options, **extra))
    return layers
