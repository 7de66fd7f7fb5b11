"""Figure: the gap between two chips as a waterfall of techniques, down to what is left of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import UserError
from ..table import table
from .figure import Figure
from .style import (
    BLUE,
    GREEN,
    INK,
    LABEL_SIZE,
    QUIET,
    SKY,
    VERMILION,
    WIDTH,
    constant,
    frame,
    layer,
    lines_layer,
    row_scale,
)
from .textwidth import fit, text_width

LEFT, RIGHT, ROW, BAR = 250, 150, 30, 18
HEADS = ("Technique", "Gain", "Gap after", "By", "Quality")
SMALL = 0.005  # gains and losses below this stand in the table alone


def gap_figure(result: Mapping[str, Any]) -> Figure:
    """The waterfall of `techniques`: bars are the time of a token on the chip over that on the other one."""
    chip, other = result["chip_name"], result["versus_name"]
    if result["gap"] is None:
        raise UserError(f"there is no gap to draw: {result['reason']}")
    left = result["left"]
    verdict = "close the gap" if left["mid"] <= 1 else "leave a gap"
    title = f"Techniques {verdict} between {chip} and a plain {other}: "
    title += f"{_times(result['gap'])} becomes {_times(left['mid'])}"
    doing = {"train": "training", "prefill": "reading prompts by", "decode": "decoding by"}[
        result.get("phase", "train")
    ]
    said = f", {result['said']}" if result.get("said") else ""
    subtitle = (
        f"Time for a token in {doing} {result['model_name']} on {result['count']:,} chips{said}, over that of {other} "
        f"without techniques. Where {other} uses them too, {_times(result['left_where_both_use_them'])} is left."
    )
    rows = [
        (step["name"], gain_words(step["gain"]), f"{step['gap_after']:.3g}", step["by"], step["quality"])
        for step in result["steps"]
    ]
    alt = f"{title}. " + " ".join(f"{name}: {gain}, to {after}." for name, gain, after, *_ in rows)
    return Figure(
        name="techniques",
        title=title,
        subtitle=subtitle,
        alt=alt,
        spec=_spec(result, title, subtitle),
        table=table(
            "What each technique gains", ("Technique", "Gain", "Gap after", "By", "Quality"), rows, numeric=(1, 2)
        ),
        sources=tuple(dict.fromkeys(source for step in result["steps"] for source in step["sources"])),
        notes=("The error of the formulas themselves is not in these figures; much of it falls out of a ratio.",),
    )


def _spec(result: Mapping[str, Any], title: str, subtitle: str) -> dict[str, Any]:
    steps = [step for step in result["steps"] if abs(step["gain"]["mid"] - 1) >= SMALL]
    few = len(result["steps"]) - len(steps)
    left, reached = result["left"], [result["gap"], *(step["gap_after"] for step in steps)]
    top = max(*reached, 1.0) * 1.02
    bars = [_bar(0, "Gap without techniques", 0.0, result["gap"], VERMILION, _times(result["gap"]))]
    for place, step in enumerate(steps, start=1):
        computed = step["by"] == "mechanism"
        low, high = sorted((step["gap_after"], step["gap_before"]))
        bars.append(_bar(place, step["name"], low, high, BLUE if computed else SKY, gain_words(step["gain"])))
    closed = GREEN if left["mid"] <= 1 else VERMILION
    words = f"{_times(left['mid'])}"
    if left["low"] != left["high"]:
        words += f" ({left['low']:.2g} to {left['high']:.2g})"
    bars.append(_bar(len(bars), "What is left", 0.0, left["mid"], closed, words))
    rows = len(bars)
    height = rows * ROW
    x = {"type": "quantitative", "scale": {"domain": [0, top], "nice": False}}
    ticks = {"values": [tick for tick in (0, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20) if tick <= top], "title": None,
             "format": "~g", "labelExpr": "datum.label + '×'"}  # fmt: skip
    y = row_scale(rows, "top")
    under, over = 0.5 + BAR / ROW / 2, 1.5 - BAR / ROW / 2
    links = [{"top": place + under, "bottom": place + over, "at": end} for place, end in enumerate(reached)]
    label = {"y": {**y, "field": "middle"}, "text": {"field": "text"}}
    ends = (bars[0]["name"], bars[-1]["name"])
    beside = {"align": "left", "dx": 8, "baseline": "middle", "fontSize": LABEL_SIZE}
    layers = [
        layer(_parity(bars, top), "rule", {"x": {**x, "field": "at", "axis": ticks}, "y": y, "y2": {"field": "bottom"}},
              color=INK, strokeDash=[4, 3]),
        layer(links, "rule", {"x": {**x, "field": "at"}, "y": y, "y2": {"field": "bottom"}}, color=QUIET),
        layer(bars, "rect", {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y, "y2": {"field": "bottom"},
              "fill": constant()}),
        layer(bars, "text", {**label, "x": {**x, "field": "high"}}, **beside),
        *(
            lines_layer([fit(bar["name"], LEFT - 24, LABEL_SIZE)], x=16 - LEFT, y=bar["middle"] * ROW - 5,
                        fontSize=LABEL_SIZE, fontWeight="bold" if bar["name"] in ends else "normal")
            for bar in bars
        ),
        lines_layer(["parity"], x=1.0 / top * (WIDTH - LEFT - RIGHT) + 4, y=-12, color=QUIET),
    ]  # fmt: skip
    source = (
        f"{result['provenance']['tool']}, facts {result['provenance']['facts_version']}. Dark bars are computed by the "
        "formulas, pale ones are multipliers that sources state, with their interval."
    )
    if few:
        source += f" {few} technique{'s' * (few > 1)} of less than half a per cent stand in the table alone."
    return frame(layers, height=height, title=title, subtitle=subtitle, source=source, left=LEFT, right=RIGHT, top=16,
                 bottom=34)  # fmt: skip


def _parity(bars: Sequence[Mapping[str, Any]], top: float) -> list[dict[str, float]]:
    """The line of parity in pieces, which leaves out the rows whose words it would run through."""
    scale = (WIDTH - LEFT - RIGHT) / top
    pieces: list[dict[str, float]] = []
    for place, bar in enumerate(bars):
        begins = bar["high"] * scale + 8
        if begins - 4 < scale < begins + text_width(bar["text"], LABEL_SIZE) + 4:
            continue
        if pieces and pieces[-1]["bottom"] == place:
            pieces[-1]["bottom"] = place + 1.0
        else:
            pieces.append({"at": 1.0, "top": float(place), "bottom": place + 1.0})
    return pieces


def _bar(place: int, name: str, low: float, high: float, fill: str, text: str) -> dict[str, Any]:
    half = BAR / ROW / 2
    return {"name": name, "top": place + 0.5 - half, "bottom": place + 0.5 + half, "middle": place + 0.5, "low": low,
            "high": high, "fill": fill, "text": text}  # fmt: skip


def gain_words(gain: Mapping[str, float]) -> str:
    """By what a time is divided, or multiplied where it grows, with its interval where it has one."""
    low, mid, high = (gain[key] for key in ("low", "mid", "high"))
    if f"{low:.2g}" != f"{high:.2g}":
        return f"÷ {mid:.3g} ({low:.2g} to {high:.2g})"
    return f"÷ {mid:.3g}" if mid >= 1 or f"{mid:.3g}" == "1" else f"× {1 / mid:.3g}"


def _times(value: float) -> str:
    return f"{value:.2f}×" if value < 10 else f"{value:.0f}×"
