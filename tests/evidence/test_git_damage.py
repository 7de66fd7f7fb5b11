"""A repository is not to be trusted: damaged, huge, endless, or with something to run."""

from __future__ import annotations

import os
import subprocess
import zlib
from pathlib import Path

import pytest
from repositories import TRAIN, Builder, Model

from whackachip.errors import UserError
from whackachip.evidence import Evidence, Signal, scan
from whackachip.evidence.matching import Matcher
from whackachip.evidence.tree import MAX_DEPTH


def reasons(evidence: Evidence) -> dict[str, str]:
    return {skipped.path: skipped.reason for skipped in evidence.skipped}


def test_missing_blob(builder: Builder, signals: tuple[Signal, ...]) -> None:
    commit = builder.commit({"a.sh": TRAIN, "b.sh": "export NCCL_DEBUG=INFO\n"})
    builder.head("main", commit)
    builder.loose(builder.blob(TRAIN).decode()).unlink()
    found = scan(builder.path, signals=signals)
    assert reasons(found) == {"a.sh": "missing from the repository"}
    assert {f.path for f in found.findings} == {"b.sh"}


@pytest.mark.parametrize("damage", [b"no zlib", zlib.compress(b"blob 5\0other"), zlib.compress(b"blob 2\0a")])
def test_damaged_blob(builder: Builder, signals: tuple[Signal, ...], damage: bytes) -> None:
    builder.head("main", builder.commit({"a.sh": TRAIN, "b.sh": "export NCCL_DEBUG=INFO\n"}))
    blob = builder.loose(builder.blob(TRAIN).decode())
    blob.chmod(0o644)
    blob.write_bytes(damage)
    found = scan(builder.path, signals=signals)
    assert reasons(found)["a.sh"].startswith("damaged")
    assert {f.path for f in found.findings} == {"b.sh"}


def test_missing_tree_and_commit(model: Model, signals: tuple[Signal, ...]) -> None:
    whole = scan(model.path, signals=signals)
    tree = model.builder.repo[model.pull.encode()].tree.decode()
    model.builder.loose(tree).unlink()
    found = scan(model.path, signals=signals)
    assert f"tree {tree}" in reasons(found)
    assert [f for f in found.findings if f.status != "pull-request"] == [
        f for f in whole.findings if f.status != "pull-request"
    ]
    model.builder.loose(model.first).unlink()
    short = scan(model.path, signals=signals)
    assert reasons(short)[f"commit {model.first}"] == "missing from the repository"
    assert [commit for commit, _ in short.main_line] == model.line[1:]


def test_broken_ref(builder: Builder, signals: tuple[Signal, ...]) -> None:
    builder.head("main", builder.commit({"a.sh": TRAIN}))
    builder.ref("refs/heads/broken", "1" * 40)
    found = scan(builder.path, signals=signals)
    assert reasons(found) == {"refs/heads/broken": "leads to no readable commit"}
    assert found.findings


def test_links_submodules_and_what_is_no_text(builder: Builder, signals: tuple[Signal, ...]) -> None:
    commit = builder.commit(
        {
            "link": (0o120000, builder.blob("/etc/passwd")),
            "sub/vllm": (0o160000, b"5302fbf7dd33358e0bffaf18ffb9fd8f11b61c2a"),
            "image.png": b"\x89PNG\0\0",
            "large.sh": TRAIN * 50,
            "chinese.md": "NVIDIA H800 显卡\n".encode("gb18030"),
        }
    )
    builder.head("main", commit)
    found = scan(builder.path, signals=signals, max_blob_bytes=5000)
    assert reasons(found) == {
        "link": "symbolic link",
        "sub/vllm": "submodule at 5302fbf7dd33358e0bffaf18ffb9fd8f11b61c2a",
        "image.png": "binary",
        "large.sh": f"larger than 5,000 bytes ({len(TRAIN * 50):,})",
    }
    assert {(f.path, f.token) for f in found.findings} == {("chinese.md", "H800")}


def test_folders_without_end(builder: Builder, signals: tuple[Signal, ...]) -> None:
    deep = "/".join(["d"] * (MAX_DEPTH + 5))
    builder.head("main", builder.commit({f"{deep}/a.sh": TRAIN, "b.sh": TRAIN}))
    found = scan(builder.path, signals=signals)
    assert {f.path for f in found.findings} == {"b.sh"}
    assert any("folders deep" in reason for reason in reasons(found).values())


def test_nothing_is_run(model: Model, signals: tuple[Signal, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    hook = model.path / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch ran\n")
    hook.chmod(0o755)
    with (model.path / "config").open("a") as config:
        config.write('[core]\n\tfsmonitor = touch ran\n[filter "x"]\n\tsmudge = touch ran\n')

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("something was run")

    monkeypatch.setattr(subprocess, "Popen", refuse)
    monkeypatch.setattr(os, "system", refuse)
    assert scan(model.path, signals=signals).findings


def test_the_text_of_a_blob_is_matched_once(
    builder: Builder, signals: tuple[Signal, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    last: tuple[str, ...] = ()
    for number in range(5):
        last = (builder.commit({f"{number}/{name}.sh": TRAIN for name in "abc"}, *last),)
    builder.head("main", *last)
    read: list[str] = []
    counted = Matcher.counted
    monkeypatch.setattr(Matcher, "counted", lambda self, text: read.append(text) or counted(self, text))
    found = scan(builder.path, signals=signals)
    assert (len(read), found.blobs, found.commits) == (1, 1, 5)


def test_no_commits_and_no_repository(tmp_path: Path, builder: Builder, signals: tuple[Signal, ...]) -> None:
    assert scan(builder.path, signals=signals).skipped[0].reason.startswith("no commit can be read")
    with pytest.raises(UserError, match="unknown revision"):
        scan(builder.path, revision="main", signals=signals)
    (tmp_path / "broken" / ".git").mkdir(parents=True)
    (tmp_path / "broken" / "a.sh").write_text(TRAIN)
    found = scan(tmp_path / "broken", signals=signals)
    assert found.findings
    assert (found.skipped[0].path, "no readable git repository" in found.skipped[0].reason) == (".git", True)


def test_a_work_tree_is_read_as_git(tmp_path: Path, signals: tuple[Signal, ...]) -> None:
    builder = Builder(tmp_path / "work")
    builder.head("main", builder.commit({"a.sh": TRAIN}))
    work = tmp_path / "checkout"
    work.mkdir()
    builder.path.rename(work / ".git")
    (work / "not-committed.sh").write_text(TRAIN)
    found = scan(work, signals=signals)
    assert found.repository == "checkout"
    assert {f.path for f in found.findings} == {"a.sh"}
    assert scan(work / ".git", signals=signals).repository == "checkout"
