"""whackachip rules"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import click

from ..answers import rule as one_rule
from ..answers.rules import Request, answer
from .fit import fitted
from .output import echo_json, echo_lines, hanging, page_width, titled
from .prove import prove
from .rulediff import diff
from .ruletext import text


@click.group("rules")
def command() -> None:
    """The legal acts in the tool: what they say, what they change, what they let through."""


@command.command("list")
@click.option("--on", "on", metavar="DATE", help="Only what is in force on this day, bills apart.")
@click.option("--json", "as_json", is_flag=True, help="Every act as JSON.")
def list_rules(on: str | None, as_json: bool) -> None:
    """Every act with its effective date and citation.

    \b
    whackachip rules list
    whackachip rules list --on 2024-11-05
    """
    data = answer(Request(on=on))
    if as_json:
        echo_json(data)
        return
    if on is None:
        rows = [(act["id"], act["kind"], act["effective"], act["citation"]) for act in data["acts"]]
        fitted(("id", "kind", "effective", "citation"), rows, shrink=(3, 0))
        return
    for heading, enacted in ((f"in force on {on}", True), ("introduced, never enacted", False)):
        own = [act for act in data["acts"] if act["enacted"] == enacted]
        if own:
            click.echo(click.style(heading, bold=True))
            rows = [(act["id"], act["kind"], act["effective"], _counted(act["in_force"])) for act in own]
            fitted(("id", "kind", "since", "what of it stands"), rows, shrink=(3, 0))
        elif enacted:
            click.echo(f"nothing is in force on {on}")
    for note in data["date_notes"]:
        echo_lines(hanging("note: ", note, 6, page_width()))


def _counted(parts: dict[str, int] | None) -> str:
    if not parts:
        return "no test of its own"
    return ", ".join(f"{count} {_plural(kind, count)}" for kind, count in parts.items())


def _plural(kind: str, count: int) -> str:
    words = kind.replace("_", " ")
    if count > 1:
        return words
    return "review policy" if kind == "review_policies" else "commodity" if kind == "commodities" else words[:-1]


@command.command("show")
@click.argument("rule")
@click.option("--json", "as_json", is_flag=True, help="The act as JSON.")
def show(rule: str, as_json: bool) -> None:
    """One act: its dates, what it added, and where it was read.

    \b
    whackachip rules show us-2023-10-17
    """
    act = one_rule.answer(one_rule.Request(rule=rule))
    if as_json:
        echo_json(act)
        return
    echo_lines(page(act, page_width()))


def page(act: Mapping[str, Any], width: int) -> Iterator[str]:
    """An act for a reader."""
    yield from titled(act["title"], f"({act['id']}, {act['kind']})", width)
    yield from hanging("  ", act["citation"], 2, width)
    yield from hanging("  ", act["summary"], 2, width)
    for name in ("released", "published", "effective", "compliance"):
        if act[name]:
            yield f"  {name:<10} {act[name]}"
    if act["note"]:
        yield from hanging("  note       ", act["note"], 13, width)
    for added in act["provisions"]:
        yield from hanging(f"  {added['kind'].replace('_', ' ')}: ", f"{added['id']}, {added['cite']}", 4, width)
        yield from hanging("    ", added["when"], 4, width)
    for cited in act["cited"].values():
        yield from hanging("  source: ", cited, 10, width)


for part in (text, diff, prove):
    command.add_command(part)
