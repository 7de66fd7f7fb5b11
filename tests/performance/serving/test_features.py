"""What engines can do besides: cached prefixes, weights in the host's memory, sparse attention, pools apart, spans."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whackachip.catalog.lookup import find_chip
from whackachip.catalog.model import find_model
from whackachip.errors import UserError
from whackachip.performance.serving import Batch, Load, coefficients, forward, memory, most_sequences, serve
from whackachip.performance.serving.build import FORMATS, KV_BYTES, formats, with_formats
from whackachip.performance.serving.estimate import ServingEstimate, estimate_serving
from whackachip.performance.serving.fewest import fewest_serving
from whackachip.performance.serving.forward import seen_cells
from whackachip.performance.serving.span import estimate_over
from whackachip.performance.serving.steady import prefill_rate
from whackachip.performance.serving.traffic import exchange_time
from whackachip.performance.serving.weights import chip_weights
from whackachip.quantities import Interval

C = coefficients()


def ask(model: str = "llama-3.1-70b", chip: str = "nv-h100-sxm-80", **asked: Any) -> ServingEstimate:
    told = {"count": 8, "input_tokens": 2048, "output_tokens": 512} | asked
    return estimate_serving(find_model(model), find_chip(chip).chip, **told)


@settings(max_examples=25, deadline=None)
@given(length=st.integers(64, 60_000), share=st.floats(0, 0.99), many=st.floats(1, 200))
def test_a_longer_cached_prefix_never_takes_longer(case: Any, length: int, share: float, many: float) -> None:
    work, on, plan = case("llama-3.1-70b", tp=8.0)
    shares = np.array([0.0, share / 2, share]) * length
    served = serve(work, on, plan, Load(many, float(length), 256.0, np.floor(shares)), C)
    assert np.all(np.diff(served.prefill) <= 1e-9 * served.prefill[0])
    assert np.all(np.diff(served.ttft) <= 1e-6 * served.ttft[0])
    assert np.all(np.isfinite(served.tpot))


def test_prompts_found_in_the_cache_count_as_read_and_their_keys_are_still_seen(case: Any) -> None:
    work, on, plan = case("llama-3.1-8b")
    none, half = (prefill_rate(work, on, plan, Load(8.0, 8192.0, 1.0, kept), C) for kept in (0.0, 4096.0))
    assert none < half < 2 * none * 1.02
    alone = forward(work, on, plan, Batch(0.0, 8192.0, 4096.0, 4096.0))
    behind = forward(work, on, plan, Batch(0.0, 8192.0, 4096.0, 8192.0, 4096.0))
    assert behind.attention > 1.5 * alone.attention
    assert behind.products == pytest.approx(float(alone.products))


@settings(max_examples=25, deadline=None)
@given(share=st.floats(0, 0.95), more=st.floats(0.001, 0.04))
def test_weights_in_the_hosts_memory_make_room_and_cost_time(case: Any, share: float, more: float) -> None:
    work, on, plan = case("llama-3.1-70b", tp=4.0)
    few, many = (plan._replace(offload=value) for value in (share, share + more))
    assert most_sequences(work, on, many, 4096.0) >= most_sequences(work, on, few, 4096.0)
    batch = Batch(8.0, 4096.0, 0.0, 0.0)
    assert forward(work, on, many, batch).floor >= forward(work, on, few, batch).floor
    kept, sent = memory(work, on, many, 0.0, 1.0).weights, many.offload * chip_weights(work, plan)
    assert kept + sent == pytest.approx(float(chip_weights(work, plan)))


def test_what_is_sent_from_the_host_takes_at_least_its_bytes_over_the_link(case: Any) -> None:
    work, on, plan = case("llama-3.1-70b", tp=4.0, offload=0.5)
    floor = forward(work, on, plan, Batch(1.0, 128.0, 0.0, 0.0)).floor
    assert floor >= 0.5 * chip_weights(work, plan) / on.host * (1 - 1e-9)
    assert ask(count=1, offload=0.7).verdict == "yes"
    assert ask(count=1, precision="bf16").verdict == "no"


def test_sparse_attention_reads_no_more_than_it_picks(case: Any) -> None:
    work, on, plan = case("deepseek-v3.2", chip="nv-h800-sxm", precision="fp8_block", dp=32.0, ep=32.0)
    whole = work._replace(sparse=0.0)
    for context in (100.0, 2048.0, 65536.0):
        assert seen_cells(work, context) <= seen_cells(whole, context) * (1 + 1e-9)
        batch = Batch(64.0, context, 0.0, 0.0)
        faster = forward(work, on, plan, batch).attention / forward(whole, on, plan, batch).attention
        assert faster < 0.3 if context > 60_000 else faster < 1.6
    assert seen_cells(work, 65536.0) == pytest.approx(61 * (2048 * 576 + 65536 * 128))


@pytest.mark.parametrize("name", list(FORMATS))
def test_every_format_is_served_where_the_chip_has_its_rate(name: str) -> None:
    found = ask(chip="nv-b200", precision=name, plan={"tp": 4}, concurrency=16)
    wide = ask(chip="nv-b200", precision="bf16", plan={"tp": 4}, concurrency=16)
    if found.verdict == "depends":
        assert found.missing is not None
        return
    assert found.verdict == "yes"
    assert found.memory["weights"] <= wide.memory["weights"]
    # Kernels that widen weights of fewer bits as they go were measured to be the slower ones on this chip.
    assert found.middle["tpot"] <= wide.middle["tpot"] * (1.25 if name.endswith("_wo") else 1.05)


def test_a_cache_of_fewer_bits_holds_more(case: Any) -> None:
    work, on, plan = case("llama-3.1-70b", tp=4.0)
    order = sorted(KV_BYTES, key=lambda name: KV_BYTES[name])
    room = [
        float(
            most_sequences(
                work, on, with_formats(plan, formats("bf16", name))._replace(kv_bytes=KV_BYTES[name]), 8192.0
            )
        )
        for name in order
    ]
    assert room == sorted(room, reverse=True)
    assert room[0] > 4 * room[-1]


@pytest.mark.parametrize("split", [{"tp": 8}, {"tp": 4}, {"tp": 2, "pp": 4}, {"pp": 8}])
def test_however_it_is_split_rates_obey_littles_law_and_all_chips_are_used(split: dict[str, int]) -> None:
    found = ask(plan=split, concurrency=32, precision="fp8")
    size = split.get("tp", 1) * split.get("pp", 1)
    assert found.replicas == 8 / size
    request = found.middle["ttft"] + found.middle["tpot"] * 511
    assert found.middle["total_rate"] * request == pytest.approx(32 * 512, rel=1e-6)


def test_pools_apart_are_divided_as_gives_most_and_both_targets_hold() -> None:
    told = {"count": 32, "tpot_target": 0.05, "ttft_target": 3.0, "precision": "fp8_block"}
    apart = ask("deepseek-v3", "h800", apart=True, **told)
    assert apart.verdict == "yes"
    assert apart.middle["tpot"] <= 0.05
    assert apart.middle["ttft"] <= 3.0
    assert apart.prefill_plan is not None
    used = [replicas * plan["tp"] * plan["pp"] * plan["dp"] for plan, replicas in
            ((apart.plan, apart.replicas), (apart.prefill_plan, apart.prefill_replicas))]  # fmt: skip
    assert sum(used) == 32
    held = ask("deepseek-v3", "h800", prefill_count=int(used[1]), **told)
    assert held.middle["output_rate"] == pytest.approx(apart.middle["output_rate"])
    with pytest.raises(UserError, match="prefill_count"):
        ask("deepseek-v3", "h800", **{**told, "prefill_count": 32})


def test_a_looser_target_never_gives_less() -> None:
    rates = [ask(tpot_target=target).middle["output_rate"] for target in (0.015, 0.02, 0.05, 0.2)]
    assert rates == sorted(rates)
    rates = [ask(ttft_target=target).middle["output_rate"] for target in (0.3, 1.0, 10.0)]
    assert rates == sorted(rates)


def test_guesses_that_are_kept_more_often_never_slow_an_answer_down() -> None:
    times = [
        ask(plan={"tp": 8}, concurrency=4, draft=2, acceptance=a).middle["tpot"] for a in (0.0, 0.3, 0.6, 0.9, 1.0)
    ]
    assert times == sorted(times, reverse=True)


def test_a_span_holds_its_ends_and_its_middle() -> None:
    model, chip = find_model("llama-3.1-70b"), find_chip("h100").chip
    told: dict[str, Any] = {"count": 8, "tpot_target": 0.05}
    exact = {"input_tokens": Interval.exact(1000), "output_tokens": Interval.exact(256)}
    wide = estimate_over(model, chip, exact | {"input_tokens": Interval(1000, 3000)}, **told)
    for tokens in (1000, 2000, 3000):
        one = estimate_serving(model, chip, input_tokens=tokens, output_tokens=256, **told)
        for name in ("ttft", "tpot", "output_rate", "total_rate"):
            assert getattr(wide, name).known.low <= getattr(one, name).known.low * (1 + 1e-9)
            assert getattr(wide, name).known.high >= getattr(one, name).known.high * (1 - 1e-9)
    same = estimate_over(model, chip, exact, **told)
    assert same == estimate_serving(model, chip, input_tokens=1000, output_tokens=256, **told)


def test_a_span_that_is_served_in_part_depends_and_says_where_not() -> None:
    model, chip = find_model("llama-3.1-70b"), find_chip("h100").chip
    lengths = {"input_tokens": Interval(1000, 2_000_000), "output_tokens": Interval.exact(256)}
    found = estimate_over(model, chip, lengths, count=4)
    assert found.verdict == "depends"
    assert "not over the whole span" in found.reason
    assert found.tpot.value is None
    with pytest.raises(UserError, match="cannot be a span"):
        estimate_over(model, chip, {"count": Interval(1, 8)}, input_tokens=1, output_tokens=1)


def test_the_fewest_chips_meet_the_targets_and_one_step_fewer_does_not() -> None:
    model, chip = find_model("llama-3.1-405b"), find_chip("h100").chip
    told = {"input_tokens": 1024, "output_tokens": 256, "tpot_target": 0.05, "precision": "fp8"}
    found = fewest_serving(model, chip, rate=3000.0, **told)
    assert found.count is not None
    assert found.estimate.middle["total_rate"] >= 3000
    assert found.estimate.middle["tpot"] <= 0.05
    for fewer in range(8, found.count, 8):
        less = estimate_serving(model, chip, count=fewer, **told)
        assert less.verdict != "yes" or less.middle["total_rate"] < 3000
    alone = fewest_serving(model, chip, input_tokens=1024, output_tokens=256, precision="fp8")
    assert alone.count is not None
    assert alone.count <= found.count


def test_targets_that_cannot_be_met_and_figures_that_lack() -> None:
    model = find_model("llama-3.1-70b")
    never = fewest_serving(model, find_chip("a100").chip, input_tokens=1024, output_tokens=256, tpot_target=1e-4)
    assert never.count is None
    assert "shortest time per token" in never.estimate.reason
    lacks = fewest_serving(model, find_chip("name=x, bf16_dense=400").chip, input_tokens=1024, output_tokens=256)
    assert (lacks.count, lacks.estimate.verdict) == (None, "depends")
    assert lacks.estimate.missing
    with pytest.raises(UserError, match="above zero"):
        fewest_serving(model, find_chip("a100").chip, rate=0.0, input_tokens=1, output_tokens=1)


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ({"prefix": 1.0}, "prefix"),
        ({"prefix": -0.1}, "prefix"),
        ({"offload": 1.0}, "offload"),
        ({"year": 1999.0}, "year"),
        ({"draft_cost": -1.0}, "draft_cost"),
        ({"count": 10**9}, "count"),
        ({"input_tokens": 10**27}, "input_tokens"),
        ({"tpot_target": 0.0}, "tpot_target"),
        ({"concurrency": 1e30}, "concurrency"),
        ({"draft": 65}, "draft"),
    ],
)
def test_absurd_numbers_are_refused(asked: dict[str, Any], text: str) -> None:
    with pytest.raises(UserError, match=text):
        ask(**asked)


def test_a_million_chips_overflow_nothing() -> None:
    found = ask("deepseek-v3", "h800", count=1_000_000, concurrency=1_000_000)
    assert found.verdict == "yes"
    assert all(np.isfinite(value) and value > 0 for value in found.middle.values())
    with pytest.raises(UserError, match="implausible"):
        ask(chip="name=x, bf16_dense=1e27, memory=80, memory_bandwidth=2000, sm_count=100")
    wild = "name=x, bf16_dense=1e6, memory=1e4, memory_bandwidth=1e5, sm_count=100"
    fast = ask(chip=wild, count=1)
    assert all(np.isfinite(value) and value > 0 for value in fast.middle.values())


@pytest.mark.parametrize("lacking", ["bf16_dense", "memory", "memory_bandwidth"])
def test_each_figure_that_lacks_is_named(lacking: str) -> None:
    figures = {"bf16_dense": 400, "memory": 80, "memory_bandwidth": 2000}
    spec = ", ".join(["name=x", *(f"{key}={value}" for key, value in figures.items() if key != lacking)])
    found = ask("llama-3.1-8b", chip=spec, count=1)
    assert found.verdict == "depends"
    assert found.missing is not None
    assert lacking.split("_")[0].replace("memory", "memory") in found.missing or lacking == "bf16_dense"
    assert found.missing in found.reason


def test_dispatch_and_combine_over_400_gb_s_take_what_deepseek_reckons(case: Any) -> None:
    """32 tokens a chip to eight experts and a shared one take (1 + 2) bytes x 32 x 9 x 7,168 / 50 GB/s = 121 us a layer
    at best, which bounds decoding to 67 tokens a second (ISCA 2025, section 4.3, through a digest)."""
    work, on, plan = case("deepseek-v3", chip="nv-h800-sxm", precision="fp8_block", dp=256.0, ep=256.0)
    found = float(exchange_time(32.0, work._replace(route_nodes=0.0), on, plan))
    best = 3 * 32 * 9 * 7168 / 50e9
    assert best == pytest.approx(120.96e-6, rel=0.03)
    assert 0.75 * best < found < 1.35 * best
    assert float(exchange_time(32.0, work._replace(route_nodes=4.0), on, plan)) < 0.7 * found


@pytest.mark.parametrize("count", [9, 10, 13, 24, 31])
def test_a_count_that_plans_do_not_divide_is_no_worse_than_the_power_below(count: int) -> None:
    odd, even = (
        ask("hunyuan-large", "h20", count=count),
        ask("hunyuan-large", "h20", count=2 ** (count.bit_length() - 1)),
    )
    assert odd.verdict == "yes"
    assert odd.middle["total_rate"] >= even.middle["total_rate"] * (1 - 1e-9)
    used = odd.replicas * odd.plan["tp"] * odd.plan["pp"] * odd.plan["dp"]
    assert used <= count
    assert any("rest" in caveat for caveat in odd.caveats) == (used < count)
    assert odd.middle["output_rate"] * count == pytest.approx(odd.middle["total_rate"])
