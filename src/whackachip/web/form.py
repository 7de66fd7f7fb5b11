"""Forms made from requests: each field of a question becomes a control that keeps what was typed, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..answers import QUESTIONS
from .query import Query

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


def controls(
    question: str, query: Query, labels: Mapping[str, str], wrong: str = "", without: Sequence[str] = ()
) -> dict[str, Control]:
    """The controls of a question by name, with what the address says in them; wrong: the one that a mistake is in."""
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
            label=label(each.name, labels),
            hint=told["description"],
            kind="flag" if flag else told["kind"],
            values=tuple(query.all(each.name)),
            choices=told["choices"],
            many=isinstance(each.default, tuple) or "tuple" in str(each.type),
            required=told.get("first", False),
            example="" if told["example"] is None else str(told["example"]),
            default="" if flag else str(plain),
            wrong=each.name == wrong,
        )
    return found


def label(name: str, labels: Mapping[str, str]) -> str:
    """What a page calls a field."""
    return labels.get(name, name.replace("_", " "))
