"""Careless and broken input goes through the whole command: reported, bounded, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from dulwich import porcelain
from dulwich.repo import Repo


def investigate(*words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "whackachip", "investigate", *words],
        cwd=folder, capture_output=True, text=True, check=False,
    )  # fmt: skip


def fill(folder: Path) -> None:
    """A folder with everything that goes wrong, and one script that has to be read all the same."""
    (folder / "train").mkdir(parents=True)
    (folder / "train" / "run.sh").write_text("export NCCL_IB_TIMEOUT=24\ntorchrun train.py --bf16\n", encoding="utf-8")
    (folder / "README.md").write_bytes("Trained on 512 H800 GPUs. \u4e2d\u6587".encode("gb18030"))
    (folder / "weights.bin").write_bytes(bytes(range(256)) * 64)
    (folder / "big.txt").write_bytes(b"NCCL_IB_HCA=x\n" * 700_000)
    (folder / "broken").symlink_to("nowhere")
    (folder / "outside").symlink_to("/etc/hostname")
    (folder / "loop").symlink_to(".")


def result_of(done: subprocess.CompletedProcess[str], folder: Path) -> dict[str, object]:
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    path = folder / done.stdout.splitlines()[-1]
    assert path.name == "report.html"
    return json.loads((path.parent / "result.json").read_text(encoding="utf-8"))


def test_a_folder_with_everything_that_goes_wrong(tmp_path: Path) -> None:
    fill(tmp_path / "input")
    found = result_of(investigate("input", "--out", "out", folder=tmp_path), tmp_path)
    skipped = {record["path"]: record["reason"] for record in found["skipped"]}
    assert {"weights.bin", "big.txt", "broken", "outside", "loop", ".git"} <= skipped.keys()
    assert all(skipped.values())
    signals = {finding["signal"] for finding in found["evidence"]["findings"]}
    assert {"C01", "P01", "T01"} <= signals
    assert any("nothing here is dated" in text for text in found["assumptions"])
    assert str(tmp_path) not in json.dumps(found)


@pytest.mark.parametrize("lost", ["blob", "commit"])
def test_a_repository_with_a_lost_object(lost: str, tmp_path: Path) -> None:
    folder = tmp_path / "input"
    fill(folder)
    porcelain.init(str(folder))
    porcelain.add(str(folder), [str(folder / "train" / "run.sh"), str(folder / "README.md")])
    porcelain.commit(str(folder), message=b"first", author=b"a <a@b>", committer=b"a <a@b>")
    with Repo(str(folder)) as repo:
        commit = repo.head()
        blob = repo[repo[commit].tree][b"README.md"][1]
    name = (commit if lost == "commit" else blob).decode()
    path = folder / ".git" / "objects" / name[:2] / name[2:]
    path.chmod(0o600)
    path.write_bytes(b"not an object")
    found = result_of(investigate("input", "--out", "out", folder=tmp_path), tmp_path)
    assert {"commit": ".git", "blob": "README.md"}[lost] in {record["path"] for record in found["skipped"]}
    assert any(finding["signal"] == "P01" for finding in found["evidence"]["findings"])


def test_a_file_an_empty_folder_and_an_address(tmp_path: Path) -> None:
    (tmp_path / "one.sh").write_text("--bf16\n", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    assert result_of(investigate("one.sh", "--out", "a", folder=tmp_path), tmp_path)["evidence"]["findings"]
    assert not result_of(investigate("empty", "--out", "b", folder=tmp_path), tmp_path)["evidence"]["findings"]
    done = investigate("https://127.0.0.1:9/x/y.git", folder=tmp_path)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)


def test_an_address_is_copied_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "origin"
    fill(folder)
    porcelain.init(str(folder))
    porcelain.add(str(folder), [str(folder / "train" / "run.sh")])
    porcelain.commit(str(folder), message=b"first", author=b"a <a@b>", committer=b"a <a@b>")
    found = result_of(investigate(folder.as_uri(), "--out", "out", folder=tmp_path), tmp_path)
    assert found["evidence"]["commits"] == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    done = investigate("hunyuan-large", "--out", "closed/report", folder=tmp_path)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)


def test_out_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    done = investigate("hunyuan-large", "--out", "taken", folder=tmp_path)
    assert (done.returncode, len(done.stderr.strip().splitlines())) == (2, 1)
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"
