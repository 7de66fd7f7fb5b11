"""The search is exact: it finds what trying every plan one by one finds."""

from __future__ import annotations

import itertools
import random

import pytest

from whackachip.performance.search import ALL_VALUES, UNDOMINATED, best, offloading, space
from whackachip.performance.search.space import divisors_of
from whackachip.performance.training import (
    Cluster,
    Coefficients,
    Plan,
    Workload,
    constraints,
    host_memory,
    memory,
    step_time,
)


def one_by_one(work: Workload, cluster: Cluster, constants: Coefficients) -> list[tuple[float, float, Plan]]:
    """Every split of the chips with every switch, each as a plan of its own, and held to the rules of training."""
    found = []
    chips, batch = int(cluster.chips), int(work.batch)
    numbers = divisors_of(chips)
    parts = divisors_of(int(work.experts)) if work.experts else [1]
    for tp, pp, cp in itertools.product(numbers, repeat=3):
        if chips % (tp * pp * cp) or pp > work.layers or work.sequence % cp or work.sequence / cp < 256:
            continue
        dp = chips // (tp * pp * cp)
        if batch % dp:
            continue
        for size, virtual, ep, etp in itertools.product(
            divisors_of(batch // dp), divisors_of(-(-int(work.layers) // pp)), parts, {1, tp}
        ):
            plan = Plan(tp=tp, pp=pp, dp=dp, micro_batch=size, virtual=virtual, cp=cp, ep=ep, etp=etp)
            rules = constraints(work, cluster, plan)
            if not all(bool(getattr(rules, name)) for name in rules._fields if name != "memory"):
                continue
            found.extend(_switched(work, cluster, plan, constants))
    return sorted(found, key=lambda entry: entry[0])


def _switched(work: Workload, cluster: Cluster, plan: Plan, constants: Coefficients) -> list[tuple[float, float, Plan]]:
    found = []
    for recompute, schedule, zero in itertools.product((0.0, 2.0), (0.0, 2.0), (1.0, 3.0)):
        doubled = plan.pp % 2 == 0 and work.batch >= 2 * plan.pp * plan.dp * plan.micro_batch
        if schedule and (plan.pp == 1 or plan.virtual > 1 or not doubled):
            continue
        if zero > 1 and plan.dp * plan.cp == 1:
            continue
        each = plan._replace(recompute=recompute, schedule=schedule, zero=zero, dispatch_bits=16.0)
        taken = float(memory(work, cluster, each).total)
        if taken <= cluster.capacity:
            found.append((float(step_time(work, cluster, each, constants).total), taken, each))
    return found


VALUES = {**{name: (Plan(1, 1, 1, 1)._asdict()[name],) for name in ALL_VALUES}, "recompute": (0.0, 2.0),
          "schedule": (0.0, 2.0), "zero": (1.0, 3.0)}  # fmt: skip


@pytest.mark.parametrize("kind", ["dense", "mixture"])
def test_it_finds_what_trying_every_plan_finds(
    kind: str, request: pytest.FixtureRequest, cluster: Cluster, constants: Coefficients
) -> None:
    work: Workload = request.getfixturevalue(kind)
    slow = one_by_one(work, cluster, constants)
    assert len(slow) > 100
    fast = best(work, cluster, space(work, cluster, values=VALUES), constants, top=20)
    assert fast.fitting == len(slow)
    assert [found.seconds for found in fast.plans] == pytest.approx([entry[0] for entry in slow[:20]], rel=1e-12)
    least = best(work, cluster, space(work, cluster, values=VALUES), constants, by="memory")
    assert least.plans[0].bytes == pytest.approx(min(entry[1] for entry in slow), rel=1e-12)


def test_each_plan_given_has_the_time_of_the_formulas(
    mixture: Workload, cluster: Cluster, constants: Coefficients
) -> None:
    for found in best(mixture, cluster, space(mixture, cluster), constants, top=10).plans:
        assert found.seconds == pytest.approx(
            float(step_time(mixture, cluster, found.plan, constants).total), rel=1e-12
        )
        assert found.bytes <= cluster.capacity
        assert found.plan.tp * found.plan.pp * found.plan.cp * found.plan.dp == cluster.chips


def test_what_is_left_out_as_dominated_is_never_better(
    dense: Workload, mixture: Workload, cluster: Cluster, constants: Coefficients
) -> None:
    draw = random.Random(1)
    for trial in range(12):
        work = draw.choice([dense, mixture])._replace(sequence=draw.choice([1024.0, 4096.0]), batch=96.0)
        on = cluster._replace(
            capacity=draw.choice([24e9, 40e9, 80e9]), link=draw.choice([50e9, 450e9]), network=draw.choice([5e9, 50e9]),
            chips=draw.choice([8.0, 16.0, 24.0, 32.0]),
        )  # fmt: skip
        for by in ("time", "memory"):
            few, all_ = (
                best(work, on, space(work, on, values=values), constants, by=by) for values in (UNDOMINATED, ALL_VALUES)
            )
            assert len(few.plans) == len(all_.plans), trial
            for a, b in zip(few.plans, all_.plans, strict=True):
                assert (a.seconds if by == "time" else a.bytes) == pytest.approx(b.seconds if by == "time" else b.bytes)


def test_the_order_of_ties_does_not_depend_on_blocks(
    dense: Workload, cluster: Cluster, constants: Coefficients
) -> None:
    whole = space(dense, cluster, values=ALL_VALUES)
    once = best(dense, cluster, whole, constants, top=50).plans
    assert best(dense, cluster, whole, constants, top=50, block=5000).plans == once


def test_more_memory_or_a_held_field_never_helps_the_wrong_way(
    dense: Workload, cluster: Cluster, constants: Coefficients
) -> None:
    free = best(dense, cluster, space(dense, cluster), constants).plans[0]
    roomy = cluster._replace(capacity=2 * cluster.capacity)
    assert best(dense, roomy, space(dense, roomy), constants).plans[0].seconds <= free.seconds
    held = best(dense, cluster, space(dense, cluster, held={"tp": 8.0}), constants).plans[0]
    assert held.plan.tp == 8
    assert held.seconds >= free.seconds


def test_what_a_host_may_keep_is_tried_where_it_is_asked_for_and_only_there(
    dense: Workload, cluster: Cluster, constants: Coefficients
) -> None:
    on = cluster._replace(capacity=16e9, host=25e9, host_memory=60e9, host_bandwidth=50e9)
    plain, every = (
        space(dense, on, held={"tp": 2.0, "pp": 2.0}, values={**UNDOMINATED, **kept})
        for kept in ({}, offloading(("optimizer", "weights", "activations")))
    )
    assert every.offloads
    assert not plain.offloads
    few, found = (best(dense, on, plans, constants, top=9) for plans in (plain, every))
    # Each kind is left to the host by none, half and all of it.
    assert found.count == 27 * few.count
    assert found.plans[0].seconds < few.plans[0].seconds
    for kept in found.plans:
        assert float(host_memory(dense, kept.plan)) <= on.host_memory
        assert kept.seconds == pytest.approx(float(step_time(dense, on, kept.plan, constants).total), rel=1e-12)
    none = best(dense, on._replace(host_memory=0.0), every, constants, top=9)
    assert (none.fitting, none.plans) == (few.fitting, few.plans)


def test_where_nothing_fits_the_smallest_plan_is_one_that_the_host_can_hold(
    dense: Workload, cluster: Cluster, constants: Coefficients
) -> None:
    on = cluster._replace(capacity=1e9, host=25e9, host_memory=5e9, host_bandwidth=50e9)
    kept = space(dense, on, held={"tp": 2.0, "pp": 2.0}, values={**UNDOMINATED, **offloading(["weights", "optimizer"])})
    found = best(dense, on, kept, constants)
    assert not found.plans
    assert found.smallest is not None
    assert found.smallest.bytes > on.capacity
    assert float(host_memory(dense, found.smallest.plan)) <= on.host_memory
