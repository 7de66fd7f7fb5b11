"""Workloads and clusters from the catalogue."""

from __future__ import annotations

import math

import pytest

from whackachip.catalog.compute import training_flops
from whackachip.catalog.lookup import find_chip
from whackachip.catalog.model import find_model, models
from whackachip.catalog.parameters import active_beside_embedding, total_parameters
from whackachip.errors import UserError
from whackachip.performance.device import MissingFigure, device
from whackachip.performance.training import cluster, model_flops, workload
from whackachip.performance.training.weights import all_weights


def covered():
    """Every model of the catalogue that the formulas cover, with its workload."""
    for model in models():
        try:
            yield model, workload(model, 4096, 512)
        except UserError:
            continue


def test_weights_are_those_of_the_catalogue_but_for_norms():
    found = {model.id: (total_parameters(model).value, all_weights(work)) for model, work in covered()}
    known = {name: float(mine) / counted.middle for name, (counted, mine) in found.items() if counted}
    assert len(known) > 100
    assert {name: ratio for name, ratio in known.items() if abs(ratio - 1) > 0.01} == {}


def test_flops_are_those_of_the_catalogue():
    """Gated and linear attention, windows, latents, shared networks of another width: all are in the count."""
    found = {model.id: (training_flops(model, 4096).value, model_flops(work)) for model, work in covered()}
    known = {name: float(mine) / 512 / 4096 / each.middle for name, (each, mine) in found.items() if each}
    assert len(known) > 100
    assert {name: ratio for name, ratio in known.items() if abs(ratio - 1) > 0.03} == {}


def test_a_window_makes_long_sequences_cheaper():
    model = find_model("gemma-3-27b")
    work = workload(model, 32768, 64)
    assert (work.window, work.windowed) == (1024, 52 / 62)
    assert model_flops(work) < 0.85 * model_flops(work._replace(windowed=0.0))


def test_flops_are_six_a_weight_and_token_beside_attention():
    model = find_model("llama-3-8b")
    work = workload(model, 1, 1)  # a sequence of one token has next to no attention
    assert float(model_flops(work)) == pytest.approx(6 * active_beside_embedding(model).value.low, rel=1e-2)


@pytest.mark.parametrize(("name", "reason"), [("jamba-v0.1", "state space"), ("deepseek-v4-pro", "compressed")])
def test_a_model_whose_layers_the_formulas_lack_is_refused(name, reason):
    with pytest.raises(UserError, match=reason):
        workload(find_model(name), 4096, 512)


def test_networks_are_those_of_the_chip_or_its_architecture():
    h800 = cluster(device(find_chip("nv-h800-sxm").chip), 2048, "hopper")
    assert (h800.link, h800.domain, h800.network) == (200e9, 8, 50e9)
    gb200 = cluster(device(find_chip("nv-gb200").chip), 72, "blackwell")
    assert gb200.domain == 72
    told = cluster(device(find_chip("nv-h800-sxm").chip), 2048, "hopper", domain=16, network=1e9)
    assert (told.domain, told.network) == (16, 1e9)


def test_a_chip_without_a_figure_names_it():
    with pytest.raises(MissingFigure, match="scaleup_bandwidth_gbs"):
        cluster(device(find_chip("hw-910b4").chip), 8)
    alone = cluster(device(find_chip("hw-910b4").chip), 1)
    assert alone.link == 32e9, "one chip sends nothing to others"
    assert alone.power == math.inf
