"""A result as tables for a spreadsheet, one row a thing; docs/reports.md says what each column holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .scanned import Sheet, sheet


def sheets(result: Mapping[str, Any]) -> dict[str, Sheet]:
    """The tables by name."""
    return {
        "findings": sheet(result["evidence"]["findings"]),
        "attribution": _attribution(result),
        "decisions": _decisions(result),
        "windows": _windows(result),
        "feasibility": _feasibility(result),
        "candidates": _candidates(result),
        "sources": _sources(result),
    }


def _attribution(result: Mapping[str, Any]) -> Sheet:
    rows = [
        (stage["stage"], stage["disclosure"]["word"], chip, result["chips"].get(chip, {}).get("family"), share)
        for stage in result["audited"]["stages"]
        for chip, share in sorted(stage["chips"].items(), key=lambda item: (-item[1], item[0]))
    ]
    return Sheet(("stage", "disclosure", "chip", "family", "probability"), rows)


def _decisions(result: Mapping[str, Any]) -> Sheet:
    columns = ("chip", "name", "on", "to", "layer", "item", "paragraphs", "transaction", "review_policy", "exceptions",
               "missing", "requirements")  # fmt: skip
    rows = []
    for found in result["law"]["decisions"]:
        item, deal = found["item"], found["transaction"]
        missing = dict.fromkeys((*item["missing"], *deal["missing"]))
        lists = (deal["review_policy"], deal["exceptions"], missing, deal["requirements"])
        rows.append(
            (found["chip"], found["chip_name"], found["on"], found["to"], found["layer"], item["verdict"],
             "; ".join(item["paragraphs"]), deal["verdict"], *("; ".join(words) for words in lists))
        )  # fmt: skip
    return Sheet(columns, rows)


def _windows(result: Mapping[str, Any]) -> Sheet:
    columns = ("chip", "begins", "ends", "item", "transaction", "review_policy", "requirements")
    rows = [
        (chip, period["begins"], period["ends"], period["item"]["verdict"], deal["verdict"],
         "; ".join(deal["review_policy"]), "; ".join(deal["requirements"]))
        for chip, periods in result["law"]["windows"].items()
        for period in periods
        for deal in (period["transaction"],)
    ]  # fmt: skip
    return Sheet(columns, rows)


def _feasibility(result: Mapping[str, Any]) -> Sheet:
    numbers = ("minimum_chips", "chips_needed", "chip_hours", "utilisation", "days_available")
    columns = ("chip", "feasible", "reason", *(f"{name}_{end}" for name in numbers for end in ("low", "high", "grade")))
    rows = [
        [row["chip"], row["feasible"], row["reason"],
         *(part for name in numbers for part in (*_low_high(row[name]["value"]), row[name]["kind"]))]
        for row in result["feasibility"]
    ]  # fmt: skip
    return Sheet(columns, rows)


def _low_high(value: Mapping[str, float | None] | None) -> tuple[float | None, float | None]:
    return (value["low"], value["high"]) if value else (None, None)


def _candidates(result: Mapping[str, Any]) -> Sheet:
    words = ("chip", "name", "family", "vendor", "market", "announced", "item", "transaction", "eliminated_by")
    metrics = ("tpp", "performance_density", "memory_bandwidth")
    ends = [f"{name}_{end}" for name in metrics for end in ("low", "high")]
    rows = [
        [*(row[name] for name in words), *(bound for name in metrics for bound in _ends(row[name]))]
        for row in result["candidates"]
    ]
    return Sheet((*words, *ends), rows)


def _ends(metric: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Both ends of a metric; None where it is unknown, unbounded or does not exist."""
    low, high = metric["interval"] or (None, None)
    return low, high


def _sources(result: Mapping[str, Any]) -> Sheet:
    columns = ("id", "title", "publisher", "published", "accessed", "grade", "url", "note")
    return Sheet(columns, [[record[name] for name in columns] for record in result["sources"].values()])
