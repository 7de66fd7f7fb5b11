"""Figure: the two claims about the moat side by side, and the gap path by path down to what nothing explains."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..table import table
from .figure import Figure
from .panel import Panel, decades
from .style import (
    BLUE,
    GREEN,
    INK,
    LABEL_SIZE,
    NARROW,
    ORANGE,
    QUIET,
    SKY,
    SMALL_SIZE,
    VERMILION,
    WIDTH,
    frame,
    lines_layer,
)
from .textwidth import text_width, wrap

PATHS = {
    "legal": "Bought legally alone", "domestic": "and made at home", "proxy": "and made abroad through fronts",
    "smuggled": "and smuggled", "rented": "and rented abroad",
}  # fmt: skip
TALL, LEFT, RIGHT = 210.0, 56, 30
MOST = 1000.0  # what the absolute claim is drawn up to


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts stand [px]: the width of a claim, the corner of the relative one, the top of the ladder, the room
    for the names of its steps, the height of a step, and how far below its top its bar lies."""

    wide: float
    second: tuple[float, float]
    ladder: float
    names: float
    row: float
    bar: float


SIDE_BY_SIDE = Layout(372.0, (462.0, 0.0), 296.0, 210.0, 30.0, 15.0)
ONE_COLUMN = Layout(NARROW - LEFT - RIGHT, (0.0, 300.0), 596.0, 0.0, 44.0, 30.0)


def moat_figure(result: Mapping[str, Any], wide: float = WIDTH) -> Figure:
    """Both claims over time, and the ladder of paths; reads the document of `moat`.

    wide: of the figure [px]; below WIDTH its parts stand in one column.
    """
    absolute, relative, residual = result["absolute"], result["relative"], result["residual"]
    reach = absolute["offset_with_own_growth_months"]
    owned = relative["gap_ratio"]["with_rented"]["flops"]
    title = (
        f"A denial of {result['denial']:.3g} times is offset in about {_months(reach['p50'])}, while the leader is "
        f"about {owned['p50']:.2g} times ahead in chips by FLOP/s"
    )
    subtitle = (
        "Two claims that are never mixed: when a capability that stands still is reached, and how far ahead the leader "
        "stays. Bands run from the 5th to the 95th percentile."
    )
    rows = [
        (PATHS[step["path"]], *(_times(step["gap"][key]) for key in ("p5", "p50", "p95"))) for step in result["ladder"]
    ]
    rows.append(
        ("What the observed lag stands for", *(_times(residual["implied_gap"][k]) for k in ("p5", "p50", "p95")))
    )
    rows.append(("Residual, explained by nothing", *(_times(residual["ratio"][k]) for k in ("p5", "p50", "p95"))))
    alt = f"{title}. " + " ".join(f"{name}: {middle} ({low} to {high})." for name, low, middle, high in rows)
    return Figure(
        name="moat",
        title=title,
        subtitle=subtitle,
        alt=alt,
        spec=_spec(result, title, subtitle, wide),
        table=table(
            "The leader's chips over the follower's", ("Paths", "5 %", "Middle", "95 %"), rows, numeric=(1, 2, 3)
        ),
        sources=tuple(dict.fromkeys(source for given in result["inputs"] for source in given["sources"])),
        notes=(result["relative"]["claim"], result["residual"]["claim"]),
    )


def _spec(result: Mapping[str, Any], title: str, subtitle: str, wide: float) -> dict[str, Any]:
    lie = SIDE_BY_SIDE if wide >= WIDTH else ONE_COLUMN
    bottom = lie.ladder + lie.row * (len(result["ladder"]) + 2)
    layers = [*_absolute(result, lie), *_relative(result, lie), *_ladder(result, lie, wide - LEFT - RIGHT)]
    made = result["provenance"]
    source = (
        f"{made['tool']}, facts {made['facts_version']}, chips as of {result['as_of']}, {result['samples']:,} samples, "
        f"prior {result['prior']}. H100 equivalents by dense 8-bit rate; other yardsticks stand in the table."
    )
    if result["warnings"]:
        source += " Note: " + "; ".join(result["warnings"]) + "."
    return frame(layers, height=bottom, title=title, subtitle=subtitle, source=source, left=LEFT, right=RIGHT,
                 top=52, bottom=36, wide=wide)  # fmt: skip


def _absolute(result: Mapping[str, Any], lie: Layout) -> list[dict[str, Any]]:
    years, spreads = result["path"]["years"], result["path"]["absolute"]
    lows, mids, highs = _columns(spreads)
    ceiling = 10.0 ** math.ceil(math.log10(min(MOST, max(2.0, *mids))))
    inside = [place for place, mid in enumerate(mids) if mid <= ceiling]
    same = _columns(result["path"]["absolute_same_budget"])[1]
    slow = [place for place, mid in enumerate(same) if mid <= ceiling]
    panel = Panel(0, 0, lie.wide, TALL, (0, years[-1]), (min(0.1, lows[0]), ceiling), log_up=True)
    reach = result["absolute"]["offset_with_own_growth_months"]["p50"]
    head = ("Absolute: the follower over what was denied", "1 = the capability that stood still is within reach")
    found = [
        *panel.grid_up([(at, _times(at)) for at in _tens(panel.up[0], ceiling)]),
        *panel.grid_across([(float(n), f"{n} y") for n in range(int(years[-1]) + 1)]),
        panel.head(head),
        panel.band(years, lows, highs, BLUE),
        panel.line([years[n] for n in inside], [mids[n] for n in inside], BLUE),
        panel.line([years[n] for n in slow], [same[n] for n in slow], SKY, strokeDash=[5, 3]),
        panel.level(1.0),
    ]
    if reach is not None and reach / 12 <= years[-1]:
        found.append(panel.points([reach / 12], [1.0], INK))
        room = panel.at_x(reach / 12) - panel.x > text_width(_months(reach), SMALL_SIZE, bold=True) + 12
        side = {"dx": -9, "dy": -12, "align": "right"} if room else {"dx": 8, "dy": 12}
        found.append(panel.label(_months(reach), reach / 12, 1.0, fontWeight="bold", **side))
    found.append(panel.label("dashed: same budget, algorithms alone", years[-1], panel.up[0], dx=-4, dy=-10,
                             align="right", color=QUIET))  # fmt: skip
    return found


def _relative(result: Mapping[str, Any], lie: Layout) -> list[dict[str, Any]]:
    years, spreads = result["path"]["years"], result["path"]["relative"]
    lows, mids, highs = _columns(spreads)
    floor, ceiling = min(1.0, min(lows)), max(100.0, max(highs))
    panel = Panel(*lie.second, lie.wide, TALL, (0, years[-1]), (floor, ceiling), log_up=True)
    head = ("Relative: the leader over the follower", "level or rising = the moat does not erode")
    return [
        *panel.grid_up([(at, _times(at)) for at in _tens(floor, ceiling)]),
        *panel.grid_across([(float(n), f"{n} y") for n in range(int(years[-1]) + 1)]),
        panel.head(head),
        panel.band(years, lows, highs, VERMILION),
        panel.line(years, mids, VERMILION),
        panel.level(mids[0]),
        panel.label(f"today {_times(mids[0])}", years[-1], mids[0], dx=-4, dy=10, align="right"),
    ]


def _ladder(result: Mapping[str, Any], lie: Layout, wide: float) -> list[dict[str, Any]]:
    residual = result["residual"]
    steps: list[tuple[str, Mapping[str, Any], str]] = [
        (PATHS[step["path"]], step["gap"], BLUE) for step in result["ladder"]
    ]
    steps.append(("What the observed lag stands for", residual["implied_gap"], GREEN))
    high = max(spread["p95"] for _, spread, _ in steps)
    low = min(1.0, *(spread["p5"] for _, spread, _ in steps))
    across = wide - lie.names - (130 if lie.names else 0)
    tall = lie.row * (len(steps) + 1)
    panel = Panel(lie.names, lie.ladder, across, tall, (low, high * 1.05), (0, 1), log_across=True)
    head = ["The leader's chips over the follower's by 8-bit rate, path by path"]
    found = [
        *panel.grid_across([(at, _times(at)) for at in decades(low, high * 1.05)]),
        lines_layer(wrap(head[0], wide, SMALL_SIZE, bold=True), x=0, y=lie.ladder - (24 if lie.names else 34),
                    fontWeight="bold"),
    ]  # fmt: skip
    for place, (name, spread, color) in enumerate(steps):
        middle = lie.ladder + lie.row * place + lie.bar
        found.append(panel.bar(spread["p5"], spread["p95"], middle - 2, 4, color))
        found.append(panel.bar(spread["p50"] * 0.985, spread["p50"] * 1.015, middle - 8, 16, color))
        found += _row(name, _spread(spread), lie, place, wide)
    middle = lie.ladder + lie.row * len(steps) + lie.bar
    first, last = sorted((residual["chips_gap"]["p50"], residual["implied_gap"]["p50"]))
    found.append(panel.bar(first, last, middle - 9, 18, ORANGE))
    return found + _row("Residual, explained by nothing", _spread(residual["ratio"]), lie, len(steps), wide, bold=True)


def _tens(low: float, high: float) -> list[float]:
    """The powers of ten between two numbers, or finer steps where there are fewer than two."""
    found = [10.0**power for power in range(-6, 7) if low <= 10.0**power <= high * (1 + 1e-9)]
    return found if len(found) > 1 else decades(low, high)


def _row(name: str, words: str, lie: Layout, place: int, wide: float, bold: bool = False) -> list[dict[str, Any]]:
    """The words of a step: on both sides of its bar, or over it."""
    weight = "bold" if bold else "normal"
    top = lie.ladder + lie.row * place + (lie.bar - 6 if lie.names else 4)
    side = {"x": wide - 122} if lie.names else {"x": wide, "align": "right"}
    return [
        lines_layer([name], x=0, y=top, fontSize=LABEL_SIZE, fontWeight=weight),
        lines_layer([words], y=top, fontWeight=weight, **side),
    ]


def _columns(spreads: Sequence[Mapping[str, float]]) -> tuple[list[float], list[float], list[float]]:
    low, mid, high = ([spread[key] for spread in spreads] for key in ("p5", "p50", "p95"))
    return low, mid, high


def _spread(spread: Mapping[str, Any]) -> str:
    return f"{_times(spread['p50'])} ({_times(spread['p5'])} to {_times(spread['p95'])})"


def _times(value: float) -> str:
    return f"{value:.2g}×" if value < 100 else f"{value:,.0f}×"


def _months(value: float | None) -> str:
    if value is None:
        return "no time that ends"
    return f"{value:.0f} months" if value < 48 else f"{value / 12:.0f} years"
