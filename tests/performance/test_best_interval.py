"""The best plan is seldom the one that is run: its interval reaches further, and a plan that is told has its own."""

from __future__ import annotations

import pytest

from whackachip.catalog import find_chip, find_model
from whackachip.performance.run import Question
from whackachip.performance.train import train
from whackachip.performance.training import interval
from whackachip.quantities import Interval


@pytest.mark.parametrize("kind", ["full", "fp4"])
def test_runs_take_longer_than_the_best_plan(kind):
    """But those with LoRA, whose few sources ran plans that the search finds too large for the memory."""
    told, best = interval(kind), interval(f"best_{kind}")
    assert told[0] < best[0] < 1 < told[1] < best[1]


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
