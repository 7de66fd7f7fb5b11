"""Same input, same numbers: command line, Python, REST and MCP on the same questions give the same document."""

from __future__ import annotations

import json
import shlex
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("mcp")

from click.testing import CliRunner
from starlette.testclient import TestClient

from whackachip.answers import QUESTIONS, ask
from whackachip.cli.group import program
from whackachip.mcp.tools import TOOLS
from whackachip.web.app import create_app
from whackachip.web.settings import Settings

MADE_UP = "name=x, bf16_dense=400, die_area=800, memory_bandwidth=3000, memory_capacity=80"
ASKED: list[tuple[str, dict[str, Any]]] = [
    ("classify", {"chip": "h20", "on": "2024-11-05", "to": "CN"}),
    ("classify", {"chip": "RTX 4090", "on": "2023-12-01", "to": "China", "interpret": ["tf32_bits=19"]}),
    ("classify", {"chip": MADE_UP, "on": "2026-02-01", "to": "DE", "party": ["end_user_listed=yes"]}),
    ("classify", {"chip": "h20", "on": "2024-11-05", "to": "CN", "set": ["us.ear.3a090.b.tpp=2300"]}),
    ("timeline", {"chip": "h800", "until": "2024-11-05", "to": "CN"}),
    ("timeline", {"chip": "h100", "to": "DE", "all_layers": True}),
    ("chip", {"chip": "h20"}),
    ("chips", {"predicate": "memory_bandwidth > 3350 and item != controlled", "on": "2024-06-01", "to": "CN"}),
    ("compare", {"chips": ["h100", "h800", "h20"]}),
    ("rules", {"on": "2024-11-05"}),
    ("rule", {"rule": "us-2023-10-17"}),
    ("rule-text", {"rule": "us-2023-10-17", "set": ["us.ear.3a090.a.tpp=3600"]}),
    ("rule-diff", {"rules": ["us-2022-10-07", "us-2023-10-17"]}),
    ("prove", {"rule": "us-2022-10-07", "above": ["tpp=5000"]}),
    ("model", {"model": "deepseek-v3", "context": 8192}),
    ("models", {"kind": ["moe", "mla"], "country": "CN"}),
    ("estimate-train", {"model": "hunyuan-large", "chip": "h20", "count": 2048, "tokens": "7T", "precision": "fp8"}),
    ("estimate-train", {"model": "llama-3.1-8b", "chip": MADE_UP, "count": 64, "mfu": "30..45%"}),
    ("estimate-serve", {"model": "hunyuan-large", "chip": "h20", "count": 8, "tpot": 50}),
    ("fit", {"model": "llama-3.1-8b", "chip": "a100", "zero": 1}),
    ("plan", {"model": "llama-3.1-8b", "chip": "h100", "count": "64,128", "by": "cost", "top": 2}),
    ("techniques", {"model": "hunyuan-large", "chip": "h20", "versus": "h800"}),
    ("check-claim", {"sentence": "2.788M H800-hours for 14.8T tokens of deepseek-v3"}),
    ("coverage", {}),
    ("signals", {"category": "kernel"}),
    ("investigate", {"subject": "hunyuan-large"}),
]
IDS = [f"{place}-{name}" for place, (name, _) in enumerate(ASKED)]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("jobs")
    with TestClient(create_app(Settings(data=folder)), base_url="http://localhost") as found:
        yield found


def by_command(answer: dict[str, Any]) -> Any:
    """What the command prints that the answer names."""
    words = shlex.split(answer["provenance"]["command"])[1:]
    done = CliRunner().invoke(program, [*words, "--json"], prog_name="whackachip")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def by_rest(client: TestClient, name: str, asked: dict[str, Any]) -> Any:
    """What the REST interface gives; a long question as a job."""
    if not QUESTIONS[name].long:
        found = client.get(f"/api/v1/{name}", params=asked)
        assert found.status_code == 200, found.text
        return found.json()
    taken = client.post(f"/api/v1/{name}", json=asked)
    assert taken.status_code == 202, taken.text
    ends = time.monotonic() + 60
    while (found := client.get(taken.json()["result"])).status_code == 202 and time.monotonic() < ends:
        time.sleep(0.1)
    assert found.status_code == 200, found.text
    return found.json()


@pytest.mark.parametrize(("name", "asked"), ASKED, ids=IDS)
def test_all_faces_give_the_same(client: TestClient, name: str, asked: dict[str, Any]) -> None:
    answer = ask(name, asked)  # Python
    assert by_rest(client, name, asked) == answer
    assert by_command(answer) == answer
    for tool in (tool for tool in TOOLS.values() if tool.question == name):
        told = tool.call(asked)
        if tool.part is None:
            assert told["answer"] == answer
        assert told["not_checked"] == answer["provenance"]["not_checked"]


def test_a_tool_that_gives_a_part_gives_the_same_numbers() -> None:
    name, asked = ASKED[7]
    rows = {row["id"]: row for row in TOOLS["find_chips"].call(asked)["answer"]["rows"]}
    for chip in ask(name, asked)["chips"]:
        for metric, value in chip["metrics"].items():
            assert rows[chip["id"]][metric] == (value["interval"][0] if value["interval"] else value["value"])
    name, asked = ASKED[-1]
    told, whole = TOOLS["investigate_case"].call(asked)["answer"], ask(name, asked)
    assert told["verdict"] == whole["verdict"]
    assert [stage["families"] for stage in told["stages"]] == [s["families"] for s in whole["audited"]["stages"]]


def test_the_line_of_python_gives_the_same_numbers() -> None:
    import whackachip as wc

    answer = ask(*ASKED[0])
    again = eval(answer["provenance"]["python"], {"wc": wc}).to_dict()
    assert {key: answer[key] for key in again if key != "assumptions"} == {
        key: value for key, value in again.items() if key != "assumptions"
    }
    answer = ask(*ASKED[16])
    again = eval(answer["provenance"]["python"], {"wc": wc}).to_dict()
    assert {key: answer[key] for key in again} == again
    answer = ask(*ASKED[18])
    again = eval(answer["provenance"]["python"], {"wc": wc}).to_dict()
    assert {key: answer[key] for key in again} == again


def test_a_mistake_is_the_same_line_everywhere(client: TestClient) -> None:
    line = "unknown chip 'h2O': did you mean 'h20' or 'h200' or 'gh200'?"
    assert client.get("/api/v1/classify", params={"chip": "h2O"}).json() == {
        "error": line, "nearest": ["h20", "h200", "gh200"],
    }  # fmt: skip
    done = CliRunner().invoke(program, ["classify", "h2O"], prog_name="whackachip")
    assert done.exit_code == 2
    assert done.output == f"error: {line}\n"
