"""The search box: free words such as `h20 2024-11-05 cn` become the address of the page that answers them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..catalog import find_chip, find_model
from ..errors import UserError, unknown
from ..investigation.case import cases
from ..law import find_instrument, instruments
from ..law.country import countries
from .query import Query

_DAY = re.compile(r"(?<![\w-])(\d{4}-\d{2}-\d{2})(?![\w-])")
_RULE = re.compile(r"^[a-z]{2}(?:-[\w.]+)+$")
DROPPED = frozenset(
    ["in", "for", "to", "on", "the", "a", "of", "was", "is", "chip", "controlled", "export", "exported"]
)


@dataclass(frozen=True, slots=True)
class Found:
    """Where to go: an address, and in words what stands there."""

    url: str
    words: str


def find(text: str) -> Found:
    """The page for some words; raises UserError, naming what is near, where nothing is meant by them."""
    days = _DAY.findall(text)
    bare = _DAY.sub(" ", text)
    rest = (bare if "=" in bare else bare.replace(",", " ")).split()
    if not rest and not days:
        raise UserError("type a chip, a model, a rule or a day, such as: h20 2024-11-05 cn")
    if not rest:
        if len(days) == 2:
            return Found(Query("/rules/diff", (("rules", days[0]), ("rules", days[1]))).url(), "the law of two days")
        return Found(Query("/rules", (("on", days[0]),)).url(), f"what was in force on {days[0]}")
    whole = " ".join(rest)
    if "=" in whole and "<" not in whole and ">" not in whole:
        return _classify(whole, days, None)
    place, name = _country(rest)
    for title in _act(whole):
        return Found(f"/rules/{title}", "an act")
    if whole.lower() in {case.id for case in cases()} and not days:
        return Found(Query("/investigate", (("subject", whole.lower()),)).url(), "a bundled case")
    if "<" in whole or ">" in whole:
        day = [("on", days[0]), ("to", place or "CN")] if days else []
        return Found(Query("/chips", (("predicate", whole), *day)).url(), "chips that meet it")
    return _named(name or whole, days, place, bool(name))


def _named(name: str, days: list[str], place: str | None, rest: bool) -> Found:
    """A chip first, then a model; what is neither is refused with what is near."""
    try:
        find_chip(name)
    except UserError as error:
        try:
            model = find_model(name)
        except UserError:
            if place and not rest:
                return Found(Query("/chips", (("on", days[0] if days else "2024-11-05"), ("to", place))).url(), "chips")
            raise error from None
        words = (("model", model.id), ("chip", "h20"), ("count", "2048"))
        return Found(Query("/estimate", words).url(), "what training it takes")
    if not days and not place:
        return Found(f"/chips/{name}", "a chip")
    return _classify(name, days, place)


def _classify(name: str, days: list[str], place: str | None) -> Found:
    words = [("chip", name)]
    words += [("on", days[0])] if days else []
    return Found(Query("/classify", (*words, ("to", place or "CN"))).url(), "whether it was controlled")


def _country(words: list[str]) -> tuple[str | None, str]:
    """The country at the end of some words, and what stands before it; a code only after something else."""
    known = {name.lower(): country.code for country in countries() for name in (country.name, *country.aliases)}
    codes = {country.code.lower(): country.code for country in countries()}
    for size in (3, 2, 1):
        tail = " ".join(words[-size:]).lower()
        if len(words) >= size and (tail in known or (tail in codes and len(words) > size)):
            return known.get(tail) or codes[tail], _bare(words[:-size])
    return None, _bare(words)


def _bare(words: list[str]) -> str:
    kept = [word for word in words if word.lower() not in DROPPED]
    return " ".join(kept)


def _act(name: str) -> list[str]:
    """The id of an act, where a name looks like one."""
    if not _RULE.fullmatch(name.lower()):
        return []
    try:
        return [find_instrument(name.lower()).id]
    except UserError:
        if name.lower().startswith(("us-", "cn-", "eu-")):
            raise unknown("rule", name, [act.id for act in instruments()]) from None
        return []
