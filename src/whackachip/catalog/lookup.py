"""Finding a chip by any spelling of its id, name, alias or family."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..errors import UserError, unknown
from ..facts import store
from .chip import Chip, chips
from .hypothetical import hypothetical_chip, is_hypothetical

# Words that people leave out or put in at will.
_FILLER = frozenset(
    {"nvidia", "amd", "intel", "google", "huawei", "aws", "geforce", "tesla", "radeon", "instinct", "habana"}
    | {"gpu", "the", "nv", "hw", "hgx", "generation"}
)


@dataclass(frozen=True, slots=True)
class Match:
    """The chip that a word means; note says which variant was taken where the word names a family."""

    chip: Chip
    asked: str
    note: str | None = None


def find_chip(asked: str) -> Match:
    """The chip with this id, name, alias or family in any spelling, or the one that KEY=VALUE pairs describe.

    Raises UserError naming the nearest.
    """
    if is_hypothetical(asked):
        chip = hypothetical_chip(asked)
        return Match(chip, asked, chip.note)
    found = search_chip(asked)
    if found is None:
        raise unknown("chip", asked, _spellings())
    return found


def search_chip(asked: str) -> Match | None:
    """As find_chip in the catalogue alone, with None for what no chip is called: naming the nearest is what is slow."""
    exact, families = _index()
    for spelling in (_squash(asked), _squash(" ".join(_significant(asked)))):
        if spelling in exact:
            return Match(exact[spelling], asked)
        if spelling in families:
            chip = families[spelling]
            others = [other for other in chips() if other.family == chip.family and other.id != chip.id]
            return Match(chip, asked, _family_note(asked, chip, others))
    words = _significant(asked) or _words(asked)
    candidates = [chip for chip, own in _words_of_chips() if words and own.issuperset(words)]
    if len(candidates) == 1:
        return Match(candidates[0], asked, f"{asked!r} fits only {candidates[0].name}")
    if candidates:
        main = [chip for chip in candidates if chip.main_variant and len({c.family for c in candidates}) == 1]
        if main:
            return Match(main[0], asked, _family_note(asked, main[0], [c for c in candidates if c is not main[0]]))
        raise UserError(f"ambiguous chip {asked!r}: it may be {_listed([chip.name for chip in candidates])}")
    return None


def _listed(names: Sequence[str], limit: int = 12) -> str:
    """Names as a choice; where there are many, the first of them and how many more."""
    shown, more = names[:limit], len(names) - limit
    return ", ".join(shown) + f" or one of {more} more" if more > 0 else ", ".join(shown[:-1]) + f" or {shown[-1]}"


def _family_note(asked: str, chip: Chip, others: Iterable[Chip]) -> str | None:
    names = ", ".join(other.name for other in others)
    if not names:
        return None
    reason = f" ({chip.main_variant_reason})" if chip.main_variant_reason else ""
    return f"{asked!r} taken as {chip.name}{reason}; other variants: {names}"


@store.cached
def _index() -> tuple[dict[str, Chip], dict[str, Chip]]:
    exact: dict[str, Chip] = {}
    families: dict[str, Chip] = {}
    for chip in chips():
        if chip.main_variant:
            for spelling in _forms(chip.family):
                families.setdefault(spelling, chip)
    for chip in chips():
        for name in (chip.id, chip.name, *chip.aliases):
            for spelling in _forms(name):
                if spelling not in families:
                    exact.setdefault(spelling, chip)
    return exact, families


def _forms(name: str) -> set[str]:
    return {_squash(name), _squash(" ".join(_significant(name)))} - {""}


def _spellings() -> list[str]:
    names = {chip.family for chip in chips()} | {chip.id for chip in chips()}
    return sorted(names | {alias for chip in chips() for alias in chip.aliases})


def _squash(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


def _significant(text: str) -> list[str]:
    return [word for word in _words(text) if word not in _FILLER]


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9.]+", re.sub(r"(\d)\s+gb\b", r"\1gb", text.lower()))


@store.cached
def _words_of_chips() -> tuple[tuple[Chip, frozenset[str]], ...]:
    """Every chip with the words of its names."""
    names = ((chip, (chip.id, chip.name, *chip.aliases)) for chip in chips())
    return tuple((chip, frozenset(word for name in own for word in _words(name))) for chip, own in names)
