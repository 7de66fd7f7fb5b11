"""The reference SDK's client lists the tools and calls each, over standard input and output."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any

import pytest

pytest.importorskip("mcp")

import mcp_types as types
from mcp.client.session import ClientSession
from mcp.client.stdio import StdioServerParameters, stdio_client

from whackachip.answers import ask
from whackachip.mcp.tools import TOOLS

CALLS: dict[str, dict[str, Any]] = {
    "classify_chip": {"chip": "h20", "on": "2024-11-05", "to": "CN"},
    "chip_timeline": {"chip": "h800", "to": "CN"},
    "find_chips": {"predicate": "memory_bandwidth > 3350 and item != controlled", "on": "2024-06-01", "to": "CN"},
    "rule_text": {"rule": "us-2023-10-17"},
    "estimate_training": {"model": "hunyuan-large", "chip": "h20", "count": 2048, "tokens": "7T"},
    "check_training_claim": {"sentence": "2.788M H800-hours for 14.8T tokens of deepseek-v3"},
    "compare_chips": {"chips": ["h100", "h20"]},
    "investigate_case": {"subject": "hunyuan-large"},
}
WRONG = {
    "classify_chip": ({"chip": "h2O"}, "did you mean 'h20'"),
    "chip_timeline": ({"chip": "bf17_dense=400"}, "chip: unknown key 'bf17_dense'"),
    "find_chips": ({"on": "2024-06-01"}, "on and to go together"),
    "rule_text": ({"rule": "/etc/passwd"}, "unknown rule"),
    "investigate_case": ({"subject": "/tmp"}, "hunyuan-large"),
    "estimate_training": ({"model": "hunyuan-large", "chip": "h20", "chips": 3}, "unknown parameter 'chips'"),
    "no_such_tool": ({}, "unknown tool"),
}


async def _session() -> tuple[types.ListToolsResult, dict[str, types.CallToolResult], dict[str, types.CallToolResult]]:
    words = ["-c", "from whackachip.cli import main; import sys; sys.argv = ['whackachip', 'mcp']; main()"]
    server = StdioServerParameters(command=sys.executable, args=words)
    async with stdio_client(server) as pipes, ClientSession(*pipes) as session:
        await session.initialize()
        listed = await session.list_tools()
        called = {name: await session.call_tool(name, arguments) for name, arguments in CALLS.items()}
        wrong = {name: await session.call_tool(name, arguments) for name, (arguments, _) in WRONG.items()}
        return listed, called, wrong


@pytest.fixture(scope="module")
def session() -> Any:
    return asyncio.run(asyncio.wait_for(_session(), 60))


def test_every_tool_is_listed_and_only_reads(session: Any) -> None:
    listed = {tool.name: tool for tool in session[0].tools}
    assert listed.keys() == CALLS.keys() == TOOLS.keys()
    assert 6 <= len(listed) <= 8
    for tool in listed.values():
        assert tool.annotations.read_only_hint is True
        assert tool.annotations.destructive_hint is False
        assert tool.input_schema["additionalProperties"] is False
        assert "not_checked" in tool.output_schema["required"]
        assert tool.description


@pytest.mark.parametrize("name", CALLS)
def test_each_answer_says_what_it_rests_on(session: Any, name: str) -> None:
    found = session[1][name]
    assert not found.is_error, found.content
    data = found.structured_content
    assert data["verdict"]
    assert data["citations"]
    assert data["not_checked"]
    assert data["coverage"]
    assert data["data_date"] >= "2026-01-01"
    assert len(data["facts_hash"]) == 64
    assert json.loads(found.content[0].text) == data


def test_the_answer_is_the_one_of_the_command(session: Any) -> None:
    data = session[1]["classify_chip"].structured_content
    assert data["answer"] == json.loads(json.dumps(ask("classify", CALLS["classify_chip"])))
    assert data["verdict"] == "item: not-controlled-by-this-rule; transaction: no-requirement-found"
    assert data["as_of"] == "2024-11-05"


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_a_line_that_helps(session: Any, name: str) -> None:
    found = session[2][name]
    assert found.is_error
    assert WRONG[name][1] in found.content[0].text
    assert "Traceback" not in found.content[0].text
