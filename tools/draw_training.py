"""What the fitted constants reach, as the table and the figure of docs/training.md; called by tools/fit_training.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fitting import draw, put
from whackachip.report.figures.style import BLUE, CONFIG, GREY, SCHEMA, VERMILION

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "training.md"
PICTURE = ROOT / "docs" / "figures" / "training.svg"
NAMES = {
    "all full": "all, 16 or 8 bits",
    "all fp4": "all FP4",
    "all lora": "all LoRA",
    "ampere": "every Ampere chip",
    "hopper": "every Hopper chip",
    "blackwell": "every Blackwell chip",
}

Line = dict[str, Any]


def publish(lines: list[Line], held: float) -> None:
    """Write the table between its marks, and the figure. held: share of left-out rows that intervals hold."""
    text = table(lines) + (
        f"\nIntervals are made from what is missed of sources left out. Made from all other sources, they hold "
        f"{held:.0%} of the\nruns of a source that neither the fit nor the interval has seen.\n"
    )
    put(PAGE, "fit_training", text)
    draw(PICTURE, spec(lines))


def table(lines: list[Line]) -> str:
    """A row for each group and way of fitting."""
    out = ["| runs | how | rows | median error % | mean error % | bias % | 80 % of predictions within % |"]
    out.append("|---|---|---|---|---|---|---|")
    for found in lines:
        numbers = " | ".join(f"{100 * found[key]:.1f}" for key in ("median", "mean"))
        within = f"{100 * (found['low'] - 1):+.0f} to {100 * (found['high'] - 1):+.0f}"
        name = NAMES.get(found["name"], found["name"])
        out.append(f"| {name} | {found['how']} | {found['rows']} | {numbers} | {100 * found['bias']:+.1f} | {within} |")
    return "\n".join(out) + "\n"


def spec(lines: list[Line]) -> dict[str, Any]:
    """For each group that was left out: the range of 80 % of predictions, and the bias as a dot."""
    data = [
        {
            "name": f"{NAMES.get(found['name'], found['name'])} ({found['rows']:,})",
            "low": 100 * (found["low"] - 1),
            "high": 100 * (found["high"] - 1),
            "bias": 100 * found["bias"],
        }
        for found in lines
        if found["how"] in ("left out", "by fifths") and found["rows"] > 2
    ]
    y = {"field": "name", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 260}}
    scale = {"domain": [-50, 50], "clamp": True}
    x = {"field": "low", "type": "quantitative", "title": "predicted over measured time of a step [%]", "scale": scale}
    return {
        "$schema": SCHEMA,
        "config": CONFIG | {"aria": True},
        "title": {
            "text": "What is missed of training runs that the fit has not seen",
            "subtitle": "Bar: 80 % of predictions; dot: the middle one; number of rows in brackets",
        },
        "data": {"values": data},
        "width": 420,
        "height": {"step": 22},
        "layer": [
            {"mark": {"type": "bar", "color": BLUE, "height": 10, "opacity": 0.6},
             "encoding": {"y": y, "x": x, "x2": {"field": "high"}}},
            {"mark": {"type": "point", "filled": True, "size": 55, "color": VERMILION, "opacity": 1},
             "encoding": {"y": y, "x": {**x, "field": "bias"}}},
            {"mark": {"type": "rule", "color": GREY, "strokeDash": [4, 3]}, "encoding": {"x": {"datum": 0}}},
        ],
    }  # fmt: skip
