"""whackachip web: what it refuses before it listens, and that it answers and stops."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest
from click.testing import CliRunner

from whackachip.cli.group import program

OWN = """\
- id: own-1
  name: Own
  vendor: own
  headquarters: CN
  family: own
  market: datacenter
  figures: [{source: bench, kind: measured, values: {rate_bf16_tops: 200}}]
"""


def refused(*words: str) -> str:
    result = CliRunner().invoke(program, ["web", *words])
    assert result.exit_code == 2, result.output
    assert "Traceback" not in result.output
    return result.output


def test_help_has_an_example_and_the_exit_status() -> None:
    shown = CliRunner().invoke(program, ["web", "--help"]).output
    assert "whackachip web --port 8000" in shown
    assert "Exit status" in shown


def test_another_address_needs_a_token_that_is_long(tmp_path: Path) -> None:
    assert "--token" in refused("--host", "0.0.0.0", "--data", str(tmp_path))
    assert "16 characters" in refused("--token", "short")


@pytest.mark.parametrize(
    "words", [["--port", "0"], ["--port", "many"], ["--allow", "/no/such/folder"], ["--data", "/dev/null"]]
)
def test_what_cannot_be_is_refused(words: list[str]) -> None:
    refused(*words)


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        text = refused("--port", str(taken.getsockname()[1]), "--data", str(tmp_path))
    assert "cannot listen" in text
    assert len(text.strip().splitlines()) == 1


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    assert "choose a folder with --data" in refused("--data", str(file / "inside"))


def test_it_answers_and_stops_when_asked(tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "chips.yaml").write_text(OWN, encoding="utf-8")
    (tmp_path / "own" / "sources.yaml").write_text("bench: {title: Bench, grade: read, accessed: 2026-11-01}\n")
    words = [sys.executable, "-m", "whackachip", "web", "--port", str(port), "--data", str(tmp_path)]
    words += ["--facts", str(tmp_path / "own")]
    process = subprocess.Popen(words, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    assert process.stderr.readline().startswith(f"http://127.0.0.1:{port}/")
    for _ in range(600):
        try:
            with urlopen(f"http://127.0.0.1:{port}/") as reply:
                assert reply.status == 200
            break
        except OSError:
            time.sleep(0.1)
    with urlopen(f"http://127.0.0.1:{port}/api/v1/chip?chip=own-1") as reply:
        assert json.load(reply)["provenance"]["overlay"] == {"chips": ["own-1"], "sources": ["bench"]}
    with urlopen(f"http://127.0.0.1:{port}/coverage") as reply:
        assert "own facts lie over ours: chips own-1; sources bench." in reply.read().decode()
    process.send_signal(signal.SIGINT)
    process.wait(60)
    assert "Traceback" not in process.stderr.read()
