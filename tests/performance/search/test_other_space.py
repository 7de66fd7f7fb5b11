"""The space of another tool, listed by tools/bench_search.py, and that our search of our own space contains it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

from whackachip.performance.search import UNDOMINATED, best, offloading, space
from whackachip.performance.training import coefficients, constraints, host_memory, memory, step_time

PATH = Path(__file__).resolve().parents[3] / "tools" / "bench_search.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("bench_search", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_it_counts_what_calculon_counts(tool):
    """10,295,264: printed by its llm-optimal-execution with -d, for megatron-1T, 4,096 processors, batch 3,072."""
    columns, batch, stands = tool.calculon_plans()
    assert int(stands.sum()) == 10_295_264
    assert len(np.unique(np.vstack([columns, batch]), axis=1).T) == len(stands)


def test_its_best_plan_by_our_formulas_is_a_plan_and_none_of_ours_is_slower(tool):
    _, _, plan, seconds = tool.best_of_calculon()
    assert all(bool(np.all(mask)) for mask in constraints(tool.WORK, tool.a100s(), plan))
    ours = best(tool.WORK, tool.a100s(), space(tool.WORK, tool.a100s()), coefficients()).plans[0]
    assert ours.seconds <= seconds


def test_its_best_with_a_second_memory_is_none_of_ours_and_ours_is_faster(tool):
    """By our formulas its gradients alone, which no wish of its own shards, fill three chips; sharded too it fits."""
    on, plan = tool.second_memory(), tool.its_best()
    assert float(memory(tool.WORK, on, plan).gradients) > 3 * on.capacity
    sharded = plan._replace(zero=2.0)
    assert float(memory(tool.WORK, on, sharded).total) < on.capacity
    assert float(host_memory(tool.WORK, sharded)) < on.host_memory
    theirs = min(float(step_time(tool.WORK, on, each, coefficients()).total) for each in (plan, sharded))
    values = {**UNDOMINATED, **offloading(["activations"])}
    ours = best(tool.WORK, on, space(tool.WORK, on, values=values), coefficients()).plans[0]
    assert ours.seconds < theirs
    # A host as a server of eight has it does as well.
    usual = tool.a100s()
    assert best(tool.WORK, usual, space(tool.WORK, usual, values=values), coefficients()).plans[0].seconds < theirs
