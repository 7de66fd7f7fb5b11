"""Every question: its example is answered as its schema says, its table is one, and a mistake is a line that helps."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from whackachip.answers import QUESTIONS, ask
from whackachip.answers.request import ordered
from whackachip.errors import UserError

ROOT = Path(__file__).parent.parent.parent
HYPOTHETICAL = "name=x, bf16_dense=400, die_area=800, memory_bandwidth=3000, memory_capacity=80"


def example(name: str) -> dict[str, Any]:
    """A question with what has to be said of it."""
    told = QUESTIONS[name].model.model_json_schema()
    return {key: told["properties"][key]["examples"][0] for key in told.get("required", ())} | LESS.get(name, {})


# What makes the examples of slow questions quick.
LESS: dict[str, dict[str, Any]] = {
    "stress": {"no_sweep": True}, "stress-sweep": {"vary": ["us.ear.3a090.a.io=300,600"]}, "whack": {"rounds": 1},
    "denial": {"no_designs": True, "samples": 200}, "moat": {"no_sobol": True, "samples": 200},
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_the_example_is_answered_as_its_schema_says(name: str) -> None:
    question = QUESTIONS[name]
    found = question.answer(question.read(example(name)))
    assert json.loads(json.dumps(found, allow_nan=False)) == found
    question.shape.model_validate(found)
    provenance = found["provenance"]
    assert provenance["command"].startswith("whackachip ")
    assert len(provenance["facts_hash"]) == 64
    assert provenance["as_of"] >= "2022"
    assert provenance["not_checked"]


@pytest.mark.parametrize("name", [name for name, question in QUESTIONS.items() if question.rows])
def test_a_table_has_the_same_columns_in_every_row(name: str) -> None:
    rows = list(QUESTIONS[name].rows(ask(name, example(name))))  # type: ignore[misc]
    assert rows
    assert all(row.keys() == rows[0].keys() for row in rows)
    assert all(isinstance(value, str | int | float | None) for row in rows for value in row.values())


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_field_says_what_it_means_and_no_file_can_be_named(name: str) -> None:
    question = QUESTIONS[name]
    local = {each.name for each in ordered(question.request) if each.metadata["local"]}
    assert not local & question.model.model_fields.keys()
    for key, told in question.model.model_json_schema()["properties"].items():
        assert told["description"].endswith("."), key
        if "array" in str(told):
            assert "maxItems" in str(told), key


@pytest.mark.parametrize(
    ("name", "values", "line"),
    [
        ("classify", {"chi": "h20"}, "unknown parameter 'chi': did you mean 'chip'?"),
        ("classify", {}, "chip is missing, such as h20"),
        ("classify", {"chip": ["", "h2O"]}, "did you mean 'h20'"),
        ("classify", {"chip": "h20", "layer": "enforcd"}, "unknown layer 'enforcd': did you mean 'enforced'?"),
        ("classify", {"chip": "h20", "on": "2024-02-30"}, "2024-02-29"),
        ("classify", {"chip": "h20", "patch": "/etc/passwd"}, "unknown parameter 'patch'"),
        ("classify", {"chip": "h20", "set": ["us.ear.3a090.a.tpp=1"] * 41}, "at most 40"),
        ("chip", {"chip": "x" * 3000}, "at most 2000 characters"),
        ("rule-text", {"rule": "/etc/passwd"}, "unknown rule '/etc/passwd'"),
        ("rule-text", {"rule": "pyproject.toml"}, "unknown rule 'pyproject.toml'"),
        ("rule-diff", {"rules": ["us-2022-10-07", "x.yaml"]}, "unknown rule 'x.yaml'"),
        ("prove", {"rule": "us-2022-10-07", "against": "x.yaml"}, "unknown rule 'x.yaml'"),
        ("investigate", {"subject": "/tmp"}, "unknown case '/tmp': known: hunyuan-large"),
        ("scan", {"subject": "."}, "unknown case"),
        ("estimate-train", {"model": "hunyuan-large", "chip": "h20", "count": "0"}, "greater than or equal to 1"),
        ("estimate-train", {"model": "hunyuan-large", "chip": "h20", "count": "8", "tokens": "x"}, "tokens: 'x'"),
        ("timeline", {"chip": "h20", "begins": "2025-01-01", "until": "2024-01-01"}, "is before the first"),
        ("compare", {"chips": "h20"}, "two chips or more"),
        ("nope", {}, "unknown question 'nope'"),
    ],
)
def test_a_mistake_is_one_line_that_helps(name: str, values: dict[str, Any], line: str) -> None:
    with pytest.raises(UserError) as refused:
        ask(name, values)
    assert line in str(refused.value)
    assert "\n" not in str(refused.value)


def test_words_and_values_ask_the_same() -> None:
    words = ask("estimate-train", {"model": "hunyuan-large", "chip": ["h20"], "count": "2048", "tokens": "7T"})
    values = ask("estimate-train", {"model": "hunyuan-large", "chip": "h20", "count": 2048, "tokens": "7T"})
    assert words == values
    assert ask("timeline", {"chip": "h20", "all_layers": "yes"}) == ask("timeline", {"chip": "h20", "all_layers": True})


@pytest.mark.parametrize(("model", "chip", "count"), [("llama-3.1-70b", "h100", 1), ("longcat-flash", "h100", 8)])
def test_weights_that_leave_no_room_for_a_request_are_no_fault(model: str, chip: str, count: int) -> None:
    found = ask("estimate-serve", model=model, chip=chip, count=count)
    assert found["verdict"] == "no"
    assert "no plan has room for one request of 2,560 tokens" in found["reason"]
    QUESTIONS["estimate-serve"].shape.model_validate(found)


def test_what_is_left_out_is_said() -> None:
    found = ask("classify", {"chip": HYPOTHETICAL})
    assert found["assumptions"][:2][1] == "the destination is China"
    assert found["provenance"]["as_of"] == found["on"]


def test_the_published_schemas_are_in_step() -> None:
    done = subprocess.run(
        [sys.executable, "tools/write_schema.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout


def test_a_request_costs_no_pydantic() -> None:
    code = (
        "import sys; from whackachip.answers.classify import Request, answer; answer(Request(chip='h20'));"
        "sys.exit('pydantic' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
