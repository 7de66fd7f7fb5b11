"""The rounds of rule and answer that happened, and each rule foretold from the others alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .marketasked import dated
from .request import said


@dataclass(frozen=True, kw_only=True)
class Request:
    """How often it is drawn."""

    seed: int = said("The same seed, the same bytes.", 0, least=0, most=2**31)
    samples: int = said("Behind each percentile.", 20_000, least=1, most=100_000)


def answer(asked: Request) -> dict[str, Any]:
    """Every round and repair that is known, with the back-test; raises UserError."""
    from ..stress.whack.answer import history

    return dated(history(asked.seed, asked.samples), None)
