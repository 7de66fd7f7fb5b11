"""What the search for breaking inputs has found, each kept small; every one once ended in a traceback or hung."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner
from facetargets import result
from gits import COMMIT, TRAIN
from hypothesis import HealthCheck, Phase, given, settings
from mutation import edited
from target import Endless, Target, held
from targets import CLAIMS, TARGETS

from whackachip.cli.group import program
from whackachip.errors import UserError
from whackachip.evidence import scan
from whackachip.performance.claim import LONGEST, read_claim
from whackachip.predicates import parse

BY_NAME = {target.name: target for target in TARGETS}
FOUND = [
    # Numbers that the pattern took and float() did not, and trees as deep as Python's own stack.
    ("predicates", "0_"),
    ("predicates", "- " * 3000 + "1 > 2"),
    ("predicates", "a" + "+a" * 3000 + " > 1"),
    # Tags of YAML with nothing behind them.
    ("facts-document", b"!!int "),
    ("facts-document", b"!!float "),
    ("facts-document", b"!!bool x"),
    ("facts-document", b"!!timestamp x"),
    ("rule-file", b"title: !!int ''"),
    ("rule-patch", b"set: {us.ear.3a090.a.tpp: !!bool x}"),
    # A delta that ends within a number.
    ("git-delta", b""),
    ("git-delta", b"\x01\x01\xff"),
    # A commit that ends before it says who committed it, and when.
    ("git-objects", ("commit", COMMIT[: COMMIT.index(b"committer")])),
    # A cell of CSV that is longer than Python's reader takes.
    ("subject-list", b"subject,model\n" + b"x" * 140_000 + b",y\n"),
    ("subject-list", b"x" * 140_000),
    # A threshold that is no number: nothing is above it, and nothing below.
    (
        "own-rule",
        {
            "title": "t",
            "namespace": "own",
            "thresholds": [{"id": "x", "value": float("nan"), "unit": "TPP", "begins": "2024-01-01"}],
            "items": [{"paragraph": "3A090.a.9", "when": "tpp >= @x", "begins": "2024-01-01"}],
        },
    ),
    # A year for a day: the schema took it, and what reads the law did not.
    ("rule-file", b"title: t\nitems: [{paragraph: 3A090.a.1, when: tpp > 1, begins: 2000}]\n"),
    ("rule-file", b"title: t\nitems: [{paragraph: 3A090.a.1, when: tpp > 1, begins: 2024-01-01, ends: 2025-06}]\n"),
    # A plane of which neither day nor place is said.
    ("web-page", ("GET", "/rules/plane", b"predicate=memory_bandwidth+%3E%3D+3000", b"")),
    ("web-page", ("GET", "/rules/plane.bib", b"set=us.ear.3a090.a.tpp%3D3600", b"")),
    # JSON can spell half a character.
    ("notebook", b'{"cells": [{"cell_type": "code", "source": ["H800 \\ud800"]}]}'),
    ("safetensors", (48).to_bytes(8, "little") + b'{"__metadata__": {"trained_on": "H800 \\ud800"}}  '),
]


@pytest.mark.parametrize(
    ("name", "data"), FOUND, ids=lambda part: part if isinstance(part, str) and part in BY_NAME else None
)
def test_what_was_found_stays_found(name: str, data: object) -> None:
    held(BY_NAME[name], data)


@pytest.mark.parametrize(
    "edit",
    [("feasibility", []), ("feasibility", [{}]), ("statements", [{"kind": []}]), ("evidence", {}), ("law", None)],
)
def test_a_result_that_contradicts_itself_is_refused_in_a_line(tmp_path: Path, edit: tuple[str, object]) -> None:
    """What the schema leaves open was read as if it held: a KeyError of a table came out."""
    document = result() | {edit[0]: edit[1]}
    stored, out = tmp_path / "result.json", tmp_path / "report.md"
    stored.write_text(json.dumps(document), encoding="utf-8")
    done = CliRunner().invoke(program, ["report", "--from", str(stored), "--to", "md", "--out", str(out)])
    assert not done.exception or isinstance(done.exception, SystemExit), done.exception
    assert (done.exit_code == 0) == out.exists(), "half a report"
    if edit[1] != []:
        assert done.exit_code == 2
        assert len(done.stderr.strip().splitlines()) == 1


def test_one_bad_notebook_loses_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text('{"cells": [{"cell_type": "markdown", "source": ["2,048 H800 GPUs \\ud800"]}]}')
    (tmp_path / "train.sh").write_text(TRAIN)
    assert {finding.path for finding in scan(tmp_path).findings} == {"a.ipynb", "train.sh"}


@pytest.mark.parametrize("words", ["卡时, ", "12 word ", "x=1 ", "512 h20 x", "h100 "])
def test_a_claim_of_many_words_takes_a_moment(words: str) -> None:
    """Each run of words was looked up with the nearest name worked out: 18 s for as many as a page takes."""
    begun = time.process_time()
    with pytest.raises(UserError):
        read_claim((words * LONGEST)[:LONGEST])
    assert time.process_time() - begun < 5


def test_a_claim_has_an_end() -> None:
    with pytest.raises(UserError, match="at most 2,000"):
        read_claim(CLAIMS[0] + " " * LONGEST)


@pytest.mark.parametrize("text", ["a - 1_000 * 2 >= 1_0.5e3", "-(-a) > -1", "a" + "+a" * 90 + " > 1"])
def test_arithmetic_of_a_usual_size_is_read(text: str) -> None:
    parse(text)


def broken(_: object) -> object:
    raise KeyError("x")


def without_end(_: object) -> object:
    return "x" * 3_000_000


def test_the_property_can_fail() -> None:
    """Exceptions beyond those named, and results beyond all bounds, are told apart from answers."""
    inputs = BY_NAME["day"].inputs
    with pytest.raises(KeyError):
        held(Target("broken", inputs, broken), "x")
    with pytest.raises(AssertionError):
        held(Target("without-end", inputs, without_end), "x")
    assert not held(BY_NAME["day"], "no day")
    assert held(BY_NAME["day"], "2024-11-05")


def test_what_never_ends_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("target.SECONDS", 0.05)

    def forever(_: object) -> object:
        while True:
            pass

    with pytest.raises(Endless):
        held(Target("forever", BY_NAME["day"].inputs, forever), "x")


def test_edits_keep_to_the_sample() -> None:
    assert edited("abcdef", [("cut", 1, 2, "x")]) == "adef"
    assert edited(b"abcdef", [("insert", 9, 2, b"--"), ("end", 4, 0, b"")]) == b"ab--"[:4]


@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_some_inputs_are_taken(target: Target) -> None:
    """A target whose inputs are all refused at the door tests the door alone."""
    taken = []

    @settings(max_examples=100, derandomize=True, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(target.inputs)
    def run(data: object) -> None:
        if not taken and held(target, data):
            taken.append(data)

    run()
    assert taken
