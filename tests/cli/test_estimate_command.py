"""estimate and plan as a user meets them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from whackachip.answers.numbers import read_span
from whackachip.cli.group import program
from whackachip.performance.progress import progress
from whackachip.quantities import Interval

TRAIN = ("estimate", "train", "hunyuan-large", "--on", "h20", "--count", "2048")


def run(*words: str) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="whackachip")


def data(*words: str) -> dict:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.output)


def test_a_run_has_an_interval_a_source_and_a_formula_for_every_number() -> None:
    found = data(*TRAIN, "--tokens", "7T")
    assert found["verdict"] == "fits"
    for key in ("step_seconds", "days", "chip_hours", "utilisation", "tokens_per_second"):
        assert 0 < found[key]["value"]["low"] < found[key]["value"]["high"]
        assert found[key]["formula"]
    assert found["days"]["sources"]
    plan = found["plan"]
    assert plan["tp"] * plan["pp"] * plan["cp"] * plan["dp"] == 2048
    parts = found["step_parts_seconds"]
    assert sum(value for key, value in parts.items() if key != "total") == pytest.approx(parts["total"], rel=1e-6)
    line = "whackachip estimate train hunyuan-large --on h20 --count 2048 --tokens 7T"
    assert found["provenance"]["command"] == line


def test_a_share_of_the_peak_gives_the_hours_by_hand() -> None:
    found = data(*TRAIN, "--tokens", "7e12", "--mfu", "30..45%")
    flops = found["flops_per_token"]["value"]["low"] * 7e12
    kept = progress(2048).known  # of the time, after failures and checkpoints
    low, high = (flops / (148e12 * mfu * 3600 * share) for mfu, share in ((0.45, kept.high), (0.30, kept.low)))
    assert found["chip_hours"]["value"]["low"] == pytest.approx(low, rel=1e-9)
    assert found["chip_hours"]["value"]["high"] == pytest.approx(high, rel=1e-9)
    assert found["method"] == "utilisation"


def test_a_chip_that_lacks_a_figure_depends_on_it() -> None:
    found = data("estimate", "train", "llama-3.1-8b", "--chip", "name=x, bf16_dense=400, die_area=800", "--count", "64")
    assert (found["verdict"], found["missing"]) == ("depends", "memory_bandwidth_gbs")
    assert data("plan", "llama-3.1-8b", "--chip", "name=x, fp32_dense=40", "--count", "64")["verdict"] == "depends"


def test_what_cannot_fit_says_what_is_short_and_what_would_fit() -> None:
    found = data("plan", "llama-3.1-70b", "--on", "a100", "--count", "8", "--zero", "1")
    assert found["verdict"] == "no-plan-fits"
    assert found["plans"] == []
    assert "8 chips are short by" in found["reasons"][0]
    assert "chips" in found["reasons"][0].rsplit(" or ", 1)[-1]
    fits = data("estimate", "fit", "llama-3.1-8b", "--on", "a100")
    assert fits["memory_bytes"] <= fits["capacity_bytes"]
    fewer = data("plan", "llama-3.1-8b", "--on", "a100", "--count", str(fits["count"] - 1))
    assert fewer["verdict"] == "no-plan-fits"


def test_the_best_plan_is_the_first_and_counts_are_compared_by_cost() -> None:
    found = data("plan", "llama-3.1-8b", "--on", "h100", "--count", "8,64", "--by", "cost", "--top", "4")
    cost = [entry["usd_per_million_tokens"] for entry in found["plans"]]
    assert cost == sorted(cost)
    assert len(cost) == 4
    assert found["best_by"] == "usd_per_million_tokens"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((*TRAIN[:-1], "0"), "above zero"),
        ((*TRAIN[:-1], "-8"), "above zero"),
        ((*TRAIN[:-1], "1e30"), "outside"),
        ((*TRAIN, "--tokens", "0"), "above zero"),
        ((*TRAIN, "--tokens", "1e25"), "outside"),
        ((*TRAIN, "--mfu", "130%"), "outside"),
        ((*TRAIN, "--mfu", "45..30%"), "before it begins"),
        ((*TRAIN, "--tp", "7"), "heads"),
        ((*TRAIN, "--pp", "128"), "64 layers"),
        ((*TRAIN, "--ep", "3"), "experts"),
        ((*TRAIN, "--batch", "100", "--dp", "256"), "batch"),
        ((*TRAIN, "--precision", "fp9"), "fp8"),
        ((*TRAIN, "--day", "yesterday"), "YYYY-MM-DD"),
        (("estimate", "train", "hunyuan-large", "--on", "a100", "--count", "64", "--precision", "fp8"), "fp8"),
        (("estimate", "train", "hunyuan-large", "--count", "64"), "--on"),
        (("plan", "hunyuan-larg", "--on", "h20", "--count", "64"), "hunyuan-large"),
        (("plan", "hunyuan-large", "--on", "h20", "--count", "64,x"), "'x'"),
    ],
)
def test_what_cannot_be_is_refused(words: tuple[str, ...], hint: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert hint in done.output
    assert len(done.output.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [("7e12", 7e12, 7e12), ("2.788M", 2.788e6, 2.788e6), ("30..45%", 0.3, 0.45), ("1,024", 1024, 1024),
     ("7..7.2T", 7e12, 7.2e12), (".5", 0.5, 0.5)],
)  # fmt: skip
def test_numbers_as_people_write_them(text: str, low: float, high: float) -> None:
    found = read_span(text)
    assert (found.low, found.high) == (pytest.approx(low), pytest.approx(high))
    assert isinstance(found, Interval)


@pytest.mark.parametrize("text", ["", "x", "7 lightyears", "-3", "0", "5..4", "1e400", "nan"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="'"):
        read_span(text)


def test_serving_gives_rates_with_intervals_and_a_price() -> None:
    found = data("estimate", "serve", "hunyuan-large", "--on", "h20", "--count", "8", "--tpot", "80")
    assert found["verdict"] == "yes"
    for key in ("ttft", "tpot", "output_rate"):
        assert 0 < found[key]["value"]["low"] < found[key]["value"]["high"]
    low, high = found["usd_per_million_output_tokens"]
    rate, rent = found["output_rate"]["value"], found["rental"]["value"]
    assert low == pytest.approx(rent["low"] / rate["high"] / 3600 * 1e6)
    assert high == pytest.approx(rent["high"] / rate["low"] / 3600 * 1e6)


def test_the_fewest_chips_that_serve_hold_the_weights() -> None:
    found = data("estimate", "fit", "hunyuan-large", "--on", "h20", "--serve")
    assert found["verdict"] == "fits"
    assert found["count"] * 96 > 389  # in 8 bits
    assert data("estimate", "fit", "hunyuan-large", "--on", "910b4", "--serve")["verdict"] == "depends"


def test_a_serving_plan_that_cannot_be_is_refused() -> None:
    done = run("estimate", "serve", "hunyuan-large", "--on", "h20", "--count", "8", "--tp", "7")
    assert done.exit_code == 2
    assert "this plan cannot be" in done.output


def test_the_line_of_python_gives_the_same() -> None:
    import whackachip as wc

    found = data(*TRAIN, "--tokens", "7..7.2T", "--precision", "fp8", "--tp", "4")
    again = eval(found["provenance"]["python"], {"wc": wc})
    assert again.to_dict()["days"] == found["days"]
    share = data(*TRAIN, "--mfu", "30..45%")
    assert eval(share["provenance"]["python"], {"wc": wc}).to_dict()["days"] == share["days"]


def test_the_hosts_memory_is_used_where_it_is_asked_for_and_its_link_is_known() -> None:
    asked = ("estimate", "train", "llama-3.1-70b", "--on", "a100", "--count", "64")
    plain, found = data(*asked), data(*asked, "--offload", "activations")
    assert plain["plan"]["offload_activations"] == plain["step_parts_seconds"]["offload"] == 0
    assert found["plan"]["offload_activations"] > 0
    assert found["step_seconds"]["value"]["high"] < plain["step_seconds"]["value"]["high"]
    assert any("hosts.yaml" in text for text in found["assumptions"])
    assert found["provenance"]["command"].endswith("--offload activations")
    assert "offload=('activations',)" in found["provenance"]["python"]
    assert "activations in the host's memory" in run(*asked, "--offload", "activations").output.replace("\n  ", " ")
    missing = data("estimate", "train", "llama-3.1-8b", "--on", "910b", "--count", "64", "--offload", "all")
    assert (missing["verdict"], missing["missing"]) == ("depends", "pcie_generation")
    refused = run(*asked, "--offload", "all", "--tp", "7")
    assert refused.exit_code == 2
