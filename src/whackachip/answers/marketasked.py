"""What every question about the market can be asked with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..provenance import FACTS
from .request import said

MARKET = (*FACTS, "whether a market goes on as it went before", "what a government does that it has not done yet")


@dataclass(frozen=True, kw_only=True)
class MarketAsked:
    """Values of parameters, and how often they are drawn."""

    set: tuple[str, ...] = said(
        "A market parameter, or a threshold of the law, as NAME=NUMBER.", (), example="warning_months=3", kind="setting"
    )
    seed: int = said("The same seed, the same bytes.", 0, least=0, most=2**31)


def dated(found: dict[str, Any], as_of: str | None) -> dict[str, Any]:
    """An answer that signed itself, with the day that it speaks of and what was not checked."""
    told = found["provenance"]
    return {**found, "provenance": {**told, "as_of": as_of or told["as_of"], "not_checked": list(MARKET)}}
