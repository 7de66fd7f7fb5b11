"""Passes: floors, what makes them faster, and agreement with the catalogue."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whackachip.catalog.cache import cache_bytes
from whackachip.catalog.model import find_model, models
from whackachip.catalog.parameters import attention, linear_attention, total_parameters
from whackachip.errors import UserError
from whackachip.performance.serving import Batch, coefficients, forward
from whackachip.performance.serving.build import workload
from whackachip.performance.serving.forward import cache_cells
from whackachip.performance.serving.steady import kernels
from whackachip.performance.serving.weights import chip_weights, parameters


def _covered():
    for model in models():
        try:
            yield model, workload(model)
        except UserError:
            continue


def test_the_cache_is_that_of_the_catalogue_for_every_model_that_is_covered():
    checked = 0
    for model, work in _covered():
        for context in (1, 100, 5000, 200_000):
            ours = float(cache_cells(work, float(context))) * 2
            assert ours == pytest.approx(cache_bytes(model, context), rel=1e-9), model.id
        checked += 1
    assert checked > 100


@pytest.mark.parametrize(
    "name",
    [
        "llama-3.1-8b", "llama-3.1-70b", "qwen3-32b", "deepseek-v3", "gpt-oss-120b", "hunyuan-large", "qwen3-30b-a3b",
        "qwen3-next-80b-a3b", "minimax-text-01", "mimo-v2-flash", "deepseek-v3.2",
    ],
)  # fmt: skip
def test_weights_are_those_of_the_catalogue_within_two_percent(name):
    total = sum(float(part) for part in parameters(workload(find_model(name))))
    assert total == pytest.approx(total_parameters(find_model(name)).value.middle, rel=0.02)


def test_attention_has_the_weights_of_the_catalogue_gates_and_linear_layers_as_well():
    for model, work in _covered():
        counted = attention(model).total + linear_attention(model).total
        assert float(parameters(work).attention) == pytest.approx(counted, rel=1e-9), model.id


def test_products_of_attention_grow_with_what_is_mixed_in(case):
    work, on, plan = case("qwen3-next-80b-a3b")
    assert 1.6 < work.mixing < 1.8
    batch = Batch(64.0, 4096.0, 0.0, 0.0)
    more, plain = (float(forward(one, on, plan, batch).products) for one in (work, work._replace(mixing=1.0)))
    shared = float(forward(work._replace(mixing=0.0), on, plan, batch).products)
    assert (more - shared) / (plain - shared) == pytest.approx(work.mixing)


def test_linear_layers_take_their_square_and_their_state(case):
    """Of one chunk of 64 tokens a square of 64 x 64 halved, twice (scores, values), for keys and values of every head;
    and a state of keys x values that each token reads and changes: 2 x 2 operations a cell."""
    work, on, plan = case("minimax-text-01", tp=8.0)
    heads, each, layers = 64, 128, 70
    assert work.linear_width == heads * 2 * each
    assert work.state_cells == layers * heads * each * each
    tokens = 8192.0
    alone = work._replace(layers=layers, linear=1.0)
    time = float(forward(alone, on, plan, Batch(0.0, 0.0, tokens, tokens)).attention)
    square = 2 * tokens * 64 / 2 * heads * 2 * each * layers
    state = 4 * tokens * work.state_cells
    least = (square + state) / 8 / on.core_rate
    assert least < time == pytest.approx(least / on.curves.prefill.compute, rel=1e-6)


def test_a_decoding_pass_reads_its_weights_and_its_cache(case):
    work, on, plan = case("llama-3.1-8b")
    time = kernels(forward(work, on, plan, Batch(32.0, 4096.0, 0.0, 0.0)), on, plan, coefficients(), eager=0.0)
    embedding = work.vocabulary * work.hidden * 2
    read = float(chip_weights(work, plan)) - 2 * embedding + 32 * cache_bytes(find_model("llama-3.1-8b"), 4096)
    assert time > read / on.bandwidth
    assert time < 2 * (read + embedding) / on.bandwidth


def test_a_pass_of_prompts_takes_at_least_its_operations(case):
    work, on, plan = case("llama-3.1-70b", tp=8.0)
    parts = forward(work, on, plan, Batch(0.0, 0.0, 8192.0, 8192.0))
    p = parameters(work)
    least = 2 * 8192 * (p.attention + p.dense) / 8 / on.dense_rate
    assert parts.floor >= least * (1 - 1e-9)
    assert least < kernels(parts, on, plan, coefficients(), 1.0) < 4 * least


@settings(max_examples=40, deadline=None)
@given(
    sequences=st.floats(1, 500),
    context=st.floats(1, 100_000),
    prompts=st.floats(0, 8192),
    name=st.sampled_from(["llama-3.1-8b", "deepseek-v3", "gpt-oss-120b", "minimax-text-01"]),
    what=st.sampled_from(["bandwidth", "rates", "link"]),
    more=st.floats(1.01, 8),
)
def test_no_pass_gets_slower_on_a_faster_chip(case, sequences, context, prompts, name, what, more):
    work, on, plan = case(name, chip="nv-h200-sxm", tp=4.0, ep=4.0)
    better = {
        "bandwidth": on._replace(bandwidth=on.bandwidth * more),
        "link": on._replace(link=on.link * more),
        "rates": on._replace(
            attention_rate=on.attention_rate * more, dense_rate=on.dense_rate * more,
            expert_rate=on.expert_rate * more, core_rate=on.core_rate * more,
        ),
    }[what]  # fmt: skip
    batch = Batch(sequences, context, prompts, 8192.0)
    slow, fast = (kernels(forward(work, chip, plan, batch), chip, plan, coefficients()) for chip in (on, better))
    assert np.isfinite(slow)
    assert slow > 0
    assert fast <= slow * (1 + 1e-9)


def test_two_halves_that_overlap_read_their_weights_twice(case):
    work, on, plan = case("deepseek-v3", chip="nv-h800-sxm", precision="fp8_block", dp=32.0, ep=32.0)
    batch = Batch(64.0, 4096.0, 0.0, 0.0)
    once, twice = (forward(work, on, plan._replace(overlap=value), batch) for value in (0.0, 1.0))
    assert twice.experts > once.experts
    assert twice.floor > once.floor


def test_arrays_give_what_single_numbers_give(case):
    work, on, plan = case("gpt-oss-120b", tp=2.0, moe_tp=2.0)
    many = forward(
        work, on, plan, Batch(np.array([1.0, 64.0]), np.array([100.0, 9000.0]), np.array([0.0, 512.0]), 512.0)
    )
    for place, batch in enumerate([Batch(1.0, 100.0, 0.0, 512.0), Batch(64.0, 9000.0, 512.0, 512.0)]):
        one = forward(work, on, plan, batch)
        for whole, single in zip(many, one, strict=True):
            assert np.broadcast_to(whole, (2,))[place] == pytest.approx(float(single), rel=1e-12)


def test_what_is_not_covered_is_refused_with_the_reason():
    with pytest.raises(UserError, match="state space"):
        workload(
            find_model("falcon-mamba-7b")
            if any(m.id == "falcon-mamba-7b" for m in models())
            else find_model("mamba-2.8b")
        )
