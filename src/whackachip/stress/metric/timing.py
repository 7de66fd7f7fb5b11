"""Metrics 5 and 6: how soon a rule is got round, and for how much of its life it stood without an answer."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...quantities import Spread
from ..moat.parameter import Draws
from ..whack.history import answers_to, lags, repair_of, rounds
from .rows import PHASES, Metric, Row, missing, spread_row
from .scene import Scene
from .throughput import Throughput

THETA = 0.8  # of the world's best: what counts as having got round it


def workaround(scene: Scene, found: Throughput, draws: Draws) -> Metric:
    """Metric 5: months to the first report and to volume, and whether an answer reaches most of the world's best."""
    formula = f"first answer with U >= {THETA:g} of the world's best, less the day that the rule was known"
    answers = [answer for answer in answers_to(scene.rule) if answer.counts]
    rows: list[Row] = []
    if answers:
        reports = [answer.report_lag for answer in answers]
        volumes = [answer.volume_lag for answer in answers if answer.volume_lag is not None]
        rows.append(_observed("to the first report", reports))
        rows.append(_observed("to volume", volumes))
        for phase in PHASES:
            rows.append(_reaching(found, phase, answers))
    else:
        rows.append(spread_row("to the first report, as in other rounds", "months", draws["report_lag"]))
        rows.append(spread_row("to volume, as in other rounds", "months", draws["volume_lag"]))
    every = lags()
    rows.append(_observed("to the first report, all rounds that count", every[0]))
    rows.append(_observed("to volume, all rounds that count", every[1]))
    notes = (f"{len(answers)} answers to this rule count, of {len(every[0])} in all; least, middle and most of them",)
    cited = tuple(source for answer in rounds() if answer.counts for source in answer.sources)
    return Metric(5, "workaround", "Time to a workaround", formula, tuple(rows), notes, sources=cited)


def _observed(label: str, found: Any) -> Row:
    """Least, middle and most of what happened; as many as there are answers."""
    return Row(label, "months", Spread(float(min(found)), float(np.median(found)), float(max(found))))


def _reaching(found: Throughput, phase: str, answers: Any) -> Row:
    label = f"{phase}: to an answer with {THETA:.0%} of the world's best, in volume"
    reached = [
        answer for answer in answers
        if answer.chip in found.chips and float(np.median(found.of(answer.chip, phase))) >= THETA
    ]  # fmt: skip
    if not reached:
        return missing(label, "months", f"none: no answer reaches {THETA:.0%} of the world's best", phase=phase)
    first = min(reached, key=lambda answer: answer.volume_lag)
    return Row(label, "months", Spread.exact(first.volume_lag), phase=phase, chip=first.chip)


def duty(scene: Scene, draws: Draws) -> Metric:
    """Metric 6: the share of a rule's life without an answer in volume; of one that stands, what others suggest."""
    formula = "months without an answer in volume / months until the rule was repaired"
    repair = repair_of(scene.rule)
    if repair is not None:
        rows: tuple[Row, ...] = (
            Row("share of its life", "share", Spread.exact(repair.duty_cycle)),
            Row("months without an answer in volume", "months", Spread.exact(repair.bare)),
            Row("months until it was repaired", "months", Spread.exact(repair.life)),
        )
        cited = tuple(source for answer in answers_to(scene.rule) for source in answer.sources)
        return Metric(
            6, "duty-cycle", "Duty cycle", formula, rows, (f"repaired by {repair.repaired_by}",), sources=cited
        )
    if scene.closed_to_designs:
        reason = f"nothing can be made to a line that asks for sale by {scene.ruling.existing_by}"
        return Metric(6, "duty-cycle", "Duty cycle", formula, (missing("share of its life", "share", reason),))
    share = np.minimum(1.0, draws["volume_lag"] / draws["repair_months"])
    rows = (spread_row("share of its life, if it goes as with other rules", "share", share),)
    return Metric(6, "duty-cycle", "Duty cycle", formula, rows, ("nothing has repaired it so far",))
