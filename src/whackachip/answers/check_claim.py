"""Whether a claimed training run is possible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .request import call_line, command_line, said
from .signed import ESTIMATES, signed


@dataclass(frozen=True, kw_only=True)
class Request:
    """A sentence."""

    sentence: str = said(
        "A chip, a model, and how long, how fast or how dear, in one sentence.",
        example="2.788M H800-hours for 14.8T tokens of deepseek-v3", kind="sentence", first=True,
    )  # fmt: skip
    chip: str | None = said("The chip that the sentence is about, by name or by figures.", None, kind="chip")


def answer(asked: Request) -> dict[str, Any]:
    """Verdict, formula, inputs and interval; raises UserError where too little is said, or a name is not known."""
    from ..catalog import find_chip
    from ..performance.claim import read_claim
    from ..performance.verify import verify

    data = verify(read_claim(asked.sentence, find_chip(asked.chip).chip if asked.chip else None))
    lines = command_line("whackachip check-claim", asked), call_line("wc.check_claim", asked.sentence, chip=asked.chip)
    return signed(data, *lines, not_checked=ESTIMATES)
