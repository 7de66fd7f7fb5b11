"""A command line that cannot be read as one line that helps: the word that was meant, and an example that works."""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import get_close_matches

import click

from ..errors import UserError, nearest

# What people write for an option of ours, where a command has it.
MEANT = {
    "--date": "--on", "--day": "--on", "--destination": "--to", "--country": "--to", "--hq": "--headquarters",
    "--gpus": "--count", "--chips": "--count", "--num": "--count", "--gpu": "--on", "--format": "--json",
    "--output": "--out", "--file": "--out", "--plot": "--figure", "--image": "--figure", "--start": "--from",
    "--end": "--until", "--from": "--transaction reexport", "--origin": "--transaction reexport",
}  # fmt: skip
GROUPS = ("chips", "rules", "estimate", "model", "signals", "stress", "validate")
USUAL = {"chips": "show", "rules": "show", "estimate": "train", "model": "show", "signals": "show"}
OTHER = {"help": "--help", "version": "--version", "chip": "chips show", "rule": "rules show"}


def told(error: click.UsageError) -> UserError:
    """The mistake in one line; the command's own example after it where something is missing."""
    ctx = error.ctx
    if isinstance(error, click.NoSuchOption):
        return UserError(f"no option {error.option_name}{_of(ctx)}{_option(error, ctx)}")
    if isinstance(error, click.MissingParameter) and error.param is not None and ctx is not None:
        name = error.param.opts[0] if isinstance(error.param, click.Option) else error.param.make_metavar(ctx)
        return UserError(f"`{ctx.command_path}` needs {name}{_example(ctx)}")
    none = re.match(r"No such command '(.+?)'\.", error.format_message())
    if none and ctx is not None and isinstance(ctx.command, click.Group):
        return unknown_command(ctx.command, ctx, none.group(1))
    text = error.format_message().rstrip(".")
    return UserError(f"{text[:1].lower()}{text[1:]}{_help(ctx)}")


def misplaced(name: str) -> str:
    """What a word is that stands where a chip should: a day, or a country; empty where it is neither."""
    from ..law.country import find_country

    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", name):
        return f"{name!r} is a day: write --on {name}"
    try:
        return f"{name!r} is a country: write --to {find_country(name).code}"
    except UserError:
        return ""


def unknown_command(group: click.Group, ctx: click.Context, word: str) -> UserError:
    """A word where a command should stand: a near one, one of a group below, or a chip, model or rule by its name."""
    path = ctx.command_path
    names = group.list_commands(ctx)
    below = {} if ctx.parent else {sub: name for name in reversed(GROUPS) for sub in _commands(group, ctx, name)}
    meant = None
    if not ctx.parent:
        meant = OTHER.get(word) or (f"{below[word]} {word}" if word in below else None)
        meant = meant or (f"classify {word}" if _is_chip(word) else None)
    elif ctx.info_name in USUAL and not word.startswith("-"):
        meant = f"{USUAL[ctx.info_name]} {word}" if not nearest(word, names) else None
    if meant:
        return UserError(f"unknown command {word!r}: did you mean `{path} {meant}`?")
    near = nearest(word, names, 3)
    known = near.removeprefix(", ") if near else f"known: {', '.join(names)}"
    return UserError(f"unknown command {word!r}: {known}")


def _commands(group: click.Group, ctx: click.Context, name: str) -> Iterable[str]:
    found = group.get_command(ctx, name)
    return found.commands if isinstance(found, click.Group) else ()


def _is_chip(word: str) -> bool:
    from ..catalog import find_chip

    try:
        find_chip(word)
    except UserError:
        return False
    return "=" not in word


def _option(error: click.NoSuchOption, ctx: click.Context | None) -> str:
    known = [name for param in ctx.command.params for name in (*param.opts, *param.secondary_opts)] if ctx else []
    meant = MEANT.get(error.option_name, "")
    if meant.split(" ")[0] in known:
        return f": did you mean {meant}?"
    near = get_close_matches(error.option_name, [name for name in known if name.startswith("--")], 2, 0.7)
    return (f": did you mean {' or '.join(near)}?" if near else "") + _help(ctx)


def _of(ctx: click.Context | None) -> str:
    return f" of `{ctx.command_path}`" if ctx else ""


def _help(ctx: click.Context | None) -> str:
    return f"; `{ctx.command_path} --help` says more" if ctx else ""


def _example(ctx: click.Context) -> str:
    found = re.search(r"^\s*(whackachip .+)$", ctx.command.help or "", re.MULTILINE)
    return f", such as `{found.group(1).strip()}`" if found else _help(ctx)
