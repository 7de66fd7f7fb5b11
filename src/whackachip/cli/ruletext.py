"""whackachip rules text"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from ..answers.rule_text import Request, answer
from ..quantities.interval import format_number
from .card import changed
from .lawoptions import mark_of, takes_changes
from .output import echo_json, echo_lines, hanging, page_width, titled


@click.command("text")
@click.argument("rule")
@click.option("--on", "on", metavar="DATE", help="As of another day than the rule's first.")
@takes_changes
@click.option("--json", "as_json", is_flag=True, help="The paragraphs as JSON.")
def text(as_json: bool, **asked: Any) -> None:
    """The operative tests of RULE as numbered paragraphs in words, with values, dates and citations.

    RULE is an act or a bill (see `rules list`), a day, which means all that is in force, or a file of your own.

    \b
    whackachip rules text us-2023-10-17
    whackachip rules text 2022-11-01
    whackachip rules text us-2023-10-17 --set us.ear.3a090.a.tpp=3600
    """
    result = answer(Request(**asked))
    if as_json:
        echo_json(result)
    else:
        mark = mark_of(result["counterfactual"])
        echo_lines(page(result, page_width() - len(mark)), mark)


def page(result: dict[str, Any], width: int) -> Iterator[str]:
    """The paragraphs for a reader."""
    day = "" if result["rule"] == result["on"] else f"({result['rule']}, as of {result['on']})"
    yield from titled(result["title"], day, width)
    if result["citation"]:
        dates = ", ".join(f"{name} {day}" for name, day in result["dates"].items())
        yield from hanging("  ", f"{result['citation']}; {dates}", 2, width)
    if result["never_enacted"]:
        yield "  no part of the law on export licences: shown as it stands in its text"
    yield from changed(result["counterfactual"], width)
    if not result["paragraphs"]:
        yield "  no test of its own is built"
    kind = None
    for paragraph in result["paragraphs"]:
        if paragraph["kind"] != kind:
            kind = paragraph["kind"]
            yield ""
            yield click.style(kind.replace("_", " "), bold=True)
        label = f"{paragraph['number']:>3}. "
        yield from hanging(label, f"{paragraph['id']}: {paragraph['words']}.", 5, width)
        for condition in paragraph["conditions"]:
            yield from hanging("     condition: ", condition, 16, width)
        span = f"from {paragraph['begins']}" + (f" to {paragraph['ends']}" if paragraph["ends"] else "")
        grade = "" if paragraph["grade"] == "read" else f" [{paragraph['grade']}]"
        yield from hanging("     ", f"{paragraph['cite']}{grade}; {span}", 5, width)
        numbers = [
            f"{name} = {format_number(value)}" for name, value in paragraph["thresholds"].items() if value is not None
        ]
        if numbers:
            yield from hanging("     ", "; ".join(numbers), 5, width)
        if paragraph["note"]:
            yield from hanging("     note: ", paragraph["note"], 11, width)
