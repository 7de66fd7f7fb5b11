"""Properties of the time of a step: monotone, additive, one formula for floats and arrays, never over the roofline."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whackachip.performance.training import (
    Cluster,
    Plan,
    Workload,
    chip_flops,
    coefficients,
    layer_time,
    model_flops,
    step_time,
    step_time_by_shape,
)
from whackachip.performance.training.step import bubble_chunks

FITTED = coefficients()
powers = st.sampled_from([1.0, 2.0, 4.0, 8.0])
switch = st.sampled_from([0.0, 1.0])


@st.composite
def workloads(draw):
    heads = draw(st.sampled_from([16.0, 32.0, 64.0]))
    width = draw(st.sampled_from([64.0, 128.0]))
    experts = draw(st.sampled_from([0.0, 64.0]))
    latent = draw(switch)
    hidden = heads * width
    return Workload(
        layers=draw(st.sampled_from([16.0, 32.0, 61.0])), hidden=hidden, ffn=4 * hidden, heads=heads,
        kv_heads=heads / draw(powers), qk_width=width + 64 * latent, v_width=width, vocabulary=51200.0,
        sequence=draw(st.sampled_from([2048.0, 32768.0])), batch=1024.0, gated=draw(switch), q_rank=512 * latent,
        kv_rank=256 * latent, rope_width=64 * latent, kv_layers=1.0 if latent else draw(st.sampled_from([1.0, 2.0])),
        window=1024.0, windowed=draw(st.sampled_from([0.0, 0.5])), linear=draw(st.sampled_from([0.0, 0.25])),
        experts=experts, top=8.0 if experts else 0.0, shared=draw(switch) if experts else 0.0,
        expert_ffn=hidden / 2 if experts else 0.0, dense_layers=1.0 if experts else 0.0,
        lora_rank=draw(st.sampled_from([0.0, 16.0])),
    )  # fmt: skip


@st.composite
def plans(draw):
    return Plan(
        tp=draw(powers), pp=draw(powers), dp=draw(powers) * 8, micro_batch=draw(powers), virtual=draw(powers),
        cp=draw(powers), ep=draw(powers), etp=draw(st.sampled_from([1.0, 2.0])),
        bits=draw(st.sampled_from([4.0, 8.0, 16.0])), blocks=draw(switch), recompute=draw(st.floats(0, 2)),
        zero=draw(st.sampled_from([0.0, 1.0, 2.0, 3.0])), sequence_parallel=draw(switch),
        schedule=draw(st.sampled_from([0.0, 1.0, 2.0])), overlap_tp=draw(switch), overlap_ep=draw(switch),
        overlap_dp=draw(switch), graphs=draw(switch),
    )  # fmt: skip


@st.composite
def clusters(draw):
    peak = draw(st.floats(5e13, 5e15))
    return Cluster(
        chips=4096.0, peak16=peak, peak8=2 * peak, peak4=4 * peak, bandwidth=draw(st.floats(5e11, 2e13)), capacity=80e9,
        units=draw(st.integers(1, 300).map(float)), power=draw(st.floats(200, 2000)), link=draw(st.floats(1e10, 2e12)),
        domain=draw(st.sampled_from([8.0, 72.0])), network=draw(st.floats(2e9, 2e11)), torus=draw(switch),
        year=draw(st.floats(2021, 2027)), age=draw(st.floats(0, 4)),
    )  # fmt: skip


def test_gathering_beside_a_bubble_is_no_slower_with_faster_memory():
    work = Workload(
        layers=16.0, hidden=2048.0, ffn=8192.0, heads=16.0, kv_heads=16.0, qk_width=128.0, v_width=128.0,
        vocabulary=51200.0, sequence=2048.0, batch=1024.0, experts=64.0, top=8.0, expert_ffn=1024.0, dense_layers=1.0,
    )  # fmt: skip
    on = Cluster(
        chips=512.0, peak16=5e13, peak8=1e14, peak4=2e14, bandwidth=5e11, capacity=80e9, units=1.0, power=200.0,
        link=1e10, domain=8.0, network=2e9,
    )  # fmt: skip
    plan = Plan(tp=1.0, pp=8.0, dp=64.0, micro_batch=2.0, zero=3.0, overlap_dp=1.0)
    seconds = [
        float(step_time(work, on._replace(bandwidth=rate), plan, FITTED).total) for rate in (5e11, 1e12, 4e12, 1e14)
    ]
    assert seconds == sorted(seconds, reverse=True)


@given(workloads(), clusters(), plans(), st.floats(1, 4))
@settings(max_examples=150)
def test_no_slower_on_a_better_cluster(work, on, plan, more):
    time = float(step_time(work, on, plan, FITTED).total)
    for name in ("bandwidth", "link", "network", "power"):
        better = on._replace(**{name: getattr(on, name) * more})
        assert float(step_time(work, better, plan, FITTED).total) <= time * (1 + 1e-12), name
    faster = on._replace(peak16=on.peak16 * more, peak8=on.peak8 * more, peak4=on.peak4 * more)
    assert float(step_time(work, faster, plan, FITTED).total) <= time * (1 + 1e-12)


@given(workloads(), clusters(), plans(), st.floats(1, 1.5))
@settings(max_examples=80)
def test_no_slower_with_higher_efficiency(work, on, plan, more):
    time = float(step_time(work, on, plan, FITTED).total)
    for name in ("rate16", "rate8", "rate4", "memory", "attention", "attention_backward", "link", "network",
                 "alltoall", "alltoall_far"):  # fmt: skip
        better = FITTED._replace(**{name: getattr(FITTED, name) * more})
        assert float(step_time(work, on, plan, better).total) <= time * (1 + 1e-12), name


@given(workloads(), clusters(), plans())
@settings(max_examples=150)
def test_parts_add_up_and_are_finite_and_not_negative(work, on, plan):
    time = step_time(work, on, plan, FITTED)
    parts = [float(part) for part in time[1:]]
    assert all(np.isfinite(part) and part >= 0 for part in parts)
    assert sum(parts) == pytest.approx(float(time.total), rel=1e-9)


@given(workloads(), clusters(), plans())
@settings(max_examples=150)
def test_flops_are_conserved_and_the_printed_rate_is_never_passed(work, on, plan):
    chips = plan.tp * plan.pp * plan.cp * plan.dp
    assert float(chip_flops(work, plan)) * chips == pytest.approx(float(model_flops(work)), rel=1e-9)
    peak = {16.0: on.peak16, 8.0: on.peak8, 4.0: on.peak4}[plan.bits]
    assert float(step_time(work, on, plan, FITTED).total) >= 0.999 * float(model_flops(work)) / chips / peak


@given(st.lists(st.tuples(workloads(), clusters(), plans()), min_size=2, max_size=6))
@settings(max_examples=40)
def test_arrays_give_what_a_loop_gives(cases):
    works, ons, each = zip(*cases, strict=True)
    work = Workload(*np.array(works).T)
    on = Cluster(*np.array(ons).T)
    plan = Plan(*np.array(each).T)
    together = step_time(work, on, plan, FITTED)
    for number, case in enumerate(cases):
        alone = step_time(*case, FITTED)
        for name in alone._fields:
            assert np.broadcast_to(getattr(together, name), len(cases))[number] == pytest.approx(
                float(getattr(alone, name)), rel=1e-12, abs=1e-15
            )


@given(workloads(), clusters(), st.lists(plans(), min_size=2, max_size=30))
@settings(max_examples=40)
def test_shapes_computed_once_give_the_same(work, on, each):
    plan = Plan(*np.array(each * 2).T)
    np.testing.assert_allclose(
        step_time_by_shape(work, on, plan, FITTED).total, step_time(work, on, plan, FITTED).total, rtol=1e-12
    )


def test_a_million_chips_and_1e27_flop_are_finite(gpt, a100):
    work = gpt._replace(batch=2e9, layers=1024.0, hidden=65536.0, ffn=262144.0, heads=512.0, kv_heads=512.0)
    on = a100._replace(chips=1e6)
    plan = Plan(8.0, 125.0, 1000.0, 1.0)
    assert float(model_flops(work)) > 1e27
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        time = float(step_time(work, on, plan, FITTED).total)
    assert np.isfinite(time)
    assert time > float(model_flops(work)) / 1e6 / 312e12


def test_what_costs_time_does(gpt, a100, plan):
    time = float(step_time(gpt, a100, plan, FITTED).total)
    changed = {
        "recompute": 2.0,  # whole layers
        "virtual": 1.0,  # a larger bubble
    }
    for name, value in changed.items():
        assert float(step_time(gpt, a100, plan._replace(**{name: value}), FITTED).total) > time, name
    old = a100._replace(age=0.0)
    assert float(step_time(gpt, old, plan, FITTED).total) > time


def test_schedules_order_the_bubble():
    plan = Plan(8.0, 8.0, 1.0, 1.0)
    plain, zero, dual = (float(bubble_chunks(plan._replace(schedule=kind))) for kind in (0.0, 1.0, 2.0))
    assert (plain, zero, dual) == (7, pytest.approx(7 / 3), 2)
    assert float(bubble_chunks(plan._replace(virtual=7.0))) == 1
    assert float(bubble_chunks(plan._replace(pp=1.0))) == 0


def test_fewer_nodes_to_go_to_and_overlap_hide_dispatch(mixture, h800, wide):
    exposed = float(step_time(mixture, h800, wide._replace(overlap_ep=0.0), FITTED).ep)
    free = float(step_time(mixture._replace(route_nodes=0.0), h800, wide._replace(overlap_ep=0.0), FITTED).ep)
    hidden = float(step_time(mixture, h800, wide, FITTED).ep)
    assert free > exposed > hidden > 0


def test_a_torus_pays_for_its_hops(mixture, h800, wide):
    inside = h800._replace(domain=8960.0)
    torus = float(step_time(mixture, inside._replace(torus=1.0), wide, FITTED).ep)
    assert torus > float(step_time(mixture, inside, wide, FITTED).ep)


def test_sharded_weights_are_gathered_for_every_micro_batch_of_every_chunk(gpt, a100):
    on = a100._replace(chips=128.0, network=1e9)  # so slow that nothing hides it

    def shown(**changes):
        plan = Plan(tp=4.0, pp=4.0, dp=8.0, micro_batch=1.0, zero=3.0)._replace(**changes)
        return plan, float(step_time(gpt, on, plan, FITTED).dp)

    once, many = shown(pp=1.0, dp=32.0, micro_batch=2.0), shown(pp=1.0, dp=32.0)
    assert many[1] > 1.5 * once[1]
    # Two chunks hold no less than one, so that as much is gathered; only the bubble around it is shorter.
    whole, halves = (shown(virtual=virtual) for virtual in (1.0, 2.0))
    bubbles = [1 + float(bubble_chunks(plan)) / 8 for plan, _ in (whole, halves)]

    assert whole[1] / bubbles[0] == pytest.approx(halves[1] / bubbles[1], rel=1e-2)
    # And without sharding the weights cross the network once a step, not for each micro-batch.
    assert shown(zero=2.0)[1] < whole[1] / 4


def test_writing_scores_costs_their_bytes_and_the_whole_square(gpt, a100):
    """Forward and backward cross memory some 32 bytes for each pair of query and key, and no mask saves a half."""
    plan = Plan(8.0, 8.0, 1.0, 1.0)
    tiled, written = (layer_time(gpt, a100, plan._replace(tiled=t), FITTED).attention for t in (1.0, 0.0))
    pairs = 96 / 8 * 2048 * 2048
    assert float(written) > 32 * pairs / 2039e9
    assert float(written) > 1.5 * float(tiled)
    # Twice the sequence: four times the pairs of each of half as many sequences.
    longer = gpt._replace(sequence=4096.0)
    assert float(layer_time(longer, a100, plan._replace(tiled=0.0), FITTED).attention / written) == pytest.approx(
        4, rel=0.05
    )
