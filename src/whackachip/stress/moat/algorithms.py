"""Formulas of algorithmic progress: what it offsets, and what a lag and a gap say of one another.

All take numbers or arrays; growth is in nats a year [1/year], a gap is a ratio of compute [1]. Two claims are kept
apart: the absolute one, when a capability that stands still is reached, and the relative one, how far the leader leads.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ...errors import unknown

MONTHS = 12.0
# Which parameter each prior of algorithmic progress reads.
PRIORS = {"pretrain": "halving_months", "catchup": "catchup_per_year", "epoch": "epoch_per_year"}


def check_prior(prior: str) -> str:
    """A prior that is known; raises UserError naming the nearest."""
    if prior not in PRIORS:
        raise unknown("prior", prior, PRIORS)
    return prior


def growth(draws: Mapping[str, Any], prior: str = "pretrain") -> Any:
    """Growth of effective compute by algorithms alone [1/year]."""
    import numpy as np

    drawn = draws[PRIORS[check_prior(prior)]]
    return MONTHS * math.log(2) / drawn if prior == "pretrain" else np.log(drawn)


def offset_months(denial: Any, algorithms: Any, own: Any = 0.0, scale: Any = 0.0) -> Any:
    """Months until a capability is reached that takes `denial` times the compute at hand: the absolute claim.

    own: growth of the follower's own compute. scale: how much less a smaller budget gains; where that eats all growth,
    the capability is never reached and the result is infinite.
    """
    import numpy as np

    total = np.asarray(algorithms - scale * np.log(denial) + own, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        months = MONTHS * np.log(denial) / total
    return np.where(np.asarray(denial) <= 1, 0.0, np.where(total > 0, months, np.inf))


def lag_months(gap: Any, compute: Any, algorithms: Any) -> Any:
    """Months by which a gap lags behind a frontier that grows in compute and algorithms: the relative claim."""
    import numpy as np

    return MONTHS * np.log(gap) / (compute + algorithms)


def implied_gap(lag: Any, compute: Any, algorithms: Any) -> Any:
    """The ratio of effective compute that a lag [months] stands for."""
    import numpy as np

    return np.exp(lag / MONTHS * (compute + algorithms))


def absolute_half_life(algorithms: Any, own: Any = 0.0) -> Any:
    """Months in which the compute denied halves in worth, for a capability that stands still."""
    return MONTHS * math.log(2) / (algorithms + own)


def relative_half_life(widening: Any) -> Any:
    """Months in which the ratio halves; infinite where it grows (widening [1/year], above zero) or stays."""
    import numpy as np

    closing = -np.asarray(widening, dtype=np.float64)
    with np.errstate(divide="ignore"):
        return np.where(closing > 0, MONTHS * math.log(2) / np.where(closing > 0, closing, 1.0), np.inf)
