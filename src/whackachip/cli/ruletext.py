"""whackachip rules text"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from ..law.counterfactual import threshold_ids
from ..law.provision import Provision
from ..law.version import PARAGRAPHS, Version, find_version
from ..law.words import sentence
from ..predicates import unparse
from ..provenance import provenance
from ..quantities.interval import format_number
from .card import changed
from .lawoptions import Changes, mark_of, takes_changes
from .output import echo_json, echo_lines, hanging, page_width, titled

DATES = ("released", "published", "effective", "compliance")


@click.command("text")
@click.argument("rule")
@click.option("--on", "on", metavar="DATE", help="As of another day than the rule's first.")
@takes_changes
@click.option("--json", "as_json", is_flag=True, help="The paragraphs as JSON.")
def text(rule: str, on: str | None, changes: Changes, as_json: bool) -> None:
    """The operative tests of RULE as numbered paragraphs in words, with values, dates and citations.

    RULE is an act or a bill (see `rules list`), a day, which means all that is in force, or a file of your own.

    \b
    whackachip rules text us-2023-10-17
    whackachip rules text 2022-11-01
    whackachip rules text us-2023-10-17 --set us.ear.3a090.a.tpp=3600
    """
    version = find_version(rule, changes.law(), on)
    result = document(version)
    words = ["whackachip rules text", rule, *([f"--on {on}"] if on else []), *changes.words()]
    result["provenance"] = provenance(" ".join(words), "")
    if as_json:
        echo_json(result)
    else:
        mark = mark_of(result["counterfactual"])
        echo_lines(page(version, result, page_width() - len(mark)), mark)


def document(version: Version) -> dict[str, Any]:
    """The paragraphs of a version as plain data, numbered through."""
    found = [(kind, provision) for kind in PARAGRAPHS for provision in version.own(kind)]
    return {
        "rule": version.id,
        "title": version.title,
        "on": version.day.isoformat(),
        "dates": {name: value for name in DATES if version.act and (value := getattr(version.act, name))},
        "citation": version.act.citation if version.act else None,
        "counterfactual": version.law.to_dict(version.day) if version.law and not version.bill else None,
        "never_enacted": version.bill,
        "paragraphs": [
            {"number": place, "kind": kind, **_paragraph(provision, version)}
            for place, (kind, provision) in enumerate(found, start=1)
        ],
    }


def _paragraph(provision: Provision, version: Version) -> dict[str, Any]:
    names = sorted({name for expression in provision.expressions for name in threshold_ids(expression)})
    return {
        "id": provision.id,
        "words": sentence(provision, version.limits),
        "when": [unparse(expression) for expression in provision.expressions],
        "thresholds": {name: version.limits.get(name) for name in names},
        "begins": provision.begins.isoformat(),
        "ends": provision.ends.isoformat() if provision.ends else None,
        "cite": provision.cite,
        "grade": provision.grade,
        "sources": list(provision.sources),
        "conditions": list(provision.conditions),
        "note": provision.note,
    }


def page(version: Version, result: dict[str, Any], width: int) -> Iterator[str]:
    """The paragraphs for a reader."""
    day = "" if result["rule"] == result["on"] else f"({result['rule']}, as of {result['on']})"
    yield from titled(result["title"], day, width)
    if result["citation"]:
        dates = ", ".join(f"{name} {day}" for name, day in result["dates"].items())
        yield from hanging("  ", f"{result['citation']}; {dates}", 2, width)
    if version.bill:
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
