"""The chips that the follower has or may use, by the path on which they came, on three yardsticks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ...facts import store
from ...quantities import earliest
from .yardstick import YARDSTICKS, known_chip, worth

# How access is told apart; rented chips are used without being owned.
PATHS = ("legal", "domestic", "proxy", "smuggled", "rented")
OWNED = ("legal", "domestic", "proxy", "smuggled")
PATH_LABELS = {
    "legal": "bought legally", "domestic": "made at home", "proxy": "made abroad through fronts",
    "smuggled": "smuggled", "rented": "rented abroad",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stock:
    """Chips of one kind that came on one path; in_h100e: its parameters count H100 equivalents by 8-bit rate."""

    id: str
    name: str
    path: str
    chip: str
    parameters: tuple[str, ...]
    begins: date
    as_of: date
    in_h100e: bool
    proxy: str | None
    note: str | None

    def units(self, draws: Mapping[str, Any]) -> Any:
        """How many chips, an array."""
        total = draws[self.parameters[0]]
        for name in self.parameters[1:]:
            total = total * draws[name]
        flops = worth(known_chip(self.chip)).flops
        assert flops is not None
        return total / flops if self.in_h100e else total


@store.cached
def stocks() -> tuple[Stock, ...]:
    """Every stock of the facts."""
    return tuple(
        Stock(
            record["id"], record["name"], record["path"], record["chip"], tuple(record["parameters"]),
            earliest(record["begins"]), earliest(record["as_of"]), record["in_h100e"], record.get("proxy"),
            record.get("note"),
        )
        for record in store.section("market")["stocks"]
    )  # fmt: skip


def as_of() -> date:
    """The day that the stocks are of."""
    return max(stock.as_of for stock in stocks())


def holdings(draws: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """By path and yardstick, an array of H100 equivalents each; no chip is worn out or retired.

    What others made through fronts is taken out of the domestic path and stands on one of its own.
    """
    found: dict[str, dict[str, Any]] = {path: dict.fromkeys(YARDSTICKS, 0.0) for path in PATHS}
    for stock in stocks():
        units, own = stock.units(draws), worth(known_chip(stock.chip))
        for yardstick in YARDSTICKS:
            amount = units * (own[yardstick] or 0.0)
            if stock.proxy:
                proxied = amount * draws[stock.proxy]
                found["proxy"][yardstick] = found["proxy"][yardstick] + proxied
                amount = amount - proxied
            found[stock.path][yardstick] = found[stock.path][yardstick] + amount
    return found


def leader_stock(draws: Mapping[str, Any]) -> Any:
    """The leader's chips in H100 equivalents, the same on every yardstick.

    An H100 equivalent of the leader is taken to bring the bandwidth and memory of one H100, as that of a B200 does
    within a tenth; those of a TPU and a B300 bring more memory.
    """
    return draws["world_stock"] * draws["leader_share"]
