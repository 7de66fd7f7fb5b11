"""Figure: rounds of rule and answer over time, and what each leaves of the best chip on three yardsticks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ..table import table
from .figure import Figure
from .panel import Panel
from .style import BLUE, GREEN, GREY, INK, ORANGE, PAPER, PURPLE, QUIET, SKY, VERMILION, frame, legend, lines_layer

YARDSTICKS = {"flops": ("FLOP/s", BLUE), "bandwidth": ("memory bandwidth", ORANGE), "capacity": ("memory", GREEN)}
BROWN = "#7a5200"
PATHS = {
    "legal": ("legal", PURPLE), "stockpiled": ("stockpiled", SKY), "domestic": ("made at home", VERMILION),
    "smuggled": ("smuggled", BROWN), "rented": ("rented", GREY),
}  # fmt: skip
ROUND, LEFT = 96.0, 150.0


def whack_figure(result: Mapping[str, Any]) -> Figure:
    """Reads the document of `whack`."""
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
        spec=_spec(result, title, subtitle),
        table=table("Rounds", heads, rows),
        sources=tuple(dict.fromkeys(source for given in result["inputs"] for source in given["sources"])),
        notes=(result["claim"],),
    )


def _spec(result: Mapping[str, Any], title: str, subtitle: str) -> dict[str, Any]:
    rounds = result["rounds"]
    most = max(
        max(_reached(found, name), found["without_rule"][name]["p50"]) for found in rounds for name in YARDSTICKS
    )
    layers: list[dict[str, Any]] = []
    layers += legend([(label, "square", color, color) for label, color in YARDSTICKS.values()], x=LEFT, y=-34,
                     columns=(0, 70, 190))  # fmt: skip
    used = [name for name in PATHS if any(found["arrives"]["flops"][name]["p95"] for found in rounds)]
    columns = (0, 55, 135, 230, 305) if "stockpiled" in used else (0, 60, 165, 245, 300)
    keys = [(PATHS[name][0], "square", PATHS[name][1], PATHS[name][1]) for name in used]
    layers += legend(keys, x=LEFT + 290, y=-34, columns=columns)
    height = ROUND * len(rounds)
    kept = Panel(LEFT, 0, 210, height - 14, (0, 1.2), (0, 1))
    flow = Panel(LEFT + 290, 0, 360, height - 14, (0, most * 1.08), (0, 1))
    layers += kept.grid_across([(0, "0%"), (0.5, "50%"), (1, "100%")], "kept of the best chip")
    step = _step(most)
    layers += flow.grid_across([(step * n, _amount(step * n)) for n in range(int(most * 1.08 / step) + 1)],
                               "H100 equivalents that arrive; line: without the rule")  # fmt: skip
    for place, found in enumerate(rounds):
        layers += _round(found, ROUND * place, kept, flow, used)
    made = result["provenance"]
    source = (
        f"{made['tool']}, facts {made['facts_version']}, {result['samples']:,} samples; bars are medians. No forecast: "
        "what follows if makers and governments go on as in the rounds that are known."
    )
    if result["warnings"]:
        source += " Note: " + "; ".join(result["warnings"]) + "."
    return frame(layers, height=height, title=title, subtitle=subtitle, source=source, left=26, right=30, top=58,
                 bottom=52)  # fmt: skip


def _round(found: Mapping[str, Any], top: float, kept: Panel, flow: Panel, used: Sequence[str]) -> list[dict[str, Any]]:
    when = date.fromisoformat(found["rule_day"])
    months = found["months"]["volume"]["p50"]
    words = ["nothing passes"] if found["product"] is None else [f"from {_short(found['cut_from'])}"]
    if found["product"] is not None and found["probability_bought"] < 0.5:
        words.append("worth too little to be bought")
    elif found["product"] is not None and months:
        words.append(f"volume after {months:.1f} months")
    parts = [
        lines_layer([f"Round {found['round']}"], x=0, y=top + 12, fontWeight="bold", fontSize=13),
        lines_layer([f"{when:%B %Y}", *words], x=0, y=top + 30, color=QUIET),
    ]
    for row, (name, (_, color)) in enumerate(YARDSTICKS.items()):
        y = top + 12 + row * 22
        share = found["shares"].get(name, 0.0)
        parts.append(kept.bar(0, min(share, 1.2), y, 14, color))
        label = lines_layer([f"{share:.0%}"], x=kept.at_x(min(share, 1.2)) + 5, y=y + 1)
        parts.append(label)
        start, half = 0.0, flow.across[1] * 0.002
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


def _step(most: float) -> float:
    """A round step that gives four to eight ticks."""
    for power in range(0, 13):
        for digit in (1, 2, 5):
            if most / (digit * 10.0**power) <= 6:
                return digit * 10.0**power
    return most


def _amount(value: float) -> str:
    if value >= 1e6:
        return f"{value / 1e6:g}M"
    return f"{value / 1e3:g}k" if value >= 1e3 else f"{value:g}"


def _short(id: str) -> str:
    return id.split("-", 1)[1].upper().replace("-SXM-80", "").replace("-", " ")
