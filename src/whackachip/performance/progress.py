"""Share of a long run's time that makes progress, by the rates at which chips fail and checkpoints are written."""

from __future__ import annotations

from ..quantities import Interval
from .cost import costs
from .quantity import Quantity, derived, show
from .training.goodput import goodput

DAY = 86_400.0


def progress(chips: int) -> Quantity:
    """What failures, restarts and checkpoints leave of the time of so many chips [share].

    The whole run stops at each failure and goes on from the last checkpoint, which are as far apart as is best.
    Source: facts/performance/costs.yaml; Daly (2006) as in training.goodput.
    """
    parts = [costs(key) for key in ("failures", "checkpoint", "restart")]
    rate, write, restart = (part.known for part in parts)
    worst = float(goodput(float(chips), rate.high / DAY, write.high, restart.high))
    best = float(goodput(float(chips), rate.low / DAY, write.low, restart.low))
    share = Interval(worst, best)
    text = (
        f"{chips:,} chips, each with {show(rate)} failures a day, checkpoints of {show(write)} s and restarts of "
        f"{show(restart)} s leave {show(share)} of the time"
    )
    return derived(share, "share of the time", text, *parts)
