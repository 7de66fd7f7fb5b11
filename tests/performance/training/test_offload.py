"""What a host keeps: never faster where memory does not bind, never slower over a better link, no byte lost."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_step_properties import clusters, plans, workloads

from whackachip.catalog.lookup import find_chip
from whackachip.performance.device import device
from whackachip.performance.training import (
    Plan,
    chip_flops,
    cluster,
    coefficients,
    constraints,
    host_memory,
    memory,
    model_flops,
    step_time,
)
from whackachip.performance.training.memory import STATE_BYTES
from whackachip.performance.training.offload import layer_wait, update_wait

FITTED = coefficients()
KINDS = ("offload_optimizer", "offload_weights", "offload_activations")
share = st.sampled_from([0.0, 0.25, 0.5, 1.0])


@st.composite
def hosted(draw):
    """A case whose host has a link and memory of some speed, and a plan that leaves something to it."""
    speed = st.floats(1e9, 1e12)
    on = draw(clusters())._replace(host=draw(speed), host_memory=draw(speed), host_bandwidth=draw(speed))
    return draw(workloads()), on, draw(plans())._replace(**{name: draw(share) for name in KINDS})


@given(hosted())
@settings(max_examples=150)
def test_it_is_never_faster_than_the_same_plan_without(case):
    work, on, plan = case
    bare = plan._replace(**dict.fromkeys(KINDS, 0.0))
    assert float(step_time(*case, FITTED).total) >= float(step_time(work, on, bare, FITTED).total) * (1 - 1e-12)
    assert float(memory(work, on, plan).total) <= float(memory(work, on, bare).total) * (1 + 1e-12)


@given(hosted(), st.sampled_from(KINDS))
@settings(max_examples=100)
def test_more_left_to_the_host_is_less_on_the_chip_and_no_less_time(case, name):
    work, on, plan = case
    more = plan._replace(**{name: min(1.0, getattr(plan, name) + 0.25)})
    assert float(memory(work, on, more).total) <= float(memory(work, on, plan).total) * (1 + 1e-12)
    assert float(host_memory(work, more)) >= float(host_memory(work, plan))
    assert float(step_time(work, on, more, FITTED).total) >= float(step_time(*case, FITTED).total) * (1 - 1e-12)


@given(hosted(), st.floats(1, 8))
@settings(max_examples=100)
def test_no_slower_with_a_better_host(case, more):
    work, on, plan = case
    time = float(step_time(work, on, plan, FITTED).total)
    # Sharded weights of a pipeline are gathered beside its bubble too, which a faster chip shortens.
    ends = ("host", "host_bandwidth") if plan.zero > 2 and plan.pp > 1 else ("host", "host_bandwidth", "bandwidth")
    for name in ends:
        better = on._replace(**{name: getattr(on, name) * more})
        assert float(step_time(work, better, plan, FITTED).total) <= time * (1 + 1e-12), name


@given(hosted())
@settings(max_examples=100)
def test_parts_add_up_flops_are_conserved_and_what_leaves_the_chip_is_with_the_host(case):
    work, on, plan = case
    time = step_time(*case, FITTED)
    assert sum(float(part) for part in time[1:]) == pytest.approx(float(time.total), rel=1e-9)
    chips = plan.tp * plan.pp * plan.cp * plan.dp
    assert float(chip_flops(work, plan)) * chips == pytest.approx(float(model_flops(work)), rel=1e-9)
    alone = plan._replace(offload_activations=0.0)
    bare = memory(work, on, plan._replace(**dict.fromkeys(KINDS, 0.0)))
    here = memory(work, on, alone)
    left = float(bare.weights + bare.optimizer - here.weights - here.optimizer)
    # The host keeps the gradients that it updates with as well.
    beside = float(bare.optimizer) / STATE_BYTES * 4.0 * plan.offload_optimizer
    assert float(host_memory(work, alone)) == pytest.approx(left + beside, rel=1e-9, abs=1.0)


@given(st.lists(hosted(), min_size=2, max_size=5))
@settings(max_examples=30)
def test_columns_give_what_a_loop_gives(cases):
    works, ons, each = zip(*cases, strict=True)
    columns = [type(part[0])(*np.array(part).T) for part in (works, ons, each)]
    together, kept = step_time(*columns, FITTED).total, host_memory(columns[0], columns[2])
    for number, (work, on, plan) in enumerate(cases):
        assert together[number] == pytest.approx(float(step_time(work, on, plan, FITTED).total), rel=1e-12)
        assert kept[number] == pytest.approx(float(host_memory(work, plan)), rel=1e-12)


def test_a_layer_by_hand(gpt, a100):
    """Weights of 2 x 12 h^2 / TP bytes, of ten layers in twelve, sent once forward and once backward."""
    work, on = gpt._replace(vocabulary=8.0), a100._replace(host=25e9)
    plan = Plan(8.0, 8.0, 1.0, 1.0, recompute=2.0, offload_weights=1.0)
    travels = 2 * 12 * 12288.0**2 / 8 * 10 / 12
    sent = travels / 25e9
    through_memory = 2 * travels / (on.bandwidth * FITTED.memory)
    # A third of what is not computed again is forward: as long as the way, so that nothing is waited for.
    hidden = float(sum(layer_wait(work, on, plan, 4 * sent, sent, FITTED)))
    assert hidden == pytest.approx(through_memory, rel=1e-3, abs=1e-5)
    half = float(sum(layer_wait(work, on, plan, 2 * sent, sent / 2, FITTED)))
    assert half == pytest.approx(sent / 2 + through_memory, rel=1e-3)
    bare = float(sum(layer_wait(work, on, plan, 0.0, 0.0, FITTED)))
    assert bare == pytest.approx(2 * sent + through_memory, rel=1e-3)


def test_the_hosts_update_by_hand(a100):
    on = a100._replace(host=25e9, host_bandwidth=50e9)
    plan = Plan(1.0, 1.0, 1.0, 1.0, offload_optimizer=1.0)
    # 34 bytes of each weight in the host's memory, longer than the way of 4 down and 2 up; then a short backward pass.
    assert float(update_wait(on, plan, 1e9, 1.0, FITTED)) == pytest.approx(34e9 / 50e9)
    assert float(update_wait(on, plan, 1e9, 0.06, FITTED)) == pytest.approx(34e9 / 50e9 + 0.16 - 0.06)
    # Over a slow link the new weights take longer than the update.
    assert float(update_wait(on._replace(host=2e9), plan, 1e9, 9.0, FITTED)) == pytest.approx(1.0)


def test_a_host_that_is_too_small_or_not_known_is_a_rule_broken(gpt, a100, plan):
    off = plan._replace(offload_optimizer=1.0)
    needed = float(host_memory(gpt, off))
    assert not bool(constraints(gpt, a100, off).host)
    assert not bool(constraints(gpt, a100._replace(host_memory=needed * 0.99), off).host)
    assert bool(constraints(gpt, a100._replace(host_memory=needed), off).host)
    assert bool(constraints(gpt, a100, plan).host)


def test_hosts_of_the_facts():
    usual = cluster(device(find_chip("h100").chip), 8)
    assert usual.host == pytest.approx(0.87 * 64e9)
    assert usual.host_memory == 128e9
    joined = cluster(device(find_chip("gb200").chip), 8)
    assert joined.host > 5 * usual.host
    assert joined.host_memory > usual.host_memory
    # Where no source states the chip's PCIe nothing is known of the link, and nothing is assumed.
    assert cluster(device(find_chip("910b").chip), 8).host == 0
