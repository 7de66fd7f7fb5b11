"""estimate_serving: best plans, targets, refusals, missing figures."""

from __future__ import annotations

import pytest

from whackachip.catalog.lookup import find_chip
from whackachip.catalog.model import find_model
from whackachip.errors import UserError
from whackachip.performance.serving import estimate_serving


def ask(model="llama-3.1-70b", chip="nv-h100-sxm-80", **given):
    asked = {"count": 8, "input_tokens": 1024, "output_tokens": 512} | given
    return estimate_serving(find_model(model), find_chip(chip).chip, **asked)


def test_a_target_is_met_and_costs_throughput():
    free, bound = ask(), ask(tpot_target=0.02)
    assert free.verdict == bound.verdict == "yes"
    assert bound.middle["tpot"] <= 0.02 < free.middle["tpot"]
    assert bound.middle["output_rate"] < free.middle["output_rate"]
    assert bound.tpot.value.low < bound.middle["tpot"] < bound.tpot.value.high
    assert bound.middle["total_rate"] == pytest.approx(8 * bound.middle["output_rate"])


def test_the_best_plan_is_no_worse_than_any_given_one():
    best = ask(concurrency=64)
    for tp in (2, 4, 8):
        given = ask(concurrency=64, plan={"tp": tp})
        assert given.plan["tp"] == tp
        assert given.replicas == 8 / tp
        assert given.middle["output_rate"] <= best.middle["output_rate"] * (1 + 1e-9)


def test_a_chip_without_a_figure_depends_and_names_it():
    found = ask(chip="hw-910b4")
    assert (found.verdict, found.missing) == ("depends", "scaleup_bandwidth_gbs")
    assert found.tpot.value is None
    assert "scaleup_bandwidth_gbs" in found.tpot.formula


def test_what_does_not_fit_says_by_how_much():
    found = ask(count=1, precision="bf16")
    assert found.verdict == "no"
    assert "80 GB" in found.reason
    found = ask(tpot_target=1e-4)
    assert found.verdict == "no"
    assert "shortest time per token" in found.reason


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({"plan": {"tp": 3}}, "divide the count"),
        ({"plan": {"tp": 3}, "count": 9}, "heads"),
        ({"plan": {"tp": 2, "dp": 2}}, "replicas"),
        ({"plan": {"pp": 128}, "count": 128}, "stage"),
        ({"model": "deepseek-v3", "plan": {"tp": 8, "ep": 3}, "precision": "fp8_block"}, "ep must divide"),
        ({"plan": {"tq": 3}}, "tq"),
        ({"plan": {"tp": 0}}, "above zero"),
        ({"count": 0}, "count"),
        ({"input_tokens": -1}, "input_tokens"),
        ({"output_tokens": 10**12}, "output_tokens"),
        ({"concurrency": 0}, "concurrency"),
        ({"acceptance": 1.5}, "acceptance"),
        ({"precision": "fp88"}, "fp8"),
        ({"cache_precision": "fp88"}, "fp8"),
        ({"engine": "vlm"}, "vllm"),
        ({"model": "mamba-2.8b"}, "state space"),
    ],
)
def test_what_cannot_be_is_refused_with_the_rule(given, text):
    with pytest.raises(UserError, match=text):
        ask(**given)


def test_fewer_bits_hold_more_requests_and_take_less_time():
    wide, narrow = ask(precision="bf16", plan={"tp": 4}, concurrency=8), ask(plan={"tp": 4}, concurrency=8)
    assert narrow.precision.dense == "fp8"
    assert narrow.most_concurrency > 2 * wide.most_concurrency
    assert narrow.middle["tpot"] < 0.8 * wide.middle["tpot"]
    assert narrow.memory["weights"] < 0.6 * wide.memory["weights"]


def test_an_unmeasured_family_has_the_wider_interval():
    known, other = ask(chip="nv-h200-sxm"), ask(chip="amd-mi300x")

    def width(found):
        return found.tpot.value.high / found.tpot.value.low

    assert width(other) >= width(known)
    assert any("cdna3" in caveat for caveat in other.caveats)
    assert not known.caveats


def test_the_answer_is_plain_data_with_sources():
    found = ask(plan={"tp": 8}, concurrency=16).to_dict()
    assert found["plan"]["tp"] == 8
    assert "serving-aiconfigurator-silicon" in found["sources"]
    assert found["tpot"]["value"]["low"] < found["middle"]["tpot"]
    assert found["precision"]["cache"] == "fp8"


def test_pools_apart_keep_the_time_per_token_free_of_prefills():
    load = {"count": 8, "input_tokens": 8192, "output_tokens": 512, "concurrency": 32, "plan": {"tp": 4}}
    joint = ask(**load)
    apart = ask(**load, prefill_count=4, prefill_plan={"tp": 4})
    assert apart.middle["tpot"] < joint.middle["tpot"]
    assert apart.middle["total_rate"] == pytest.approx(8 * apart.middle["output_rate"])
    assert apart.concurrency == 32
    bound = ask(**load | {"concurrency": None}, prefill_count=4, prefill_plan={"tp": 4}, tpot_target=0.02)
    assert bound.middle["tpot"] <= 0.02
    with pytest.raises(UserError, match="prefill_count"):
        ask(prefill_count=8)
    with pytest.raises(UserError, match="divide the count"):
        ask(**load, prefill_count=4, prefill_plan={"tp": 3})
