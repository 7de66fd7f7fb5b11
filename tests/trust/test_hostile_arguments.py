"""Files and words that a user is handed by a stranger: refused in one line, or answered; never a traceback."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hostile_formats import laughing

from whackachip.cli.group import program

DEEP = b"[" * 10**5
FILES = {
    "nothing": b"",
    "zeros": b"\0" * 1000,
    "noise": bytes(range(256)) * 40,
    "deep-json": DEEP,
    "deep-yaml": b"a: " + b"[" * 5_000,
    "references-without-end": laughing(),
    "a-tag-that-runs": b"!!python/object/apply:os.system ['touch own']\n",
    "a-reference-to-itself": b"a: &a [*a]\n",
    "numbers-without-end": b'{"a": ' + b"9" * 10_000 + b"}",
    "infinity": b'{"schema_version": "1", "a": Infinity, "b": NaN}',
    "half-a-surrogate": b'{"\\ud800": "\\ud800"}',
    "a-key-twice": b'{"a": 1, "a": 2}',
    "a-list": b"[1, 2]",
    "a-word": b"yes",
    "html": b"<html><script>alert(1)</script>",
    "a-header-alone": b"rule,metric,value\n",
    "a-quote-that-never-ends": b'case,"' + b"x" * 300_000 + b"\n" * 10,
    "a-million-commas": b"," * 10**6 + b"\n" + b"," * 10**6,
}
TAKERS = {
    "facts": ["--facts", "{folder}", "chips", "list"],
    "rule": ["classify", "h20", "--on", "2024-11-05", "--to", "CN", "--rule", "{file}"],
    "patch": ["classify", "h20", "--on", "2024-11-05", "--to", "CN", "--patch", "{file}"],
    "law-cases": ["validate", "law", "--cases", "{file}"],
    "training-runs": ["validate", "training", "--runs", "{file}"],
    "inference-runs": ["validate", "inference", "--runs", "{file}"],
    "kernels": ["validate", "kernels", "--runs", "{file}"],
    "stress-cases": ["validate", "stress", "--cases", "{file}"],
    "result": ["report", "--from", "{file}"],
    "config": ["model", "show", "{file}"],
    "baseline": ["scan", "{folder}", "--baseline", "{file}"],
    "ignore": ["scan", "{folder}", "--ignore", "{file}"],
}


def ask(*words: str) -> Result:
    return CliRunner().invoke(program, list(words), prog_name="whackachip")


def held(done: Result) -> None:
    """It ended as documented: an answer, or one line of what is wrong."""
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code in (0, 1, 2), done.output[-500:]
    if done.exit_code == 2:
        line = done.stderr.strip()
        assert line.startswith(("error: ", "Usage: ")), line[:300]
        assert len(line) < 2_000


@pytest.mark.parametrize("taker", TAKERS)
@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_stranger(name: str, taker: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ending = {"config": "json", "result": "json", "baseline": "json", "rule": "yaml", "patch": "yaml"}.get(taker, "csv")
    folder = tmp_path / "own"
    (folder / "chips" / "x").mkdir(parents=True)
    file = folder / "chips" / "x" / "y.yaml" if taker == "facts" else folder / f"given.{ending}"
    file.write_bytes(FILES[name])
    held(ask(*(word.format(file=file, folder=folder) for word in TAKERS[taker])))
    assert not (tmp_path / "own" / "own").exists()
    assert not (tmp_path / "touch").exists()


@pytest.mark.parametrize("taker", sorted(set(TAKERS) - {"facts"}))
def test_a_folder_a_device_and_nothing_in_place_of_a_file(taker: str, tmp_path: Path) -> None:
    (tmp_path / "a.sh").write_text("x\n")
    for place in (tmp_path, tmp_path / "missing", Path(os.devnull)):
        held(ask(*(word.format(file=place, folder=tmp_path) for word in TAKERS[taker])))


WORDS = [
    "",
    " ",
    "\0",
    "\x1b[2J",
    "\u202e",
    "=1+1",
    "a" * 5_000,
    "'",
    '"',
    "\\",
    "../../etc/passwd",
    "-1",
    "1e999",
    "nan",
    "٣",
    "h20\n",
    "(" * 3_000,
]
PLACES = {
    "chip": ["classify", "{}", "--on", "2024-11-05", "--to", "CN"],
    "day": ["classify", "h20", "--on", "{}", "--to", "CN"],
    "country": ["classify", "h20", "--on", "2024-11-05", "--to", "{}"],
    "inline": ["classify", "--chip", "name=x, {}", "--on", "2024-11-05", "--to", "CN"],
    "threshold": ["classify", "h20", "--on", "2024-11-05", "--to", "CN", "--set", "us.ear.3a090.a.tpp={}"],
    "predicate": ["chips", "where", "{}"],
    "claim": ["check-claim", "{}"],
    "sentence": ["signals", "test", "{}"],
    "rule": ["rules", "text", "{}"],
    "versions": ["rules", "diff", "{}"],
    "model": ["model", "show", "{}"],
    "tokens": ["estimate", "train", "hunyuan-large", "--on", "h20", "--count", "1000", "--tokens", "{}"],
    "count": ["estimate", "train", "hunyuan-large", "--on", "h20", "--count", "{}"],
    "revision": ["scan", ".", "--revision", "{}"],
    "moat": ["moat", "--set", "{}"],
}


@pytest.mark.parametrize("place", PLACES)
def test_words_in_every_place(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for word in WORDS:
        if "\0" not in word:  # no argument of a process holds one
            done = ask(*(part.replace("{}", word) for part in PLACES[place]))
            held(done)
            assert "\x1b[2J" not in done.output
            assert "\u202e" not in done.output.replace("\\u202e", "")


def test_json_of_hostile_words_is_json(tmp_path: Path) -> None:
    done = ask("check-claim", "h20 \u202e 2,048 H800s for 2 months", "--json")
    held(done)
    if done.exit_code == 0:
        json.loads(done.stdout)
