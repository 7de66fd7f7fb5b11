"""Cases from outside, on repositories made for the purpose: reading the table, judging, citations, the commands."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow.parquet
import pytest
from click.testing import CliRunner

sys.path.insert(0, str(Path(__file__).parent.parent / "evidence"))
from repositories import Builder

from whackachip.attribution.casetable import read_cases, release_day
from whackachip.attribution.trial import run_trial
from whackachip.cli.group import program
from whackachip.errors import UserError

HEADING = (
    "model,org,country,release_date,repo,commit,path,stage,truth_chips,truth_family,truth_vendor,expected_level,"
    "confidence,quantity,source_url,in_repo,evidence,misleading\n"
)
STATED = "# Vela\n\nVela was pre-trained on 2,048 H800 GPUs.\n"
SERVED = "# Lyra\n\n## Deployment\n\nTo serve it, at least 8 H200 GPUs are recommended.\n"


def row(
    model: str, path: str, commit: str, truth: str, level: str, stage: str = "pretraining", org: str = "Vela AI"
) -> str:
    return f"{model},{org},,2024-11,x/{model},{commit},{path},{stage},{truth},,,{level},high,,,,,\n"


@pytest.fixture
def mirrors(tmp_path: Path) -> Path:
    for name, readme in (("vela", STATED), ("lyra", SERVED)):
        built = Builder(tmp_path / name)
        first = built.commit({"README.md": readme}, date="2024-11-05T12:00:00+08:00")
        built.head("main", built.commit({"README.md": "# Empty\n"}, first, date="2025-01-05T12:00:00+08:00"))
        (tmp_path / f"{name}.commit").write_text(first)
    return tmp_path


@pytest.fixture
def table(mirrors: Path) -> Path:
    vela, lyra = ((mirrors / f"{name}.commit").read_text() for name in ("vela", "lyra"))
    path = mirrors / "cases.csv"
    path.write_text(
        HEADING
        + row("Vela", "vela", f'"{vela[:8]} (paper time), HEAD"', "nv-h800-sxm", "exact_chip")
        + row("Lyra", "lyra", lyra, "nv-h800-sxm", "abstain", org="Lyra AI")
        + row("Norma", "", "-", "nv-a100-sxm-80", "abstain", org="Norma AI"),
        encoding="utf-8",
    )
    return path


def test_a_statement_is_found_and_serving_discloses_nothing(table: Path, mirrors: Path) -> None:
    found = run_trial(read_cases(table), mirrors).to_dict()
    stated, served = found["rows"]
    assert (stated["chip"], stated["disclosure"], stated["chip_right"]) == ("nv-h800-sxm", "declared", True)
    assert (served["disclosure"], served["chip_right"] is None) == ("undisclosed", False)
    summary = found["summary"]
    assert (summary["n"], summary["counts"]["outside"]) == (2, 1)
    assert (summary["chip_accuracy"], summary["abstain_recall"], summary["abstain_precision"]) == (1, 1, 1)
    assert summary["citation_precision"] == 1
    assert summary["false_eliminations"] == 0
    assert set(summary["baselines"]) == {"paper_rules", "keyword_vote"}
    assert summary["log_loss"] < summary["baselines"]["paper_rules"]["log_loss"]


def test_the_cache_changes_nothing(table: Path, mirrors: Path, tmp_path: Path) -> None:
    kept = tmp_path / "cache"
    first = run_trial(read_cases(table), mirrors, cache=kept).to_dict()
    assert len(list(kept.iterdir())) == 2
    assert run_trial(read_cases(table), mirrors, cache=kept).to_dict() == first
    assert run_trial(read_cases(table), mirrors).to_dict() == first


def test_a_missing_repository_is_an_error(table: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no repository 'lyra'"):
        run_trial(read_cases(table), tmp_path / "elsewhere")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("abstain", "maybe"), "line 3: expected_level is 'maybe'"),
        (("2024-11,x/Vela", "soon,x/Vela"), "line 2: 'soon' is no release date"),
        (("stage,truth_chips", "phase,truth_chips"), "no column stage"),
    ],
)
def test_a_table_that_cannot_be_read(table: Path, change: tuple[str, str], message: str) -> None:
    table.write_text(table.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(UserError, match=message):
        read_cases(table)


@pytest.mark.parametrize(
    ("text", "day"), [("2024-11-05", "2024-11-05"), ("2024-02", "2024-02-29"), ("2023-09 / 2023-12", "2023-09-30")]
)
def test_a_release_by_month_means_its_last_day(text: str, day: str) -> None:
    assert release_day(text, "here").isoformat() == day


def test_a_citation_that_does_not_hold_lowers_the_precision(table: Path, mirrors: Path, tmp_path: Path) -> None:
    kept = tmp_path / "cache"
    run_trial(read_cases(table), mirrors, cache=kept)
    for file in kept.iterdir():
        file.write_text(
            file.read_text(encoding="utf-8").replace('"token": "H800"', '"token": "H900"'), encoding="utf-8"
        )
    found = run_trial(read_cases(table), mirrors, cache=kept).to_dict()
    assert 0 <= found["summary"]["citation_precision"] < 1
    assert {wrong["token"] for wrong in found["wrong_citations"]} == {"H900"}


def test_the_command_of_the_trial(table: Path, mirrors: Path) -> None:
    plain = CliRunner().invoke(program, ["validate", "attribution", "--cases", str(table), "--repos", str(mirrors)])
    assert plain.exit_code == 0
    assert "2 rows: 1 chip" in plain.output
    asked = ["validate", "attribution", "--cases", str(table), "--repos", str(mirrors), "--json", "--no-history"]
    done = CliRunner().invoke(program, asked)
    assert json.loads(done.output)["summary"]["n"] == 2
    named = {row["model"]: row["disclosure"] for row in json.loads(done.output)["rows"]}
    newest = json.loads(CliRunner().invoke(program, [*asked, "--at-head"]).output)
    assert "declared" in named.values()
    assert {row["disclosure"] for row in newest["rows"]} == {"undisclosed"}  # there the text is gone
    assert newest["provenance"]["command"].endswith(" --at-head")


def test_attribute_one_and_many(mirrors: Path, tmp_path: Path) -> None:
    vela = str(mirrors / "vela")
    asked = [vela, "--model", "Vela", "--country", "CN", "--released", "2024-11-30", "--stage", "pretraining"]
    plain = CliRunner().invoke(program, ["attribute", *asked])
    assert plain.exit_code == 0
    assert "H800, declared" in plain.output
    result = json.loads(CliRunner().invoke(program, ["attribute", *asked, "--json"]).output)
    stage = result["models"][0]["stages"][0]
    assert sum(stage["families"].values()) == pytest.approx(1, abs=1e-4)
    assert stage["claims"][0]["withdrawn"] == "2025-01-05"
    assert stage["moved"][0]["kind"] == "claimed"
    assert any(period["transaction"]["verdict"] == "licence-required" for period in stage["law"][0]["periods"])
    listed = tmp_path / "list.csv"
    listed.write_text(
        f"subject,country,released\n{vela},CN,2024-11-30\n{tmp_path}/none,CN,2024-11-30\n", encoding="utf-8"
    )
    out = tmp_path / "answers.jsonl"
    many = CliRunner().invoke(program, ["attribute", "--many", str(listed), "--out", str(out)])
    assert many.exit_code == 1
    first, second = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    assert first["models"]
    assert first["asked"] == vela
    assert second["asked"].endswith("/none")
    assert "does not exist" in second["error"]
    table = tmp_path / "answers.parquet"
    assert CliRunner().invoke(program, ["attribute", "--many", str(listed), "--out", str(table)]).exit_code == 1
    rows = pyarrow.parquet.read_table(table).to_pylist()
    assert [row["stage"] for row in rows] == ["pretraining", "finetuning", "rl", "serving", None]
    assert (rows[0]["declared"], rows[0]["family"], rows[0]["error"]) == ("h800", "h800", None)
    wrong = CliRunner().invoke(program, ["attribute", "--many", str(listed), "--out", str(tmp_path / "answers.xls")])
    assert wrong.exit_code == 2
    assert ".jsonl or .parquet" in wrong.output


def test_attribute_wants_one_question() -> None:
    assert CliRunner().invoke(program, ["attribute"]).exit_code == 2
    assert CliRunner().invoke(program, ["attribute", "x", "--many", "y"]).exit_code == 2
