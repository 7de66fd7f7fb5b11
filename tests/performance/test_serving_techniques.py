"""Techniques of prefill and decoding: steps multiply, nothing counts twice, each acts on what it says."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from itertools import combinations
from typing import Any

import pytest

from whackachip import catalog
from whackachip.catalog.cache import cache_bytes
from whackachip.errors import UserError
from whackachip.performance.run import Question
from whackachip.performance.serving.build import workload
from whackachip.performance.serving.forward import cache_cells
from whackachip.performance.serving.weights import parameters
from whackachip.performance.techniques import Asked, Technique, serving_waterfall, techniques, waterfall
from whackachip.performance.techniques.serving import plainer, serving_side
from whackachip.performance.techniques.technique import chosen
from whackachip.performance.techniques.waterfall import Waterfall

EVERY = dict.fromkeys(("gqa", "mla", "cla", "hybrid", "sparse-attention", "node-limit"))


def asked(chip: str, model: str = "hunyuan-large", phase: str = "decode", **given: Any) -> Asked:
    return Asked(catalog.find_model(model), catalog.find_chip(chip).chip, given.pop("count", 32), phase, **given)


def fell(model: str = "hunyuan-large", phase: str = "decode", on: str = "h20", **given: Any) -> Waterfall:
    words = {name: tuple(sorted(given.pop(name, ()))) for name in ("added", "without")}
    return _fell(model, phase, on, words["added"], words["without"], tuple(sorted(given.items())))


@cache
def _fell(model: str, phase: str, on: str, added: Any, without: Any, given: Any) -> Waterfall:
    here, there = (asked(chip, model, phase, **dict(given)) for chip in (on, "h800"))
    return serving_waterfall(here, there, added, without)


@pytest.mark.parametrize(("model", "phase"), [("hunyuan-large", "decode"), ("hunyuan-large", "prefill"),
                                              ("llama-3.1-70b", "decode"), ("minimax-text-01", "prefill")])  # fmt: skip
def test_the_steps_multiply_to_what_is_left(model: str, phase: str) -> None:
    found = fell(model, phase)
    assert found.phase == phase
    product = math.prod(step.gain[1] for step in found.steps)
    assert found.left[1] == pytest.approx(found.gap / product, rel=1e-9)
    assert [step.before for step in found.steps[1:]] == [step.after for step in found.steps[:-1]]
    assert found.left[0] <= found.left[1] <= found.left[2]


def test_the_smallest_set_closes_and_none_of_its_parts_does() -> None:
    found = fell("llama-3.1-70b", tpot=0.03)
    assert found.smallest is not None
    whole = {step.technique.id for step in found.steps}
    assert fell("llama-3.1-70b", tpot=0.03, without=whole - set(found.smallest)).left[1] <= 1
    for size in range(len(found.smallest)):
        for some in combinations(sorted(whole), size):
            assert fell("llama-3.1-70b", tpot=0.03, without=whole - set(some)).left[1] > 1


def test_a_chip_against_itself_has_no_gap() -> None:
    found = serving_waterfall(asked("h800"), asked("h800"))
    assert found.gap == 1
    assert found.left_both == pytest.approx(1, rel=1e-9)
    assert found.smallest == ()


def test_undoing_every_change_of_attention_gives_all_heads_of_all_layers() -> None:
    """Hunyuan-Large keeps a twentieth of that: a tenth of the heads, every other layer."""
    model = catalog.find_model("hunyuan-large")
    work = workload(model)
    plain = plainer(work, {})
    layers, heads, width = (model.count(name) for name in ("layers", "attention_heads", "head_dim"))
    assert float(cache_cells(plain, 1000.0)) == layers * heads * 2 * width * 1000
    assert float(cache_cells(plain, 1000.0)) * 2 == pytest.approx(20 * cache_bytes(model, 1000))
    latent = plainer(workload(catalog.find_model("deepseek-v3")), {})
    assert float(cache_cells(latent, 1.0)) == 61 * 128 * (192 + 128)


@pytest.mark.parametrize("model", ["hunyuan-large", "deepseek-v3", "deepseek-v3.2", "minimax-text-01", "gpt-oss-120b"])
def test_undoing_nothing_changes_nothing_but_the_limit_of_nodes(model: str) -> None:
    work = workload(catalog.find_model(model))
    kept = plainer(work, EVERY)
    assert kept._replace(route_nodes=work.route_nodes) == work


@pytest.mark.parametrize("size", [2.0, 4.0, 7.0])
def test_the_dense_model_has_so_many_times_the_weights_of_a_token(size: float) -> None:
    work = workload(catalog.find_model("deepseek-v3"))
    dense = parameters(plainer(work, EVERY | {"-sparse-experts": size}))
    own = parameters(work)
    passed = float(own.dense + own.shared + own.experts * work.top / work.experts) - 58 * 256 * 7168
    assert float(dense.dense) == pytest.approx(size * passed, rel=1e-6)
    assert float(dense.experts) == 0


def test_a_technique_of_a_group_replaces_another_and_multipliers_give_way() -> None:
    kv8 = fell("llama-3.1-70b")
    both = fell("llama-3.1-70b", added=("kv2",))
    assert both.left[1] <= kv8.left[1]
    eagle = fell("llama-3.1-70b", added=("eagle",))
    assert eagle.left[1] == pytest.approx(kv8.left[1] / 2.5, rel=0.02)
    guessed = {step.technique.id: step.gain for step in fell("deepseek-v3", count=64, added=("eagle",)).steps}
    assert guessed["eagle"] == (1.0, 1.0, 1.0)
    assert guessed["mtp"][1] > 1.3


def test_prompts_that_are_cached_cost_less_in_prefill_and_wide_groups_need_experts() -> None:
    plain, kept = fell(phase="prefill"), fell(phase="prefill", added=("prefix",))
    gain = {step.technique.id: step.gain for step in kept.steps}["prefix"]
    assert kept.left[1] < plain.left[1]
    assert 1 / (1 - 0.4) * 0.8 < gain[0] < gain[1] < gain[2]
    assert "routes nothing" in fell("llama-3.1-70b").left_out["wide-groups"]


def test_a_target_that_no_plain_plan_meets_is_refused_with_a_hint() -> None:
    with pytest.raises(UserError, match="--count"):
        fell(tpot=1e-4)
    with pytest.raises(UserError, match="--count"):
        fell("llama-3.1-405b", count=2)
    with pytest.raises(UserError, match="outside"):
        asked("h20", count=0)
    with pytest.raises(UserError, match="outside"):
        asked("h20", tpot=-1.0)


def test_what_is_of_another_phase_is_refused_and_gates_take_any_of_their_figures() -> None:
    with pytest.raises(UserError, match="no technique of decode"):
        fell(added=("muon",))
    with pytest.raises(UserError, match="kv8"):
        fell(added=("kv9",))
    kept, _, _ = chosen("decode", {"moe"}, catalog.find_chip("a100").chip)
    assert "w8a8" in {technique.id for technique in kept}
    bare = catalog.find_chip("name=x, bf16_dense=400").chip
    _, out, depends = chosen("decode", {"moe"}, bare)
    assert "no rate_fp8_tops or rate_int8_tops" in out.get("w8a8", "") or depends["w8a8"] == "rate_fp8_tops"
    _, out, depends = chosen("train", {"moe"}, catalog.find_chip("a100").chip)
    assert "no rate_fp8_tops" in out["fp8"]
    assert "fp8" not in depends


def test_without_a_figure_of_a_chip_what_hangs_on_it_depends_and_multipliers_stand() -> None:
    model, versus = catalog.find_model("hunyuan-large"), catalog.find_chip("h800").chip
    found = waterfall(
        *(Question(model, chip, 64) for chip in (catalog.find_chip("hw-910b4").chip, versus)), added=("muon",)
    )
    assert (found.verdict, found.missing, found.gap) == ("depends", "scaleup_bandwidth_gbs", None)
    assert {step.technique.id for step in found.steps} == {"moe", "muon"}
    assert all(step.after is None and step.gain[0] < step.gain[1] < step.gain[2] for step in found.steps)
    assert set(found.depends.values()) <= {"scaleup_bandwidth_gbs", "rate_fp8_tops"}
    assert {"gqa", "cla", "selective-recompute"} <= found.depends.keys()
    turned = waterfall(*(Question(model, chip, 64) for chip in (versus, catalog.find_chip("hw-910b4").chip)))
    assert turned.verdict == "depends"
    assert turned.reason.startswith("hw-910b4")
    served = serving_waterfall(
        *(Asked(model, catalog.find_chip(name).chip, 32, "decode") for name in ("hw-910b4", "h800"))
    )
    assert (served.verdict, served.left, served.smallest) == ("depends", None, None)
    assert "mtp" not in served.depends, "the model has none"


def test_fewer_bits_and_a_smaller_cache_never_slow_a_step_down() -> None:
    side = serving_side(asked("h800", "llama-3.1-70b"))
    plain, eight, kept = (side.timed(dict.fromkeys(words)) for words in (("gqa",), ("gqa", "w8a8"), ("gqa", "kv8")))
    assert plain is not None
    assert eight is not None
    assert kept is not None
    assert eight < plain
    assert kept <= plain


def test_more_time_for_a_token_never_costs_more() -> None:
    tight, loose = (serving_side(asked("h20", tpot=value)).timed({"gqa": None}) for value in (0.04, 0.2))
    assert tight is not None
    assert loose is not None
    assert loose <= tight


def test_every_technique_is_of_a_phase_and_says_where_it_comes_from() -> None:
    for technique in techniques():
        assert technique.sources
        assert set(technique.phases) <= {"train", "prefill", "decode"}
        assert (technique.mechanism is None) != (technique.multiplier is None)
    one = techniques()[0]
    assert isinstance(replace(one, id="x"), Technique)
