"""Figure: what a rule denies by phase and yardstick, and how far each metric is from what others say of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...catalog import find_chip
from ..table import table
from ..words import family
from .figure import Figure
from .panel import Panel
from .style import BLUE, GREEN, GREY, INK, LABEL_SIZE, ORANGE, QUIET, VERMILION, frame, legend, lines_layer

ROW, LEFT, WIDE = 27.0, 250.0, 470.0
YARDSTICKS = {
    "flops": "FLOP/s, by datasheet",
    "bandwidth": "Memory bandwidth, by datasheet",
    "capacity": "Memory, by datasheet",
}
PHASES = {"train": "Training, modelled", "prefill": "Prefill, modelled", "decode": "Decode, modelled"}
LOWEST = -1.5
MARKS = {"within": (GREEN, "circle"), "beyond": (VERMILION, "square"), "same": (GREY, "diamond")}


def metrics_figure(result: Mapping[str, Any]) -> Figure:
    """Reads the document of `denial`; all 14 metrics must be in it."""
    denied = _denied(result)
    compared = _compared(result)
    known = {name: spread for name, spread, _, _ in denied if spread}
    train, decode = known.get(PHASES["train"]), known.get(PHASES["decode"])
    title = f"{result['rule']}: what it denies depends on the yardstick"
    if train and decode:
        title = (
            f"{result['rule']}: {_percent(train['p50'])} of training is denied per chip, and "
            f"{_percent(decode['p50'])} of decode"
        )
    subtitle = (
        f"Best chip that the rule misses against {result['versus_name']}; below zero, what is missed is better than "
        "what is denied. Lines run from the 5th to the 95th percentile."
    )
    rows = [(name, _interval(spread), chip or "") for name, spread, chip, _ in denied]
    alt = f"{title}. " + " ".join(f"{name}: {value}." for name, value, _ in rows)
    return Figure(
        name="denial",
        title=title,
        subtitle=subtitle,
        alt=alt,
        spec=_spec(result, denied, compared, title, subtitle),
        table=table("Denied per chip", ("Of what", "Share", "Chip"), rows),
        sources=tuple(dict.fromkeys(source for given in result["inputs"] for source in given["sources"])),
        notes=(result["claim"],),
    )


def _denied(result: Mapping[str, Any]) -> list[tuple[str, Mapping[str, float] | None, str | None, str]]:
    """Name, spread, chip and colour of a row for each phase and yardstick."""
    first, second = (next(m for m in result["metrics"] if m["number"] == number) for number in (1, 2))
    found = []
    for rows, names, color in ((first["rows"][:1] + second["rows"], PHASES, BLUE), (first["rows"], YARDSTICKS, ORANGE)):
        key = "phase" if names is PHASES else "yardstick"
        for name, label in names.items():
            row = next((row for row in rows if row[key] == name), None)
            if row is not None:
                found.append((label, row["spread"], row["chip"], color))
    return found


def _compared(result: Mapping[str, Any]) -> list[tuple[str, float, str]]:
    """Ours over theirs, for each record of the literature that can be held against a number of ours."""
    found = []
    for metric in result["metrics"]:
        for said in metric["literature"]:
            if said["factor"] is None or said["ours"] is None:
                continue
            ours, theirs = said["ours"]["spread"]["p50"], said["mid"]
            less = ours < theirs
            found.append(
                (f"{metric['number']}  {said['what']}", 1 / said["factor"] if less else said["factor"],
                 "same" if said["same_input"] else "within" if said["within_factor_3"] else "beyond",)
            )  # fmt: skip
    return found


def _spec(
    result: Mapping[str, Any], denied: Sequence[Any], compared: Sequence[tuple[str, float, str]], title: str,
    subtitle: str,
) -> dict[str, Any]:  # fmt: skip
    top = ROW * len(denied)
    layers = _denial_panel(denied)
    height = top
    if compared:
        height = top + 96 + ROW * len(compared)
        layers += _literature_panel(compared, top + 96)
    made = result["provenance"]
    source = (
        f"{made['tool']}, facts {made['facts_version']}, answers known by {result['through']}, {result['samples']:,} "
        "samples. Dense rates only. Shares are compared by what is left."
    )
    return frame(layers, height=height, title=title, subtitle=subtitle, source=source, left=26, right=30, top=34,
                 bottom=36)  # fmt: skip


def _denial_panel(denied: Sequence[Any]) -> list[dict[str, Any]]:
    lows = [spread["p5"] for _, spread, _, _ in denied if spread]
    low = max(LOWEST, min([0.0, *lows]) - 0.05)
    panel = Panel(LEFT, 0, WIDE, ROW * len(denied), (low, 1.0), (0, 1))
    ticks = [(at / 4, _percent(at / 4)) for at in range(-6, 5) if at / 4 >= low]
    found = [*panel.grid_across(ticks), panel.head(("Denied per chip",)), _upright(panel, 0.0)]
    for place, (name, spread, chip, color) in enumerate(denied):
        middle = ROW * (place + 0.5)
        found.append(lines_layer([name], x=0, y=middle - 6, fontSize=LABEL_SIZE))
        if spread is None:
            found.append(lines_layer(["the rule misses no chip that can do it"], x=LEFT + 6, y=middle - 6, color=QUIET))
            continue
        found.append(panel.bar(spread["p5"], max(spread["p95"], spread["p5"] + 0.004), middle - 2, 4, color))
        found.append(panel.bar(spread["p50"] - 0.004, spread["p50"] + 0.004, middle - 8, 16, color))
        words = f"{_percent(spread['p50'])}  {_chip(chip)}"
        found.append(lines_layer([words], x=LEFT + WIDE + 10, y=middle - 6))
    return found


def _chip(id: str | None) -> str:
    """A chip in few words: its family and, where it is known, the size of its memory, by which siblings differ."""
    if id is None:
        return ""
    chip = find_chip(id).chip
    memory = chip.interval("memory_capacity_gb")
    return family(chip.family) + (f" {memory.low:g} GB" if memory is not None and memory.low == memory.high else "")


def _literature_panel(compared: Sequence[tuple[str, float, str]], top: float) -> list[dict[str, Any]]:
    panel = Panel(LEFT + 150, top, WIDE - 150, ROW * len(compared), (0.2, 5.0), (0, 1), log_across=True)
    ticks = [(0.2, "÷5"), (1 / 3, "÷3"), (0.5, "÷2"), (1.0, "equal"), (2.0, "×2"), (3.0, "×3"), (5.0, "×5")]
    found = [
        *panel.grid_across(ticks),
        lines_layer(["Ours over what others say, by metric"], x=0, y=top - 24, fontWeight="bold"),
        *legend(
            [
                ("within a factor of three", MARKS["within"][1], GREEN, GREEN),
                ("beyond", MARKS["beyond"][1], VERMILION, VERMILION),
                ("ours rests on the same number", MARKS["same"][1], GREY, GREY),
            ],
            x=LEFT + 60,
            y=top - 18,
            columns=(0, 170, 245),
        ),
        _upright(panel, 1.0),
    ]
    for place, (name, ratio, how) in enumerate(compared):
        middle = top + ROW * (place + 0.5)
        found.append(lines_layer([name], x=0, y=middle - 6))
        color, shape = MARKS[how]
        found.append(panel.points([ratio], [1 - (place + 0.5) / len(compared)], color, shape=shape, size=80))
        found.append(lines_layer([f"×{ratio:.2g}"], x=LEFT + WIDE + 10, y=middle - 6))
    return found


def _upright(panel: Panel, value: float) -> dict[str, Any]:
    return panel.line((value, value), panel.up, INK, strokeWidth=1, strokeDash=[4, 3])


def _percent(value: float) -> str:
    return f"{value * 100:.0f}%".replace("-", "−")


def _interval(spread: Mapping[str, float] | None) -> str:
    if spread is None:
        return "not known"
    return f"{_percent(spread['p50'])} ({_percent(spread['p5'])} to {_percent(spread['p95'])})"
