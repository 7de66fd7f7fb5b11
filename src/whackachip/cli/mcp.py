"""whackachip mcp"""

from __future__ import annotations

import click

from ..errors import UserError, needs
from .output import echo_json


@click.command("mcp")
@click.option("--list", "listing", is_flag=True, help="List the tools and end.")
@click.option("--json", "as_json", is_flag=True, help="With --list: names, descriptions and schemas as JSON.")
def command(listing: bool, as_json: bool) -> None:
    """Serve read-only tools to an assistant over standard input and output (Model Context Protocol).

    \b
    whackachip mcp
    whackachip mcp --list

    Exit status: 0 when the other side closes the pipe, 2 a mistake in what was asked.
    """
    if as_json and not listing:
        raise UserError("--json goes with --list")
    if listing:
        _list(as_json)
        return
    try:
        from ..mcp.server import serve
    except ModuleNotFoundError as error:
        if not str(error.name).startswith("mcp"):
            raise
        raise needs("the server of tools needs", "mcp", "mcp") from None
    serve()


def _list(as_json: bool) -> None:
    from ..mcp.tools import TOOLS
    from .fit import fitted

    if as_json:
        echo_json(
            [
                {"name": tool.name, "description": tool.description, "input_schema": tool.input_schema,
                 "output_schema": tool.output_schema}
                for tool in TOOLS.values()
            ]
        )  # fmt: skip
    else:
        fitted(("tool", "what it answers"), [(tool.name, tool.asks.summary) for tool in TOOLS.values()], shrink=(1,))
