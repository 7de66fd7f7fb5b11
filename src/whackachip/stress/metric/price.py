"""What a chip costs to buy in a year, as a distribution."""

from __future__ import annotations

from collections.abc import Mapping
from math import sqrt
from typing import Any

from ...catalog.chip import Chip
from ...facts import store
from ...quantities import Distribution

COVERED = 0.8  # what the writers of the intervals put between their ends
UNIT = "USD"


def price(chip: Chip, year: int) -> Distribution | None:
    """The purchase price of a chip in the nearest year that one is known for [USD]; None where none is.

    A price interval is lognormal; a price that is one number has no spread of its own. A launch price is no market
    price and is not used. Source: facts/market/prices.yaml.
    """
    records = [r for r in store.section("market")["prices"] if r["basis"] == "purchase" and chip.id in r["chips"]]
    if not records:
        return None
    record = min(records, key=lambda record: (_years_off(record, year), record["id"]))
    rate = 1.0 if record["currency"] == "USD" else 1 / _cny()
    low, high = record["low"] * rate, record["high"] * rate
    shape = "point" if low == high else "lognormal"
    return Distribution(
        f"price of {chip.id}", UNIT, shape, low, high, None if shape == "point" else sqrt(low * high), COVERED,
        tuple(record["sources"]), record["kind"], f"{record['id']}, {record['region']}",
    )  # fmt: skip


def _cny() -> float:
    found = next(r for r in store.section("market")["price_assumptions"] if r["id"] == "cny_per_usd")
    return float((found["low"] + found["high"]) / 2)


def _years_off(record: Mapping[str, Any], year: int) -> int:
    first = int(str(record["date"])[:4])
    last = int(str(record.get("until") or record["date"])[:4])
    return max(0, first - year, year - last)
