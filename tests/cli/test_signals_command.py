"""The commands on signals: list, show, test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from whackachip.cli.group import program


def run(*words: str, text: str | None = None) -> Result:
    return CliRunner().invoke(program, ["signals", *words], input=text)


def test_the_list_can_be_narrowed() -> None:
    everything = json.loads(run("list", "--json").output)["signals"]
    kernels = json.loads(run("list", "--category", "kernel", "--json").output)["signals"]
    assert {signal["category"] for signal in kernels} == {"kernel"}
    assert kernels == [signal for signal in everything if signal["category"] == "kernel"]
    assert f"{len(everything)} signals" in run("list").output


def test_a_wrong_word_names_the_nearest() -> None:
    for words, nearest in ((("list", "--category", "kernal"), "kernel"), (("show", "C112"), "C12")):
        found = run(*words)
        assert found.exit_code == 2
        assert nearest in found.output
        assert "Traceback" not in found.output


def test_one_signal_says_what_it_implies_and_why() -> None:
    shown = run("show", "c12").output
    for part in ("gpudirect_rdma == yes", "chips", "medium", "export NCCL_NET_GDR_LEVEL=2", "OLMo", "read)"):
        assert part in shown
    variants = json.loads(run("show", "T01", "--json").output)["signals"]
    assert [signal["id"] for signal in variants] == ["T01", "T01-card", "T01-hours", "T01-row", "T01-used"]


def test_a_sentence_is_read() -> None:
    found = json.loads(run("test", "We pre-trained Qwen3-32B on 2,048 H800 GPUs for two months.", "--json").output)
    (made,) = [hit for hit in found["hits"] if hit["signal"] == "T01"]
    assert (made["chips"], made["count"], made["days"], made["model"]) == (["H800"], 2048, 60, "Qwen3-32B")
    assert made["counts"]
    assert made["stage"] == "pretraining"


def test_a_line_of_a_script_is_read_as_its_path_says() -> None:
    code = run("test", "export NCCL_NET_GDR_LEVEL=2", "--path", "train.sh").output
    assert "C12" in code
    prose = json.loads(run("test", "export NCCL_DEBUG=2", "--json").output)["hits"]
    assert not any(hit["counts"] for hit in prose)


def test_files_and_standard_input(tmp_path: Path) -> None:
    file = tmp_path / "notes.md"
    file.write_text("Trained on 8 A100 GPUs.", encoding="utf-8")
    named = json.loads(run("test", str(file), "--json").output)
    piped = json.loads(run("test", "-", "--path", "notes.md", "--json", text="Trained on 8 A100 GPUs.").output)
    assert named["hits"] == piped["hits"] != []
    assert str(tmp_path) not in named["path"]


def test_every_sample_holds() -> None:
    found = run("test")
    assert found.exit_code == 0
    assert "none fail" in found.output


def test_a_failing_sample_is_told_by_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("whackachip.cli.signals.check_samples", lambda signals: ["X: does not match 'x'"])
    found = run("test")
    assert found.exit_code == 1
    assert "X: does not match" in found.output
