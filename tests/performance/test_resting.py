"""Counts with few divisors: who has them lets some chips rest, and pays for them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from whackachip.catalog import find_chip, find_model
from whackachip.performance.run import Question, fastest, plans
from whackachip.performance.train import train
from whackachip.quantities import Interval

ASKED = Question(find_model("llama-3.1-70b"), find_chip("h100").chip, 1009)


def test_a_prime_count_trains_no_slower_than_the_count_below():
    used, found = fastest(ASKED)
    assert used.count in (960, 1008)
    alone = plans(ASKED).plans[0]
    assert found.plans[0].seconds / used.sequences() < alone.seconds / ASKED.sequences()
    below, other = fastest(ASKED.on(1008))
    assert found.plans[0].seconds / used.sequences() <= other.plans[0].seconds / below.sequences()


def test_chips_at_rest_are_told_and_paid_for():
    run = train(ASKED, tokens=Interval.exact(1e12))
    data = run.to_dict()
    assert data["resting"] == 1009 - run.used.count > 0
    assert data["count"] == 1009
    assert any("at rest" in text for text in data["assumptions"])
    assert run.chip_hours.value.middle == pytest.approx(24 * 1009 * run.days.value.middle, rel=1e-6)


def test_an_even_count_or_a_plan_held_fixed_has_none_at_rest():
    assert fastest(ASKED.on(1024))[0].count == 1024
    held = replace(ASKED, held={"dp": 1009.0})
    assert fastest(held)[0].count == 1009
