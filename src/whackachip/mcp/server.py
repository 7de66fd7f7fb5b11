"""The server: lists the tools and calls them, over standard input and output."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Any

import mcp_types as types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server

from ..answers.request import without_options
from ..errors import UserError
from ..version import __version__
from .tools import TOOLS, Tool

log = logging.getLogger("whackachip.mcp")
INSTRUCTIONS = (
    "Answers on AI chips and export controls, each with its citations. Verdicts are words with a meaning: "
    "not-controlled-by-this-rule is not permission, and depends and unknown are answers. Quote `not_checked` and the "
    "day. Nothing here is legal advice."
)
READ_ONLY = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def server() -> Server[Any]:
    """The server with its handlers; nothing runs yet."""
    return Server(
        "whackachip", version=__version__, instructions=INSTRUCTIONS, on_list_tools=_listed, on_call_tool=_called
    )


async def _listed(ctx: Any, params: types.PaginatedRequestParams | None) -> types.ListToolsResult:
    return types.ListToolsResult(tools=[_told(tool) for tool in TOOLS.values()])


def _told(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name, description=tool.description, input_schema=tool.input_schema,
        output_schema=tool.output_schema, annotations=READ_ONLY,
    )  # fmt: skip


async def _called(ctx: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
    tool = TOOLS.get(params.name)
    if tool is None:
        return _mistake(f"unknown tool {params.name!r}: known: {', '.join(TOOLS)}")
    try:
        found = await asyncio.to_thread(tool.call, params.arguments or {})
    except UserError as error:
        return _mistake(without_options(str(error), tool.asks.request))
    except Exception:
        log.exception("fault in %s", params.name)  # to standard error; standard output is the protocol's
        return _mistake("a fault of the tool, not of what was asked; its standard error says more")
    text = json.dumps(found, ensure_ascii=False, allow_nan=False)
    return types.CallToolResult(content=[types.TextContent(type="text", text=text)], structured_content=found)


def _mistake(line: str) -> types.CallToolResult:
    """A refusal that the assistant can act on."""
    return types.CallToolResult(content=[types.TextContent(type="text", text=line)], is_error=True)


async def _serve() -> None:
    made = server()
    async with stdio_server() as (incoming, outgoing):
        await made.run(incoming, outgoing, made.create_initialization_options())


def serve() -> None:
    """Serve until the other side closes the pipe."""
    asyncio.run(_serve())
