"""Thresholds as controls of a form: `t.us.ear.3a090.a.tpp=3600` in an address is a change of the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..errors import UserError
from .query import Query, answer

PREFIX = "t."


@dataclass(frozen=True, slots=True)
class Control:
    """One threshold of a rule: its number as typed or enacted, and what it is about."""

    name: str
    value: str
    enacted: float
    label: str

    @property
    def field(self) -> str:
        return f"{PREFIX}{self.name}"

    @property
    def moved(self) -> bool:
        return not same(self.value, self.enacted)


def translated(query: Query, enacted: Mapping[str, float]) -> Query:
    """The controls as changes of the law; what stands at its enacted value is none."""
    typed = {key.removeprefix(PREFIX): value for key, value in query.words if key.startswith(PREFIX)}
    if not typed:
        return query
    kept = [text for text in query.all("set") if text.partition("=")[0].strip() not in typed]
    changed = [f"{name}={value}" for name, value in typed.items() if not same(value, enacted.get(name))]
    plain = query.without(*(key for key, _ in query.words if key.startswith(PREFIX)))
    return plain.with_(set=[*kept, *changed])


def same(text: str, enacted: float | None) -> bool:
    """Whether a text is the enacted number."""
    try:
        return enacted is not None and float(text.replace(",", "")) == enacted
    except ValueError:
        return False


def typed_number(text: str, otherwise: float) -> float:
    """The number in a text, or another where there is none."""
    try:
        return float(text)
    except ValueError:
        return otherwise


def of_rule(rule: str) -> dict[str, tuple[float, str]]:
    """The thresholds of a rule's paragraphs by name: number and paragraph; none for a rule without any."""
    try:
        told = answer("rule-text", {"rule": [rule]})
    except UserError:
        return {}
    found: dict[str, tuple[float, str]] = {}
    for paragraph in told["paragraphs"]:
        for name, value in paragraph["thresholds"].items():
            if isinstance(value, int | float):
                before = found.get(name, (value, ""))[1]
                cites = [*filter(None, before.split(", ")), paragraph["cite"].replace("ECCN ", "")]
                found[name] = (float(value), ", ".join(dict.fromkeys(cites)))
    return found


def rule_controls(query: Query) -> list[Control]:
    """The controls of the rule that an address names, with what it changes."""
    typed = dict(text.partition("=")[::2] for text in query.all("set"))
    return [
        Control(name, typed.get(name, f"{value:.10g}"), value, cites)
        for name, (value, cites) in of_rule(query.get("rule")).items()
    ]


def of_query(query: Query) -> Query:
    """An address that names a rule, with its controls as changes of the law."""
    return translated(query, {name: value for name, (value, _) in of_rule(query.get("rule")).items()})
