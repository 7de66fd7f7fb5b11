"""The best chip on sale that a rule misses, where a rule leaves no room for new designs."""

from __future__ import annotations

from datetime import date

import numpy as np

from ...catalog.chip import Chip
from ...errors import UserError
from ..utility import utility
from ..work import PHASES
from .design import Designs
from .found import Found
from .objective import Objective
from .real import real, sold_by, verdicts
from .ruling import Ruling


def best_existing(ruling: Ruling, by: date, market: str, goal: Objective, only: Chip | None) -> Found:
    """The best chip on sale by a day that the ruling misses."""
    sold = sold_by(by, market) if only is None else sold_by(by, market, (only.vendor,))
    if not sold:
        raise UserError(f"no chip is known to have been on sale by {by} in the market {market}")
    words = verdicts(ruling, sold)
    rates = {phase: np.nan_to_num(utility(sold, goal.work, phase)) for phase in PHASES}
    value = np.ones(len(sold))
    total = sum(goal.weights.values())
    for phase, weight in goal.weights.items():
        value = value * rates[phase] ** (weight / total)
    free = np.array([word == "free" for word in words])
    most = int(np.argmax(value))
    if value[most] <= 0:
        raise UserError(f"no chip on sale by {by} can do the work of the objective {goal.name}")
    shown = real(sold)

    def one(place: int) -> Designs:
        tpp, area, io, bandwidth, capacity = (np.nan_to_num(column[place : place + 1]) for column in shown.metrics)
        return Designs(
            0.0,
            0.0,
            0.0,
            1.0,
            area,
            1.0,
            1.0,
            tpp / 16 * 1e3,
            1.0,
            bandwidth,
            capacity,
            0.0,
            io,
            0.0,
            16.0,
            2.0,
            0.0,
            0.0,
        ).full()

    allowed = np.where(free, value, -1.0)
    best = int(np.argmax(allowed))
    order = np.argsort(-allowed, kind="stable")
    got = bool(free.any())
    return Found(
        "existing", one(best) if got else None, None, one(most), sold[most], float(allowed[best]) if got else 0.0,
        float(value[most]), {phase: float(rates[phase][best]) if got else 0.0 for phase in PHASES},
        {phase: float(rates[phase][most]) for phase in PHASES},
        {phase: float(rates[phase].max()) for phase in PHASES},
        {phase: float(rates[phase][free].max()) if got else 0.0 for phase in PHASES},
        len(sold), int(free.sum()), existing=sold[best] if got else None,
        runners=tuple((sold[place].id, float(value[place])) for place in order[:12] if free[place]),
    )  # fmt: skip
