"""Options that every command takes alike: a user's own facts, and a chip that is described instead of named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..facts import store

FACTS_HELP = "Folder of your own facts, laid over ours. May also stand after the command."
CHIP_HELP = 'A chip that is not in the catalogue, such as "name=x, bf16_dense=400, die_area=800".'
_SPEC = "whackachip.chip"


def _figure(ctx: click.Context, param: click.Parameter, value: str | None) -> Path | None:
    if value is None:
        return None
    from ..report.figures.figurefile import check_name

    return check_name(value)


figure_option = click.option(
    "--figure", metavar="FILE", callback=_figure, help="Draw it: FILE ends in .svg, .png, .pdf or .json (Vega-Lite)."
)


def facts_option(hidden: bool = False) -> click.Option:
    """--facts DIR; what it lays over is taken away when the command line has been dealt with."""
    return click.Option(
        ["--facts"], metavar="DIR", type=click.Path(path_type=Path), expose_value=False, is_eager=True, hidden=hidden,
        help=FACTS_HELP, callback=_lay_over,
    )  # fmt: skip


def with_shared(command: click.Command) -> click.Command:
    """The command with --facts, and with --chip where it asks for a chip; groups pass them on to what is below."""
    if isinstance(command, click.Group):
        for child in command.commands.values():
            child.short_help = child.short_help or (child.help or "").split("\n\n")[0]  # click would cut it short
            with_shared(child)
    elif not any(option.name == "facts" for option in command.params):
        command.params.append(facts_option(hidden=True))
        for argument in [found for found in command.params if found.name in ("chip", "chips")]:
            if isinstance(argument, click.Argument):
                _describe(command, argument)
    return command


def _describe(command: click.Command, argument: click.Argument) -> None:
    """Lets --chip stand for an argument, or add to one that takes several."""
    several = argument.nargs == -1
    spec = click.Option(
        ["--chip", "described"], metavar="FIGURES", expose_value=False, is_eager=True, multiple=several, help=CHIP_HELP,
        callback=_keep,
    )  # fmt: skip
    place = next((i for i, found in enumerate(command.params) if isinstance(found, click.Option)), len(command.params))
    command.params.insert(place, spec)
    argument.required = False
    argument.callback = _several if several else _named_or_described


def _lay_over(ctx: click.Context, param: click.Parameter, value: Path | None) -> None:
    if value is not None:
        from ..facts.schema.overlay import read_overlay

        ctx.find_root().with_resource(store.overlaid(read_overlay(value)))


def _keep(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    ctx.meta[_SPEC] = value


def _named_or_described(ctx: click.Context, param: click.Parameter, value: str | None) -> str:
    spec = ctx.meta.get(_SPEC)
    if value is None and spec is None:
        raise click.MissingParameter(ctx=ctx, param=param)
    if value is not None and spec is not None:
        raise click.UsageError(f"either a name or --chip, not both: {value!r} and {spec!r}", ctx)
    return value if value is not None else _checked(str(spec))


def _several(ctx: click.Context, param: click.Parameter, value: tuple[str, ...]) -> tuple[str, ...]:
    return (*value, *(_checked(spec) for spec in ctx.meta.get(_SPEC) or ()))


def _checked(spec: str) -> str:
    """Refuses at once what describes no chip, which the name of one does not."""
    from ..catalog import hypothetical_chip

    hypothetical_chip(spec)
    return spec
