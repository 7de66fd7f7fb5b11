"""Forms made from requests: each field of a question becomes a control that keeps what was typed, right or wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..answers import QUESTIONS
from .query import Query

_NEAR = re.compile(r"did you mean (.*)\?")
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'")
LISTS = ("chip", "country", "rule", "model", "threshold")  # kinds for which a page carries a list of names


@dataclass(frozen=True, slots=True)
class Control:
    """One field. values: what was typed, as it was. kind: what its words are. wrong: whether the error is about it."""

    name: str
    label: str
    hint: str
    kind: str
    values: tuple[str, ...]
    choices: tuple[str, ...] = ()
    many: bool = False
    required: bool = False
    example: str = ""
    default: str = ""
    wrong: bool = False

    @property
    def value(self) -> str:
        """What stands in a control of one value."""
        return self.values[-1] if self.values else ""

    @property
    def shown(self) -> tuple[str, ...]:
        """The boxes of a control of several values: what was typed and one more."""
        return (*self.values, "") if self.many else (self.value,)

    @property
    def names(self) -> str:
        """The list of names that helps to fill it in."""
        return self.kind if self.kind in LISTS else ""


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong, which field it is about, and addresses that put it right."""

    text: str
    field: str = ""
    repairs: tuple[tuple[str, str], ...] = ()


def controls(
    question: str, query: Query, labels: Mapping[str, str], mistake: Mistake | None = None, without: Sequence[str] = ()
) -> dict[str, Control]:
    """The controls of a question by name, with what the address says in them."""
    from ..answers.request import ordered

    found = {}
    for each in ordered(QUESTIONS[question].request):
        told = each.metadata
        if told["local"] or each.name in without:
            continue
        plain = each.default if isinstance(each.default, str | int | float | bool) else ""
        flag = isinstance(each.default, bool)
        found[each.name] = Control(
            name=each.name,
            label=labels.get(each.name, each.name.replace("_", " ")),
            hint=told["description"],
            kind="flag" if flag else told["kind"],
            values=tuple(query.all(each.name)),
            choices=told["choices"],
            many=isinstance(each.default, tuple) or "tuple" in str(each.type),
            required=told.get("first", False),
            example="" if told["example"] is None else str(told["example"]),
            default="" if flag else str(plain),
            wrong=bool(mistake and mistake.field == each.name),
        )
    return found


def mistake_of(error: Exception, query: Query, names: Iterable[str]) -> Mistake:
    """What a refusal says, the field that it speaks of, and the addresses with the nearest words in its place."""
    text = str(error)
    field = next((name for name in names if re.match(rf"{re.escape(name)}\b(?:[:. ]|$)", text)), "")
    bad = ""
    for name, value in query.words:
        if repr(value) in text or (len(value) > 3 and value in text) or name == field:
            field, bad = name, value
            break
    near = _NEAR.search(text)
    words = _QUOTED.findall(near.group(1)) if near else []
    if text.startswith("unknown parameter"):
        return Mistake(text, "", ())
    return Mistake(text, field, tuple((word, _repaired(query, field, bad, word).url()) for word in words if field))


def _repaired(query: Query, field: str, bad: str, word: str) -> Query:
    """The query with one wrong value put right, others of the same name kept."""
    return query.with_(**{field: [word if value == bad else value for value in query.all(field)] or [word]})


def error_document(error: Exception) -> dict[str, Any]:
    """A refusal as data: the line and the nearest words."""
    near = _NEAR.search(str(error))
    return {"error": str(error), "nearest": _QUOTED.findall(near.group(1)) if near else []}
