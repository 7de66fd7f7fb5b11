"""One act: its dates, what it added, and where it was read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..law import find_instrument
from ..law.provision import KINDS, MEASURES, provisions
from ..predicates import unparse
from ..quantities import source
from .request import command_line, said
from .rules import act_data
from .signed import LAW, signed


@dataclass(frozen=True, kw_only=True)
class Request:
    """An act."""

    rule: str = said("An act by its id or another name.", example="us-2023-10-17", kind="rule", first=True)


def answer(asked: Request) -> dict[str, Any]:
    """The act with the provisions that it added and its sources; raises UserError for one that is not known."""
    act = find_instrument(asked.rule)
    added = [(kind, p) for kind in (*KINDS, MEASURES) for p in provisions(kind) if p.instrument == act.id]
    clauses = [{"kind": kind, "id": p.id, "cite": p.cite, "when": unparse(p.when)} for kind, p in added]
    data = act_data(act) | {"provisions": clauses, "cited": {name: source(name).cite() for name in act.sources}}
    python = f"from whackachip.law import find_instrument; find_instrument({asked.rule!r})"
    return signed(data, command_line("whackachip rules show", asked), python, as_of=act.effective, not_checked=LAW)
