"""What differs between two versions of the law: numbers, paragraphs, requirements, and the chips that they move."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..catalog import Chip
from ..predicates import unparse
from .flip import key, outcome_data
from .provision import Provision
from .question import question
from .version import PARAGRAPHS, Version
from .words import sentence


def difference(
    a: Version, b: Version, chips: Iterable[Chip], destination: str, *, layer: str = "enforced", **options: Any
) -> dict[str, Any]:
    """Two versions compared, as plain data.

    thresholds: those with another value, or in force in one only. provisions: by kind, added, removed and changed, in
    words and as expressions. chips: those whose verdict on the item, paragraphs or verdict on the transaction differ.
    options: further arguments of law.question. Raises as classify does.
    """
    rows = list(chips)
    moved = [found for chip in rows if (found := _moved(a, b, chip, destination, layer, options)) is not None]
    return {
        "a": _side(a),
        "b": _side(b),
        "to": destination,
        "layer": layer,
        "thresholds": _numbers(a.limits, b.limits),
        "provisions": {
            kind: found for kind in PARAGRAPHS if (found := _provisions(a, b, kind)) and any(found.values())
        },
        "chips": moved,
        "compared": len(rows),
    }


def _side(version: Version) -> dict[str, Any]:
    return {
        "id": version.id,
        "title": version.title,
        "on": version.day.isoformat(),
        "bill": version.bill,
        "counterfactual": version.law.to_dict(version.day) if version.law else None,
    }


def _numbers(a: Mapping[str, float], b: Mapping[str, float]) -> list[dict[str, Any]]:
    return [
        {"threshold": name, "a": a.get(name), "b": b.get(name)}
        for name in dict.fromkeys((*a, *b))
        if a.get(name) != b.get(name)
    ]


def _provisions(a: Version, b: Version, kind: str) -> dict[str, list[dict[str, Any]]]:
    """Provisions of one kind by their id: what only one side has, and what reads or says another thing."""
    first, second = ({_name(p): p for p in version.in_force(kind)} for version in (a, b))
    changed = [
        {"id": name[0], "a": _text(first[name], a), "b": _text(second[name], b)}
        for name in first
        if name in second and _text(first[name], a) != _text(second[name], b)
    ]
    return {
        "removed": [{"id": name[0], "a": _text(first[name], a)} for name in first if name not in second],
        "added": [{"id": name[0], "b": _text(second[name], b)} for name in second if name not in first],
        "changed": changed,
    }


def _name(provision: Provision) -> tuple[str, str | None]:
    return provision.id, provision.reading


def _text(provision: Provision, version: Version) -> dict[str, Any]:
    return {
        "words": sentence(provision, version.limits),
        "when": " and ".join(unparse(expression) for expression in provision.expressions),
        "cite": provision.cite,
    }


def _moved(
    a: Version, b: Version, chip: Chip, destination: str, layer: str, options: Mapping[str, Any]
) -> dict[str, Any] | None:
    """A chip with its answers on both sides, None where they are the same."""
    answers = []
    for version in (a, b):
        asked = question(
            chip, version.day.isoformat(), destination, layer=layer, counterfactual=version.law, **options
        )  # fmt: skip
        answers.append(asked.judge(asked.attributes())[:2])
    if key(answers[0]) == key(answers[1]):
        return None
    return {"chip": chip.id, "name": chip.name, "a": outcome_data(answers[0]), "b": outcome_data(answers[1])}
