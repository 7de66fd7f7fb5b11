"""Designs drawn over all that the silicon of a day allows: how many a rule misses, and the best of those."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import UserError
from .request import call_line, command_line, said
from .signed import LAW, signed
from .stressasked import MARKETS, chosen

MOST = 10**10  # designs, half a day on two cores


@dataclass(frozen=True, kw_only=True)
class Request:
    """A rule, and how many designs are drawn."""

    rule: str = said("An act by id, or a day.", example="us-2023-10-17", kind="rule", first=True)
    designs: int = said("How many are drawn.", 20_000, example=20_000, always=True, least=1, most=1_000_000)
    as_of: str | None = said(
        "Day of the silicon; the rule's release if left out.", None, example="2023-10-17", kind="day"
    )
    market: str = said("For whom the chip is made.", "datacenter", choices=MARKETS)
    model: str | None = said(
        "The model that is trained and served; usual ones if left out.", None, example="llama-3.1-70b", kind="model"
    )
    seed: int = said("The same seed, the same bytes.", 0, least=0, most=2**31)


def answer(asked: Request, progress: Any = None, **workers: Any) -> dict[str, Any]:
    """The share that escapes and the best of each phase; raises UserError. workers: as of sweep_designs."""
    from ..stress.designer.answer import first_day
    from ..stress.designer.ruling import find_ruling
    from ..stress.sweep.designs import sweep_designs

    if not 1 <= asked.designs <= MOST:
        raise UserError(f"--designs {asked.designs}: from one to ten thousand million")
    day = asked.as_of or first_day(find_ruling(asked.rule)).isoformat()
    found = sweep_designs(
        [asked.rule], day, market=asked.market, count=asked.designs, seed=asked.seed, model=asked.model,
        progress=progress, **workers,
    )  # fmt: skip
    line = command_line("whackachip stress sweep", asked)
    rest = chosen(asked, ("market", "seed", "model"))
    python = call_line("wc.stress_designs", [asked.rule], day, count=asked.designs, **rest)
    return signed(found, line, python, as_of=found["as_of"], not_checked=LAW)
