"""Every Python line that a stress test prints is run, and gives what was printed; the command line and `ask` agree."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

import whackachip
from whackachip.answers import ask
from whackachip.cli.group import program

IO = "us.ear.3a090.a.io"
QUICK = ("--samples", "200")
# What is asked on the command line, and the same as a question by name.
ASKED: dict[str, tuple[tuple[str, ...], str, dict[str, Any]]] = {
    "test": (
        ("stress", "us-2022-10-07", "--objective", "train", "--no-sweep", "--alone"),
        "stress", {"rule": "us-2022-10-07", "objective": "train", "no_sweep": True, "alone": True},
    ),
    "test of a changed law": (
        ("stress", "us-2022-10-07", "--no-sweep", "--set", f"{IO}=400"),
        "stress", {"rule": "us-2022-10-07", "no_sweep": True, "set": [f"{IO}=400"]},
    ),
    "compare": (
        ("stress", "compare", "us-2022-10-07", "us-2023-10-17", "--as-of", "2023-10-17", "--with-law"),
        "stress-compare", {"rules": ["us-2022-10-07", "us-2023-10-17"], "as_of": "2023-10-17", "with_law": True},
    ),
    "sweep": (
        ("stress", "sweep", "us-2022-10-07", "--vary", f"{IO}=400,600", "--deny", "train=0.05", "--alone"),
        "stress-sweep", {"rule": "us-2022-10-07", "vary": [f"{IO}=400,600"], "deny": ["train=0.05"], "alone": True},
    ),
    "designs": (
        ("stress", "sweep", "us-2023-10-17", "--designs", "500", "--seed", "2", "--model", "llama-3.1-8b"),
        "stress-designs", {"rule": "us-2023-10-17", "designs": 500, "seed": 2, "model": "llama-3.1-8b"},
    ),
    "some of denial": (
        ("denial", "us-2022-10-07", "--no-designs", *QUICK, "--metric", "2"),
        "denial", {"rule": "us-2022-10-07", "no_designs": True, "samples": 200, "metric": ["2"]},
    ),
    "denial": (
        ("denial", "us-2022-10-07", "--no-designs", *QUICK, "--set", "fee=0.2"),
        "denial", {"rule": "us-2022-10-07", "no_designs": True, "samples": 200, "set": ["fee=0.2"]},
    ),
    "whack": (
        ("whack", "us-2022-10-07", "--rounds", "1", *QUICK, "--set", "warning_months=3"),
        "whack", {"rule": "us-2022-10-07", "rounds": 1, "samples": 200, "set": ["warning_months=3"]},
    ),
    "whack's history": (("whack", "--history", "--samples", "500"), "whack-history", {"samples": 500}),
    "moat": (
        ("moat", "--no-sobol", *QUICK, "--set", "halving_months=5", "--denial", "30"),
        "moat", {"no_sobol": True, "samples": 200, "set": ["halving_months=5"], "denial": 30},
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def printed() -> dict[str, dict[str, Any]]:
    """What each command prints as JSON."""
    found = {}
    for name, (words, _, _) in ASKED.items():
        result = CliRunner().invoke(program, [*words, "--json"])
        assert result.exit_code == 0, (name, result.output)
        found[name] = json.loads(result.output)
    return found


@pytest.mark.parametrize("name", ASKED)
def test_the_python_line_runs_and_gives_the_same(name: str, printed: dict[str, dict[str, Any]]) -> None:
    body = printed[name]
    line = body["provenance"]["python"]
    assert "..." not in line
    again = json.loads(json.dumps(eval(line, {"wc": whackachip})))
    assert {key: value for key, value in again.items() if key != "provenance"} == {
        key: value for key, value in body.items() if key != "provenance"
    }


@pytest.mark.parametrize("name", ASKED)
def test_the_question_by_name_gives_the_same_document(name: str, printed: dict[str, dict[str, Any]]) -> None:
    _, question, values = ASKED[name]
    assert ask(question, values) == printed[name]
