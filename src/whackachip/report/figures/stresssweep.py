"""Figure: a threshold moved, what is denied in each phase, and how many harmless cards are caught."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..table import table
from .figure import Figure
from .stressplane import foot
from .style import (
    BLUE,
    GREEN,
    INK,
    LABEL_SIZE,
    ORANGE,
    QUIET,
    UMBER,
    VERMILION,
    WIDTH,
    flowing,
    frame,
    layer,
    lines_layer,
)
from .textwidth import wrap

LEFT, RIGHT, HEIGHT = 74, 150, 340
ENACTED = 48  # the room for that word beside its line [px]
PHONE = (48, 20)  # left and right, where a key names the lines
LINES = (
    ("train", "training denied", BLUE), ("prefill", "reading denied", GREEN), ("decode", "writing denied", ORANGE),
    ("collateral", "harmless cards caught", VERMILION),
)  # fmt: skip


def stress_sweep(result: Mapping[str, Any], wide: float = WIDTH) -> Figure | None:
    """One line a phase and one for collateral over the values of a threshold; None where none or two were moved.

    result: of a sweep, or of a stress test that holds one. wide: of the figure [px]; below WIDTH a key names the lines.
    """
    swept = result["sweep"] if "plane" in result else result
    if swept is None or len(swept["vary"]) != 1:
        return None
    (name,) = swept["vary"]
    points = [point for point in swept["points"] if "error" not in point]
    if len(points) < 2:
        return None
    enacted = swept["enacted"][name]
    title = _title(swept["rule"], name, points)
    subtitle = (
        f"Enacted: {enacted:,g}. Denied: 1 less the best that escapes over the best without the rule, in training, "
        "reading prompts and writing answers. Harmless: cards for gaming and workstations on sale that the rule's "
        f"own tests catch, of {points[0]['collateral']['of']}."
    )
    rows = [
        (f"{point['values'][name]:,g}", *(_percent(_value(point, key)) for key, _, _ in LINES),
         ", ".join(point["collateral"]["caught"]) or "none")
        for point in points
    ]  # fmt: skip
    skipped = len(swept["points"]) - len(points)
    notes = (f"{skipped} values are left out, at which the rule would contradict itself.",) if skipped else ()
    return Figure(
        name="stress-sweep", title=title, subtitle=subtitle,
        alt=f"{title}. The table gives every value.", spec=_spec(result, points, name, enacted, title, subtitle, wide),
        table=table(
            "The threshold moved", (name, *(words for _, words, _ in LINES), "Caught"), rows, numeric=(0, 1, 2, 3, 4)
        ),
        notes=notes,
    )  # fmt: skip


MEASURES = {
    "tpp": "TPP", "tpp_with_density": "TPP where density is tested too", "io": "I/O bandwidth [GB/s]",
    "density": "Performance density [TPP/mm²]", "density_alone": "Performance density [TPP/mm²]",
}  # fmt: skip


def _measure(name: str) -> str:
    """A threshold as a reader knows it, with its name in the law files."""
    measure = MEASURES.get(name.rpartition(".")[2])
    return f"{measure}: {name}" if measure else name


def _value(point: Mapping[str, Any], key: str) -> float | None:
    share: float | None = point["collateral"]["share"] if key == "collateral" else point["denied"][key]
    return share


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _title(rule: str, name: str, points: Sequence[Mapping[str, Any]]) -> str:
    first, last = points[0], points[-1]
    a, b = (_percent(point["denied"]["train"]) for point in (first, last))
    caught = [len(point["collateral"]["caught"]) for point in points]
    cards = f"{min(caught)} to {max(caught)}" if min(caught) < max(caught) else f"{caught[0] or 'no'}"
    return (
        f"{rule}, {name} from {first['values'][name]:,g} to {last['values'][name]:,g}: {a} to {b} of training denied, "
        f"{cards} harmless card{'s' if cards != '1' else ''} caught"
    )


def _spec(
    result: Mapping[str, Any], points: Sequence[Mapping[str, Any]], name: str, enacted: float, title: str,
    subtitle: str, wide: float,
) -> dict[str, Any]:  # fmt: skip
    beside = wide >= WIDTH
    left, right = (LEFT, RIGHT) if beside else PHONE
    width = wide - left - right
    values = [point["values"][name] for point in points]
    shares = [share for point in points for key, _, _ in LINES if (share := _value(point, key)) is not None]
    low, high = min(0.0, *shares), max(1.0, *shares)
    log = min(values) > 0 and max(values) / min(values) > 2
    domain = [min(values), max(values)]
    ticks = _ticks(values)
    x = {"field": "x", "type": "quantitative",
         "scale": {"type": "log" if log else "linear", "domain": domain, "nice": False},
         "axis": {"title": wrap(f"{_measure(name)}{', logarithmic' * log}", width, LABEL_SIZE), "values": ticks,
                  "labelExpr": "format(datum.value, ',~r')", "grid": False}}  # fmt: skip
    y = {"field": "y", "type": "quantitative", "scale": {"domain": [low, high], "nice": False},
         "axis": {"title": None, "format": ".0%", "tickCount": 5}}  # fmt: skip
    layers: list[dict[str, Any]] = [
        layer([{"x": enacted}], "rule", {"x": x}, color=INK, strokeDash=[4, 3])
        if domain[0] <= enacted <= domain[1] else layer([], "rule", {"x": x}),
    ]  # fmt: skip
    ends = []
    for key, words, color in LINES:
        rows = [
            {"x": v, "y": share} for v, p in zip(values, points, strict=True) if (share := _value(p, key)) is not None
        ]
        if not rows:
            continue
        dash = {"strokeDash": [6, 3]} if key == "collateral" else {}
        layers.append(layer(rows, "line", {"x": x, "y": y}, color=color, strokeWidth=2.2, **dash))
        layers.append(layer(rows, "point", {"x": x, "y": y}, color=color, filled=True, size=34, opacity=1))
        ends.append((HEIGHT - (rows[-1]["y"] - low) / (high - low) * HEIGHT, words, color))
    entries = [] if beside else [(words, "stroke", color, color) for _, words, color in ends]
    named, above = flowing(entries, x=6, above=30, wide=width)
    layers += named if entries else []
    for top, words, color in _apart(ends) if beside else ():
        ink = UMBER if color == ORANGE else color
        layers.append(lines_layer([words], x=width + 8, y=top - 6, color=ink, fontSize=LABEL_SIZE))
    spot = (enacted, domain, log, width)
    if domain[0] <= enacted <= domain[1]:
        last = _at(*spot) > width - ENACTED
        side = {"x": _at(*spot) - 4, "align": "right"} if last else {"x": _at(*spot) + 4}
        layers.append(lines_layer(["enacted"], y=-14, color=QUIET, **side))
    return frame(layers, height=HEIGHT, title=title, subtitle=subtitle, source=foot(result), left=left, right=right,
                 top=22 + above + 20 * bool(entries), bottom=52, wide=wide)  # fmt: skip


def _at(value: float, domain: Sequence[float], log: bool, width: float) -> float:
    if log:
        return math.log(value / domain[0]) / math.log(domain[1] / domain[0]) * width
    return (value - domain[0]) / (domain[1] - domain[0]) * width


def _ticks(values: Sequence[float]) -> list[float]:
    step = max(1, math.ceil(len(values) / 7))
    return [value for place, value in enumerate(values) if place % step == 0]


def _apart(ends: Sequence[tuple[float, str, str]]) -> list[tuple[float, str, str]]:
    """Words at the ends of lines, pushed apart where they would overlap."""
    found: list[tuple[float, str, str]] = []
    for top, words, color in sorted(ends):
        at = max(top, found[-1][0] + 15) if found else top
        found.append((at, words, color))
    over = found[-1][0] - HEIGHT if found else 0
    return [(top - max(0, over), words, color) for top, words, color in found]
