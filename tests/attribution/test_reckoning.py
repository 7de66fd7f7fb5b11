"""Numbers as evidence: what physics excludes, what only leans, and when a number may exclude nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from whackachip.attribution.attribute import attribute
from whackachip.attribution.likelihood import Asked
from whackachip.attribution.reckoning import Reckoning, excluded, leanings, reckonings
from whackachip.attribution.weights import weights
from whackachip.attribution.workload import catalogued, workload
from whackachip.catalog import chips
from whackachip.evidence import Evidence, Finding, load_signals

SIGNALS = {signal.id: signal for signal in load_signals()}
CHIPS = chips()
V3 = Asked("pretraining", date(2024, 12, 26), "deepseek-v3")
HUNYUAN = Asked("serving", date(2024, 11, 5), "hunyuan-large")


def finding(signal: str, token: str, stage: str, **more: object) -> Finding:
    known = Finding(signal, SIGNALS[signal].category, stage, "prose", "README.md", 1, token)
    return replace(known, **more)  # type: ignore[arg-type]


HOURS = finding("T01-hours", "H800", "pretraining", chips=("H800",), device_hours=2.664e6)
BF16 = finding("T05", "BF16 requires 16 H800 or H20 GPUs", "serving", value="16")


def read(found: list[Finding], asked: Asked, declared: tuple[str, ...] = ()) -> dict[str, Reckoning]:
    return {one.sort: one for one in reckonings(found, asked, CHIPS, declared, weights()) if one.finding}


def families(one: Reckoning, verdict: str) -> set[str]:
    return {chip.family for chip in CHIPS if one.verdicts.get(chip.id) == verdict}


def test_hours_rule_out_chips_that_could_not_have_done_the_work() -> None:
    one = read([HOURS], V3)["hours"]
    assert one.vetoes
    assert {"h20", "a800", "a100", "v100"} <= families(one, "impossible")
    assert {"h800", "h100"} <= families(one, "plausible")
    assert "3.34e+24 FLOP" in one.stated


def test_the_most_hours_count_since_parts_of_a_run_are_told_too() -> None:
    part = replace(HOURS, device_hours=180_000.0)  # for each trillion tokens
    both = read([part, HOURS], V3)["hours"]
    assert both.finding is HOURS
    alone = read([part], V3)["hours"]
    assert not alone.vetoes  # it would exclude the H800 that it names
    assert "misread" in alone.note


def test_a_number_of_another_model_stage_or_repository_excludes_nothing() -> None:
    other = replace(HOURS, model="DeepSeek-V2")
    assert "hours" not in read([other], replace(V3, others=("deepseek-v2",)))
    assert "hours" not in read([HOURS], replace(V3, stage="finetuning"))
    assert "hours" not in read([HOURS], replace(V3, others=("deepseek-v2",)))  # it may be either's
    assert "hours" not in read([replace(HOURS, counts=False)], V3)
    assert "hours" not in read([HOURS], replace(V3, model="a model that nobody knows"))


def test_a_claim_that_arithmetic_contradicts_is_told_and_not_used() -> None:
    one = read([replace(HOURS, chips=())], V3, declared=("h20",))["hours"]
    assert (one.vetoes, one.weighs) == (False, False)
    assert "misread" in one.note
    assert "h20" in families(one, "impossible")


def test_memory_rules_out_only_what_cannot_hold_the_weights() -> None:
    one = read([BF16], HUNYUAN)["memory"]
    assert {"h20", "h800", "a100"} <= families(one, "consistent")
    assert {"v100", "l40s"} <= families(one, "impossible")
    assert {"h200", "mi300x"} <= families(one, "needless")
    lean = leanings([one], SIGNALS, HUNYUAN, weights())[0]
    h20, h200, l40s = (next(chip for chip in CHIPS if chip.family == name) for name in ("h20", "h200", "l40s"))
    assert lean.for_chip(h20) > lean.for_chip(h200) == lean.for_chip(l40s) == 0
    without = read([replace(BF16, token="requires 16 GPUs")], HUNYUAN)["memory"]
    assert "at least 4 bit" in without.stated
    assert not families(without, "needless")
    assert len(without.impossible) < len(one.impossible)


def test_weights_of_a_training_may_lie_in_the_memory_of_the_host() -> None:
    tuning = replace(BF16, stage="finetuning")
    assert "memory" not in read([tuning], replace(HUNYUAN, stage="finetuning"))


def test_an_achieved_rate_and_its_share_of_the_peak() -> None:
    rate = finding("T07", "over 180 TFLOPS per GPU", "pretraining", value="180")
    share = finding("T07-mfu", "58.3% MFU", "pretraining", value="58.3", line=2)
    asked = Asked("pretraining", date(2023, 9, 6), None)
    found = read([rate, share], asked)
    assert "h20" in families(found["rate"], "impossible") | families(found["rate"], "implausible")
    assert {"v100"} <= families(found["rate"], "impossible")
    assert families(found["peak"], "plausible") >= {"a100", "a800"}
    assert "h800" in families(found["peak"], "unlike")
    assert not found["peak"].vetoes
    assert "peak" not in read([rate, replace(share, line=40)], asked)


def test_tokens_a_second_are_a_rate() -> None:
    one = read([finding("T12", "3100 tokens/s/GPU", "pretraining")], V3)["rate"]
    assert "TFLOP/s" in one.stated
    assert "v100" in families(one, "impossible")
    slow = read([finding("T12", "20 tokens/s/GPU", "pretraining")], V3)["rate"]
    assert {"h800", "h20", "a800"} <= families(slow, "not-diagnostic")


def test_a_long_run_began_long_before_the_release() -> None:
    asked = Asked("pretraining", date(2024, 6, 15), "deepseek-v3")
    days = replace(HOURS, device_hours=None, days=90.0, chips=())
    found = read([days], asked)
    assert "h200" in families(found["dates"], "impossible")
    assert "h800" not in families(found["dates"], "impossible")


def test_a_device_without_a_name_is_looked_up() -> None:
    row = finding("T06-device", "E 147 96 5.64 √", "pretraining", implies="rate_bf16 >= 125")
    one = read([row], V3)["device"]
    assert families(one, "plausible") == {"h20"}
    assert not one.vetoes


def test_what_is_ruled_out_has_no_probability_and_the_rest_sums_to_one() -> None:
    evidence = Evidence("r", (replace(HOURS, chips=()),), tuple(SIGNALS))
    ask = {"country": "CN", "released": date(2024, 12, 26), "stages": ("pretraining",), "developer": "DeepSeek"}
    with_it = attribute(evidence, CHIPS, model="deepseek-v3", **ask).stages[0]  # type: ignore[arg-type]
    without = attribute(evidence, CHIPS, model="a model that nobody knows", **ask).stages[0]  # type: ignore[arg-type]
    assert with_it.families.get("h20", 0) == 0
    assert without.families["h20"] > 0.1
    for stage in (with_it, without):
        assert sum(stage.chips.values()) == pytest.approx(1)
        assert sum(stage.prior.values()) == pytest.approx(1)


def test_nothing_is_ruled_out_where_nothing_would_be_left() -> None:
    everything = Reckoning("hours", "", HOURS, {chip.id: "impossible" for chip in CHIPS}, {}, vetoes=True)
    assert excluded([everything], {chip.id: 0.1 for chip in CHIPS} | {"other": 0.1}) == frozenset()


def test_a_name_that_several_models_have_gives_the_least_of_them() -> None:
    assert {model.id for model in catalogued("Llama 2")} == {"llama-2-7b", "llama-2-13b", "llama-2-70b"}
    one, all_of_them = workload("llama-2-70b"), workload("Llama 2")
    assert one.training_flops is not None
    assert all_of_them.training_flops is not None
    assert all_of_them.training_flops[0] < one.training_flops[0]
    assert workload("Nothing-130B").least_parameters == 130e9
    assert workload(None).training_flops is None
