"""The operative tests of a rule as numbered paragraphs in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..law.counterfactual import threshold_ids
from ..law.provision import Provision
from ..law.version import PARAGRAPHS, Version, find_version
from ..law.words import sentence
from ..predicates import unparse
from .lawasked import Changed
from .request import command_line, said
from .signed import LAW, signed

DATES = ("released", "published", "effective", "compliance")


@dataclass(frozen=True, kw_only=True)
class Request(Changed):
    """An act or a bill, or a day, which means all that is in force."""

    rule: str = said("An act or a bill by id, or a day.", example="us-2023-10-17", kind="rule", first=True)
    on: str | None = said("As of another day than the rule's first.", None, example="2024-11-05", kind="day")


def answer(asked: Request) -> dict[str, Any]:
    """The paragraphs with values, dates and citations; raises UserError for a rule that is not known."""
    data = document(find_version(asked.rule, asked.law(), asked.on))
    return signed(data, command_line("whackachip rules text", asked), "", as_of=data["on"], not_checked=LAW)


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


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a paragraph."""
    for paragraph in data["paragraphs"]:
        plain = {key: paragraph[key] for key in ("number", "kind", "id", "words")}
        numbers = "; ".join(f"{name} = {value:g}" for name, value in paragraph["thresholds"].items() if value)
        dates = {"begins": paragraph["begins"], "ends": paragraph["ends"] or ""}
        yield plain | {"thresholds": numbers} | dates | {key: paragraph[key] for key in ("cite", "grade")}
