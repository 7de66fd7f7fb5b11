"""Figure: two thresholds moved; each square says what of training is denied and how many harmless cards are caught."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..table import table
from .figure import Figure
from .stressplane import foot
from .style import INK, LABEL_SIZE, PAPER, QUIET, SMALL_SIZE, THEME, WIDTH, constant, frame, layer, lines_layer

LEFT, RIGHT, ROW = 150, 24, 44
PHONE = (64, 16)  # left and right
BLUES = [THEME["light"][name] for name in ("blue-pale", "blue-soft", "blue-mid", "blue")]
TWO, ONE = 82, 34  # the least width of a square for both shares, and for any words [px]


def stress_grid(result: Mapping[str, Any], wide: float = WIDTH) -> Figure | None:
    """Squares over two thresholds, darker where more of training is denied; None where one or none was moved.

    wide: of the figure [px]; squares that are narrow say less.
    """
    if len(result["vary"]) != 2:
        return None
    across, up = result["vary"]
    points = {(p["values"][across], p["values"][up]): p for p in result["points"]}
    known = [p for p in result["points"] if "error" not in p]
    if not known:
        return None
    shares = [p["denied"]["train"] for p in known if p["denied"]["train"] is not None]
    cards = [len(p["collateral"]["caught"]) for p in known]
    title = (
        f"{result['rule']}: {min(shares):.0%} to {max(shares):.0%} of training is denied, "
        f"{_span(cards)} harmless cards are caught"
    )
    subtitle = (
        "Each square: training and decode denied, and below them cards for players and workstations that the rule's "
        "own tests catch. Framed: as enacted, where it is among them. Empty: the rule would contradict itself."
    )
    rows = [
        (f"{p['values'][across]:,g}", f"{p['values'][up]:,g}", *(_percent(p["denied"][k]) for k in p["denied"]),
         str(len(p["collateral"]["caught"])), str(p["datacenter"]["caught"]))
        for p in known
    ]  # fmt: skip
    heads = (across, up, "Training", "Prefill", "Decode", "Cards caught", "Data centre caught")
    return Figure(
        name="stress-grid", title=title, subtitle=subtitle, alt=f"{title}. The table gives every square.",
        spec=_spec(result, points, across, up, title, subtitle, wide),
        table=table("Two thresholds moved", heads, rows, numeric=range(7)),
    )  # fmt: skip


def _span(cards: Sequence[int]) -> str:
    return f"{min(cards)} to {max(cards)}" if min(cards) < max(cards) else f"{cards[0] or 'no'}"


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _cards(count: int) -> str:
    return f"{count} card{'' if count == 1 else 's'}"


def _spec(
    result: Mapping[str, Any], points: Mapping[Any, Any], across: str, up: str, title: str, subtitle: str, wide: float
) -> dict[str, Any]:
    left, right = (LEFT, RIGHT) if wide >= WIDTH else PHONE
    xs, ys = result["vary"][across], list(reversed(result["vary"][up]))
    each = (wide - left - right) / len(xs)
    squares, texts, framed = [], [], []
    shares = [p["denied"]["train"] for p in points.values() if "error" not in p and p["denied"]["train"] is not None]
    low, high = min(shares), max(shares)
    for i, x in enumerate(xs):
        for j, y in enumerate(ys):
            point = points[x, y]
            box = {"x": i * each + 1, "x2": (i + 1) * each - 1, "y": j * ROW + 1, "y2": (j + 1) * ROW - 1}
            if (x, y) == (result["enacted"][across], result["enacted"][up]):
                framed.append(box)
            if "error" in point or point["denied"]["train"] is None:
                continue
            share = point["denied"]["train"]
            part = (share - low) / max(high - low, 1e-9)
            fill = BLUES[min(int(part * len(BLUES)), len(BLUES) - 1)]
            squares.append({**box, "fill": fill})
            ink = PAPER if fill == BLUES[-1] else INK
            lines = [
                f"{_percent(share)} · {_percent(point['denied']['decode'])}" if each >= TWO else _percent(share),
                _cards(len(point["collateral"]["caught"])) if each >= TWO else str(len(point["collateral"]["caught"])),
            ]
            texts += [
                {"x": (i + 0.5) * each, "y": j * ROW + 16 + 15 * n, "text": text, "color": ink}
                for n, text in enumerate(lines)
            ]
    pixels = {"type": "quantitative", "scale": None, "axis": None}
    corner = {
        "x": {**pixels, "field": "x"},
        "x2": {"field": "x2"},
        "y": {**pixels, "field": "y"},
        "y2": {"field": "y2"},
    }
    spot = {"x": {**pixels, "field": "x"}, "y": {**pixels, "field": "y"}, "text": {"field": "text"}}
    layers = [
        layer(squares, "rect", {**corner, "fill": constant()}),
        layer(framed, "rect", corner, fill=None, stroke=INK, strokeWidth=2),
        *([layer(texts, "text", {**spot, "color": constant("color")}, fontSize=SMALL_SIZE)] * (each >= ONE)),
        *_ticks([(f"{x:,g}", (i + 0.5) * each, len(ys) * ROW + 6, "center") for i, x in enumerate(xs)]),
        *_ticks([(f"{y:,g}", -8, (j + 0.5) * ROW - 6, "right") for j, y in enumerate(ys)]),
        lines_layer([across], x=0, y=len(ys) * ROW + 24, color=QUIET, fontSize=LABEL_SIZE),
        lines_layer([up], x=16 - left, y=-16, color=QUIET, fontSize=LABEL_SIZE),
    ]  # fmt: skip
    return frame(layers, height=len(ys) * ROW, title=title, subtitle=subtitle, source=foot(result), left=left,
                 right=right, top=26, bottom=48, wide=wide)  # fmt: skip


def _ticks(ticks: Sequence[tuple[str, float, float, str]]) -> list[dict[str, Any]]:
    return [lines_layer([text], x=x, y=y, align=align, fontSize=SMALL_SIZE) for text, x, y, align in ticks]
