"""Quantities for a reader: an interval in the unit that suits its size, and parts of a whole as a bar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..report import words

Units = Sequence[tuple[float, str]]
DOLLARS: Units = ((1e6, "million USD"), (1e3, "thousand USD"), (1, "USD"))
SECONDS: Units = ((1, "s"), (1e-3, "ms"))
HOURS: Units = ((1e6, "million"), (1e3, "thousand"), (1, ""))
WORK: Units = ((1e24, "× 10²⁴ FLOP"), (1e21, "× 10²¹ FLOP"), (1e18, "× 10¹⁸ FLOP"))
# Quantities of an estimate in the order of a reader's interest: label, key, units from the largest.
TRAINING: Sequence[tuple[str, str, Units]] = (
    ("Time", "days", ((1, "days"), (1 / 24, "hours"))),
    ("Chip-hours", "chip_hours", HOURS),
    ("Utilisation of the dense 16-bit peak", "utilisation", ((0.01, "%"),)),
    ("Pace", "tokens_per_second", ((1e6, "million tokens/s"), (1e3, "thousand tokens/s"), (1, "tokens/s"))),
    ("One step", "step_seconds", SECONDS),
    ("Tokens", "tokens", ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"), (1, ""))),
)
MONEY: Sequence[tuple[str, str, Units]] = (
    ("Rented", "rental", DOLLARS),
    ("Owned, with power", "owned", DOLLARS),
    ("Energy", "energy", ((1e6, "GWh"), (1e3, "MWh"), (1, "kWh"))),
    ("Power alone", "electricity", DOLLARS),
)
SERVING: Sequence[tuple[str, str, Units]] = (
    ("Output", "output_rate", ((1, "tokens/s per chip"),)),
    ("Prompts read", "input_rate", ((1e3, "thousand tokens/s per chip"), (1, "tokens/s per chip"))),
    ("Whole output", "total_rate", ((1e3, "thousand tokens/s"), (1, "tokens/s"))),
    ("First token after", "ttft", SECONDS),
    ("Each further token", "tpot", SECONDS),
    ("Rental rate", "rental", ((1, "USD per chip-hour"),)),
)
CLAIMED: Sequence[tuple[str, str, Units]] = (
    ("Claimed chip-hours", "chip_hours", HOURS),
    ("Utilisation that it implies", "utilisation", ((0.01, "%"),)),
    ("Work", "flops", WORK),
)
PARTS = {
    "tp": "tensor parallel traffic", "cp": "context parallel traffic", "ep": "expert traffic", "pp": "pipeline traffic",
    "dp": "gradient traffic", "kv": "cache",
}  # fmt: skip


def rows(data: Mapping[str, Any], shown: Sequence[tuple[str, str, Units]]) -> list[dict[str, str]]:
    """The quantities that an answer has: label, interval, kind and formula."""
    return [
        {"label": label, "shown": span(data[key], units), "kind": data[key]["kind"], "formula": data[key]["formula"]}
        for label, key, units in shown
        if data.get(key) and data[key]["value"] is not None
    ]


def span(quantity: Mapping[str, Any], units: Units) -> str:
    """An interval to three digits in the largest unit that its lower end reaches, or its upper end a hundred times."""
    low, high = quantity["value"]["low"], quantity["value"]["high"]
    top = high if high is not None else low
    scale, unit = next((pair for pair in units if low >= pair[0] or top >= 100 * pair[0]), units[-1])
    ends = [words.number(float(f"{end / scale:.3g}")) for end in (low, high) if end is not None]
    text = ends[0] if len(set(ends)) == 1 and high is not None else " to ".join(ends)
    return f"{text}{' or more' if high is None else ''}{'' if unit == '%' else ' '}{unit}".strip()


def bar(
    parts: Mapping[str, float], scale: float, limit: float | None = None, least: float = 0.003
) -> list[dict[str, Any]]:
    """Parts of a whole as pieces of a bar of 1000, the largest first; small ones together; limit: a line across it."""
    total = sum(parts.values())
    whole = max(total, limit or 0.0)
    if whole <= 0:
        return []
    ordered = sorted(((value, name) for name, value in parts.items() if value > 0), reverse=True)
    large = [pair for place, pair in enumerate(ordered) if place < 5 and pair[0] >= least * total]
    rest = total - sum(value for value, _ in large)
    listed = [(PARTS.get(name, name.replace("_", " ")), value) for value, name in large]
    listed += [("other", rest)] if rest > 1e-9 * total else []
    found, at = [], 0.0
    for label, value in listed:
        width = 1000 * value / whole
        found.append({"label": label, "x": f"{at:.2f}", "width": f"{width:.2f}", "share": words.percent(value / total),
                      "shown": words.number(float(f"{value / scale:.3g}")),
                      "limit": f"{1000 * limit / whole:.1f}" if limit else None})  # fmt: skip
        at += width
    return found


def fields(plan: Mapping[str, float]) -> str:
    """A plan in words."""
    from ..performance.search.infeasible import plan_words

    return plan_words(plan)


def share(name: str, value: float | None) -> dict[str, str]:
    """A share with what it is of; a negative one keeps its sign."""
    words_ = {"train": "training", "prefill": "reading prompts", "decode": "writing answers"}
    if value is None:
        return {"label": words_.get(name, name), "shown": "an unknown share"}
    shown = words.percent(value) if value >= 0 else f"−{-value:.0%}"
    return {"label": words_.get(name, name), "shown": shown}


def spreads(rows: Iterable[tuple[str, Mapping[str, Any] | None, str]]) -> list[dict[str, str]]:
    """Percentiles as rows of three numbers; one that is not reached is said to be."""
    return [
        {"label": label, "unit": unit, **{key: _percentile(spread, key) for key in ("p5", "p50", "p95")}}
        for label, spread, unit in rows
    ]


def _percentile(spread: Mapping[str, Any] | None, key: str) -> str:
    value = spread.get(key) if spread else None
    return "never" if value is None else words.number(float(f"{value:.3g}"))
