"""The best plan is seldom the one that is run: its interval reaches further, and a plan that is told has its own."""

from __future__ import annotations

import pytest

from whackachip.catalog import find_chip, find_model
from whackachip.performance.run import Question
from whackachip.performance.train import train
from whackachip.performance.training import interval
from whackachip.quantities import Interval


@pytest.mark.parametrize("kind", ["full", "lora", "fp4"])
def test_the_best_plan_is_known_less_well_than_one_that_is_told(kind):
    told, best = interval(kind), interval(f"best_{kind}")
    assert best[0] <= told[0] < 1 < told[1] <= best[1]


def test_runs_take_longer_than_the_best_plan():
    assert interval("best_full")[1] > 1.3 * interval("full")[1]


def test_an_estimate_says_which_it_takes():
    asked = Question(find_model("llama-3.1-8b"), find_chip("h100").chip, 64)
    run = train(asked, tokens=Interval.exact(1e12))
    plan = run.plan.plan
    held = {name: getattr(plan, name) for name in ("tp", "pp", "micro_batch")}
    told = train(Question(asked.model, asked.chip, 64, held=held), tokens=Interval.exact(1e12))
    assert told.plan.seconds == pytest.approx(run.plan.seconds)
    for found, kind in ((run, "best_full"), (told, "full")):
        low, high = interval(kind)
        assert found.step_seconds.known.low == pytest.approx(found.plan.seconds * low)
        assert found.step_seconds.known.high == pytest.approx(found.plan.seconds * high)
    assert "over the best plan" in run.step_seconds.formula
    assert "over the best plan" not in told.step_seconds.formula
