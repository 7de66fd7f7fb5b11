"""Yield and cost by hand, and against published bills of material."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from whackachip.catalog import find_chip
from whackachip.stress.designer import fuse
from whackachip.stress.designer.cost import cost, cost_interval, cost_parts, dies_per_wafer, yielded


def test_dies_of_814_mm2_on_a_wafer() -> None:
    assert dies_per_wafer(814.0) == pytest.approx(63.5, abs=0.1)


@pytest.mark.parametrize("clustering", [2.0, 3.0])
def test_yield_without_spares_is_the_negative_binomial(clustering: float) -> None:
    plain = (1 + 8.14 * 0.1 / clustering) ** -clustering
    assert yielded(814.0, 0.1, clustering, 0.65, 0.0) == pytest.approx(plain)
    assert yielded(814.0, 0.1, 1e7, 0.65, 0.0) == pytest.approx(math.exp(-0.814), rel=1e-5)  # Poisson


def test_yield_with_spares_is_a_sum_over_dead_units() -> None:
    """Against a draw of defects, each on a unit or beside them."""
    rng = np.random.default_rng(1)
    rate = rng.gamma(3.0, 0.814 / 3.0, 400_000)
    beside, on_units = rng.poisson(rate * 0.35), rng.poisson(rate * 0.65)
    for spare in (0, 1, 2, 5):
        drawn = np.mean((beside == 0) & (on_units <= spare))
        assert yielded(814.0, 0.1, 3.0, 0.65, float(spare)) == pytest.approx(drawn, abs=0.003)


def test_yield_grows_with_spares_and_falls_with_area() -> None:
    spares = np.array([yielded(814.0, 0.1, 2.5, 0.65, float(n)) for n in range(13)])
    assert np.all(np.diff(spares) > 0)
    assert spares[-1] < (1 + 0.35 * 0.814 / 2.5) ** -2.5 + 1e-9
    areas = yielded(np.linspace(100, 858, 50), 0.1, 2.5, 0.65, 2.0)
    assert np.all(np.diff(areas) < 0)


def test_an_h100_costs_what_is_published() -> None:
    """Raymond James by way of Silicon Analysts: 3,320 USD, of which logic 300, memory 1,350, packaging 750."""
    base = fuse.base(find_chip("nv-h100-sxm-80").chip, date(2022, 10, 7))
    five = base.whole._replace(channels=base.whole.channels, channel_gb=80 / base.whole.channels)
    parts = {name: float(np.ravel(value)[0]) for name, value in cost_parts(five.full()).items()}
    assert 270 < parts["dies"] < 340
    assert 1150 < parts["memory"] < 1400
    assert 2656 < parts["total"] < 3984
    spread = cost_interval(five.full())
    assert spread["total"]["p5"] < parts["total"] < spread["total"]["p95"]
    assert spread == cost_interval(five.full())


def test_a_cut_costs_no_less_logic_than_its_yield_gains() -> None:
    base = fuse.base(find_chip("nv-h100-sxm-80").chip, date(2023, 10, 17))
    whole = base.whole.full()
    cut = base.whole._replace(units=40.0, spare=base.whole.spare + 92.0).full()
    assert cost(cut)[0] <= cost(whole)[0]
    assert cost(cut)[0] > cost(whole)[0] * 0.9
