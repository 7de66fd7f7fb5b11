"""Rules or bills side by side, with the silicon of one day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .request import call_line, command_line, said
from .signed import LAW, signed
from .stressasked import Designer, chosen


@dataclass(frozen=True, kw_only=True)
class Request(Designer):
    """The rules, and the designer who plays against each."""

    rules: tuple[str, ...] = said(
        "Acts, bills or letters by id, or days.", example=["us-2022-10-07", "us-2023-10-17"], kind="rule", first=True,
        most=8,
    )  # fmt: skip
    with_law: bool = said("With the law around each rule; else each rule's own text alone.", False)


def answer(asked: Request) -> dict[str, Any]:
    """What each rule denies, what slips under it, and whom it catches besides; raises UserError."""
    from ..stress.counterfactual import compare

    found = compare(
        asked.rules, as_of=asked.as_of, mode=asked.mode, market=asked.market, goal=asked.objective, model=asked.model,
        alone=not asked.with_law,
    )  # fmt: skip
    line = command_line("whackachip stress compare", asked)
    python = call_line("wc.stress_compare", list(asked.rules), **chosen(asked), alone=None if asked.with_law else True)
    return signed(found, line, python, as_of=found["as_of"], not_checked=LAW)
