"""What could be cut to a rule's line on its first day, beside the chips that were: the designer's answer as rows."""

from __future__ import annotations

import numpy as np

from ...errors import UserError
from ..designer.answer import first_day
from ..designer.objective import objective
from ..designer.search import search
from ..moat.parameter import Draws
from .rows import PHASES, Row, missing, spread_row
from .scene import Scene
from .throughput import error_width


def designed(scene: Scene, draws: Draws) -> dict[str, Row]:
    """By phase the share denied by the best chip that could be cut from one on sale, each the best for its phase.

    None of them need ever have been made. Nothing where only chips that exist can pass.
    """
    if scene.closed_to_designs:
        return {}
    try:
        found = search(scene.ruling, "fuse", first_day(scene.ruling), "datacenter", objective("mix"))
    except UserError as error:
        return {phase: missing(_label(phase), "share", str(error), phase=phase) for phase in PHASES}
    rows = {}
    for phase in PHASES:
        if found.best is None or not found.most[phase] > 0:
            rows[phase] = missing(_label(phase), "share", "no cut of a chip on sale passes", phase=phase)
            continue
        ratio = found.allowed[phase] / found.most[phase]
        factor = np.exp(error_width(phase) * draws.stream(f"error {phase} design").standard_normal(draws.n))
        rows[phase] = spread_row(_label(phase), "share", 1 - ratio * factor, phase=phase, chip=_cut(found.base))
    return rows


def _label(phase: str) -> str:
    return f"{phase}: denied if the best cut of a chip on sale had been made"


def _cut(base: object) -> str:
    return f"cut from {getattr(base, 'id', 'a chip on sale')}"
