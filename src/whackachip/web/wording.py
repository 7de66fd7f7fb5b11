"""How verdicts, marks and amounts are written on pages; a shape stands beside every colour."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..catalog import find_chip
from ..catalog.row import LABELS
from ..errors import UserError
from ..facts import store
from ..quantities.interval import format_number
from ..report import words

# Verdict: tone (a class of the style sheet), shape.
TONES = {
    "controlled": ("stop", "■"),
    "licence-required": ("stop", "■"),
    "exception-available": ("warn", "▲"),
    "not-controlled-by-this-rule": ("free", "●"),
    "no-requirement-found": ("free", "●"),
    "not-in-force": ("none", "○"),
    "depends": ("open", "◆"),
    "unknown": ("open", "◇"),
}
VERDICTS = {**words.TRANSACTION, **words.ITEM}
MEANING = {
    "controlled": "A paragraph that is named describes the chip.",
    "not-controlled-by-this-rule": "None of the paragraphs that this tool models describes it.",
    "not-in-force": "No such rule existed on the day.",
    "licence-required": "A licence is asked for, with the review policy that is named.",
    "exception-available": "An exception is named, with the conditions that the exporter has to meet.",
    "no-requirement-found": "Nothing that this tool models asks for a licence; that is not permission.",
    "depends": "A fact is missing or contested; the facts and every possible outcome are listed.",
    "unknown": "Too little is known of the chip to say anything.",
}


def tone(verdict: str) -> str:
    """The class of a verdict's badge."""
    return TONES.get(verdict, TONES["unknown"])[0]


def shape(verdict: str) -> str:
    """The shape that says the same as its colour."""
    return TONES.get(verdict, TONES["unknown"])[1]


def verdict(word: str) -> str:
    """A verdict in a reader's words; one of several outcomes joined by `or` stays joined."""
    return " or ".join(VERDICTS.get(part, part.replace("-", " ")) for part in word.split(" or "))


def amount(value: Any) -> str:
    """A number, an interval or a word as it stands in a table."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return words.interval(value)


PATHS = {
    "square": "M-5-5h10v10h-10z",
    "triangle-up": "M0-6 6 5h-12z",
    "circle": "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0z",
    "diamond": "M0-6 6 0 0 6-6 0z",
}
CHOICES = {
    "fuse": "cut a chip down", "free": "draw a new chip", "existing": "take a chip as it is",
    "datacenter": "data centres", "pretrain": "pre-training", "decode": "writing answers", "prefill": "reading prompts",
    "train": "training", "enforced": "as enforced", "codified": "by the text",
}  # fmt: skip
SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "==": "="}


def label(name: str) -> str:
    """An attribute as people call it, without its unit."""
    if name.startswith("meets_"):
        return f"whether {name.removeprefix('meets_').replace('_', '.').replace('3a', '3A')} describes it"
    return LABELS.get(name, name.replace("_", " ")).removesuffix(" (GB/s)")


def plain(value: Any) -> str:
    """A number with thousands separators, an interval as a phrase, or a word as it is; None is not known."""
    if isinstance(value, list):
        low, high = value
        if low == high:
            return plain(low)
        return f"{plain(low)} or more" if high is None else f"{plain(low)} to {plain(high)}"
    if value is None:
        return "unknown"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return format_number(value)


def tests(clause: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The single tests of a clause, in order."""
    if "parts" in clause:
        for part in clause["parts"]:
            yield from tests(part)
    elif "inputs" in clause:
        yield clause


def test(leaf: Mapping[str, Any]) -> str:
    """A test with a threshold in words: `TPP ≥ 4,800`; one of several figures keeps its expression."""
    names = list(leaf["inputs"])
    sign = next((sign for sign in SIGNS if f" {sign} " in leaf["expression"]), "")
    if len(names) != 1 or not sign:
        told = re.sub(r"@[\w.-]+", plain(leaf["threshold"]), str(leaf["expression"]))
        for name in sorted(names, key=len, reverse=True):
            told = told.replace(name, label(name))
        return told.replace(f" {sign} ", f" {SIGNS[sign]} ") if sign else told
    return f"{label(names[0])} {SIGNS[sign]} {plain(leaf['threshold'])}"


def leaves(clause: Mapping[str, Any]) -> Iterator[dict[str, str]]:
    """The same for a list: the test, its truth, and the values that went in."""
    for test in tests(clause):
        values = ", ".join(f"{name} = {plain(value)}" for name, value in test["inputs"].items())
        margin = test.get("margin")
        more = f", margin {signed(margin)}" if margin is not None else ""
        yield {"truth": test["truth"], "expression": test["expression"], "inputs": values + more}


def units(text: str) -> str:
    """A substitution with the signs that people write."""
    return re.sub(r"(?<=[\w)]) x (?=[\w(])", " × ", text.replace("mm2", "mm²"))


def choice(word: str) -> str:
    """One of several words to choose from, as a reader would say it."""
    return CHOICES.get(word, word)


def vendor(name: str) -> str:
    """A maker as it writes itself."""
    return words.VENDORS.get(name, name.capitalize())


def told(key: str, value: str | None) -> str:
    """A cell of a comparison: names for ids of makers, markets, chips and architectures, a dash for nothing."""
    if not value:
        return "–"
    if key == "vendor":
        return vendor(value)
    if key == "architecture":
        return str(store.section("architectures").get(value, {}).get("name", value))
    if key == "variant_of":
        return chip_name(value)
    return words.MARKETS.get(value, value)


def chip_name(id: str) -> str:
    """What a chip of the catalogue is called; one that is not there keeps its id."""
    try:
        return find_chip(id).chip.name
    except UserError:
        return id


def counted(parts: Mapping[str, int]) -> str:
    """How many provisions of each kind: `4 items, 2 requirements`."""
    return words.listed(f"{count:,} {_named(kind.replace('_', ' '), count)}" for kind, count in parts.items())


def _named(kind: str, count: int) -> str:
    if count != 1:
        return kind
    return f"{kind[:-3]}y" if kind.endswith("ies") else kind.removesuffix("s")


def bare(value: float) -> str:
    """A number as a control takes it: no separators, no digits that say nothing."""
    return f"{value:.10g}"


def signed(value: float | list[float | None]) -> str:
    """A difference with its sign, or the ends of one: `+11,031.2`, `−0.2909`, `+208 or more`."""
    if isinstance(value, list):
        low, high = value
        if low is None:
            return "open"
        return f"{signed(low)} or more" if high is None else f"{signed(low)} to {signed(high)}"
    return f"{'−' if value < 0 else '+'}{format_number(abs(value))}"
