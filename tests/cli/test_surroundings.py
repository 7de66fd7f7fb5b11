"""What surrounds a command: pipes that close, full disks, plain terminals, other encodings, warnings as errors."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = (sys.executable, "-m", "whackachip")
QUESTIONS = (
    ("classify", "h20", "--on", "2024-11-05", "--explain"),
    ("timeline", "h20"),
    ("rules", "text", "us-2023-10-17"),
    ("rules", "list"),
    ("rules", "diff", "us-2022-10-07", "us-2023-10-17"),
)


def run(*words: str, **surroundings: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **surroundings}
    return subprocess.run([*PROGRAM, *words], env=env, capture_output=True, encoding="utf-8", check=False)


def test_a_reader_that_leaves_is_neither_a_fault_nor_an_answer() -> None:
    words = (*PROGRAM, "classify", "--all", "--on", "2024-11-05", "--exit-code")
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()  # long before there is anything to say
        assert process.stderr.read() == ""
    assert process.returncode == 141


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_said_in_one_line() -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run([*PROGRAM, "rules", "list"], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 74
    assert done.stderr == "error: cannot write the output: No space left on device\n"


@pytest.mark.parametrize("words", QUESTIONS)
def test_any_encoding_of_the_terminal_gets_the_same_bytes(words: tuple[str, ...]) -> None:
    plain = run(*words)
    assert plain.returncode == 0
    ascii_only = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    other = run(*words, **ascii_only)
    assert (other.returncode, other.stdout, other.stderr) == (0, plain.stdout, "")


@pytest.mark.parametrize("words", QUESTIONS)
def test_a_pipe_gets_no_colours_and_no_warning(words: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", "-m", "whackachip", *words], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "\x1b" not in done.stdout


@pytest.mark.parametrize(("setting", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_a_terminal_gets_colours_unless_it_asks_for_none(setting: dict[str, str], coloured: bool) -> None:
    shown = on_terminal(("classify", "h20", "--on", "2024-11-05"), 80, **setting)
    assert ("\x1b[" in shown) == coloured


@pytest.mark.parametrize("width", [40, 80, 120])
@pytest.mark.parametrize("words", QUESTIONS)
def test_words_wrap_at_the_width_of_the_terminal(words: tuple[str, ...], width: int) -> None:
    lines = [line for line in lines_of(words, width) if "://" not in line]
    assert len(lines) > 5
    # Tables do not get narrower than 80 columns.
    assert max(map(len, lines)) <= max(width, 80)


def lines_of(words: tuple[str, ...], width: int) -> list[str]:
    return [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in on_terminal(words, width).splitlines()]


def on_terminal(words: tuple[str, ...], width: int, **setting: str) -> str:
    """What a terminal so wide shows."""
    pty = pytest.importorskip("pty")
    master, slave = pty.openpty()
    env = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "TERM")}
    env |= {"COLUMNS": str(width), "TERM": "xterm", **setting}
    with subprocess.Popen([*PROGRAM, *words], env=env, stdout=slave, stderr=slave, stdin=slave) as process:
        os.close(slave)
        found = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # how Linux says that the other end was closed
                break
            if not part:
                break
            found += part
        process.wait()
    os.close(master)
    return found.decode().replace("\r\n", "\n")
