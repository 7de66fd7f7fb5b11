"""Tables of measured serving: predicted, refused with a reason, and summed up."""

from __future__ import annotations

import csv
import json

import pytest
from click.testing import CliRunner

from whackachip.cli.group import program
from whackachip.errors import UserError
from whackachip.performance.serving.judge import judge, read_rows, summary

BASE = {
    "id": "a", "source_short": "s1", "date": "2025-12", "model": "Llama-3.1-70B", "layers": 80, "hidden": 8192,
    "ffn": 28672, "heads": 64, "kv_heads": 8, "head_dim": 128, "vocab": 128256, "attn_type": "gqa",
    "n_accelerators": 8, "engine": "vllm", "engine_version": "0.12.0", "weight_precision": "fp8", "kv_precision": "",
    "mode": "agg", "phase": "end-to-end", "tp": 8, "pp": 1, "attention_dp": 1, "concurrency": 32, "input_len": 1000,
    "output_len": 1000, "ttft_ms": 100, "tpot_ms": 9.5, "output_tok_s_per_gpu": "", "chip_id": "nv-h200-sxm",
    "prefill_workers": "", "decode_workers": "", "batch_per_gpu": "", "dup_group": "", "dup_keep": "", "ready": "yes",
    "quality": "A",
}  # fmt: skip
ROWS = [
    BASE,
    BASE | {"id": "b", "tpot_ms": 95, "dup_group": "g"},
    BASE | {"id": "c", "tpot_ms": 95, "dup_group": "g"},
    BASE | {"id": "d", "tpot_ms": 95, "dup_group": "g", "dup_keep": "no"},
    BASE | {"id": "e", "tpot_ms": "", "ttft_ms": "", "output_tok_s_per_gpu": 2000, "concurrency": ""},
    BASE | {"id": "f", "chip_id": "", "ready": "no"},
    BASE | {"id": "g", "n_accelerators": 12},
    BASE | {"id": "h", "mode": "disagg"},
    BASE | {"id": "i", "chip_id": "hw-910b4"},
    BASE | {"id": "j", "n_accelerators": 1, "tp": 1, "concurrency": 900},
    BASE | {"id": "k", "hidden": "many"},
    BASE | {"id": "l", "attn_type": "compressed sparse"},
]


@pytest.fixture
def runs(tmp_path):
    path = tmp_path / "runs.csv"
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(BASE))
        writer.writeheader()
        writer.writerows(ROWS)
    return path


def test_each_row_is_predicted_or_refused_in_order(runs):
    judged = {row.id: row for row in judge(read_rows(runs))}
    assert list(judged) == [row["id"] for row in ROWS]
    first = judged["a"]
    assert first.measured == pytest.approx(9.5e-3)
    assert first.low < first.predicted < first.high
    assert first.error == pytest.approx(first.predicted / 9.5e-3 - 1)
    assert first.ttft_error == pytest.approx(first.ttft_predicted / 0.1 - 1)
    assert judged["e"].quantity == "output_rate"
    assert judged["e"].filled == ("concurrency",)
    assert "chip_id" in judged["f"].refused
    assert "does not divide" in judged["g"].refused
    assert "workers" in judged["h"].refused
    assert judged["i"].refused.startswith("depends")
    assert "rate_fp8_tops" in judged["i"].refused
    assert "memory" in judged["j"].warning
    assert "many" in judged["k"].refused
    assert "compressed" in judged["l"].refused


def test_copies_do_not_count_and_a_group_weighs_as_one_row(runs):
    judged = judge(read_rows(runs))
    found = summary(judged)
    assert (found["n"], found["answered"]) == (10, 5)
    errors = {row.id: abs(row.error) for row in judged if row.error is not None}
    weighted = (errors["a"] + errors["b"] + errors["e"] + errors["j"]) / 4
    assert found["mape"] == pytest.approx(weighted)
    assert found["by_chip"]["nv-h200-sxm"]["answered"] == 5
    assert set(found) >= {"median_ape", "interval_coverage", "by_source", "ttft_median_ape"}


def test_the_command_prints_a_table_and_json(runs):
    plain = CliRunner().invoke(program, ["validate", "inference", "--runs", str(runs)])
    assert plain.exit_code == 0
    assert "refused: chip_id is not stated" in plain.output
    assert max(map(len, plain.output.splitlines())) <= 88
    found = json.loads(CliRunner().invoke(program, ["validate", "inference", "--runs", str(runs), "--json"]).output)
    assert found["summary"]["n"] == 10
    assert found["rows"][0]["predicted"] > 0
    assert found["rows"][5]["refused"]


def test_a_table_that_is_none_is_refused_in_one_line(tmp_path):
    with pytest.raises(UserError, match="No such file"):
        read_rows(tmp_path / "none.csv")
    empty, other = tmp_path / "empty.csv", tmp_path / "other.csv"
    empty.write_text("a,b\n", encoding="utf-8")
    other.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(UserError, match="no rows"):
        read_rows(empty)
    with pytest.raises(UserError, match="no column"):
        read_rows(other)
