"""Whole runs in chip-hours: estimated, refused with a reason, and summed up."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from whackachip.catalog import find_chip, find_model
from whackachip.cli.group import program
from whackachip.errors import UserError
from whackachip.performance.run import Question
from whackachip.performance.train import train
from whackachip.performance.wholerun import Judged, _question, judge, judge_all, read_rows, summary
from whackachip.quantities import Interval

HEAD = ["id", "model", "chip", "count", "tokens", "precision", "sequence", "batch_tokens", "chip_hours", "seen"]
STATED = ["a", "llama-2-7b", "nv-a100-sxm-80", "64", "1e10", "bf16", "2048", "4194304", "900", ""]


def row(**changes: str) -> dict[str, str]:
    return {**dict(zip(HEAD, STATED, strict=True)), **changes}


def test_the_estimate_is_that_of_the_command():
    found = judge(row())
    asked = Question(find_model("llama-2-7b"), find_chip("nv-a100-sxm-80").chip, 64, "bf16", 2048, 2048)
    hours = train(asked, tokens=Interval.exact(1e10)).chip_hours.known
    assert (found.low, found.high) == (hours.low, hours.high)
    assert found.low < found.predicted < found.high
    assert found.error == pytest.approx(found.predicted / 900 - 1)


def test_the_rule_of_thumb_is_two_fifths_of_the_peak():
    flops = train(
        Question(find_model("llama-2-7b"), find_chip("nv-a100-sxm-80").chip, 64, "bf16", 2048, 2048)
    ).flops_per_token.known
    ideal = 1e10 * flops.low / (0.4 * 312e12 * 3600)
    assert judge(row()).thumb == pytest.approx(ideal, rel=0.02)  # and the little that failures take


def test_mixtures_and_dense_models_are_told_apart():
    found = summary([judge(row(group="a")), judge(row(id="b", model="olmoe-1b-7b"))])
    assert {kind: part["n"] for kind, part in found["by_kind"].items()} == {"dense": 1, "mixture": 1}


def test_what_a_row_leaves_open_is_filled():
    found = judge(row(count="", sequence="", batch_tokens="", precision=""))
    assert found.refused is None
    assert found.count == 1024


def test_a_run_that_cannot_be_estimated_says_why():
    found = judge_all(
        [
            row(id="model", model="llama-9-7b"),
            row(id="units", precision="fp8"),
            row(id="room", model="llama-3.1-405b", count="8"),
            row(id="number", tokens="many"),
        ]
    )
    assert [one.id for one in found if one.predicted is None] == ["model", "units", "room", "number"]
    assert all(one.refused for one in found)
    assert "llama" in found[0].refused
    assert "fp8" in found[1].refused
    assert "tokens" in found[3].refused
    assert summary(found)["median_ape"] is None


def test_a_run_of_2022_may_be_held_to_the_software_of_its_year():
    tight = row(model="llama-2-13b", count="8", date="2022-03")
    now, then = judge(tight), judge(tight, then=True)
    assert then.predicted > now.predicted


@pytest.mark.parametrize(
    ("tokens", "sequence", "count", "batch"),
    [
        ("4000000", "2048", "1024", 2048),  # "4M"
        ("3149824", "2048", "96", 1536),  # 1,538 sequences, which 96 chips do not share
        ("4718592", "2048", "384", 2304),
        ("2360000", "4096", "384", 576),
        ("128000000", "8192", "1024", 16384),
        ("10240", "2048", "8", 5),
        ("", "2048", "64", None),
    ],
)
def test_a_batch_is_one_that_chips_can_share(tokens, sequence, count, batch):
    asked = _question(row(batch_tokens=tokens, sequence=sequence, count=count), then=False)
    assert asked.batch == batch


def test_the_sum_tells_fresh_runs_apart():
    rows = [
        Judged("a", "m", "c", 8, 100.0, 110.0, 90.0, 130.0, 200.0, group="a"),
        Judged("b", "m", "c", 8, 100.0, 150.0, 120.0, 180.0, 50.0, fresh=False, group="b"),
        Judged("c", "m", "d", 8, refused="no plan"),
        Judged("e", "m", "d", 8, 100.0, 900.0, 700.0, 999.0, 50.0, left_out="an upper bound"),
    ]
    found = summary(rows)
    assert found["left_out"] == {"an upper bound": 1}
    assert (found["n"], found["answered"]) == (3, 2)
    assert found["mape"] == pytest.approx(0.3)
    assert found["interval_coverage"] == pytest.approx(0.5)
    assert found["thumb_mape"] == pytest.approx(0.75)
    assert found["fresh"]["mape"] == pytest.approx(0.1)
    assert found["stated_over_middle"] == pytest.approx([100 / 150, 100 / 150, 100 / 110])
    assert found["by_chip"]["d"]["answered"] == 0
    assert found["refused"] == {"no plan": 1}


def test_runs_of_one_group_weigh_as_one():
    one = Judged("a", "m", "c", 8, 100.0, 110.0, 90.0, 130.0, 200.0, group="x")
    other = Judged("b", "m", "c", 8, 100.0, 120.0, 90.0, 130.0, 200.0, group="x")
    alone = Judged("c", "m", "c", 8, 100.0, 145.0, 90.0, 130.0, 200.0, group="c")
    assert summary([one, other, alone])["mape"] == pytest.approx((0.15 + 0.45) / 2)


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "runs.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, HEAD)
        writer.writeheader()
        writer.writerows([row(), row(id="b", seen="yes"), row(id="c", precision="fp8")])
    return path


def test_the_command_prints_json_and_a_table(table: Path):
    done = CliRunner().invoke(program, ["validate", "whole-runs", "--runs", str(table), "--json"])
    assert done.exit_code == 0, done.output
    found = json.loads(done.output)
    assert (found["summary"]["n"], found["summary"]["answered"], found["summary"]["fresh"]["n"]) == (3, 2, 2)
    assert [one["id"] for one in found["rows"]] == ["a", "b", "c"]
    plain = CliRunner().invoke(program, ["validate", "whole-runs", "--runs", str(table)])
    assert plain.exit_code == 0
    assert "1 refused" in plain.output
    assert max(len(line) for line in plain.output.splitlines()) <= 120


def test_a_table_without_its_columns_is_a_mistake_of_the_user(tmp_path: Path):
    path = tmp_path / "x.csv"
    path.write_text("id,model\na,b\n", encoding="utf-8")
    with pytest.raises(UserError, match="chip_hours"):
        read_rows(path)
