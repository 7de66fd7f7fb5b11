"""The house style of figures: size, fonts, colours, and the frame with title and source line around a plot.

Fonts, colours and the looks of axes stand in theme.json, which the web pages read as well, with the colours of a dark
page beside those of a light one.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

from .textwidth import text_width, wrap

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
WIDTH = 920  # of every figure, labels included [px]
NARROW = 380  # of the same figure laid out anew for a phone [px]
THEME: dict[str, Any] = json.loads(Path(__file__).with_name("theme.json").read_text(encoding="utf-8"))
FONT: str = THEME["font"]  # of one width, and one of them is on every system
_LIGHT: dict[str, str] = THEME["light"]

# The quiet ink is 7:1 on white.
INK, QUIET, GRID, AXIS, PAPER = (_LIGHT[name] for name in ("ink", "quiet", "grid", "axis", "paper"))

# Okabe and Ito's palette, which stays apart for colour-blind readers; each goes with a shape or a word.
BLUE, VERMILION, ORANGE = _LIGHT["blue"], _LIGHT["vermilion"], _LIGHT["orange"]
GREEN, PURPLE, SKY, GREY = _LIGHT["green"], _LIGHT["purple"], _LIGHT["sky"], _LIGHT["grey"]
UMBER = _LIGHT["umber"]  # for words of what is orange, which is too pale to read

# Status of a transaction: colour, shape, and the edge that gives pale fills their contrast.
STATUS_COLOURS = {
    "licence-required": VERMILION,
    "exception-available": ORANGE,
    "no-requirement-found": BLUE,
    "depends": PAPER,
    "unknown": PAPER,
}
STATUS_EDGES = {
    "licence-required": VERMILION,
    "exception-available": _LIGHT["umber"],
    "no-requirement-found": BLUE,
    "depends": QUIET,
    "unknown": QUIET,
}
STATUS_SHAPES = {
    "licence-required": "square",
    "exception-available": "triangle-up",
    "no-requirement-found": "circle",
    "depends": "diamond",
    "unknown": "diamond",
}

TITLE_SIZE, SUBTITLE_SIZE, LABEL_SIZE, SMALL_SIZE = (
    int(THEME["sizes"][name]) for name in ("title", "subtitle", "label", "small")
)


LINE = 17  # of a key that has several [px]


def painted(value: Any, side: str = "light") -> Any:
    """A spec that speaks of colours as `@blue`, with those of one side of the theme."""
    if isinstance(value, str) and value.startswith("@"):
        return THEME[side].get(value[1:], value)
    if isinstance(value, dict):
        return {key: painted(inner, side) for key, inner in value.items()}
    if isinstance(value, list):
        return [painted(inner, side) for inner in value]
    return value


CONFIG: dict[str, Any] = {"font": FONT, **painted(THEME["config"])}


def frame(
    layers: Sequence[dict[str, Any]],
    *,
    height: float,
    title: str,
    subtitle: str,
    source: str,
    left: int = 16,
    right: int = 24,
    top: int = 12,
    bottom: int = 40,
    resolve: dict[str, Any] | None = None,
    wide: float = WIDTH,
) -> dict[str, Any]:
    """A whole Vega-Lite spec: the layers, with the title above and the source line burnt in below.

    height: of the plot; left, right, top, bottom: what labels and axes need around it; wide: all of it [px]. The height
    of the title stands in usermeta, so that a page which prints the title itself can take it off (see `untitled`).
    """
    titles = wrap(title, wide - 40, TITLE_SIZE, bold=True)
    subtitles = wrap(subtitle, wide - 40, SUBTITLE_SIZE)
    above = 21 * len(titles) + (17 * len(subtitles) + 5 if subtitles else 0) + 14
    notes = wrap(source, wide - 40, SMALL_SIZE)
    below = 14 * len(notes) + 14
    spec: dict[str, Any] = {
        "$schema": SCHEMA,
        "usermeta": {"titleHeight": above},
        "autosize": {"type": "none"},
        "width": wide - left - right,
        "height": height,
        "padding": {"left": left, "right": right, "top": top + above, "bottom": bottom + below},
        "config": CONFIG,
        "layer": [
            *layers,
            lines_layer(notes, x=16 - left, y=height + bottom, color=QUIET),
            *_title(titles, subtitles, x=16 - left, y=8 - top - above),
        ],
    }
    if resolve:
        spec["resolve"] = resolve
    return spec


def untitled(spec: dict[str, Any]) -> dict[str, Any]:
    """The same spec without its title and the room for it."""
    layers = [part for part in spec["layer"] if not str(part.get("name", "")).startswith("title")]
    padding = dict(spec["padding"])
    padding["top"] -= spec["usermeta"]["titleHeight"]
    return {**spec, "layer": layers, "padding": padding}


def _title(titles: Sequence[str], subtitles: Sequence[str], *, x: float, y: float) -> list[dict[str, Any]]:
    """The title as text of its own: Vega's titles move when something stands above the plot."""
    head = lines_layer(titles, x=x, y=y, fontSize=TITLE_SIZE, fontWeight="bold", lineHeight=21)
    under = lines_layer(
        subtitles, x=x, y=y + 21 * len(titles) + 3, fontSize=SUBTITLE_SIZE, lineHeight=17, color=QUIET
    )  # fmt: skip
    return [{"name": "title", **head}, {"name": "title-under", **under}]


def lines_layer(lines: Sequence[str], *, x: float, y: float, color: str = INK, **mark: Any) -> dict[str, Any]:
    """Lines of text whose top left corner is at a place in the plot [px]."""
    return {
        "data": {"values": [{"lines": list(lines) or [""]}]},
        "mark": {"type": "text", "align": "left", "baseline": "top", "lineHeight": 14, "x": x, "y": y, "color": color}
        | mark,
        "encoding": {"text": {"field": "lines"}},
    }


def layer(values: Sequence[dict[str, Any]], mark: str, encoding: dict[str, Any], **options: Any) -> dict[str, Any]:
    """One layer of marks over its own rows."""
    return {"data": {"values": list(values)}, "mark": {"type": mark, **options}, "encoding": encoding}


@dataclass(frozen=True, slots=True)
class Rows:
    """How rows of bars lie: the room beside them, the height of a row and of a bar [px], and the middle of a bar in its
    row as a share."""

    left: int
    right: int
    row: int
    bar: int
    middle: float = 0.5

    def ends(self, place: int) -> dict[str, float]:
        """The top, bottom and middle of a bar, in rows."""
        half = self.bar / self.row / 2
        middle = place + self.middle
        return {"top": middle - half, "bottom": middle + half, "middle": middle}

    def words(self, place: int) -> float:
        """The upper edge of a line of words: level with the bar, or over it where that is low in its row [px]."""
        return (place + self.middle) * self.row - 6 if self.middle <= 0.5 else place * self.row + 5


def row_scale(rows: float, field: str = "row") -> dict[str, Any]:
    """A vertical channel in rows, the first one on top; a row's middle is its number plus a half."""
    return {
        "field": field,
        "type": "quantitative",
        "axis": None,
        "scale": {"domain": [rows, 0], "nice": False, "zero": False},
    }


def constant(field: str = "fill") -> dict[str, Any]:
    """A channel whose values stand in the rows themselves, as colours or shapes."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def milliseconds(moment: str) -> int:
    """A date or date-time as milliseconds since 1970, as if its own clock were UTC, so that its day stays its day."""
    text = (moment[:19] + ("-01" * max(0, 2 - moment[:10].count("-")))) if len(moment) < 10 else moment[:19]
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def time_scale(field: str, begins: int, ends: int, axis: dict[str, Any] | None) -> dict[str, Any]:
    """A horizontal channel of moments between two [ms]."""
    return {
        "field": field,
        "type": "temporal",
        "axis": axis,
        "scale": {"type": "utc", "domain": [begins, ends], "nice": False},
    }


def slanted(places: Sequence[float], least: float = 40.0) -> dict[str, Any]:
    """How the labels of ticks at some places stand, where they would run into each other if they lay level [px]."""
    near = any(abs(b - a) < least for a, b in pairwise(sorted(places)))
    return {"labelAngle": -40, "labelAlign": "right"} if near else {}


def year_ticks(begins: int, ends: int) -> list[int]:
    """The first of January of every year between two moments [ms]."""
    first, last = (datetime.fromtimestamp(moment / 1000, UTC).year for moment in (begins, ends))
    starts = (milliseconds(f"{year}-01-01") for year in range(first, last + 1))
    return [start for start in starts if begins <= start <= ends]


Entry = tuple[str, str, str, str]  # of a key: text, shape, fill, edge


def legend(
    entries: Sequence[Entry], *, x: float, y: float, columns: Sequence[float], lines: Sequence[float] = ()
) -> list[dict[str, Any]]:
    """A key drawn by hand: each entry at the given offsets across and, where it has several lines, down [px]."""
    rows = [
        {"x": x + across, "y": y + down, "text": text, "shape": shape, "fill": fill, "edge": edge}
        for (text, shape, fill, edge), across, down in zip(
            entries, columns, lines or [0.0] * len(entries), strict=False
        )
    ]
    pixels = {"type": "quantitative", "scale": None, "axis": None}
    at = {"x": {**pixels, "field": "x"}, "y": {**pixels, "field": "y"}}
    return [
        layer(rows, "point", {**at, "shape": constant("shape"), "fill": constant("fill"), "stroke": constant("edge")},
              size=70, opacity=1, strokeWidth=1.2, filled=True),
        layer(rows, "text", {**at, "text": {"field": "text"}}, align="left", dx=10, fontSize=SMALL_SIZE,
              baseline="middle"),
    ]  # fmt: skip


def flowing(entries: Sequence[Entry], *, x: float, above: float, wide: float) -> tuple[list[dict[str, Any]], int]:
    """A key in as many lines as a width takes, its last one `above` pixels over the plot; and the room of the others
    [px]."""
    columns, lines, left, line = [], [], 0.0, 0
    for text, *_ in entries:
        needs = text_width(text, SMALL_SIZE) + 16
        if left and left + needs > wide:
            left, line = 0.0, line + 1
        columns.append(left)
        lines.append(LINE * line)
        left += needs + 14
    room = LINE * line
    return legend(entries, x=x, y=-above - room, columns=columns, lines=lines), room
