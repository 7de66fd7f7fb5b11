"""Rounds of rule, answer and repair from a rule on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .marketasked import MarketAsked, dated
from .request import said


@dataclass(frozen=True, kw_only=True)
class Request(MarketAsked):
    """A rule to play from."""

    rule: str = said("An act by id, or a day.", example="us-2023-10-17", kind="rule", first=True)
    rounds: int = said("How many to play.", 3, least=1, most=12)
    existing_only: bool = said("Only chips on sale by the rule's day pass, as in January 2026.", False)
    samples: int = said("Behind each percentile.", 5000, least=1, most=100_000)


def answer(asked: Request, progress: Any = None) -> dict[str, Any]:
    """Each round with its product, lags, volumes by path, and what is denied; raises UserError."""
    from ..stress.asked import split_settings
    from ..stress.whack.answer import answer as played

    market, changes = split_settings(asked.set)
    found = played(
        asked.rule, count=asked.rounds, settings=market, changes=changes, existing_only=asked.existing_only,
        seed=asked.seed, samples=asked.samples, progress=progress,
    )  # fmt: skip
    return dated(found, found["on"])
