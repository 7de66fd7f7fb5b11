"""scan, diff and validate citations as a user meets them, in every format."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from whackachip.cli.group import program
from whackachip.evidence import Evidence

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))

from archives import pdf, tar
from repositories import Builder, Model


@pytest.fixture
def clone(tmp_path: Path) -> str:
    return str(Model(Builder(tmp_path / "model.git")).path)


def run(*words: str, given: bytes | None = None) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="whackachip", input=given)


def test_the_table_is_by_file_and_fits_the_page(clone: str) -> None:
    done = run("scan", clone)
    assert done.exit_code == 0, done.output
    lines = done.output.splitlines()
    assert "train/train.sh" in lines
    assert any("C12" in line and "withdrawn 2024-11-24" in line for line in lines)
    assert "versions of files in 6 commits" in done.output
    assert max(map(len, lines)) <= 110


def test_json_goes_back_into_evidence_and_repeats_itself(clone: str) -> None:
    done = run("scan", clone, "--json")
    document = json.loads(done.output)
    evidence = Evidence.from_dict(document)
    assert evidence.to_dict() == {key: value for key, value in document.items() if key != "provenance"}
    assert document["provenance"]["command"] == "whackachip scan SUBJECT"
    assert run("scan", clone, "--format", "json").output == done.output
    assert clone not in done.output


def test_csv_has_a_row_for_each_finding_and_runs_nothing(tmp_path: Path) -> None:
    (tmp_path / "=cmd()").mkdir()
    (tmp_path / "=cmd()" / "a.sh").write_text("export NCCL_NET_GDR_LEVEL=2\n")
    done = run("scan", str(tmp_path), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.output)))
    assert {row["signal"] for row in rows} >= {"C01", "C12"}
    assert {row["path"] for row in rows} == {"'=cmd()/a.sh"}
    assert {(row["line"], row["unit"], row["counts"]) for row in rows} == {("1", "line", "yes")}


def test_a_file_is_written_whole(clone: str, tmp_path: Path) -> None:
    out = tmp_path / "found.csv"
    done = run("scan", clone, "--format", "csv", "--out", str(out))
    assert str(out) in done.output
    assert out.read_text("utf-8") == run("scan", clone, "--format", "csv").output
    assert run("scan", clone, "--out", str(tmp_path / "none" / "x.csv")).exit_code != 0


def test_standard_input(tmp_path: Path) -> None:
    line = b"export NCCL_NET_GDR_LEVEL=2\n"
    for given, path in ((line, "standard input"), (tar({"a/run.sh": line}), "a/run.sh")):
        found = json.loads(run("scan", "-", "--json", given=given).output)
        assert {f["path"] for f in found["findings"] if f["signal"] == "C12"} == {path}
    named = json.loads(run("scan", "-", "--as", "notes.md", "--json", given=b"Trained on 8 H800 GPUs.\n").output)
    assert {(f["path"], f["context"]) for f in named["findings"]} == {("notes.md", "prose")}


def test_an_address_is_copied_into_the_cache(clone: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHACKACHIP_CACHE", str(tmp_path / "cache"))
    copied = json.loads(run("scan", f"file://{clone}", "--json").output)
    assert copied["repository"] == "model"
    assert str(tmp_path) not in json.dumps(copied)
    assert copied["findings"] == json.loads(run("scan", clone, "--json").output)["findings"]
    assert len(list((tmp_path / "cache" / "clones").iterdir())) == 1
    assert run("scan", f"file://{tmp_path}/nowhere").exit_code == 2


def test_the_exit_status_says_what_is_asked_of_it(tmp_path: Path, clone: str) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.4\nnothing")
    assert run("scan", str(tmp_path / "broken.pdf")).exit_code == 0
    assert run("scan", str(tmp_path / "broken.pdf"), "--complete").exit_code == 1
    assert run("scan", clone, "--complete").exit_code == 0


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--format", "sariff"), "did you mean 'sarif'"),
        (("--revision", "mian"), "did you mean 'main'"),
        (("--ref", "mian"), "did you mean 'main'"),
        (("--since", "last week"), "no ISO date-time"),
    ],
)
def test_a_mistake_is_named(clone: str, words: tuple[str, ...], hint: str) -> None:
    done = run("scan", clone, *words)
    assert done.exit_code == 2
    assert hint in done.output
    assert "Traceback" not in done.output


def test_a_path_that_is_not_there() -> None:
    done = run("scan", "no/such/path")
    assert (done.exit_code, "does not exist" in done.output) == (2, True)


def test_diff_reads_well(clone: str) -> None:
    done = run("diff", "2024-11-20", "2024-11-25", "--repo", clone)
    assert done.exit_code == 0, done.output
    assert "Gone: " in done.output
    assert "NCCL_NET_GDR_LEVEL=2" in done.output
    assert "Appeared" not in done.output
    document = json.loads(run("diff", "2024-11-20", "2024-11-25", "--repo", clone, "--json").output)
    assert document["appeared"] == []
    assert document["stayed"] > 0
    assert run("diff", "2024-11-20", "nowhere", "--repo", clone).exit_code == 2


def test_citations_are_counted(clone: str) -> None:
    done = run("validate", "citations", clone)
    assert done.exit_code == 0, done.output
    summary = json.loads(run("validate", "citations", clone, "--json").output)["summary"]
    assert summary["wrong"] == 0
    assert summary["precision"] == 1
    assert f"{summary['checked']} of {summary['checked']} citations hold" in done.output


# What the SARIF 2.1.0 schema requires of the objects written here, and the values it allows.
REQUIRED = {
    "": {"version", "runs"},
    "runs": {"tool"},
    "tool": {"driver"},
    "driver": {"name"},
    "rules": {"id"},
    "results": {"message"},
    "toolExecutionNotifications": {"message"},
    "invocations": {"executionSuccessful"},
    "versionControlProvenance": {"repositoryUri"},
    "suppressions": {"kind"},
}
LEVELS = {"none", "note", "warning", "error"}
KINDS = {"notApplicable", "pass", "fail", "review", "open", "informational"}


def check(node: Any, name: str = "") -> int:
    """Walks a SARIF document; the number of objects that had something required of them."""
    if isinstance(node, list):
        return sum(check(item, name) for item in node)
    if not isinstance(node, dict):
        return 0
    assert REQUIRED.get(name, set()) <= node.keys(), name
    if "level" in node:
        assert node["level"] in LEVELS
    if name == "suppressions":
        assert node["kind"] in {"inSource", "external"}
        assert node["status"] in {"accepted", "underReview", "rejected"}
    elif "kind" in node:
        assert node["kind"] in KINDS
        assert node["kind"] == "fail" or node["level"] == "none"
    if name == "message":
        assert node.get("text")
    if name == "region":
        assert node["startLine"] >= 1
    if name == "artifactLocation":
        assert " " not in node["uri"]
        assert not node["uri"].startswith("/")
    inside = sum(check(value, key) for key, value in node.items() if key != "properties")
    return inside + (name in REQUIRED)


def test_sarif_has_what_the_schema_requires(clone: str) -> None:
    document = json.loads(run("scan", clone, "--format", "sarif").output)
    (only,) = document["runs"]
    assert document["version"] == "2.1.0"
    assert check(document) > len(only["results"]) > 20
    rules = only["tool"]["driver"]["rules"]
    for result in only["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    prints = {r["partialFingerprints"]["signalTokenPath/v1"] for r in only["results"]}
    assert len(prints) > 10


def test_sarif_of_a_pdf_and_of_odd_names(tmp_path: Path) -> None:
    (tmp_path / "a paper.pdf").write_bytes(pdf([["x"], ["Trained on 8 H800 GPUs."]]))
    (tmp_path / "100% #1?.sh").write_text("export NCCL_NET_GDR_LEVEL=2\n")
    (tmp_path / "binary").write_bytes(b"\0")
    document = json.loads(run("scan", str(tmp_path), "--format", "sarif").output)
    (only,) = document["runs"]
    check(document)
    places = [result["locations"][0]["physicalLocation"] for result in only["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} == {"a%20paper.pdf", "100%25%20%231%3F.sh"}
    assert [p["properties"]["page"] for p in places if "region" not in p]
    (note,) = only["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "not read: binary"


def test_the_check_of_sarif_can_fail() -> None:
    with pytest.raises(AssertionError):
        check({"version": "2.1.0", "runs": [{"results": [{"level": "none"}]}]})
    with pytest.raises(AssertionError):
        check({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [{"message": {}}]}]})


@pytest.mark.parametrize("width", [80, 120])
def test_every_line_of_the_listing_fits(clone: str, width: int) -> None:
    from whackachip.evidence import scan
    from whackachip.report.scanned import listing
    from whackachip.report.scanned.listing import columns, padded

    document = scan(clone).to_dict()
    lines = list(listing(document, document["findings"], width))
    assert max(map(columns, lines)) <= width
    assert any("not counted" in line for line in lines)
    assert columns("最少需要 32 卡") == 14
    assert [padded(text, 6) for text in ("最少需要", "abc", "abcdefg")] == ["最少… ", "abc   ", "abcde…"]


def test_ignored_paths_are_left_out_and_counted(clone: str, tmp_path: Path) -> None:
    ignore = tmp_path / "ignore"
    ignore.write_text("# shell only\n*.sh\n")
    whole, left = (json.loads(run("scan", clone, "--json", *more).output) for more in ((), ("--ignore", str(ignore))))
    gone = [found for found in whole["findings"] if found["path"].endswith(".sh")]
    assert gone
    assert left["ignored"] == len(gone)
    assert [found for found in whole["findings"] if found not in gone] == left["findings"]


def test_a_file_in_the_repository_hides_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text("export NCCL_NET_GDR_LEVEL=2\n")
    (tmp_path / ".whackachipignore").write_text("*\n")
    assert json.loads(run("scan", str(tmp_path), "--json").output)["findings"]


def test_a_baseline_leaves_what_is_new(tmp_path: Path) -> None:
    tree, baseline = tmp_path / "tree", tmp_path / "known.json"
    tree.mkdir()
    (tree / "a.sh").write_text("export NCCL_NET_GDR_LEVEL=2\n")
    assert run("scan", str(tree), "--exit-code").exit_code == 1
    baseline.write_text(run("scan", str(tree), "--json").output)
    (tree / "a.sh").write_text("# moved down\n\nexport NCCL_NET_GDR_LEVEL=2\n")
    same = run("scan", str(tree), "--baseline", str(baseline), "--exit-code")
    assert same.exit_code == 0
    assert "left out, in the baseline already" in same.output
    (tree / "a.sh").write_text("export NCCL_NET_GDR_LEVEL=2\nexport NCCL_NET_GDR_LEVEL=2\nexport NCCL_IB_HCA=mlx5\n")
    left = run("scan", str(tree), "--baseline", str(baseline), "--exit-code", "--json")
    assert left.exit_code == 1
    tokens = [found["token"] for found in json.loads(left.output)["findings"]]
    assert any("NCCL_IB_HCA" in token for token in tokens)


def test_sarif_marks_what_is_left_out_where_asked(tmp_path: Path) -> None:
    tree, known, ignore = tmp_path / "tree", tmp_path / "known.json", tmp_path / "ignore"
    tree.mkdir()
    (tree / "a.sh").write_text("export NCCL_NET_GDR_LEVEL=2\n")
    known.write_text(run("scan", str(tree), "--json").output)
    (tree / "a.sh").write_text("export NCCL_NET_GDR_LEVEL=2\nexport NCCL_IB_HCA=mlx5\n")
    (tree / "b.md").write_text("Trained on 8 H800 GPUs.\n")
    ignore.write_text("*.md\n")
    words = ("scan", str(tree), "--format", "sarif", "--baseline", str(known), "--ignore", str(ignore))
    check(json.loads(run(*words, "--suppressed").output))
    plain, whole = (json.loads(run(*words, *more).output)["runs"][0]["results"] for more in ((), ("--suppressed",)))
    every = json.loads(run("scan", str(tree), "--format", "sarif").output)["runs"][0]["results"]
    assert not [result for result in plain + every if "suppressions" in result]
    marks = [(result.pop("suppressions"), result)[0] for result in whole]
    assert [result for result, mark in zip(whole, marks, strict=True) if not mark] == plain
    assert sorted(map(json.dumps, whole)) == sorted(map(json.dumps, every))
    for result, mark in zip(whole, marks, strict=True):
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        why = ["the ignore file names its path"] if uri == "b.md" else ["the baseline has it already"] if mark else []
        assert mark == [{"kind": "external", "status": "accepted", "justification": text} for text in why]
    assert {len(mark) for mark in marks} == {0, 1}
    assert {mark[0]["justification"] for mark in marks if mark} == {
        "the ignore file names its path", "the baseline has it already",
    }  # fmt: skip
    assert run("scan", str(tree), "--suppressed").exit_code == 2


@pytest.mark.parametrize("option", ["--ignore", "--baseline"])
def test_files_that_are_not_there_or_not_such_are_said(tmp_path: Path, option: str) -> None:
    (tmp_path / "a.sh").write_text("")
    missing = run("scan", str(tmp_path / "a.sh"), option, str(tmp_path / "nope"))
    assert missing.exit_code == 2
    assert "cannot read" in missing.output
    if option == "--baseline":
        (tmp_path / "other.json").write_text('{"findings": 3}')
        other = run("scan", str(tmp_path / "a.sh"), option, str(tmp_path / "other.json"))
        assert other.exit_code == 2
        assert "not what `whackachip scan --json` writes" in other.output
