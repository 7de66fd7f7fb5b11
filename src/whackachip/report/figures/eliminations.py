"""Figure: the paper's chain of eliminations as a waterfall, and what it leaves standing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import words
from ..table import Table, table
from ..text import clean
from .figure import Figure, source_line
from .style import (
    BLUE,
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
    row_scale,
)  # fmt: skip
from .textwidth import fit, join_fit, text_width, wrap

LEFT, RIGHT, BAR = 16, 24, 24
INNER = WIDTH - LEFT - RIGHT
PALE = "#f3c5a9"


def eliminations_figure(result: Mapping[str, Any]) -> Figure | None:
    """The waterfall, or None where the chain has no step."""
    strict = result["strict"]
    steps = strict["steps"]
    if not steps:
        return None
    start, left = steps[0]["before"], len(strict["remaining"])
    families = _families(result, strict["remaining"])
    title = f"The paper's tests leave {left} of {start} candidates standing, not one"
    if left <= 1:
        title = f"The paper's tests leave {left} of {start} candidates standing"
    subtitle = (
        f"Candidates before and after each test, taken as a hard rule. The paper concludes, in our words: "
        f"{clean(strict['conclusion'])} The tests alone leave {len(families)} families."
    )
    sources = tuple(dict.fromkeys([strict["source"], *(name for step in steps for name in step["sources"])]))
    alt = f"{title}. " + " ".join(
        f"{clean(step['title'])}: from {step['before']} to {step['after']}." for step in steps
    )  # fmt: skip
    return Figure(
        name="eliminations",
        title=title,
        subtitle=subtitle,
        alt=f"{alt} Standing: {words.listed(families)}.",
        spec=_spec(result, families, title, subtitle, source_line(result, sources)),
        table=_table(result),
        sources=sources,
        notes=(
            "Bars count chips, variants included; names are families, and one whose variants differ is named twice.",
        ),
    )


def _families(result: Mapping[str, Any], chips: list[str]) -> list[str]:
    known = result["chips"]
    return list(dict.fromkeys(words.family(known[chip]["family"]) for chip in chips if chip in known))


def _table(result: Mapping[str, Any]) -> Table:
    rows = [
        [clean(step["title"]), str(step["before"]), str(step["before"] - step["after"]), str(step["after"]),
         words.listed(_families(result, step["eliminated"]))]
        for step in result["strict"]["steps"]
    ]  # fmt: skip
    headers = ("Test", "Before", "Eliminated", "After", "Eliminated families")
    return table("Candidates before and after each test", headers, rows, numeric=(1, 2, 3))


def _spec(
    result: Mapping[str, Any], families: list[str], title: str, subtitle: str, source: str
) -> dict[str, Any]:  # fmt: skip
    strict = result["strict"]
    start = strict["steps"][0]["before"]
    bars: list[dict[str, Any]] = []
    texts: list[dict[str, Any]] = []
    at = 0.0

    def row(head: str, parts: list[dict[str, Any]], under: list[str], color: str) -> None:
        nonlocal at
        texts.append(lines_layer([fit(head, INNER, 13, bold=True)], x=0, y=at, fontSize=13, fontWeight="bold"))
        bars.extend({**part, "top": at + 20, "bottom": at + 20 + BAR, "middle": at + 20 + BAR / 2} for part in parts)
        texts.append(lines_layer(under, x=0, y=at + 20 + BAR + 6, color=color))
        at += 20 + BAR + 6 + 14 * len(under) + 16

    row(f"Every chip of the catalogue announced by {clean(result['question']['on'])}",
        _parts(start, 0, start, "candidates"), [], QUIET)  # fmt: skip
    for place, step in enumerate(strict["steps"], start=1):
        gone = _families(result, step["eliminated"])
        head = f"{place}. {clean(step['title'])}"
        head += "" if step["fired"] else " (its evidence was not found, so it eliminates nothing)"
        under = [fit(f"Audited: {clean(step['verdict'])}", INNER, SMALL_SIZE)]
        under += join_fit([f"Out: {gone[0]}", *gone[1:]], INNER, SMALL_SIZE) if gone else []
        row(head, _parts(step["after"], step["before"] - step["after"], start, "left"), under, QUIET)
    left = len(strict["remaining"])
    row(f"Standing after all tests: {left} chips of {len(families)} families", _parts(left, 0, start, "chips"),
        wrap(", ".join(families), INNER, SMALL_SIZE), INK)  # fmt: skip
    x = {"type": "quantitative", "axis": None, "scale": {"domain": [0, max(start, 1)], "nice": False}}
    y = row_scale(at, "top")
    inside, beside = [bar for bar in bars if bar["inside"]], [bar for bar in bars if not bar["inside"]]
    text = {"y": {**y, "field": "middle"}, "text": {"field": "label"}}
    options = {"fontSize": LABEL_SIZE, "fontWeight": "bold", "baseline": "middle"}
    layers = [
        layer(bars, "rect", {"x": {**x, "field": "from"}, "x2": {"field": "to"}, "y": y, "y2": {"field": "bottom"},
              "fill": constant(), "stroke": constant("edge")}, strokeWidth=1),
        layer(inside, "text", {**text, "x": {**x, "field": "to"}, "color": constant("ink")}, align="right", dx=-8,
              **options),
        layer(beside, "text", {**text, "x": {**x, "field": "to"}}, align="left", dx=8, **options),
        *texts,
    ]  # fmt: skip
    return frame(layers, height=at, title=title, subtitle=subtitle, source=source, left=LEFT, right=RIGHT, top=4,
                 bottom=4)  # fmt: skip


def _parts(left: int, gone: int, start: int, word: str) -> list[dict[str, Any]]:
    """The two pieces of a bar, each with its words inside where they fit."""
    pieces = [(0, left, BLUE, BLUE, "#ffffff", f"{left} {word}")] if left or not gone else []
    if gone:
        pieces.append((left, left + gone, PALE, VERMILION, INK, f"{gone} out"))
    found = []
    for begin, end, fill, edge, ink, label in pieces:
        inside = text_width(label, LABEL_SIZE, bold=True) + 16 < (end - begin) / max(start, 1) * INNER
        # A piece that ends where the next one begins has no room beside it.
        shown = label if inside or end == left + gone else ""
        found.append({"from": begin, "to": end, "fill": fill, "edge": edge, "ink": ink, "label": shown,
                      "inside": inside})  # fmt: skip
    return found
