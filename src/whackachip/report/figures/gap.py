"""Figure: the gap between two chips as a waterfall of techniques, down to what is left of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
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
    Rows,
    constant,
    frame,
    layer,
    lines_layer,
    row_scale,
)
from .textwidth import fit, text_width

BESIDE, OVER = Rows(250, 150, 30, 18), Rows(16, 20, 42, 14, 0.7)  # where the words of a bar stand
HEADS = ("Technique", "Gain", "Gap after", "By", "Quality")
SMALL = 0.005  # gains and losses below this stand in the table alone


def gap_figure(result: Mapping[str, Any], wide: float = WIDTH) -> Figure:
    """The waterfall of `techniques`: bars are the time of a token on the chip over that on the other one.

    wide: of the figure [px]; below WIDTH the words of a bar stand over it.
    """
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
        spec=_spec(result, title, subtitle, wide),
        table=table(
            "What each technique gains", ("Technique", "Gain", "Gap after", "By", "Quality"), rows, numeric=(1, 2)
        ),
        sources=tuple(dict.fromkeys(source for step in result["steps"] for source in step["sources"])),
        notes=("The error of the formulas themselves is not in these figures; much of it falls out of a ratio.",),
    )


def _spec(result: Mapping[str, Any], title: str, subtitle: str, wide: float) -> dict[str, Any]:
    lie = BESIDE if wide >= WIDTH else OVER
    across = wide - lie.left - lie.right
    steps = [step for step in result["steps"] if abs(step["gain"]["mid"] - 1) >= SMALL]
    few = len(result["steps"]) - len(steps)
    left, reached = result["left"], [result["gap"], *(step["gap_after"] for step in steps)]
    top = max(*reached, 1.0) * 1.02
    bars = [_bar(lie, 0, "Gap without techniques", 0.0, result["gap"], VERMILION, _times(result["gap"]))]
    for place, step in enumerate(steps, start=1):
        computed = step["by"] == "mechanism"
        low, high = sorted((step["gap_after"], step["gap_before"]))
        bars.append(_bar(lie, place, step["name"], low, high, BLUE if computed else SKY, gain_words(step["gain"])))
    closed = GREEN if left["mid"] <= 1 else VERMILION
    words = f"{_times(left['mid'])}"
    if left["low"] != left["high"]:
        words += f" ({left['low']:.2g} to {left['high']:.2g})"
    bars.append(_bar(lie, len(bars), "What is left", 0.0, left["mid"], closed, words))
    rows = len(bars)
    x = {"type": "quantitative", "scale": {"domain": [0, top], "nice": False}}
    ticks = {"values": [tick for tick in (0, 0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20) if tick <= top], "title": None,
             "format": "~g", "labelExpr": "datum.label + '×'"}  # fmt: skip
    y = row_scale(rows, "top")
    links = [
        {"top": bar["bottom"], "bottom": below["top"], "at": end}
        for (bar, below), end in zip(pairwise(bars), reached, strict=True)
    ]
    label = {"y": {**y, "field": "middle"}, "text": {"field": "text"}}
    ends = (bars[0]["name"], bars[-1]["name"])
    layers = [
        layer(_parity(lie, bars, across / top), "rule",
              {"x": {**x, "field": "at", "axis": ticks}, "y": y, "y2": {"field": "bottom"}}, color=INK,
              strokeDash=[4, 3]),
        layer(links if lie is BESIDE else [], "rule", {"x": {**x, "field": "at"}, "y": y, "y2": {"field": "bottom"}},
              color=QUIET),
        layer(bars, "rect", {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y, "y2": {"field": "bottom"},
              "fill": constant()}),
        layer(bars if lie is BESIDE else [], "text", {**label, "x": {**x, "field": "high"}}, align="left", dx=8,
              baseline="middle", fontSize=LABEL_SIZE),
        *(
            lines_layer([bar["text"]], x=across, y=lie.words(place), align="right", fontSize=LABEL_SIZE)
            for place, bar in enumerate(bars) if lie is OVER
        ),
        *(
            lines_layer([fit(bar["name"], _room(lie, bar, across), LABEL_SIZE)], x=16 - lie.left,
                        y=lie.words(place) + (lie is BESIDE), fontSize=LABEL_SIZE,
                        fontWeight="bold" if bar["name"] in ends else "normal")
            for place, bar in enumerate(bars)
        ),
        lines_layer(["parity"], x=across / top + 4, y=-12, color=QUIET),
    ]  # fmt: skip
    source = (
        f"{result['provenance']['tool']}, facts {result['provenance']['facts_version']}. Dark bars are computed by the "
        "formulas, pale ones are multipliers that sources state, with their interval."
    )
    if few:
        source += f" {few} technique{'s' * (few > 1)} of less than half a per cent stand in the table alone."
    return frame(layers, height=rows * lie.row, title=title, subtitle=subtitle, source=source, left=lie.left,
                 right=lie.right, top=16, bottom=34, wide=wide)  # fmt: skip


def _room(lie: Rows, bar: Mapping[str, Any], across: float) -> float:
    """What a name may take: the room beside its bar, or over it what the gain leaves [px]."""
    return lie.left - 24 if lie is BESIDE else across - text_width(bar["text"], LABEL_SIZE) - 12


def _parity(lie: Rows, bars: Sequence[Mapping[str, Any]], scale: float) -> list[dict[str, float]]:
    """The line of parity in pieces, which leaves out the words that it would run through; scale: of a gap of one
    [px]."""
    if lie is OVER:
        return [{"at": 1.0, "top": bar["top"] - 0.05, "bottom": bar["bottom"] + 0.05} for bar in bars]
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


def _bar(lie: Rows, place: int, name: str, low: float, high: float, fill: str, text: str) -> dict[str, Any]:
    return {"name": name, **lie.ends(place), "low": low, "high": high, "fill": fill, "text": text}


def gain_words(gain: Mapping[str, float]) -> str:
    """By what a time is divided, or multiplied where it grows, with its interval where it has one."""
    low, mid, high = (gain[key] for key in ("low", "mid", "high"))
    if f"{low:.2g}" != f"{high:.2g}":
        return f"÷ {mid:.3g} ({low:.2g} to {high:.2g})"
    return f"÷ {mid:.3g}" if mid >= 1 or f"{mid:.3g}" == "1" else f"× {1 / mid:.3g}"


def _times(value: float) -> str:
    return f"{value:.2f}×" if value < 10 else f"{value:.0f}×"
