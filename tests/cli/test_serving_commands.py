"""estimate serve, estimate fit --serve and techniques by phase, as a person types them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from whackachip.cli.group import program

MADE = "name=x, bf16_dense=400, memory=80, memory_bandwidth=2000, sm_count=100"


def run(*words: str) -> Any:
    return CliRunner().invoke(program, list(words), prog_name="whackachip")


def told(*words: str) -> dict[str, Any]:
    done = run(*words, "--json")
    assert done.exit_code == 0, done.output
    found: dict[str, Any] = json.loads(done.output)
    return found


def test_serving_within_targets_says_its_plan_and_its_price() -> None:
    done = run("estimate", "serve", "hunyuan-large", "--on", "h20", "--count", "8", "--tpot-target", "50")
    assert done.exit_code == 0, done.output
    for word in ("time to first token", "plan: TP 8", "USD a million output tokens", "assumed: engine"):
        assert word in done.output
    assert max(map(len, done.output.splitlines()[:9])) <= 110


def test_a_target_has_two_names_and_the_line_asks_the_same_again() -> None:
    words = ("estimate", "serve", "llama-3.1-70b", "--on", "h100", "--count", "8")
    one, other = told(*words, "--tpot-target", "20"), told(*words, "--tpot", "20")
    assert one == other
    assert one["provenance"]["command"].endswith("--tpot 20")


def test_spans_are_accepted_where_numbers_are() -> None:
    found = told("estimate", "serve", "deepseek-v3", "--on", "h800", "--count", "32", "--input", "1000..3000",
                 "--draft", "1", "--acceptance", "0.7..0.9", "--prefix", "20..40%")  # fmt: skip
    assert found["verdict"] == "yes"
    assert any(text.startswith("input tokens: 1,000 to 3,000") for text in found["assumptions"])
    assert "input_tokens=(1000, 3000)" in found["provenance"]["python"]
    assert "--input 1000..3000" in found["provenance"]["command"]


def test_pools_apart_print_both_plans() -> None:
    done = run("estimate", "serve", "deepseek-v3", "--on", "h20", "--count", "32", "--apart", "--tpot", "50")
    assert done.exit_code == 0, done.output
    assert "prefill: " in done.output
    assert "decoding: " in done.output


def test_the_fewest_chips_that_serve_within_targets() -> None:
    words = ("estimate", "fit", "deepseek-v3", "--on", "h800", "--serve", "--tpot", "50", "--rate", "20000")
    found = told(*words)
    assert found["verdict"] == "fits"
    assert found["estimate"]["middle"]["total_rate"] >= 20000
    assert found["estimate"]["middle"]["tpot"] <= 0.05
    assert "requests in flight" in run(*words).output
    one = told("estimate", "fit", "llama-3.1-8b", "--chip", MADE, "--serve")
    assert one["count"] == 1
    never = run("estimate", "fit", "llama-3.1-405b", "--on", "a100", "--serve", "--tpot", "0.001")
    assert never.exit_code == 0
    assert "no-plan-fits" in never.output


@pytest.mark.parametrize("phase", ["prefill", "decode"])
def test_techniques_of_a_phase(phase: str) -> None:
    words = ("techniques", "hunyuan-large", "--on", "h20", "--versus", "h800", "--phase", phase)
    found = told(*words)
    assert found["count"] == 32
    assert found["phase"] == phase
    assert f"--phase {phase}" in found["provenance"]["command"]
    made = told("techniques", "llama-3.1-8b", "--chip", MADE, "--versus", "h800", "--phase", phase, "--count", "1")
    assert made["gap"] > 1
    assert f"--chip '{MADE}'" in made["provenance"]["command"]
    back = told("techniques", "llama-3.1-8b", "--on", "h800", "--versus", MADE, "--phase", phase, "--count", "1")
    assert back["gap"] == pytest.approx(1 / made["gap"])
    assert f"--versus '{MADE}'" in back["provenance"]["command"]


def test_a_chip_that_lacks_a_figure_depends_on_it() -> None:
    found = told("estimate", "serve", "llama-3.1-8b", "--chip", "name=x, bf16_dense=400", "--count", "1")
    assert found["verdict"] == "depends"
    assert found["missing"] in found["reason"]
    fit = told("estimate", "fit", "llama-3.1-8b", "--chip", "name=x, bf16_dense=400", "--serve")
    assert (fit["verdict"], fit["count"]) == ("depends", None)


SERVE = ("estimate", "serve", "llama-3.1-8b", "--on", "h100", "--count")


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ((*SERVE, "0"), "above zero"),
        ((*SERVE, "-4"), "above zero"),
        ((*SERVE, "1e12"), "count"),
        ((*SERVE, "8", "--tpot", "0"), "range"),
        ((*SERVE, "8", "--input", "0"), "above zero"),
        ((*SERVE, "8", "--input", "3000..1000"), "ends before"),
        ((*SERVE, "8", "--input", "1e30"), "input_tokens"),
        ((*SERVE, "8", "--acceptance", "2"), "acceptance"),
        ((*SERVE, "8", "--prefix", "150%"), "prefix"),
        ((*SERVE, "8", "--draft", "99"), "range"),
        ((*SERVE, "8", "--offload", "1"), "offload"),
        ((*SERVE, "8", "--year", "1999"), "year"),
        ((*SERVE, "8", "--engine", "vlm"), "vllm"),
        ((*SERVE, "8", "--precision", "fp88"), "fp8"),
        ((*SERVE, "8", "--cache", "fp88"), "fp8"),
        ((*SERVE, "8", "--tp", "3"), "divide"),
        ((*SERVE, "8", "--prefill-count", "8"), "prefill_count"),
        (("estimate", "fit", "llama-3.1-8b", "--on", "h100", "--serve", "--input", "1..9"), "one number"),
        (("techniques", "llama-3.1-8b", "--on", "h20", "--versus", "h800", "--phase", "decode", "--with", "muon"),
         "no technique of decode"),
        (("techniques", "llama-3.1-8b", "--on", "h20", "--versus", "h800", "--phase", "decoding"), "decode"),
    ],
)  # fmt: skip
def test_a_mistake_is_refused_with_a_hint(words: tuple[str, ...], hint: str) -> None:
    done = run(*words)
    assert done.exit_code != 0
    said = done.output + str(done.exception or "")
    assert hint in said, said
    assert "Traceback" not in done.output


def test_techniques_on_a_chip_that_lacks_a_figure_say_which_hang_on_it(tmp_path: Path) -> None:
    asked = ("techniques", "hunyuan-large", "--on", "910b4", "--versus", "h800", "--with", "muon")
    plain = run(*asked)
    assert plain.exit_code == 0
    assert "depends: hw-910b4 lacks the figure scaleup_bandwidth_gbs" in plain.output
    assert "depends on scaleup_bandwidth_gbs: gqa, cla" in plain.output
    assert "Mixture of experts" in plain.output
    found = json.loads(run(*asked, "--json").output)
    assert (found["verdict"], found["missing"], found["gap"]) == ("depends", "scaleup_bandwidth_gbs", None)
    assert {step["id"] for step in found["steps"]} == {"moe", "muon"}
    drawn = run(*asked, "--figure", str(tmp_path / "gap.svg"))
    assert drawn.exit_code == 2 or "no gap to draw" in str(drawn.exception)
    assert not (tmp_path / "gap.svg").exists()
