"""Tables of measured training runs: predicted, refused with a reason, and summed up."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner

from whackachip.cli.group import program
from whackachip.errors import UserError
from whackachip.performance.measured import weighted_median
from whackachip.performance.training.judge import Judged, judge, read_rows, summary

HEAD = [
    "id", "source_short", "date", "run_kind", "model", "layers", "hidden", "heads", "vocab", "seq_len", "attn_type",
    "n_accelerators", "tp", "pp", "dp", "micro_batch", "global_batch", "recompute", "step_time_s", "tflops_per_gpu",
    "flops_convention", "chip_id", "precision_norm", "dup_group", "ready", "quality",
]  # fmt: skip
GPT = ["p", "2022-05", "benchmark", "GPT", 96, 12288, 96, 51200, 2048, "mha", 64, 8, 8, 1, 1, 64, "full"]
TAIL = ["nv-a100-sxm-80", "fp16", "", "yes", "A"]


def row(name, step=18.13, rate="", convention="", tail=TAIL, **changes):
    values = dict(zip(HEAD, [name, *GPT, step, rate, convention, *tail], strict=True))
    return [str({**values, **changes}[key]) for key in HEAD]


ROWS = [
    row("paper"),
    row("twin", dup_group="g"),
    row("again", dup_group="g"),
    row("rate", step="", rate=154.0, convention="hardware FLOPs incl. recompute"),
    row("open", micro_batch="", recompute=""),
    row("planless", tp="", pp="", dp="", micro_batch="", n_accelerators=256, global_batch=256),
    row("broken", dp=2),
    row("unknown chip", chip_id="nv-a1000"),
    row("odd", attn_type="hybrid"),
    row("word", layers="many"),
    row("nothing", heads=0),
    row("half", micro_batch=0.5),
    row("endless", seq_len="inf"),
    row("no number", seq_len="nan"),
    row("whole numbers", precision_norm="int8"),
    row("incomplete", ready="no", global_batch=""),
    row("lora", run_kind="mlperf-lora"),
]


@pytest.fixture
def runs(tmp_path):
    path = tmp_path / "training_runs.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, *ROWS])
    return path


@pytest.fixture
def judged(runs):
    return {row.id: row for row in judge(read_rows(runs))}


def test_each_row_is_predicted_or_refused_in_order(runs, judged):
    assert list(judged) == [row[0] for row in ROWS]
    for name in ("paper", "rate", "open", "planless", "lora"):
        assert judged[name].predicted > 0, name
        assert judged[name].low < judged[name].predicted < judged[name].high
    assert "is not the count of 64 chips" in judged["broken"].refused
    assert "did you mean" in judged["unknown chip"].refused
    assert "hybrid" in judged["odd"].refused
    assert "layers is not a number: 'many'" in judged["word"].refused
    assert "heads is not above zero: '0'" in judged["nothing"].refused
    assert "micro_batch is below one: '0.5'" in judged["half"].refused
    assert "seq_len is absurd: 'inf'" in judged["endless"].refused
    assert "seq_len is absurd: 'nan'" in judged["no number"].refused
    assert "no formula for int8" in judged["whole numbers"].refused
    assert "global_batch" in judged["incomplete"].refused
    assert not judged["incomplete"].counts


def test_what_is_open_is_marked(judged):
    assert judged["paper"].plan == "stated"
    assert judged["open"].filled == ("recompute", "micro_batch", "vpp")
    assert judged["planless"].plan == "best"


def test_a_rate_is_turned_into_a_time_by_its_source_s_count(judged):
    """96 B s L h^2 (1 + s/6h + V/16Lh) over 154 TFLOP/s and 64 chips: arXiv 2104.04473, equation 3."""
    b, s, layers, h, v = 64, 2048, 96, 12288, 51200
    flops = 96 * b * s * layers * h * h * (1 + s / (6 * h) + v / (16 * layers * h))
    assert judged["rate"].measured == pytest.approx(flops / (154e12 * 64))
    assert judged["rate"].measured_from == "tflops_per_gpu"


def test_twins_weigh_as_one_and_lora_stands_apart(judged):
    found = summary(list(judged.values()))
    assert found["n"] == 16
    assert found["answered"] == 7
    assert found["by_kind"]["lora"]["answered"] == 1
    errors = [abs(judged[name].error) for name in ("paper", "twin", "rate", "open", "planless")]
    assert found["mape"] == pytest.approx(sum(errors) / 5)


def test_the_median_is_weighted():
    import numpy as np

    assert weighted_median(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0])) == 2
    assert weighted_median(np.array([1.0, 2.0]), np.array([1.0, 1.0])) == 1.5
    assert weighted_median(np.array([1.0, 2.0, 9.0]), np.array([1.0, 1.0, 5.0])) == 9


def test_a_row_that_does_not_fit_is_predicted_with_a_warning(tmp_path):
    path = tmp_path / "runs.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEAD, row("tight", tp=1, pp=1, dp=64, recompute="none")])
    found = judge(read_rows(path))[0]
    assert found.predicted
    assert "of the memory" in found.warning


def test_the_columns_of_vtrain(tmp_path):
    path = tmp_path / "multi_node.csv"
    path.write_text(
        "Parameters (billion),# GPUs,global batch,micro batch,hidden size,attention heads,# layers,sequence length,"
        "tensor parallelism,data parallelism,pipeline parallelism,iteration time (ms)\n"
        "3.6,64,512,8,3072,32,30,2048,1,64,1,3600\n",
        encoding="utf-8",
    )
    found = judge(read_rows(path))[0]
    assert found.source == "vtrain-multi_node"
    assert found.measured == pytest.approx(3.6)
    assert abs(found.error) < 0.5


def test_nothing_measured_gives_no_error():
    empty = Judged("a", "b", "c", "full", "a", None, predicted=1.0)
    assert empty.error is None
    assert summary([empty])["median_ape"] is None


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "chip_id\n"])
def test_what_is_no_such_table_is_refused(tmp_path, text):
    path = tmp_path / "x.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UserError):
        read_rows(path)


def test_the_command_prints_json_and_a_table(runs):
    result = CliRunner().invoke(program, ["validate", "training", "--runs", str(runs), "--json"])
    assert result.exit_code == 0, result.output
    found = json.loads(result.output)
    assert set(found["summary"]) >= {
        "n", "answered", "median_ape", "mape", "interval_coverage", "by_source", "by_chip"
    }  # fmt: skip
    assert len(found["rows"]) == len(ROWS)
    plain = CliRunner().invoke(program, ["validate", "training", "--runs", str(runs)])
    assert plain.exit_code == 0
    assert "7 of 16 complete rows" in plain.output
    assert max(len(line) for line in plain.output.splitlines()) <= 120


def test_a_missing_table_is_a_mistake_of_the_user(tmp_path):
    result = CliRunner().invoke(program, ["validate", "training", "--runs", str(tmp_path / "none.csv")])
    assert result.exit_code == 2
    assert "none.csv" in result.output
