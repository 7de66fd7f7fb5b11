"""The parts of bench/gpu_calibrate.py that need no accelerator; measuring itself is not tested here."""

from __future__ import annotations

import importlib.util
from datetime import date
from pathlib import Path

import pytest
import yaml

from whackachip.catalog.lookup import find_chip
from whackachip.performance.device import device
from whackachip.performance.kernels.family import family_of
from whackachip.performance.kernels.judge import judge, read_rows

PATH = Path(__file__).resolve().parents[3] / "bench" / "gpu_calibrate.py"


@pytest.fixture(scope="module")
def tool():
    spec = importlib.util.spec_from_file_location("gpu_calibrate", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def h100():
    return device(find_chip("nv-h100-sxm-80").chip)


def shapes(tool, quick=False):
    return [*tool.products(quick), *tool.attentions(quick), *tool.copies(quick)]


def test_shapes_are_distinct_and_cover_every_kind(tool):
    found = shapes(tool)
    assert len({tuple(sorted(row.items())) for row in found}) == len(found)
    assert {row["op"] for row in found} == {"gemm", "prefill", "backward", "decode", "copy"}
    assert {row["dtype"] for row in tool.products()} == {"bf16", "fp16", "fp8", "int8"}
    assert 0 < len(shapes(tool, quick=True)) < len(found) / 3


def test_rows_are_those_that_the_curves_read(tool, h100, tmp_path):
    """Times of the roofline go in; every row comes out again, understood, predicted and not suspect."""
    rows = []
    for row in shapes(tool, quick=True):
        operations, moved = tool.work(row)
        time = max(operations / (0.7 * h100.peak("bf16")), moved / (0.8 * h100.memory_bandwidth), 5e-6)
        rows.append(tool.measured(row, [time, 9 * time, time], h100, "torch 2.9", "s"))
    tool.write_tables(tmp_path, rows)
    judged = judge(read_rows(tmp_path))
    assert len(judged) == len(rows)
    assert [row.refused for row in judged if row.refused] == []
    assert all(row.predicted > 0 for row in judged)
    assert {row.family for row in judged} >= {"gemm", "attention_prefill", "attention_decode", "memory"}
    assert all(family_of({key: str(value) for key, value in row.items()}) for row in rows)


def test_the_median_counts_and_what_is_too_fast_is_suspect(tool, h100):
    row = {"op": "gemm", "dtype": "bf16", "b": 1, "m": 8192, "n": 8192, "k": 8192}
    operations, _ = tool.work(row)
    assert operations == 2 * 8192**3
    usual = tool.measured(row, [1.5e-3, 1.6e-3, 90.0], h100, "torch", "s")
    assert usual["latency_us"] == 1600
    assert usual["frac_peak"] == pytest.approx(operations / 1.6e-3 / h100.peak("bf16"), abs=1e-4)
    assert usual["suspect"] == 0
    assert tool.measured(row, [1e-3] * 3, h100, "torch", "s")["suspect"] == 1


def test_backward_counts_five_products_for_two(tool):
    forward = next(row for row in tool.attentions() if row["op"] == "prefill")
    assert tool.work({**forward, "op": "backward"})[0] == 2.5 * tool.work(forward)[0]
    assert tool.work({**forward, "causal": 0})[0] == 2 * tool.work(forward)[0]


def test_what_is_written_says_where_and_when(tool):
    found = tool.document([], {"eager": 3.2e-6}, {"torch": "2.9", "CUDA": "13.0"}, "nv-x", date(2026, 11, 23))
    again = yaml.safe_load(yaml.safe_dump(found))
    ((name, source),) = again["source"].items()
    assert name == "calibrated-nv-x-2026-11-23"
    assert "torch 2.9, CUDA 13.0" in source["note"]
    assert (again["kind"], again["date"], again["launch_us"]) == ("measured", "2026-11-23", {"eager": 3.2})


def test_without_a_card_it_says_so(tool, tmp_path, capsys):
    target = tmp_path / "rows.yaml"
    try:
        import torch
    except ImportError:
        torch = None
    if torch is not None and torch.cuda.is_available():
        pytest.skip("there is a card")
    assert tool.main(["nv-h100-sxm-80", "--out", str(target)]) == 2
    assert "error: torch" in capsys.readouterr().err
    assert not target.exists()
