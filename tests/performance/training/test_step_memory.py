"""Memory agrees with the formulas of Megatron's papers where they overlap."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from whackachip.performance.training import Cluster, Plan, Workload, memory
from whackachip.performance.training.memory import in_flight, layer_activations, score_activations
from whackachip.performance.training.weights import all_weights

sizes = st.sampled_from([1.0, 2.0, 4.0, 8.0])


def plain(heads: float, width: float, sequence: float) -> Workload:
    hidden = heads * width
    return Workload(
        48.0, hidden, 4 * hidden, heads, heads, width, width, 51200.0, sequence, 512.0, gated=0.0, dropout=1.0
    )  # fmt: skip


@given(st.sampled_from([16.0, 64.0, 96.0]), st.sampled_from([64.0, 128.0]), sizes, sizes, st.sampled_from([0.0, 1.0]))
def test_activations_of_a_layer_are_those_of_the_paper(heads, width, batch, t, parallel):
    """arXiv 2205.05198: equation 1 (t = 1), equation 2 (tensor), equation 4 (tensor and sequence)."""
    s, h, a = 2048.0, heads * width, heads
    work = plain(heads, width, s)
    plan = Plan(t, 1.0, 1.0, batch, sequence_parallel=parallel)
    kept = float(layer_activations(work, plan) + score_activations(work, plan))
    if parallel or t == 1:
        expected = s * batch * h / t * (34 + 5 * a * s / h)
    else:
        expected = s * batch * h * (10 + 24 / t + 5 * a * s / (h * t))
    assert kept == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("heads", "hidden", "selective"), [(64, 6144, 0.4), (96, 12288, 0.3), (128, 20480, 0.2), (160, 25600, 0.2)]
)
def test_selective_recomputation_saves_what_the_paper_says(heads, hidden, selective):
    """Section 5: dropping the scores of GPT-3 saves 70 % and of the 530B model 65 % of a layer's activations; the
    ratio is 5as/h to 34 + 5as/h."""
    work = plain(float(heads), hidden / heads, 2048.0)
    plan = Plan(8.0, 1.0, 1.0, 1.0)
    scores, rest = float(score_activations(work, plan)), float(layer_activations(work, plan))
    assert scores / (scores + rest) == pytest.approx(1 / (1 + 34 * hidden / (5 * heads * 2048)), rel=1e-12)
    assert scores / (scores + rest) > selective


def test_scores_of_the_paper_s_examples():
    """Section 5: 5as/h is 80 for GPT-3 175B and 64 for the 530B model, so that 70 % and 65 % are saved."""
    for heads, width, share in ((96.0, 128.0, 0.70), (128.0, 160.0, 0.65)):
        work, plan = plain(heads, width, 2048.0), Plan(8.0, 1.0, 1.0, 1.0)
        scores, rest = float(score_activations(work, plan)), float(layer_activations(work, plan))
        assert scores / (scores + rest) == pytest.approx(share, abs=0.006)


@given(sizes, sizes, st.sampled_from([1.0, 2.0, 3.0]))
def test_in_flight_is_that_of_one_forward_one_backward(pp, dp, virtual):
    """arXiv 2205.05198, section 4.2.3: L (1 + (p - 1) / (p m)) layers whatever the micro-batches."""
    work = plain(96.0, 128.0, 2048.0)
    plan = Plan(8.0, pp, dp, 1.0, virtual=virtual if pp > 1 else 1.0)
    layers = float(in_flight(work, plan)) * 48 / pp
    expected = 48 * (1 + (pp - 1) / (pp * virtual)) if virtual > 1 and pp > 1 else 48
    assert layers == pytest.approx(min(expected, 48 * float(work.batch) / dp))


def test_states_are_eighteen_bytes_a_weight_before_sharding(gpt, a100):
    """arXiv 1910.02054 (ZeRO) counts 16 with gradients in 2 bytes; Megatron keeps them in 4."""
    plan = Plan(1.0, 1.0, 64.0, 1.0, zero=0.0)
    found = memory(gpt._replace(tied=1.0), a100, plan)
    held = float(found.weights + found.gradients + found.optimizer)
    assert held == pytest.approx(18 * float(all_weights(gpt._replace(tied=1.0))), rel=1e-6)


def test_each_stage_of_zero_shards_more(gpt, a100):
    totals = [float(memory(gpt, a100, Plan(8.0, 1.0, 8.0, 1.0, zero=stage)).total) for stage in (0.0, 1.0, 2.0, 3.0)]
    assert totals == sorted(totals, reverse=True)
    assert len(set(totals)) == 4


@given(st.floats(0.001, 1), st.floats(0.001, 1))
def test_more_recomputation_never_takes_more(one, other):
    work = plain(96.0, 128.0, 2048.0)
    less, more = sorted((one, other))
    plans = (Plan(8.0, 8.0, 8.0, 1.0, recompute=1 + share) for share in (less, more))
    first, second = (float(memory(work, _cluster(), plan).total) for plan in plans)
    assert second <= first * (1 + 1e-12)


def _cluster():
    return Cluster(512.0, 312e12, 312e12, 312e12, 2e12, 80e9, 108.0, 400.0, 300e9, 8.0, 25e9)


def test_arrays_give_what_a_loop_gives(gpt, mixture, a100):
    plans = [Plan(8.0, 8.0, 1.0, 1.0, recompute=level, zero=zero) for level in (0.0, 1.5, 2.0) for zero in (0.0, 3.0)]
    for work in (gpt, mixture):
        together = memory(work, a100, Plan(*np.array(plans).T)).total
        assert [float(memory(work, a100, plan).total) for plan in plans] == pytest.approx(list(together))


def test_parts_add_up(mixture, h800, wide):
    found = memory(mixture, h800, wide)
    assert float(sum(found[1:])) == pytest.approx(float(found.total))


def test_scores_that_are_written_are_kept_unless_they_are_computed_again(gpt, a100):
    """arXiv 2205.05198, equation 1: 5 a s^2 b / t a layer; with selective recomputation none."""
    plan = Plan(8.0, 8.0, 1.0, 1.0, tiled=0.0)
    layers = float(in_flight(gpt, plan)) * float(gpt.layers) / 8

    def more(recompute):
        written, tiled = (memory(gpt, a100, plan._replace(tiled=t, recompute=recompute)).activations for t in (0, 1))
        return float(written - tiled) / float(score_activations(gpt, plan))

    assert more(0.0) == pytest.approx(layers, rel=1e-9)
    assert more(1.0) == 0
