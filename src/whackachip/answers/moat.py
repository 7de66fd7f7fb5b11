"""How far ahead one side's compute is, and what a denial of chips is worth over time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .marketasked import MarketAsked, dated
from .request import said


@dataclass(frozen=True, kw_only=True)
class Request(MarketAsked):
    """A denial, and how far it is followed."""

    prior: str = said("Of algorithmic progress.", "pretrain", choices=("pretrain", "catchup", "epoch"))
    denial: float | None = said(
        "Times the compute at hand; an H100 over an H20 if left out.", None, example=30, least=1e-6, most=1e9
    )
    years: float = said("How far the model is followed.", 5.0, least=0.1, most=50)
    samples: int = said("Of the Monte Carlo model.", 20_000, least=1, most=200_000)
    no_sobol: bool = said("Leave out which parameters drive the results, which takes seconds.", False)


def answer(asked: Request, progress: Any = None) -> dict[str, Any]:
    """Both claims, never mixed, the residual that neither explains, and what drives them; raises UserError."""
    from ..stress.moat.answer import answer as modelled

    found = modelled(
        asked.set, seed=asked.seed, samples=asked.samples, prior=asked.prior, denial=asked.denial, years=asked.years,
        sobol=not asked.no_sobol, progress=progress,
    )  # fmt: skip
    return dated(found, found["as_of"])
