"""Every row of the shared table of techniques is a step, is left out with a reason, or is a run to be held against."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from whackachip.facts import store
from whackachip.performance.techniques import techniques

TABLE = Path(__file__).resolve().parents[3] / "shared" / "data" / "techniques.csv"
pytestmark = pytest.mark.skipif(not TABLE.is_file(), reason="the shared table is not here")

# Their names of rows, and ours.
STEPS = {
    "moe": "moe", "gqa": "gqa", "mla": "mla", "cla": "cla", "kvq": "kv2", "kv_linear": "hybrid",
    "dsa": "sparse-attention", "fp8_train": "fp8", "fp4_train": "fp4", "quant_infer": "w8a8",
    "overlap_dualpipe": "overlap-ep", "comm_sm": "few-units", "node_limited_routing": "node-limit",
    "recompute_selective": "selective-recompute", "zero": "zero", "offload": "offload", "mtp": "mtp", "spec": "eagle",
    "disagg": "apart", "prefix_cache": "prefix", "muon": "muon", "algo_total": "algorithms-of-a-year",
}  # fmt: skip
UNCOUNTED = {
    "moe_v2": "moe-system", "moe_flops_token": "moe-flops", "mqa": "mqa", "gqa_cla_hunyuan": "gqa-cla",
    "fp8_rule_effect": "tpp-of-fp8", "ep_limit": "expert-limit", "recompute_full": "full-recompute",
    "diloco": "diloco", "distill": "distillation", "algo_total_repo": "progress-fitted",
    "algo_catchup": "progress-catch-up", "algo_epoch2025": "progress-working", "algo_origin": "progress-origin",
    "algo_vision": "progress-vision",
}  # fmt: skip
ANCHORS = {
    "prod_h800_serving": "deepseek-service", "prod_h20_hunyuan": "hunyuan-service", "h20_vs_h100": "h20-over-h100",
    "pangu_mfu": "pangu-training", "v3_mfu": "deepseek-training",
}  # fmt: skip


def rows() -> list[dict[str, str]]:
    with open(TABLE, encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def test_every_row_is_accounted_for() -> None:
    facts = store.section("performance")["techniques"]
    ours = {
        "steps": {technique.id for technique in techniques()},
        **{kind: {record["id"] for record in facts[kind]} for kind in ("uncounted", "anchors")},
    }
    kinds = {"steps": STEPS, "uncounted": UNCOUNTED, "anchors": ANCHORS}
    where = STEPS | UNCOUNTED | ANCHORS
    ids = [row["id"] for row in rows()]
    assert sorted(ids) == sorted(where)
    for kind, names in kinds.items():
        assert set(names.values()) <= ours[kind]


def test_multipliers_are_those_of_the_table() -> None:
    """Muon is taken lower than its authors' abstract, as independent work finds; a year of algorithms from months."""
    by_id = {row["id"]: row for row in rows()}
    for theirs in ("moe", "spec"):
        row = by_id[theirs]
        found = next(one for one in techniques() if one.id == STEPS[theirs] and one.multiplier)
        assert found.multiplier == tuple(float(row[f"gain_{key}"]) for key in ("low", "mid", "high"))
    for theirs in ("prefix_cache",):
        row = by_id[theirs]
        found = next(one for one in techniques() if one.id == STEPS[theirs])
        assert found.amount == tuple(float(row[f"gain_{key}"]) for key in ("low", "mid", "high"))


def test_groups_keep_apart_what_the_table_keeps_apart() -> None:
    """Techniques of one overlap group of the table that may stand together are changes of different things."""
    for one, other in (("mtp", "eagle"), ("fp8", "fp4"), ("w8a8", "w4a4"), ("kv8", "kv2"), ("gqa", "mla")):
        groups = {technique.id: technique.group for technique in techniques()}
        assert groups[one] == groups[other]
