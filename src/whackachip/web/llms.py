"""What an assistant should know before it asks: one page of plain Markdown at /llms.txt."""

from __future__ import annotations

from collections.abc import Iterator

from ..answers import QUESTIONS
from .view import MENU

RULES = (
    "Verdicts of an item: controlled, not-controlled-by-this-rule, depends, not-in-force, unknown. None of them means "
    "cleared, legal or safe, and `depends` lists the facts that are missing.",
    "Name the day and the destination in every question; the law of another day is another law.",
    "Quote an answer with its `provenance` (version, facts, day) and with what stands under `not_checked`.",
    "What is unknown is null and never false. Not legal advice; the official text comes first.",
)


def text() -> str:
    """The page: rules for quoting, the pages with their data, and every question of the REST interface."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "# whackachip"
    yield "\n> Which AI chips could have made a model, were they export-controlled on that day, and would any rule have"
    yield "> stopped it: dated answers, with a citation for each step."
    yield "\n## Before you quote\n"
    yield from (f"- {rule}" for rule in RULES)
    yield "\n## Pages\n"
    yield "The address of a page with .json or .csv before its question mark gives its data.\n"
    yield from (f"- [{name}]({path}): {what}" for path, name, what in MENU)
    yield "\n## Questions for programs\n"
    yield "Described in full by [openapi.json](/api/v1/openapi.json); long ones are sent with POST as jobs.\n"
    for one in QUESTIONS.values():
        yield f"- [{one.name}](/api/v1/{one.name}){', a job' if one.long else ''}: {one.summary}"
