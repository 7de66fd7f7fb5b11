"""Metrics 7, 8 and 9: the gap in effective compute, and the two half-lives, each with the claim that it supports."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..moat import algorithms as formula
from ..moat.model import ABSOLUTE, RELATIVE, outputs, total_gap
from ..moat.parameter import Draws
from ..moat.stock import PATHS
from ..moat.yardstick import LABELS, YARDSTICKS
from .rows import Metric, spread_row


def gap_and_lag(draws: Draws, prior: str) -> Metric:
    """Metric 7: the lag that the chips stand for beside the one that is observed, and the ratios of either."""
    found = outputs(draws, prior, 2.0)
    gaps = total_gap(draws, PATHS)
    gains, runs = formula.growth(draws, prior), np.log(draws["leader_compute_growth"])
    rows = [
        spread_row("ratio that the observed lag stands for", "times", found["implied_gap"]),
        spread_row("lag observed", "months", draws["observed_lag_months"]),
    ]
    for name in YARDSTICKS:
        rows.append(spread_row(f"ratio of chips by {LABELS[name]}", "times", gaps[name], yardstick=name))
        lag = formula.lag_months(gaps[name], runs, gains)
        rows.append(spread_row(f"lag that chips by {LABELS[name]} stand for", "months", lag, yardstick=name))
    rows.append(spread_row("residual by FLOP/s: explained by nothing", "times", found["residual"], yardstick="flops"))
    notes = ("at equal algorithms on both sides; rented chips are among the follower's",)
    return Metric(7, "gap", "Gap and lag", "lag = 12 ln G / (gC + gA)", tuple(rows), notes, RELATIVE)


def absolute(draws: Draws, prior: str) -> Metric:
    """Metric 8: half-life of what is denied, for a capability that stands still."""
    gains, own = formula.growth(draws, prior), np.log(draws["follower_compute_growth"])
    rows = (
        spread_row("at the same budget", "months", formula.absolute_half_life(gains)),
        spread_row("with the follower's own compute growing", "months", formula.absolute_half_life(gains, own)),
    )
    return Metric(
        8, "absolute-half-life", "Half-life, absolute", "12 ln 2 / (gA + gC of the follower)", rows, (), ABSOLUTE
    )


def relative(draws: Draws, prior: str) -> Metric:
    """Metric 9: half-life of the ratio, where it shrinks at all."""
    widening = outputs(draws, prior, 2.0)["ratio_growth"]
    eroding = float((widening < 0).mean())
    rows = [
        spread_row("yearly growth of the ratio", "nats a year", widening),
        spread_row("half-life of the ratio", "months", formula.relative_half_life(widening)),
    ]
    verdict = "not eroding" if eroding < 0.5 else "eroding"
    notes = (f"{verdict}: the ratio shrinks in {eroding:.0%} of the samples",)
    extra: dict[str, Any] = {"verdict": verdict, "probability_eroding": eroding}
    name, how = "Half-life, relative", "12 ln 2 / max(0, -d ln G / dt)"
    return Metric(9, "relative-half-life", name, how, tuple(rows), notes, RELATIVE, extra=extra)
