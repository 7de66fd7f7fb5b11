"""What a designer maximises: a phase, several of them, or what they give for the money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...errors import UserError, unknown
from ..utility import utility
from ..work import PHASES, Work, work
from .cost import cost
from .design import Designs, hardware

NAMES = (*PHASES, "mix", "price-performance")
SMALL_MODEL = "llama-3.1-8b"  # what a machine of gaming or workstation cards holds with ease


@dataclass(frozen=True)
class Objective:
    """The weighted geometric mean of the phases' tokens a second, over the cost of making the chip where `priced`."""

    name: str
    weights: Mapping[str, float]
    priced: bool
    work: Work

    def phases(self, designs: Designs) -> dict[str, Any]:
        """Tokens a second and chip in every phase."""
        columns = hardware(designs)
        return {phase: utility(columns, self.work, phase) for phase in PHASES}

    def value(self, designs: Designs, found: Mapping[str, Any] | None = None) -> Any:
        """What is maximised, one number a row; zero where a phase that counts cannot be run."""
        rates = found or {phase: utility(hardware(designs), self.work, phase) for phase in self.weights}
        total = sum(self.weights.values())
        result = np.ones(designs.size)
        for phase, weight in self.weights.items():
            rate = rates[phase]
            result = result * np.power(np.maximum(np.nan_to_num(rate), 0.0), weight / total)
        return result / cost(designs) if self.priced else result


def objective(
    asked: str = "mix", model: str | None = None, market: str = "datacenter", bits: float = 16.0
) -> Objective:
    """An objective by name, or weights such as `train=1,decode=2`.

    model: of the catalogue; where it is left out one of 70 billion parameters for data centres and of 8 for cards.
    Raises UserError for what is not known.
    """
    job = work(model or (work().model if market == "datacenter" else SMALL_MODEL), bits=bits)
    if "=" in asked:
        return Objective(asked, _weights(asked), False, job)
    if asked not in NAMES:
        raise unknown("objective", asked, NAMES)
    if asked in PHASES:
        return Objective(asked, {asked: 1.0}, False, job)
    return Objective(asked, dict.fromkeys(PHASES, 1.0), asked == "price-performance", job)


def _weights(asked: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in asked.split(","):
        phase, _, text = (word.strip() for word in part.partition("="))
        if phase not in PHASES:
            raise unknown("phase", phase, PHASES)
        try:
            found[phase] = float(text)
        except ValueError:
            raise UserError(f"objective: {part.strip()!r} is not PHASE=WEIGHT") from None
        if not 0 < found[phase] < float("inf"):
            raise UserError(f"objective: the weight of {phase} is {text}; it must be above zero and finite")
    return found
