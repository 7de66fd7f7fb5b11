"""What a refusal says on a page: in the words of its form, with the field that it is about and what puts it right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..answers import QUESTIONS
from ..answers.request import ordered, without_options
from .form import label
from .query import Query

_NEAR = re.compile(r"did you mean (.*)\?")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
SHORT = 3  # characters that may stand in another word by chance
LISTS = {"`whackachip rules list` names them": "the page “Rules” lists them"}  # for people who see no command line


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, which field it is about, and addresses that put it right."""

    text: str
    field: str = ""
    repairs: tuple[tuple[str, str], ...] = ()


def mistake_of(error: Exception, query: Query, question: str = "", labels: Mapping[str, str] | None = None) -> Mistake:
    """What a refusal of a question says, the field that it speaks of, and the addresses with the nearest words.

    labels: what the page calls the fields, where it has words of its own for them.
    """
    text, shown = str(error), str(error)
    field = ""
    if question:
        request, named = QUESTIONS[question].request, labels or {}
        text = without_options(text, request)
        shown = without_options(shown, request, lambda name: f"“{label(name, named)}”")
        for command, place in LISTS.items():
            shown = shown.replace(command, place)
        names = (each.name for each in ordered(request))
        field = next((name for name in names if re.match(rf"{re.escape(name)}\b(?:[:. ]|$)", text)), "")
        if field and shown.startswith(field):
            shown = f"“{label(field, named)}”{shown.removeprefix(field)}"
    if text.startswith("unknown parameter"):
        return Mistake(shown)
    field, value, bad = _blamed(query, text, field)
    better = [(word, value.replace(bad, word, 1) if bad else word) for word in near(text) if field]
    return Mistake(shown, field, tuple((word, _repaired(query, field, value, whole).url()) for word, whole in better))


def _blamed(query: Query, text: str, field: str) -> tuple[str, str, str]:
    """The field that a refusal is about, its value, and the part of it that is wrong; each empty where it is not known.

    The part is quoted in the refusal; it may be the whole value or, of a chip that is described, one word of it.
    """
    told = _NEAR.sub("", text)
    quoted = [word for word in _QUOTED.findall(told) if len(word) >= SHORT]
    for name, value in query.words:
        if repr(value) in told or (len(value) > SHORT and value in told):
            return name, value, value
    for name, value in query.words:
        part = next((word for word in quoted if word in value), "")
        if part:
            return name, value, part
    return next(((name, value, "") for name, value in query.words if name == field), (field, "", ""))


def _repaired(query: Query, field: str, value: str, better: str) -> Query:
    """The query with one wrong value put right, others of the same name kept."""
    return query.with_(**{field: [better if one == value else one for one in query.all(field)] or [better]})


def near(text: str) -> list[str]:
    """The nearest words that a refusal names."""
    found = _NEAR.search(text)
    return _QUOTED.findall(found.group(1)) if found else []


def error_document(error: Exception, question: str = "") -> dict[str, Any]:
    """A refusal as data: the line, in the names of the question's parameters, and the nearest words."""
    text = without_options(str(error), QUESTIONS[question].request) if question else str(error)
    return {"error": text, "nearest": near(text)}
