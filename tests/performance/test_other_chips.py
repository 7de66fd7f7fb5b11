"""Chips whose units nobody counts, tori, and published runs on chips that no constant was fitted on."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whackachip.catalog import find_chip, find_model
from whackachip.performance.device import PRODUCTS, USUAL_CLOCK, assumed, device
from whackachip.performance.elsewhere import elsewhere_interval, is_elsewhere, published, time_ratio, weights
from whackachip.performance.kernels.torus import link_share, mean_hops, neighbour_share
from whackachip.performance.run import Question
from whackachip.performance.serving import Plan as ServingPlan
from whackachip.performance.serving import build as serving_build
from whackachip.performance.serving import estimate_serving
from whackachip.performance.serving.traffic import exchange_time, reduce_time
from whackachip.performance.train import train
from whackachip.performance.training import Plan
from whackachip.performance.training.build import cluster
from whackachip.performance.training.coefficients import coefficients, interval
from whackachip.performance.training.traffic import expert_time, stage_time, tensor_time


def test_units_that_nobody_counts_make_the_printed_rate() -> None:
    gaudi = device(find_chip("gaudi-3").chip)
    assert [reading.products for reading in gaudi.readings] == list(PRODUCTS)
    for reading in gaudi.readings:
        whole = reading.units * reading.products * USUAL_CLOCK
        assert gaudi.peak("bf16") <= whole < gaudi.peak("bf16") + reading.products * USUAL_CLOCK
    h100 = device(find_chip("h100").chip)
    assert h100.readings == (h100,)
    assert h100.units == 132
    assert assumed(find_chip("h100").chip) == ()
    assert "units" in assumed(find_chip("gaudi-3").chip)[0]
    assert "power" in assumed(find_chip("tpu-v5e").chip)[1]


@pytest.mark.parametrize("chip", ["tpu-v5p", "tpu-v6e", "gaudi-3", "ascend-910b", "ascend-910c", "trn2"])
def test_a_chip_with_rate_memory_and_link_is_estimated(chip: str) -> None:
    found = find_chip(chip).chip
    run = train(Question(find_model("llama-3.1-70b"), found, 512))
    assert (run.verdict, run.method) == ("fits", "plan")
    assert run.plan is not None
    assert run.step_seconds.value is not None
    low, high = (end / run.plan.seconds for end in (run.step_seconds.value.low, run.step_seconds.value.high))
    least, most = elsewhere_interval("train")
    # At most what runs show; more where the count of units moves the answer.
    assert 0.7 * least < low <= least * (1 + 1e-9)
    assert most * (1 - 1e-9) <= high < 1.5 * most
    assert any("no source counts the units" in text for text in run.assumptions)
    assert any("fitted" in text for text in run.assumptions)
    served = estimate_serving(find_model("llama-3.1-8b"), found, count=4, input_tokens=1024, output_tokens=256)
    assert served.verdict == "yes"
    assert served.output_rate.value is not None
    middle = served.middle["output_rate"]
    least, most = elsewhere_interval("rate")
    assert served.output_rate.value.low <= least * middle * (1 + 1e-9)
    assert served.output_rate.value.high >= most * middle * (1 - 1e-9)
    assert any("no source counts the units" in text for text in served.assumptions)


@pytest.mark.parametrize(
    ("chip", "missing"),
    [("hw-910b4", "scaleup_bandwidth_gbs"), ("cam-mlu590", "rate_bf16_tops"), ("hw-960", "rate_bf16_tops")],
)
def test_what_is_missing_is_named(chip: str, missing: str) -> None:
    run = train(Question(find_model("llama-3.1-70b"), find_chip(chip).chip, 512))
    assert (run.verdict, run.missing) == ("depends", missing)
    served = estimate_serving(
        find_model("llama-3.1-8b"), find_chip(chip).chip, count=4, input_tokens=512, output_tokens=64, precision="bf16"
    )
    assert (served.verdict, served.missing) == ("depends", missing)


@given(st.floats(2, 9000), st.floats(2, 9000), st.sampled_from([2.0, 3.0]))
def test_a_torus_gives_a_group_some_of_its_links_and_a_longer_way(members: float, chips: float, torus: float) -> None:
    members = min(members, chips)
    share = float(link_share(members, chips, torus))
    assert 1 / torus <= share <= 1 + 1e-12
    assert float(link_share(chips, max(chips, 8.0), torus)) == pytest.approx(1.0) or chips < 8
    assert float(mean_hops(members, torus)) <= float(mean_hops(chips, torus))
    assert float(mean_hops(chips, 3.0)) <= float(mean_hops(max(chips, 64.0), 2.0))
    assert float(neighbour_share(torus)) == 1 / (2 * torus)
    for switched in (link_share(members, chips, 0.0), mean_hops(members, 0.0), neighbour_share(0.0)):
        assert float(switched) == 1.0


def test_a_cube_of_tpus_crosses_a_quarter_of_each_axis() -> None:
    assert float(mean_hops(512.0, 3.0)) == pytest.approx(3 * 8 / 4)
    assert float(mean_hops(256.0, 2.0)) == pytest.approx(2 * 16 / 4)
    assert float(link_share(16.0, 4096.0, 3.0)) == pytest.approx(1 / 3)
    assert float(link_share(256.0, 4096.0, 3.0)) == pytest.approx(2 / 3)


def test_facts_say_which_chips_stand_in_a_torus() -> None:
    of = {name: cluster(device(find_chip(name).chip), 64) for name in ("tpu-v5p", "tpu-v6e", "gaudi-3")}
    assert (of["tpu-v5p"].torus, of["tpu-v5p"].domain) == (3, 8960)
    assert (of["tpu-v6e"].torus, of["tpu-v6e"].domain) == (2, 256)
    assert of["gaudi-3"].torus == 0


def test_the_intervals_hold_what_they_say() -> None:
    assert is_elsewhere(find_chip("tpu-v5p").chip)
    assert not is_elsewhere(find_chip("mi300x").chip)
    low, high = elsewhere_interval("train")
    assert low <= interval("best_full")[0]
    assert high >= interval("best_full")[1]
    runs = [run for run in published("serving") if run["count"] == 1]
    ratios = [time_ratio(run) for run in runs]
    assert all(ratio is not None and math.isfinite(ratio) for ratio in ratios)
    least, most = elsewhere_interval("rate")
    inside = [least <= 1 / ratio <= most for ratio in ratios if ratio]
    assert sum(inside) / len(inside) >= 0.75
    assert sum(weights(published("training"))) == pytest.approx(
        len({(run["source"], run["chip"]) for run in published("training")})
    )


def test_collectives_of_training_and_serving_pay_for_a_torus() -> None:
    work, on = Question(find_model("deepseek-v3"), find_chip("tpu-v5p").chip, 512).parts()
    plan, constants = Plan(tp=8.0, pp=4.0, dp=16.0, micro_batch=1.0, ep=32.0), coefficients()
    switched = on._replace(torus=0.0)
    for time in (tensor_time, expert_time, stage_time):
        slow, fast = (float(time(4096.0, work, one, plan, constants)) for one in (on, switched))
        assert slow > fast > 0, time.__name__
    served, parts = serving_build.workload(find_model("deepseek-v3")), serving_build.formats("bf16")
    chips = serving_build.cluster(device(find_chip("tpu-v5p").chip), 64, parts, latent=True, architecture="tpu")
    assert chips.torus == 3
    spread = serving_build.with_formats(ServingPlan(8.0, 1.0, 8.0, 1.0, 64.0), parts)
    flat = chips._replace(torus=0.0)
    assert float(reduce_time(1e8, chips, spread)) > 1.5 * float(reduce_time(1e8, flat, spread))
    assert float(exchange_time(512.0, served, chips, spread)) > float(exchange_time(512.0, served, flat, spread))
