"""Figure: what a rule leaves of the best chip, in three phases of work and by three yardsticks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..table import table
from .figure import Figure
from .stressplane import foot
from .style import (
    BLUE,
    GREEN,
    INK,
    LABEL_SIZE,
    QUIET,
    VERMILION,
    WIDTH,
    Rows,
    constant,
    frame,
    layer,
    lines_layer,
    row_scale,
)  # fmt: skip

BESIDE, OVER = Rows(250, 120, 34, 20), Rows(16, 74, 42, 14, 0.7)  # where the names stand
PHASES = {"train": "Training", "prefill": "Reading prompts (prefill)", "decode": "Writing answers (decode)"}
YARDSTICKS = {
    "compute": "Yardstick: compute (TPP)", "bandwidth": "Yardstick: memory bandwidth",
    "capacity": "Yardstick: memory capacity",
}  # fmt: skip
SMALL = 0.05  # a share that reads as nothing


def stress_denial(result: Mapping[str, Any], wide: float = WIDTH) -> Figure:
    """Bars of what is left: a phase by tokens a second of the best chip that escapes in it, a yardstick by figures.

    wide: of the figure [px]; below WIDTH names stand over their bars.
    """
    rows = _rows(result)
    title = _title(result)
    subtitle = (
        f"What is left of the best chip without the rule ({result['without']['name']}), as a share. Phases are "
        f"modelled with {result['objective']['model']}; yardsticks are figures of the designer's best."
    )
    lines = [(row["name"], f"{row['left']:.0%}", f"{1 - row['left']:.0%}") for row in rows]
    return Figure(
        name="stress-denial", title=title, subtitle=subtitle,
        alt=f"{title}. " + " ".join(f"{name}: {left} left." for name, left, _ in lines),
        spec=_spec(result, rows, title, subtitle, wide),
        table=table("What the rule leaves and denies", ("Of what", "Left", "Denied"), lines, numeric=(1, 2)),
        notes=("No single number says what a rule denies: it depends on the work and on the yardstick.",),
    )  # fmt: skip


def _rows(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = [
        {"name": PHASES[row["phase"]], "left": 1 - row["denied"], "fill": BLUE}
        for row in result["phases"]
        if row["denied"] is not None
    ]
    return found + [
        {"name": YARDSTICKS[row["yardstick"]], "left": 1 - row["denied"], "fill": GREEN} for row in result["yardsticks"]
    ]


def _title(result: Mapping[str, Any]) -> str:
    denied = {row["phase"]: row["denied"] for row in result["phases"] if row["denied"] is not None}
    if "train" not in denied or "decode" not in denied:
        return f"What {result['rule']['id']} leaves of the best chip"
    return f"{result['rule']['id']} denies {said(denied['train'])} of training and {said(denied['decode'])} of decode"


def said(share: float) -> str:
    """A share in words: 78 %, or almost nothing where it is that."""
    if abs(share) < SMALL:
        return "almost nothing"
    return f"{share:.0%}".replace("%", " %")


def _spec(
    result: Mapping[str, Any], rows: list[dict[str, Any]], title: str, subtitle: str, wide: float
) -> dict[str, Any]:
    lie = BESIDE if wide >= WIDTH else OVER
    top = max(1.0, *(row["left"] for row in rows)) * 1.02
    bars = [{**row, **lie.ends(place), "text": f"{row['left']:.0%} left", "low": 0.0} for place, row in enumerate(rows)]
    x = {"type": "quantitative", "scale": {"domain": [0, top], "nice": False}}
    y = row_scale(len(rows), "top")
    axis = {"title": None, "format": ".0%", "values": [0, 0.25, 0.5, 0.75, 1.0]}
    denied = [{**bar, "high": 1.0, "low": bar["left"]} for bar in bars if bar["left"] < 1]
    label = {"y": {**y, "field": "middle"}, "x": {**x, "field": "at"}, "text": {"field": "text"}}
    texts = [{**bar, "at": max(bar["left"], 1.0)} for bar in bars]
    layers = [
        layer(denied, "rect", {"x": {**x, "field": "low", "axis": axis}, "x2": {"field": "high"}, "y": y,
              "y2": {"field": "bottom"}}, color=VERMILION, opacity=0.18),
        layer(bars, "rect", {"x": {**x, "field": "low", "axis": axis}, "x2": {"field": "left"}, "y": y,
              "y2": {"field": "bottom"}, "fill": constant()}),
        layer([{"at": 1.0}], "rule", {"x": {**x, "field": "at", "axis": axis}}, color=INK, strokeDash=[4, 3]),
        layer(texts, "text", label, align="left", dx=8, baseline="middle", fontSize=LABEL_SIZE),
        *(
            lines_layer([bar["name"]], x=16 - lie.left, y=lie.words(place), fontSize=LABEL_SIZE)
            for place, bar in enumerate(bars)
        ),
        lines_layer(["without the rule"], x=1.0 / top * (wide - lie.left - lie.right) - 98, y=-14, color=QUIET),
    ]  # fmt: skip
    return frame(layers, height=len(rows) * lie.row, title=title, subtitle=subtitle, source=foot(result),
                 left=lie.left, right=lie.right, top=20, bottom=34, wide=wide)  # fmt: skip
