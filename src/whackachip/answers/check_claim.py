"""Whether a claimed training run can be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .request import call_line, command_line, said
from .signed import ESTIMATES, signed


@dataclass(frozen=True, kw_only=True)
class Request:
    """A sentence."""

    sentence: str = said(
        "Chip-hours or chips and a time, tokens and a model, in one sentence.",
        example="2.788M H800-hours for 14.8T tokens of deepseek-v3", kind="sentence", first=True,
    )  # fmt: skip


def answer(asked: Request) -> dict[str, Any]:
    """Verdict, formula, inputs and interval; raises UserError where it names no chip, or no hours, count and time."""
    from ..performance.claim import read_claim
    from ..performance.verify import verify

    line = command_line("whackachip check-claim", asked)
    data = verify(read_claim(asked.sentence))
    return signed(data, line, call_line("wc.check_claim", asked.sentence), not_checked=ESTIMATES)
