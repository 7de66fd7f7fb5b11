"""What the serving formulas reach, as the table and the figure of docs/serving.md; called by tools/fit_serving.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from fitting import draw, panels, put
from whackachip.report.figures.style import BLUE, VERMILION

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "serving.md"
PICTURE = ROOT / "docs" / "figures" / "serving.svg"
BARS = {"time per token": 15, "time to first token": 25}  # [%]
SHOWN = 80.0  # errors beyond are drawn here [%]
DRAWN = {"chip": "one chip left out", "family": "one family left out", "model": "one model on one chip left out"}


class Line(NamedTuple):
    """One group of runs: how it was judged (sample, model, chip, family, engine), its name, rows, and median absolute
    errors as fractions."""

    how: str
    name: str
    rows: int
    tpot: float
    ttft: float


def publish(lines: list[Line]) -> None:
    """Write the tables between their marks, and the figure."""
    put(PAGE, "fit_serving", tables(lines))
    draw(PICTURE, spec(lines))


def tables(lines: list[Line]) -> str:
    """One line a group."""
    out = ["| judged | runs | rows | median error of time per token [%] | of time to first token [%] |"]
    out.append("|---|---|---|---|---|")
    words = {"sample": "in the fit", **DRAWN, "engine": "one engine left out"}
    for line in lines:
        out.append(f"| {words[line.how]} | {line.name} | {line.rows} | {100 * line.tpot:.1f} | {100 * line.ttft:.1f} |")
    return "\n".join(out) + "\n"


def spec(lines: list[Line]) -> dict[str, Any]:
    """A dot for each group left out, by time per token and to first token; the bars as rules."""
    data = [
        {"name": line.name, "how": DRAWN[line.how], "what": what, "error": min(100 * error, SHOWN), "bar": BARS[what]}
        for line in lines
        if line.how in DRAWN and line.name != "all"
        for what, error in (("time per token", line.tpot), ("time to first token", line.ttft))
    ]
    order = list(dict.fromkeys(entry["name"] for entry in data))
    dots = {
        "mark": {"type": "point", "filled": True, "size": 60, "opacity": 0.9},
        "encoding": {
            "x": {
                "field": "error", "type": "quantitative", "title": "median error [%]",
                "scale": {"domain": [0, SHOWN]},
            },
            "y": {
                "field": "name", "type": "nominal", "title": None, "sort": order,
                "axis": {"grid": True, "labelLimit": 280},
            },
            "color": {
                "field": "what", "type": "nominal", "legend": None,
                "scale": {"domain": list(BARS), "range": [BLUE, VERMILION]},
            },
        },
    }  # fmt: skip
    return panels(
        "Error of predicted serving times on runs left out of the fit",
        "Median over the runs of a group; dashed: the bar. Dots at the right edge lie beyond",
        data, "what", list(BARS), 250, dots,
    )  # fmt: skip
