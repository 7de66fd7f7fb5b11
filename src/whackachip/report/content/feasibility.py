"""Whether each chip could have trained the model: intervals, reasons, assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .. import words
from ..links import source_numbers
from ..table import NOT_KNOWN, Cell, Table, table
from ..text import clean

_ANSWERS = {"yes": "not ruled out", "no": "ruled out", "unknown": "unknown"}


def feasibility_table(result: Mapping[str, Any]) -> Table:
    """One row a chip, with an interval for each number."""
    rows = []
    counts: list[float] = sorted({c["count"]["low"] for row in result["feasibility"] for c in row["clusters"]})
    for row in result["feasibility"]:
        days = {c["count"]["low"]: c["days"] for c in row["clusters"]}
        family = result["chips"].get(row["chip"], {}).get("family", row["chip"])
        rows.append([
            Cell(words.family(family), sources=source_numbers(result, row["peak_rate"]["sources"])),
            _answer(row),
            _quantity(row["minimum_chips"]),
            _quantity(row["chips_needed"]),
            *(_quantity(days[count], "days") if count in days else Cell("") for count in counts),
            _quantity(row["utilisation"], "", scale=100, end="%"),
            _quantity(row["days_available"], "days"),
        ])  # fmt: skip
    headers = ("Chip", "Answer", "Least chips by memory", "Chips for the time there was",
               *(f"On {words.number(count)} chips" for count in counts), "Utilisation", "Time there was")  # fmt: skip
    return table("Training estimates by chip", headers, rows, numeric=range(2, len(headers)))


def _answer(row: Mapping[str, Any]) -> Cell:
    reason = clean(row["reason"])
    return Cell(_ANSWERS.get(row["feasible"], clean(row["feasible"])), note=reason.split(":")[0])


def _quantity(quantity: Mapping[str, Any], unit: str = "", scale: float = 1, end: str = "") -> Cell:
    """A number with its interval; what rests on something unverified says so."""
    value = quantity["value"]
    if value is None:
        return Cell(NOT_KNOWN, note=clean(quantity["formula"]))
    if scale != 1:
        value = {side: None if bound is None else round(bound * scale, 1) for side, bound in value.items()}
    text = words.interval(_rounded(value) if unit == "days" else value, unit)
    return Cell(text + end, tag="unverified" if quantity["kind"] == "unverified" else None)


def _large(quantity: Mapping[str, Any]) -> str:
    """A number of tokens or bytes in the unit in which people speak of it."""
    value, unit = quantity["value"], clean(quantity["unit"])
    scale, named = {"token": (1e12, "trillion tokens"), "byte": (1e9, "GB")}.get(unit, (1.0, unit))
    if value is None:
        return NOT_KNOWN
    return words.interval(_rounded({side: end and end / scale for side, end in value.items()}), named)


def _rounded(value: Mapping[str, float | None], digits: int = 3) -> dict[str, float | None]:
    """Both ends to some significant digits: an estimate has no more."""
    return {side: None if end is None else float(f"{end:.{digits}g}") for side, end in value.items()}


def shared_assumptions(result: Mapping[str, Any]) -> tuple[list[str], dict[str, list[str]]]:
    """Assumptions and caveats that hold for every chip, and apart those of each chip alone."""
    estimates = result["feasibility"]
    if not estimates:
        return [], {}
    texts = [[*row["assumptions"], *row["caveats"]] for row in estimates]
    shared = [text for text in dict.fromkeys(texts[0]) if all(text in other for other in texts)]
    own: dict[str, list[str]] = {}
    for row, found in zip(estimates, texts, strict=True):
        family = words.family(result["chips"].get(row["chip"], {}).get("family", row["chip"]))
        alone = [clean(text) for text in dict.fromkeys(found) if text not in shared]
        if alone:
            own[family] = alone
    return [clean(text) for text in shared], own


def workload(result: Mapping[str, Any]) -> list[tuple[str, str, str, bool]]:
    """What was to be trained: label, interval, how it was worked out, and whether it rests on anything unverified."""
    if not result["feasibility"]:
        return []
    first = result["feasibility"][0]
    named = (("Training tokens", "tokens"), ("Training compute", "training_flops"),
             ("Weights", "weights_bytes"), ("Training state", "state_bytes"))  # fmt: skip
    return [
        (label, _large(first[key]), clean(first[key]["formula"]), first[key]["kind"] == "unverified")
        for label, key in named
        if key in first
    ]  # fmt: skip
