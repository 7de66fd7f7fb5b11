"""The tests that a decision applied to a chip: each provision with its tests, the chip's value, and by how much."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from .. import words
from ..links import source_numbers
from ..table import Cell, Table, table
from ..text import clean

_LEAF = re.compile(r"(\w+)\s*(>=|>|<=|<|==)\s*(\S+)")
_SIGNS = {">=": "at least", ">": "more than", "<=": "at most", "<": "less than", "==": "is"}
# Kind: what a provision of it is called, and several; what it says of an item is met, any other applies.
_KINDS = {
    "exclusions": ("Exclusion", "Exclusions"),
    "items": ("Item", "Items"),
    "requirements": ("Requirement", "Requirements"),
    "letters": ("Letter", "Letters"),
    "end_use_rules": ("Rule on parties or destinations", "Rules on parties or destinations"),
    "exceptions": ("Licence exception", "Licence exceptions"),
    "conflicts": ("Texts that disagree", "Texts that disagree"),
    "review_policies": ("Review policy", "Review policies"),
}
_TOGETHER = ("letters", "end_use_rules", "review_policies")  # one row for those that do not apply
_ALWAYS = ("the rule is active", "item that it covers")  # parts that tell a reader nothing


def clauses_table(result: Mapping[str, Any], decision: Mapping[str, Any]) -> Table:
    """One row a provision or test; provisions of one kind that do not apply share a row."""
    rows: list[list[str | Cell]] = []
    for (kind, idle), group in groupby(decision["clauses"], key=_sort):
        clauses = list(group)
        if idle and len(clauses) > 1:
            rows.append(_idle(result, kind, clauses))
        else:
            rows += [row for clause in clauses for row in _rows(result, decision, clause)]
    headers = ("Provision", "Test", "This chip", "Margin", "Outcome")
    return table(f"Tests applied to {clean(decision['chip_name'])}", headers, rows, numeric=(2, 3))


def _sort(clause: Mapping[str, Any]) -> tuple[str, bool]:
    """The kind of a provision, and whether it is one of those that are told together."""
    return clause["kind"], clause["kind"] in _TOGETHER and clause["truth"] == "not-met"


def _idle(result: Mapping[str, Any], kind: str, clauses: Sequence[Mapping[str, Any]]) -> list[str | Cell]:
    """Provisions that do not apply, with what each would have needed."""
    names = "; ".join(
        clean(clause["cite"]) + (" (unverified)" if clause["grade"] == "unverified" else "") for clause in clauses
    )
    sources = source_numbers(result, (name for clause in clauses for name in clause["sources"]))
    head = Cell(names, note=_name(kind, several=True), sources=sources)
    return [head, _needed(clauses), "", "", _outcome("do not apply", "not-met")]


def _needed(clauses: Sequence[Mapping[str, Any]]) -> str:
    """What provisions that do not apply would have needed."""
    failing = [part for clause in clauses for part in _parts(clause) if part["truth"] == "not-met"]
    texts = dict.fromkeys(words.test(part["expression"]) for part in failing)
    return f"would need: {'; '.join(texts)}" if texts else ""


def _rows(
    result: Mapping[str, Any], decision: Mapping[str, Any], clause: Mapping[str, Any]
) -> Iterator[list[str | Cell]]:
    """A provision with its tests, each of several in a row of its own."""
    tests = list(_leaves(clause))
    head = Cell(
        clean(clause["cite"]),
        note=_name(clause["kind"]),
        tag="unverified" if clause["grade"] == "unverified" else None,
        sources=source_numbers(result, clause["sources"]),
    )
    truth = words.word(words.TRUTH if clause["kind"] == "items" else words.APPLIES, clause["truth"])
    overall = _outcome(truth, clause["truth"])
    if any(leaf.get("threshold") is not None for leaf in tests):
        if len(tests) == 1:
            yield [head, *_leaf(tests[0], decision), overall]
            return
        yield [head, _together(clause), "", "", overall]
        for leaf in tests:
            yield ["", *_leaf(leaf, decision), words.word(words.TRUTH, leaf["truth"])]
        return
    if clause["truth"] == "not-met":
        yield [head, _needed([clause]), "", "", overall]
        return
    told = [part for part in _parts(clause) if part["expression"] not in _ALWAYS]
    yield [head, clean(clause.get("note") or ("all of these" if told else "")), "", "", overall]
    for part in told:
        yield ["", words.test(part["expression"]), "", "", words.word(words.TRUTH, part["truth"])]


def _name(kind: str, several: bool = False) -> str:
    return _KINDS[kind][several] if kind in _KINDS else clean(kind).replace("_", " ")


def _outcome(text: str, truth: str) -> Cell:
    return Cell(text, tone=f"truth-{truth}")


def _parts(clause: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return clause.get("parts") or ()


def _together(clause: Mapping[str, Any]) -> str:
    """How the tests of a provision are joined."""
    texts = [part["expression"] for part in clause["parts"]]
    if any(part.get("parts") for part in clause["parts"]):
        return "these, as the provision joins them"
    return "any of these" if clause["expression"] == " or ".join(texts) else "all of these"


def _leaves(clause: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    parts = _parts(clause)
    if not parts:
        yield clause
    for part in parts:
        yield from _leaves(part)


def _leaf(leaf: Mapping[str, Any], decision: Mapping[str, Any]) -> tuple[str, str, str]:
    """A test in words, the chip's value, and the margin with its unit and side."""
    match = _LEAF.fullmatch(leaf["expression"].strip())
    inputs = leaf.get("inputs") or {}
    if match is None or leaf.get("threshold") is None:
        # A yes or no of the chip is what the outcome says already.
        shown = [words.interval(value) for value in inputs.values() if value not in ("yes", "no")]
        return words.test(leaf["expression"]), words.listed(shown) if shown else "", ""
    name, sign, _ = match.groups()
    unit = str(decision["metrics"].get(name, {}).get("unit", "")).replace("mm2", "mm²")
    label = words.word(words.METRICS, name)
    test = f"{'' if label == unit else label + ' '}{_SIGNS[sign]} {words.interval(leaf['threshold'], unit)}"
    return test, words.interval(inputs.get(name), unit), _margin(leaf.get("margin"), unit)


def _margin(margin: Any, unit: str) -> str:
    """How far the value lies from the threshold: above with a plus, below with a minus."""
    if isinstance(margin, int | float):
        return f"{'+' if margin >= 0 else '−'}{words.number(abs(margin))} {unit}".rstrip()
    return "" if margin is None else words.interval(margin, unit)
