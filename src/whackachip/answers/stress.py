"""What a rule denies, what slips under it, why, and whom it catches besides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .lawasked import Changed
from .request import command_line, said
from .signed import LAW, signed
from .stressasked import Designer


@dataclass(frozen=True, kw_only=True)
class Request(Designer, Changed):
    """A rule, and the designer who plays against it."""

    rule: str = said("An act, a bill or a letter by id, or a day.", example="us-2023-10-17", kind="rule", first=True)
    base: str | None = said("Cut this chip; else the best of all on sale answers.", None, example="h100", kind="base")
    bits: str = said("Of the products.", "16", choices=("8", "16"))
    alone: bool = said("Only the rule's own text, without the law around it.", False)
    no_sweep: bool = said("Leave out the sweep of the threshold that binds, which takes some seconds.", False)
    seed: int = said("The same seed, the same bytes.", 0, least=0, most=2**31)


def answer(asked: Request, progress: Any = None, jobs: int = 1) -> dict[str, Any]:
    """Best design, denial on three yardsticks, collateral, plane and sweep; raises UserError for what cannot be."""
    from ..stress.designer.answer import Asked, check
    from ..stress.trial import trial

    put = Asked(
        asked.rule, asked.as_of, asked.mode, asked.market, asked.objective, asked.model, asked.base, float(asked.bits),
        asked.alone, asked.seed,
    )  # fmt: skip
    check(put)
    found = trial(put, asked.law(), jobs=jobs, swept=not asked.no_sweep, progress=progress)
    line = command_line("whackachip stress", asked)
    usual = Request(rule=asked.rule)
    names = ("as_of", "mode", "market", "objective", "model", "base", "alone", "seed")
    words = [repr(asked.rule), *(f"{n}={getattr(asked, n)!r}" for n in names if getattr(asked, n) != getattr(usual, n))]
    words += [f"bits={asked.bits}"] * (asked.bits != usual.bits) + ["sweep=False"] * asked.no_sweep
    python = f"wc.stress_test({', '.join([*words, *asked.python()])})"
    return signed(found, line, python, as_of=asked.as_of or found["as_of"], not_checked=LAW)
