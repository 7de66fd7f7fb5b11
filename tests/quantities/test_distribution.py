from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whackachip.quantities import Distribution, Spread
from whackachip.quantities.distribution import SHAPES


def made(shape: str, low: float = 5, high: float = 14, mid: float | None = 8.4, **more: object) -> Distribution:
    return Distribution("h", "months", shape, low, high, mid, **more)  # type: ignore[arg-type]


def test_a_lognormal_passes_through_its_three_points() -> None:
    skewed = made("lognormal", 5, 14, 6)
    z = {q: float(skewed.quantile(q)) for q in (0.025, 0.5, 0.975)}
    assert z == pytest.approx({0.025: 5, 0.5: 6, 0.975: 14})


def test_percentiles_of_algorithmic_progress() -> None:
    """A 95 % interval from 5 to 14 about 8.4 months has 5.4 and 12.9 as its 5th and 95th percentile (by hand)."""
    half = math.log(14 / 5) / 2 / 1.959964
    centre = math.sqrt(5 * 14)
    shape = made("lognormal", mid=None)
    assert shape.quantile(0.05) == pytest.approx(centre * math.exp(-1.644854 * half), rel=1e-5)
    assert shape.quantile(0.95) == pytest.approx(12.9, rel=0.01)


def test_triangular_shapes_by_hand() -> None:
    assert made("triangular", 0, 4, 1).quantile(0.25) == pytest.approx(1)
    assert made("triangular", 0, 2, 1).quantile([0.125, 0.5, 0.875]) == pytest.approx([0.5, 1, 1.5])
    logs = made("log-triangular", 1, 100, 10)
    assert logs.quantile(0.5) == pytest.approx(10)
    assert logs.quantile(0.125) == pytest.approx(10**0.5)
    assert made("loguniform", 1, 100, None).quantile(0.5) == pytest.approx(10)
    assert made("uniform", 1, 3, None).quantile(0.5) == pytest.approx(2)


@given(shape=st.sampled_from(SHAPES), q=st.floats(0, 1), r=st.floats(0, 1))
def test_quantiles_ascend_and_stay_in_the_sourced_range(shape: str, q: float, r: float) -> None:
    high = 5 if shape == "point" else 14
    found = made(shape, 5, high, None if shape == "point" else 8.4)
    a, b = sorted((q, r))
    assert 5 <= found.quantile(a) <= found.quantile(b) <= high


def test_samples_are_those_of_the_generator() -> None:
    shape = made("lognormal")
    first, again = (shape.sample(np.random.default_rng(7), 1000) for _ in range(2))
    assert first.tobytes() == again.tobytes()
    assert np.median(first) == pytest.approx(8.4, rel=0.03)
    assert not np.array_equal(first, shape.sample(np.random.default_rng(8), 1000))


def test_a_value_beyond_the_sources_is_allowed_and_said() -> None:
    shape = made("lognormal")
    assert shape.beyond(8) is None
    assert shape.beyond(3) == "h = 3 months is below 5, the lowest that its sources give"
    assert shape.beyond(20) == "h = 20 months is above 14, the highest that its sources give"
    assert shape.fixed(20).sample(np.random.default_rng(0), 3).tolist() == [20, 20, 20]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"shape": "gaussian"}, "not one of"),
        ({"shape": "uniform", "low": 15}, "do not ascend"),
        ({"shape": "normal", "mid": 20}, "do not ascend"),
        ({"shape": "uniform", "high": math.inf}, "do not ascend"),
        ({"shape": "uniform", "high": math.nan}, "do not ascend"),
        ({"shape": "lognormal", "low": 0}, "above zero"),
        ({"shape": "triangular", "mid": None}, "needs mid"),
        ({"shape": "point"}, "one value"),
        ({"shape": "normal", "coverage": 1}, "between 0 and 1"),
    ],
)
def test_points_that_do_not_fit_are_refused(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        made(**arguments)  # type: ignore[arg-type]


def test_a_share_beyond_one_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        made("uniform").quantile(1.2)
    with pytest.raises(ValueError, match="between 0 and 1"):
        made("uniform").quantile(math.nan)


def test_a_spread_may_be_unbounded_but_not_unknown() -> None:
    found = Spread.of([1.0, 2.0, math.inf])
    assert found.to_dict() == {"p5": 1.0, "p50": 2.0, "p95": None}
    for bad in ([], [1, math.nan]):
        with pytest.raises(ValueError, match="percentiles"):
            Spread.of(bad)
