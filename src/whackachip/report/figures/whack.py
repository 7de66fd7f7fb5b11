"""Figure: rounds of rule and answer over time, and what each leaves of the best chip on three yardsticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..table import table
from .figure import Figure
from .panel import Panel
from .style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    LINE,
    ORANGE,
    PAPER,
    PURPLE,
    QUIET,
    SKY,
    SMALL_SIZE,
    VERMILION,
    WIDTH,
    flowing,
    frame,
    legend,
    lines_layer,
)
from .textwidth import wrap

YARDSTICKS = {"flops": ("FLOP/s", BLUE), "bandwidth": ("memory bandwidth", ORANGE), "capacity": ("memory", GREEN)}
BROWN = "#7a5200"
PATHS = {
    "legal": ("legal", PURPLE), "stockpiled": ("stockpiled", SKY), "domestic": ("made at home", VERMILION),
    "smuggled": ("smuggled", BROWN), "rented": ("rented", GREY),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts stand [px]: the height of a round and of its words over the bars, where the bars begin, and the
    widths of what is kept, of the gap, and of what arrives."""

    round: float
    words: float
    left: float
    kept: float
    gap: float
    flow: float


BESIDE, OVER = Layout(96.0, 0.0, 150.0, 210.0, 80.0, 360.0), Layout(138.0, 46.0, 0.0, 106.0, 36.0, 182.0)
SIDES = (26, 30)


def whack_figure(result: Mapping[str, Any], wide: float = WIDTH) -> Figure:
    """Reads the document of `whack`; wide: of the figure [px], below WIDTH the words of a round stand over it."""
    rounds = result["rounds"]
    duty = rounds[0]["months"]["duty_cycle"]
    title = f"{result['rule']}: {len(rounds)} round{'s' * (len(rounds) > 1)} of whack-a-chip"
    if duty["p95"]:
        title += f"; without an answer in volume for {duty['p50']:.0%} of a rule's life"
    subtitle = (
        "What the best legal chip keeps of the best chip of the day, and what reaches the follower by path against "
        "what there would be without the rule."
    )
    rows = [
        (str(r["round"]), r["rule_day"], r["cut_from"] or "nothing passes",
         *(f"{r['shares'][name]:.0%}" if r["shares"] else "0%" for name in YARDSTICKS),
         *(f"{r['denied'][name]['p50']:.0%}" for name in YARDSTICKS))
        for r in rounds
    ]  # fmt: skip
    heads = ("Round", "From", "Cut from", *(f"Kept, {label}" for label, _ in YARDSTICKS.values()),
             *(f"Denied, {label}" for label, _ in YARDSTICKS.values()))  # fmt: skip
    alt = f"{title}. " + " ".join(
        f"Round {row[0]} from {row[1]}: keeps {row[3]} of FLOP/s, {row[4]} of memory bandwidth, {row[5]} of memory."
        for row in rows
    )
    return Figure(
        name="whack",
        title=title,
        subtitle=subtitle,
        alt=alt,
        spec=_spec(result, title, subtitle, wide),
        table=table("Rounds", heads, rows),
        sources=tuple(dict.fromkeys(source for given in result["inputs"] for source in given["sources"])),
        notes=(result["claim"],),
    )


def _spec(result: Mapping[str, Any], title: str, subtitle: str, wide: float) -> dict[str, Any]:
    lie = BESIDE if wide >= WIDTH else OVER
    rounds = result["rounds"]
    most = max(
        max(_reached(found, name), found["without_rule"][name]["p50"]) for found in rounds for name in YARDSTICKS
    )
    used = [name for name in PATHS if any(found["arrives"]["flops"][name]["p95"] for found in rounds)]
    keys = [[(label, "square", color, color) for label, color in YARDSTICKS.values()],
            [(PATHS[name][0], "square", PATHS[name][1], PATHS[name][1]) for name in used]]  # fmt: skip
    layers: list[dict[str, Any]] = []
    height = lie.round * len(rounds)
    tall = height - 14 if lie is BESIDE else height
    second = lie.left + lie.kept + lie.gap
    kept = Panel(lie.left, 0, lie.kept, tall, (0, 1.2), (0, 1))
    flow = Panel(second, 0, lie.flow, tall, (0, most * 1.08), (0, 1))
    if lie is BESIDE:
        above = 0
        columns = (0, 55, 135, 230, 305) if "stockpiled" in used else (0, 60, 165, 245, 300)
        layers += legend(keys[0], x=lie.left, y=-34, columns=(0, 70, 190))
        layers += legend(keys[1], x=second, y=-34, columns=columns)
    else:
        room = wide - sum(SIDES)
        arriving, more = flowing(keys[1], x=0, above=16, wide=room)
        keeping, above = flowing(keys[0], x=0, above=16 + more + LINE, wide=room)
        layers += [*keeping, *arriving]
        above += more + LINE
    heads = ("kept of the best chip", "H100 equivalents that arrive; line: without the rule")
    step = _step(most, 6 if lie is BESIDE else 3)
    ticks = [(step * n, _amount(step * n)) for n in range(int(most * 1.08 / step) + 1)]
    layers += kept.grid_across([(0, "0%"), (0.5, "50%"), (1, "100%")])
    layers += flow.grid_across(ticks)
    for panel, head in zip((kept, flow), heads, strict=True):
        lines = wrap(head, panel.width + 20, SMALL_SIZE)
        layers.append(lines_layer(lines, x=panel.x + panel.width / 2, y=tall + 21, align="center", color=QUIET))
    for place, found in enumerate(rounds):
        layers += _round(found, lie.round * place, lie, kept, flow, used)
    made = result["provenance"]
    source = (
        f"{made['tool']}, facts {made['facts_version']}, {result['samples']:,} samples; bars are medians. No forecast: "
        "what follows if makers and governments go on as in the rounds that are known."
    )
    if result["warnings"]:
        source += " Note: " + "; ".join(result["warnings"]) + "."
    return frame(layers, height=height, title=title, subtitle=subtitle, source=source, left=SIDES[0],
                 right=SIDES[1], top=(58 if lie is BESIDE else 26) + above, bottom=52 if lie is BESIDE else 76,
                 wide=wide)  # fmt: skip


def _round(
    found: Mapping[str, Any], top: float, lie: Layout, kept: Panel, flow: Panel, used: Sequence[str]
) -> list[dict[str, Any]]:
    when = date.fromisoformat(found["rule_day"])
    months = found["months"]["volume"]["p50"]
    words = ["nothing passes"] if found["product"] is None else [f"from {_short(found['cut_from'])}"]
    if found["product"] is not None and found["probability_bought"] < 0.5:
        words.append("worth too little to be bought")
    elif found["product"] is not None and months:
        words.append(f"volume after {months:.1f} months")
    told = [f"{when:%B %Y}", *words] if lie is BESIDE else [f"{when:%B %Y}, {', '.join(words)}"]
    parts = [
        lines_layer([f"Round {found['round']}"], x=0, y=top + 12, fontWeight="bold", fontSize=13),
        lines_layer(told, x=0, y=top + 30, color=QUIET),
    ]
    for row, (name, (_, color)) in enumerate(YARDSTICKS.items()):
        y = top + 12 + lie.words + row * 22 if lie is BESIDE else top + lie.words + 6 + row * 26
        share = found["shares"].get(name, 0.0)
        parts.append(kept.bar(0, min(share, 1.2), y, 14, color))
        label = lines_layer([f"{share:.0%}"], x=kept.at_x(min(share, 1.2)) + 5, y=y + 1)
        parts.append(label)
        start, half = 0.0, flow.across[1] * 0.72 / flow.width
        for path in used:
            amount = found["arrives"][name][path]["p50"]
            if amount:
                parts.append(flow.bar(start, start + amount, y, 14, PATHS[path][1]))
            if amount and start:  # a seam of paper, which stays where the colours print alike
                parts.append(flow.bar(start - half, start + half, y, 14, PAPER))
            start += amount
        without = found["without_rule"][name]["p50"]
        parts.append(flow.bar(without - half, without + half, y - 4, 22, INK))
    return parts


def _reached(found: Mapping[str, Any], name: str) -> float:
    return float(sum(spread["p50"] for spread in found["arrives"][name].values()))


def _step(most: float, ticks: int) -> float:
    """A round step that gives at most so many ticks beyond zero."""
    for power in range(0, 13):
        for digit in (1, 2, 5):
            if most / (digit * 10.0**power) <= ticks:
                return digit * 10.0**power
    return most


def _amount(value: float) -> str:
    if value >= 1e6:
        return f"{value / 1e6:g}M"
    return f"{value / 1e3:g}k" if value >= 1e3 else f"{value:g}"


def _short(id: str) -> str:
    return id.split("-", 1)[1].upper().replace("-SXM-80", "").replace("-", " ")
