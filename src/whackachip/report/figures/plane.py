"""Figure: candidates on the plane of TPP and performance density, with the areas that the law covers that day."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from .. import words
from ..table import Table, table
from ..text import clean
from .figure import Figure, source_line
from .labels import Label, Point, merge, place
from .regions import Region, regions, thresholds
from .style import (
    INK,
    LABEL_SIZE,
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
)  # fmt: skip
from .textwidth import text_width

LEFT, RIGHT, HEIGHT = 74, 24, 520
NAMED = 12  # families that a note names
STEP, SPOTS = 4, 20  # between the places where a name may stand in an area [px], and how many each way
NEAR = 1.06  # a chip within this factor of a threshold is worth its name
Row = dict[str, Any]
Scale = Callable[[float], float]


def plane_figure(result: Mapping[str, Any]) -> Figure | None:
    """The plane, or None where the law of the day draws nothing on it or no chip has both values."""
    areas, beyond = regions(result["law"]["decisions"])
    rows = [row for row in result["candidates"] if row["main_variant"]]
    shown, hidden = [row for row in rows if _plotted(row)], [row for row in rows if not _plotted(row)]
    if not areas or not shown:
        return None
    day = result["question"]["on"]
    named = [row for row in shown if row["chip"] in {d["chip"] for d in result["law"]["decisions"]}]
    free = [words.family(row["family"]) for row in named if row["item"] == "not-controlled-by-this-rule"]
    caught = [words.family(row["family"]) for row in named if row["item"] == "controlled"]
    title = f"On {day} {words.listed(caught)} lay inside the controlled areas"
    title += f", {words.listed(free)} outside" if free else ""
    if not caught:
        title = f"On {day} {words.listed(free)} lay outside the controlled areas"
    subtitle = (
        "Total processing performance and performance density of each candidate family's main variant, both axes "
        "logarithmic; ticks are the legal thresholds of the day."
    )
    sources = _sources(result, shown)
    return Figure(
        name="plane",
        title=title,
        subtitle=subtitle,
        alt=f"{title}. {len(shown)} families are plotted; the table lists them with their values.",
        spec=_spec(result, areas, shown, title, subtitle, source_line(result, sources)),
        table=_table([*shown, *hidden]),
        sources=sources,
        notes=_notes(hidden, beyond),
    )


def _sources(result: Mapping[str, Any], rows: Sequence[Row]) -> tuple[str, ...]:
    """The law first, then what the values of the chips rest on."""
    clauses = [c for d in result["law"]["decisions"] for c in d["clauses"] if c["kind"] == "items"]
    law = [name for clause in clauses for name in clause["sources"]]
    named = {decision["chip"] for decision in result["law"]["decisions"]}
    ordered = sorted(rows, key=lambda row: row["chip"] not in named)
    chips = [name for row in ordered for name in row["performance_density"].get("sources", ())]
    return tuple(dict.fromkeys([*law, *chips]))


def _plotted(row: Row) -> bool:
    """Whether both values are known and bounded."""
    return all(
        row[name] and isinstance(row[name]["value"], int | float) and row[name]["value"] > 0
        and row[name]["interval"] and row[name]["interval"][1] is not None
        for name in ("tpp", "performance_density")
    )  # fmt: skip


def _notes(hidden: Sequence[Row], beyond: Sequence[str]) -> tuple[str, ...]:
    notes = [
        "Bold: the chips that the law section goes through; unlabelled dots are in the table. A chip not marketed for "
        "data centres falls outside below the upper TPP threshold, wherever it lies."
    ]
    if hidden:
        names = words.listed((words.family(row["family"]) for row in hidden), limit=NAMED)
        notes.append(
            f"Not plotted, because TPP or density is unknown or only bounded from below: {names}; see the table."
        )
    if beyond:
        notes.append(f"Not drawn, because they test more than these two values: {words.listed(map(clean, beyond))}.")
    return tuple(notes)


def _table(rows: Sequence[Row]) -> Table:
    lines = [
        [words.family(row["family"]), clean(row["name"]), _value(row["tpp"]), _value(row["performance_density"]),
         words.word(words.ITEM, row["item"]),
         words.listed(map(clean, row["paragraphs"])) if row["paragraphs"] else ""]
        for row in sorted(rows, key=lambda row: -_least(row["tpp"]))
    ]  # fmt: skip
    headers = ("Family", "Main variant", "TPP", "Density [TPP/mm²]", "Item", "Paragraphs")
    return table("Candidates on the plane", headers, lines, numeric=(2, 3))


def _value(metric: Mapping[str, Any]) -> str:
    """A metric as one number, both its ends or its least."""
    return words.interval(metric["interval"] if metric["interval"] else metric["value"])


def _least(metric: Mapping[str, Any]) -> float:
    return float(metric["interval"][0] or 0) if metric["interval"] else 0.0


def _spec(
    result: Mapping[str, Any], areas: Sequence[Region], rows: Sequence[Row], title: str, subtitle: str, source: str
) -> dict[str, Any]:
    tpp_ticks, density_ticks = thresholds(areas)
    width = WIDTH - LEFT - RIGHT
    x_domain = _domain([row["tpp"]["value"] for row in rows], tpp_ticks)
    y_domain = _domain([row["performance_density"]["value"] for row in rows], density_ticks)

    def place_x(value: float) -> float:
        return math.log(value / x_domain[0]) / math.log(x_domain[1] / x_domain[0]) * width

    def place_y(value: float) -> float:
        return HEIGHT - math.log(value / y_domain[0]) / math.log(y_domain[1] / y_domain[0]) * HEIGHT

    x = _axis("tpp", x_domain, tpp_ticks, "Total processing performance [TPP]")
    y = _axis("density", y_domain, density_ticks, "Performance density [TPP/mm²]")
    boxes = sorted((_area(region, x_domain, y_domain) for region in areas), key=lambda box: _is_upper(box["paragraph"]))
    points = [_point(row) for row in rows]
    at = [(place_x(row["tpp"]["value"]), place_y(row["performance_density"]["value"])) for row in rows]
    names = _area_names(areas, x_domain, y_domain, place_x, place_y, at)
    wanted = [
        Point(left, top, words.family(row["family"]), rank)
        for row, (left, top) in zip(rows, at, strict=True)
        if (rank := _rank(result, row, tpp_ticks, density_ticks)) is not None
    ]
    blocked = [(n["x"], n["y"], text_width(n["text"], LABEL_SIZE, True), 14.0) for n in names]
    labels, _ = place(merge(wanted), width=width, height=HEIGHT, obstacles=at, blocked=blocked)
    pixels = {"type": "quantitative", "scale": None, "axis": None}
    lines = [
        {"x": label.point_x, "y": label.point_y, "x2": label.anchor[0], "y2": label.anchor[1]}
        for label in labels
        if label.leader
    ]
    texts = [_text(label) for label in labels]
    spot = {"x": {**pixels, "field": "x"}, "y": {**pixels, "field": "y"}}
    layers = [
        layer(boxes, "rect", {"x": {**x, "field": "x"}, "x2": {"field": "x2"}, "y": {**y, "field": "y"},
              "y2": {"field": "y2"}, "fill": constant()}, opacity=1),
        layer([{"tpp": tick} for tick in tpp_ticks], "rule", {"x": x}, color=QUIET, strokeWidth=0.8,
              strokeDash=[2, 3]),
        layer([{"density": tick} for tick in density_ticks], "rule", {"y": y}, color=QUIET, strokeWidth=0.8,
              strokeDash=[2, 3]),
        layer(names, "text", {**spot, "text": {"field": "text"}, "color": constant("color")}, align="left",
              baseline="top", fontWeight="bold", fontSize=LABEL_SIZE),
        layer(lines, "rule", {**spot, "x2": {"field": "x2"}, "y2": {"field": "y2"}}, color=QUIET, strokeWidth=0.8),
        layer(points, "point", {"x": x, "y": y, "shape": constant("shape"), "fill": constant(),
              "stroke": constant("edge")}, size=64, opacity=1, strokeWidth=1.2, filled=True),
        *_lettering(texts, spot),
    ]  # fmt: skip
    statuses = ("licence-required", "exception-available", "no-requirement-found", "depends")
    key = [(words.TRANSACTION[s], STATUS_SHAPES[s], STATUS_COLOURS[s], STATUS_EDGES[s]) for s in statuses]
    layers += legend(key, x=6, y=-18, columns=(0, 140, 325, 490))
    return frame(layers, height=HEIGHT, title=title, subtitle=subtitle, source=source, left=LEFT, right=RIGHT, top=34,
                 bottom=52)  # fmt: skip


def _text(label: Label) -> dict[str, Any]:
    """The words of a label, flush with the side of its box that looks at the point."""
    right = label.x + label.width <= label.point_x
    return {
        "x": label.x + label.width - 2 if right else label.x + 2,
        "y": label.y + 1,
        "text": label.text,
        "align": "right" if right else "left",
        "weight": "bold" if label.rank == 0 else "normal",
    }


def _lettering(texts: Sequence[dict[str, Any]], spot: dict[str, Any]) -> list[dict[str, Any]]:
    """Labels on a light edge that keeps lines and areas away from the letters, the chips in question bold."""
    layers = []
    for align in ("left", "right"):
        for weight in ("normal", "bold"):
            chosen = [text for text in texts if (text["align"], text["weight"]) == (align, weight)]
            options = {"align": align, "baseline": "top", "fontSize": SMALL_SIZE, "fontWeight": weight}
            edge = {"stroke": "#ffffff", "strokeWidth": 2.5, "strokeOpacity": 0.75, "strokeJoin": "round"}
            for extra in ({"color": "#ffffff", **edge}, {"color": INK}):
                if chosen:
                    layers.append(layer(chosen, "text", {**spot, "text": {"field": "text"}}, **options, **extra))
    return layers


def _domain(values: Sequence[float], ticks: Sequence[float]) -> tuple[float, float]:
    """Both ends of a logarithmic axis, with a margin."""
    return min([*values, *ticks]) / 1.25, max([*values, *ticks]) * 1.35


def _axis(field: str, domain: tuple[float, float], ticks: Sequence[float], title: str) -> dict[str, Any]:
    """A logarithmic channel whose ticks are the thresholds."""
    axis = {"title": title, "values": list(ticks), "grid": False, "format": ",~g", "labelFontWeight": "bold",
            "labelFontSize": LABEL_SIZE, "labelOverlap": False}  # fmt: skip
    return {
        "field": field,
        "type": "quantitative",
        "axis": axis,
        "scale": {"type": "log", "domain": list(domain), "nice": False},
    }


def _area(region: Region, x: tuple[float, float], y: tuple[float, float]) -> dict[str, Any]:
    upper = _is_upper(region.paragraph)
    return {
        "paragraph": region.paragraph,
        "x": max(region.tpp[0], x[0]), "x2": min(region.tpp[1], x[1]),
        "y": max(region.density[0], y[0]), "y2": min(region.density[1], y[1]),
        "fill": "#f9ddca" if upper else "#fbefcf",
    }  # fmt: skip


def _is_upper(paragraph: str) -> bool:
    return ".a" in paragraph.lower()


def _area_names(
    areas: Sequence[Region], x: tuple[float, float], y: tuple[float, float], place_x: Scale, place_y: Scale,
    dots: Sequence[tuple[float, float]],
) -> list[dict[str, Any]]:  # fmt: skip
    """One name for each paragraph, in a corner of its area or inside it, where others, their names and dots are not."""
    boxes = [
        (place_x(max(r.tpp[0], x[0])), place_y(min(r.density[1], y[1])), place_x(min(r.tpp[1], x[1])),
         place_y(max(r.density[0], y[0])))
        for r in areas
    ]  # fmt: skip
    found: list[dict[str, Any]] = []
    for region, (left, top, right, bottom) in zip(areas, boxes, strict=True):
        text = clean(region.paragraph)
        wide = text_width(text, LABEL_SIZE, True)
        corners = [(left + 8, top + 7), (right - wide - 8, top + 7), (left + 8, bottom - 20),
                   (right - wide - 8, bottom - 20)]  # fmt: skip
        inside = [
            (left + 8 + across * STEP, top + 7 + down * STEP)
            for down in range(min(SPOTS, int((bottom - top - 27) / STEP)))
            for across in range(min(SPOTS, int((right - left - wide - 16) / STEP)))
        ]

        def cost(spot: tuple[float, float], wide: float = wide, own: str = region.paragraph) -> float:
            at_x, at_y = spot[0] + wide / 2, spot[1] + 7
            foreign = sum(
                b[0] < at_x < b[2] and b[1] < at_y < b[3]
                for b, other in zip(boxes, areas, strict=True)
                if other.paragraph != own
            )
            names = sum(abs(at_x - n["x"] - wide / 2) < wide + 8 and abs(at_y - n["y"] - 7) < 18 for n in found)
            marks = sum(abs(at_x - d[0]) < wide / 2 + 7 and abs(at_y - d[1]) < 13 for d in dots)
            return float(foreign * 2 + names * 4 + marks)

        best = min([*corners, *inside], key=cost)
        color = "#8f3f00" if _is_upper(text) else "#6b4e00"
        found.append({"text": text, "x": best[0], "y": best[1], "color": color})
    return found


def _point(row: Row) -> dict[str, Any]:
    status = row["transaction"] if row["transaction"] in STATUS_COLOURS else "unknown"
    return {
        "family": words.family(row["family"]), "tpp": row["tpp"]["value"],
        "density": row["performance_density"]["value"], "item": row["item"], "transaction": row["transaction"],
        "shape": STATUS_SHAPES[status], "fill": STATUS_COLOURS[status], "edge": STATUS_EDGES[status],
    }  # fmt: skip


def _rank(
    result: Mapping[str, Any], row: Row, tpp_ticks: Sequence[float], density_ticks: Sequence[float]
) -> float | None:
    """Which label is placed first: named chips, then those the strict chain leaves, then those near a threshold."""
    if row["chip"] in {decision["chip"] for decision in result["law"]["decisions"]}:
        return 0.0
    if row["chip"] in result["strict"]["remaining"]:
        return 1.0
    tpp, density = row["tpp"]["value"], row["performance_density"]["value"]
    near = any(1 / NEAR < tpp / tick < NEAR for tick in tpp_ticks) or any(
        1 / NEAR < density / tick < NEAR for tick in density_ticks
    )
    return 2.0 if near and tpp >= min(tpp_ticks) / NEAR else None
