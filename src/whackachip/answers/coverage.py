"""How much is known, how much of it is sourced, and what is modelled, partly modelled, flagged or missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from ..catalog.coverage import STATES, coverage, topics
from ..facts import store
from ..law import instruments
from ..law.provision import KINDS, MEASURES, provisions
from .request import plain
from .signed import signed


@dataclass(frozen=True, kw_only=True)
class Request:
    """Nothing to choose."""


def answer(asked: Request) -> dict[str, Any]:
    """Counts of figures and of what is built, and every topic with its state."""
    covered = topics()
    data = {
        "figures": coverage(),
        "built": {
            "acts": len(instruments()),
            **{kind.replace("_", " "): len(provisions(kind)) for kind in (*KINDS, MEASURES)},
            "signals": len(store.section("signals")),
            "sources": len(store.section("sources")),
            "cases": len(store.section("cases")),
        },
        "states": {state: sum(topic.state == state for topic in covered) for state in STATES},
        "topics": [plain(asdict(topic)) for topic in covered],
    }
    return signed(data, "whackachip coverage", "wc.catalog.coverage.coverage()")


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a topic."""
    for topic in data["topics"]:
        yield {key: "; ".join(value) if isinstance(value, list) else value or "" for key, value in topic.items()}
