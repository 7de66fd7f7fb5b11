"""What reaches the follower in one round, by path and yardstick, as samples over the market's parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...errors import FactsError
from ..metric.price import price
from ..moat.parameter import Draws, parameters
from ..moat.yardstick import YARDSTICKS, known_chip, worth
from .turn import Turn

PATHS = ("legal", "stockpiled", "domestic", "smuggled", "rented")
# A chip without a price of its own costs what an H100 costs for its rate.
USUAL_PRICE = ("nv-h100-sxm-80", 2024)


def timing(draws: Draws, existing: bool) -> dict[str, Any]:
    """Months of a round as samples: report, volume, repair, and the share of the round without an answer in volume.

    existing: chips that exist need no making; they ship at once and nothing is reported.
    """
    none = np.zeros(draws.n)
    report, volume = (none, none) if existing else (draws["report_lag"], draws["volume_lag"])
    life = draws["repair_months"]
    return {"report": report, "volume": np.maximum(report, volume), "life": life,
            "duty_cycle": np.minimum(1.0, np.maximum(report, volume) / life)}  # fmt: skip


def volumes(turn: Turn, draws: Draws) -> dict[str, Any]:
    """Units, and H100 equivalents by path and yardstick, with what there would be without the rule.

    Money decides: the follower spends its yearly sum on the legal chip as long as it keeps enough of the best one to
    be worth having. A chip made for a rule costs what it keeps, by the geometric mean of the yardsticks (an H20 cost
    0.8 of that). Warning before the repair lets the follower buy `stockpile_per_month` times more in every month of it.
    A cap, a fee and a veto of the importing state take off from what is legal; smuggled chips are H100s, fewer as they
    are stopped. Without the rule the whole sum would buy the best chip of the day; renting is no part of that.
    """
    when = timing(draws, turn.mode == "existing")
    kept = kept_of_best(turn)
    bought = np.where(kept >= draws["least_worth"], 1.0, 0.0)
    years = np.maximum(when["life"] - when["volume"], 0.0) / 12 * bought
    spend = draws["demand_usd"] * (1 - draws["importer_veto"])
    best = _price_of(turn.best, turn.day.year, draws)
    sold = _price_of(turn.base, turn.day.year, draws) if turn.mode == "existing" else best * max(min(kept, 1.0), 0.01)
    rate = _capped(spend / (sold * (1 + draws["fee"])), draws)
    warned = np.minimum(draws["warning_months"] / 12, years)
    units = {"legal": rate * years, "stockpiled": rate * warned * _stockpiled(draws, warned * 12)}
    life = when["life"] / 12
    smuggled = draws["smuggled_per_year"] * draws["smuggling_calibration"] * life * _arriving(draws)
    made = _made(turn.number, life, draws)
    rented = draws["rented_per_year"] * life * draws["cloud_access"]
    wanted = draws["demand_usd"] / best * life
    found: dict[str, Any] = {
        "kept": kept,
        "bought": float(bought.mean()),
        "months": when,
        "units": units,
        "paths": {},
        "without": {},
    }
    for name in YARDSTICKS:
        each = turn.shares.get(name, 0.0) * _best_worth(turn, name)
        found["paths"][name] = {
            "legal": units["legal"] * each, "stockpiled": units["stockpiled"] * each, "domestic": made,
            "smuggled": smuggled, "rented": rented,
        }  # fmt: skip
        found["without"][name] = wanted * _best_worth(turn, name) + made
    return found


def kept_of_best(turn: Turn) -> float:
    """Geometric mean of what the product keeps of the best chip on the three yardsticks; zero where there is none."""
    return float(np.prod([turn.shares.get(name, 0.0) for name in YARDSTICKS]) ** (1 / len(YARDSTICKS)))


def denied(found: Mapping[str, Any], yardstick: str, paths: tuple[str, ...] = PATHS) -> Any:
    """Share of what there would be without the rule that does not arrive on some paths."""
    total = sum(found["paths"][yardstick][path] for path in paths)
    return 1 - total / found["without"][yardstick]


def _stockpiled(draws: Draws, months: Any) -> Any:
    """Orders under warning over the usual ones, less one; more than was ever seen is not assumed."""
    most = parameters()["stockpile_per_month"].distribution.high
    return np.minimum(draws["stockpile_per_month"] * months, max(most, float(np.max(draws["stockpile_per_month"]))))


def _capped(units: Any, draws: Draws) -> Any:
    """Units a year under a cap on shipments as a share of US sales; a cap of one is none."""
    cap = draws["volume_cap"]
    return np.where(cap < 1, np.minimum(units, cap * draws["us_units"]), units)


def _arriving(draws: Draws) -> Any:
    """Share of today's smuggled flow that arrives.

    Buyers spend the same; a smuggler who loses a share of the chips asks so much more for the rest that he is paid for
    those too, so that the units bought fall by the share once, and the units that arrive by it again.
    """
    return (1 - draws["enforcement"]) ** 2


def _made(number: int, life: Any, draws: Draws) -> Any:
    """Chips made at home in a round; while stand-alone memory is controlled what was bought before is the limit."""
    flow = draws["domestic_per_year"] * life
    earlier = flow * (number - 1)
    limited = np.clip(draws["hbm_limit"] - earlier, 0.0, flow)
    control = draws["hbm_control"]
    return control * limited + (1 - control) * flow


def _best_worth(turn: Turn, yardstick: str) -> float:
    """The best chip of the day in H100s; one whose figure is not known counts as one."""
    if turn.best is None:
        return 1.0
    return worth(known_chip(turn.best))[yardstick] or 1.0


def _price_of(chip: str | None, year: int, draws: Draws) -> Any:
    """The price of a chip where one is known, else that of an H100 for its rate."""
    known = price(known_chip(chip), year) if chip else None
    if known is not None:
        return known.sample(draws.stream(known.name), draws.n)
    ratio = worth(known_chip(chip)).flops if chip else None
    return _price(USUAL_PRICE, draws) * (ratio or 1.0)


def _price(of: tuple[str, int], draws: Draws) -> Any:
    found = price(known_chip(of[0]), of[1])
    if found is None:
        raise FactsError(f"no price of {of[0]} in {of[1]}")
    return found.sample(draws.stream(found.name), draws.n)
