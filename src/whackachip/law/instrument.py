"""Legal acts as they were issued, with their dates and citation."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ..errors import unknown
from ..facts import store


@dataclass(frozen=True, slots=True)
class Instrument:
    """One act; also holds other names that it goes by. Dates are ISO text or None."""

    id: str
    title: str
    kind: str
    effective: str
    citation: str
    summary: str
    sources: tuple[str, ...]
    released: str | None = None
    published: str | None = None
    compliance: str | None = None
    also: tuple[str, ...] = ()
    note: str | None = None


@cache
def instruments() -> tuple[Instrument, ...]:
    """Every act, oldest first."""
    found = [
        Instrument(**{**record, "sources": tuple(record["sources"]), "also": tuple(record["also"])})
        for record in store.section("law")["instruments"]
    ]
    return tuple(sorted(found, key=lambda act: act.effective))


def find_instrument(asked: str) -> Instrument:
    """The act with this id or other name; raises UserError naming the nearest."""
    wanted = asked.lower()
    for act in instruments():
        if wanted in (act.id, *act.also):
            return act
    names = [name for act in instruments() for name in (act.id, *act.also)]
    raise unknown("rule", asked, names, listed="whackachip rules list")
