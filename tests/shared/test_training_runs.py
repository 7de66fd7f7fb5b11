"""The shared tables of measured training runs: what the formulas reach on them. Skipped where they are missing.

Here the constants have seen most of the tables; what they reach on sources left out stands in docs/training.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from whackachip.performance.training import Plan, memory
from whackachip.performance.training.judge import figures, judge, read_rows, summary
from whackachip.performance.training.rows import cluster_of, workload_of

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared tables are not here")
GIB = 2**30


@pytest.fixture(scope="module")
def judged():
    return judge(read_rows(FOLDER / "training_runs.csv"))


def test_nearly_every_row_is_answered_and_each_refusal_has_a_reason(judged):
    found = summary(judged)
    assert found["answered"] >= 0.95 * found["n"]
    assert all(row.predicted is not None or row.refused for row in judged)


def test_the_bars_of_all_rows(judged):
    found = summary(judged)
    assert found["median_ape"] <= 0.10
    assert found["mape"] <= 0.15


@pytest.mark.parametrize(
    ("source", "bar"), [("megatron-sc21", 0.05), ("megatron-sp-paper", 0.045), ("llama3-paper", 0.10)]
)
def test_sources_with_a_bar_of_their_own(judged, source, bar):
    found = figures([row for row in judged if row.source == source and row.counts])
    assert found["median_ape"] <= bar
    assert found["mape"] <= bar


@pytest.mark.parametrize(("name", "bar"), [("multi_node", 0.09), ("single_node", 0.15)])
def test_vtrain(name, bar):
    found = summary(judge(read_rows(FOLDER / "vtrain" / f"{name}.csv")))
    assert found["answered"] == found["n"]
    assert found["median_ape"] <= bar


def test_memory_of_the_sequence_parallel_paper():
    """Figure 1, by formula and fitted on nothing: states and activations of 22B to 1T, kept whole or selectively."""
    batch = {"22": 4, "17": 64, "53": 280, "1T": 512}
    rows = [row for row in read_rows(FOLDER / "training_runs.csv") if "fig1-memory" in row["id"]]
    assert len(rows) == 8
    for row in rows:
        size = row["model"].rsplit("-", 1)[1]
        work = workload_of({**row, "global_batch": str(batch[size[:2]])})._replace(dropout=1.0)
        whole = row["recompute"] == "none"
        plan = Plan(
            float(row["tp"]), float(row["pp"]), 1.0, float(row["micro_batch"]), zero=0.0,
            virtual=3.0 if size in ("175B", "530B") else 1.0, sequence_parallel=0.0 if whole else 1.0,
            recompute=0.0 if whole else 1.0, tiled=0.0,
        )  # fmt: skip
        found = memory(work, cluster_of({"chip_id": "nv-a100-sxm-80", "n_accelerators": "64"}), plan)
        total = float(found.weights + found.gradients + found.optimizer + found.activations)
        assert total / GIB == pytest.approx(float(row["memory_gb"]), rel=0.05), row["id"]
