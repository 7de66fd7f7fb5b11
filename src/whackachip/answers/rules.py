"""The legal acts that are built, or those of which something is in force on a day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..law import instruments
from ..law.daynote import day_notes
from ..law.instrument import Instrument
from ..law.provision import KINDS, MEASURES, provisions
from ..law.question import as_day
from .request import command_line, plain, said
from .signed import LAW, signed

NEVER = ("bill", "counterfactual", "draft")  # kinds of acts that were not enacted


@dataclass(frozen=True, kw_only=True)
class Request:
    """All acts, or those of a day."""

    on: str | None = said("Only what is in force on this day, bills apart.", None, example="2024-11-05", kind="day")


def answer(asked: Request) -> dict[str, Any]:
    """Every act, oldest first; with a day also how much of each is in force, and whether it was ever enacted."""
    lines = command_line("whackachip rules list", asked), "from whackachip.law import instruments; instruments()"
    if asked.on is None:
        acts = [_act(act, None) for act in instruments()]
        return signed({"on": None, "acts": acts, "date_notes": []}, *lines, not_checked=LAW)
    day = as_day(asked.on)
    found = [(act, standing(act, asked.on)) for act in instruments() if act.effective <= day.isoformat()]
    acts = [_act(act, parts) for act, parts in found if parts is not None]
    data = {"on": asked.on, "acts": acts, "date_notes": list(day_notes(day))}
    return signed(data, *lines, as_of=day.isoformat(), not_checked=LAW)


def _act(act: Instrument, parts: dict[str, int] | None) -> dict[str, Any]:
    return act_data(act) | {"in_force": parts, "enacted": act.kind not in NEVER}


def act_data(act: Instrument) -> dict[str, Any]:
    """An act as plain data."""
    found: dict[str, Any] = plain(asdict(act))
    return found


def standing(act: Instrument, on: str) -> dict[str, int] | None:
    """How many provisions of each kind an act has in force on a day; None where all that it brought has ended."""
    day = as_day(on)
    brought = [p for kind in (*KINDS, MEASURES) for p in provisions(kind) if p.instrument == act.id]
    left: dict[str, int] = {}
    for provision in brought:
        if provision.in_force(day):
            left[provision.kind] = left.get(provision.kind, 0) + 1
    return None if brought and not left else left


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row an act."""
    for act in data["acts"]:
        parts = act["in_force"]
        yield {
            **{key: act[key] for key in ("id", "kind", "title", "released", "published", "effective", "citation")},
            "in_force": "" if parts is None else sum(parts.values()), "enacted": act["enacted"],
        }  # fmt: skip
