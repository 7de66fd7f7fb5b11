"""Formulas of algorithmic progress by hand, and the published orders of magnitude."""

from __future__ import annotations

import math

import numpy as np
import pytest

from whackachip.errors import UserError
from whackachip.stress.moat import algorithms as formula
from whackachip.stress.moat.anchors import anchors
from whackachip.stress.moat.parameter import Draws, Settings

# Section 1 of the anchors: 5th, 50th and 95th percentile as printed there, to the digits printed.
PRINTED = [
    (5.4, 8.4, 12.9), (15, 23, 35), (18, 28, 43), (27, 41, 63), (10, 13, 20),
    (3.5, 4.3, 5.9), (4.1, 5.3, 7.6), (12, 18, 35), (9, 11, 13), (14, 17, 19),
]  # fmt: skip


def test_offsets_by_hand() -> None:
    """Halving every 12 months is ln 2 a year: a denial of 8 is three halvings."""
    yearly = math.log(2)
    assert formula.offset_months(8.0, yearly) == pytest.approx(36)
    assert formula.offset_months(8.0, yearly, own=yearly) == pytest.approx(18)
    assert formula.offset_months(1.0, yearly) == 0
    assert formula.absolute_half_life(yearly) == pytest.approx(12)
    assert formula.absolute_half_life(yearly, yearly) == pytest.approx(6)


def test_a_small_budget_that_gains_nothing_never_arrives() -> None:
    assert formula.offset_months(math.e**10, 0.9, 0.0, 0.1) == math.inf
    assert formula.offset_months(math.e**5, 0.9, 0.0, 0.1) == pytest.approx(12 * 5 / 0.4)


def test_lag_and_gap_are_inverse() -> None:
    gap = formula.implied_gap(7.0, 1.5, 1.0)
    assert gap == pytest.approx(math.exp(7 / 12 * 2.5))
    assert formula.lag_months(gap, 1.5, 1.0) == pytest.approx(7)


def test_faster_common_progress_shortens_the_lag_and_leaves_the_ratio() -> None:
    slow, fast = (formula.lag_months(10.0, 1.5, gains) for gains in (0.5, 2.0))
    assert fast < slow


def test_a_ratio_erodes_only_where_the_follower_grows_faster() -> None:
    found = formula.relative_half_life(np.array([0.5, 0.0, -math.log(2)]))
    assert found.tolist() == [math.inf, math.inf, pytest.approx(12)]


def test_the_published_orders_of_magnitude() -> None:
    """Within a twentieth, or within the last digit printed."""
    for found, printed in zip(anchors(Draws(Settings(), 0, 100_000)), PRINTED, strict=True):
        mine = (found.spread.p5, found.spread.p50, found.spread.p95)
        for value, wanted in zip(mine, printed, strict=True):
            digit = 1.0 if wanted >= 10 else 0.1
            assert abs(value - wanted) <= max(0.05 * wanted, digit), (found.question, mine, printed)


def test_priors_read_their_own_parameter() -> None:
    draws = Draws(Settings({"halving_months": 12, "catchup_per_year": 20, "epoch_per_year": 3}), 0, 100)
    assert formula.growth(draws)[0] == pytest.approx(math.log(2))
    assert formula.growth(draws, "catchup")[0] == pytest.approx(math.log(20))
    assert formula.growth(draws, "epoch")[0] == pytest.approx(math.log(3))
    with pytest.raises(UserError, match="did you mean 'catchup'"):
        formula.growth(draws, "catch-up")
