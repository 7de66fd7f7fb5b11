"""The orders of magnitude that any run of the model must agree with, from formulas and sourced parameters alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...quantities import Spread
from . import algorithms as formula
from .parameter import Draws

DENIALS = (2.0, 6.69, 10.0, 30.0)
LAGS = (7.0, 8.0, 14.0)
GAPS = (10.0, 31.0)
EXAMPLE = 6.69  # an H100 over an H20 in TPP


@dataclass(frozen=True, slots=True)
class Anchor:
    """One question with its spread; unit: months or times."""

    question: str
    unit: str
    spread: Spread

    def to_dict(self) -> dict[str, Any]:
        return {"question": self.question, "unit": self.unit, **self.spread.to_dict()}


def anchors(draws: Draws, prior: str = "pretrain") -> tuple[Anchor, ...]:
    """Offsets of a denial, gaps that a lag stands for, lags that a gap stands for."""
    import numpy as np

    gains, runs = formula.growth(draws, prior), np.log(draws["leader_compute_growth"])
    own = np.log(draws["follower_compute_growth"])
    found = [
        Anchor(f"months for algorithms to offset a denial of {ratio:g} times", "months",
               Spread.of(formula.offset_months(ratio, gains)))
        for ratio in DENIALS
    ]  # fmt: skip
    found.append(
        Anchor(f"the same for {EXAMPLE:g} times where the follower's own compute grows too", "months",
               Spread.of(formula.offset_months(EXAMPLE, gains, own)))
    )  # fmt: skip
    found += [
        Anchor(f"gap in effective compute that a lag of {lag:g} months stands for", "times",
               Spread.of(formula.implied_gap(lag, runs, gains)))
        for lag in LAGS
    ]  # fmt: skip
    found += [
        Anchor(f"lag that {gap:g} times the compute stands for at equal algorithms", "months",
               Spread.of(formula.lag_months(gap, runs, gains)))
        for gap in GAPS
    ]  # fmt: skip
    return tuple(found)
