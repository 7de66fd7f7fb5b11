"""A threshold of a rule moved, or two: what is denied against what is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..errors import UserError
from .pairs import number, pairs
from .request import call_line, command_line, said
from .signed import LAW, signed
from .stressasked import Designer, chosen


@dataclass(frozen=True, kw_only=True)
class Request(Designer):
    """A rule, and the values that its thresholds are given."""

    rule: str = said("An act by id, or a day.", example="us-2022-10-07", kind="rule", first=True)
    vary: tuple[str, ...] = said(
        "One or two: THRESHOLD=LOW..HIGH:COUNT, evenly by logarithm, or THRESHOLD=a,b,c.",
        example=["us.ear.3a090.a.io=300..900:5"], kind="sweep", most=2,
    )  # fmt: skip
    deny: tuple[str, ...] = said(
        "Find the point that denies this at least collateral, as PHASE=SHARE.", (), example="train=0.7", most=3
    )
    alone: bool = said("Only the rule's own text, without the law around it.", False)


def answer(asked: Request, progress: Any = None, **workers: Any) -> dict[str, Any]:
    """Every point with what it denies and whom it catches; raises UserError. workers: as of counterfactual.sweep."""
    from ..stress.counterfactual import sweep

    vary = dict(values_of(text) for text in asked.vary)
    deny = {key: number(key, value) for key, value in pairs(asked.deny)}
    found = sweep(
        asked.rule, vary, as_of=asked.as_of, mode=asked.mode, market=asked.market, goal=asked.objective,
        model=asked.model, alone=asked.alone, deny=deny, progress=progress, **workers,
    )  # fmt: skip
    line = command_line("whackachip stress sweep", asked)
    python = call_line(
        "wc.stress_sweep", asked.rule, vary, **chosen(asked), alone=asked.alone or None, deny=deny or None
    )
    return signed(found, line, python, as_of=asked.as_of or found.get("as_of"), not_checked=LAW)


def values_of(text: str) -> tuple[str, list[float]]:
    """The threshold and its values of THRESHOLD=LOW..HIGH:COUNT or THRESHOLD=a,b,c; raises UserError."""
    name, equals, said = (part.strip() for part in text.partition("="))
    if not equals or not said:
        raise UserError(f"--vary {text!r} is not THRESHOLD=LOW..HIGH:COUNT")
    if ".." not in said:
        return name, [number(name, part) for part in said.split(",")]
    low, _, rest = said.partition("..")
    high, _, count = rest.partition(":")
    first, last = number(name, low), number(name, high)
    many = int(count) if count.isascii() and count.isdigit() and len(count) < 7 else 9 if not count else 0
    if many < 2 or not 0 < first < last:
        raise UserError(f"--vary {text!r}: LOW above zero and below HIGH, COUNT of two or more")
    ratio = (last / first) ** (1 / (many - 1))
    return name, [float(f"{first * ratio**place:.6g}") for place in range(many)]
