"""Metric 14: the fewest techniques that close the gap between what a rule leaves and what it denies."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...catalog import Chip, chips, find_model
from ...errors import UserError
from ...facts import store
from ...performance.run import Question
from ...performance.techniques import Asked, Waterfall, serving_waterfall, waterfall
from ...performance.train import train
from ...quantities import Interval
from ..moat.yardstick import known_chip
from .denial import DATACENTER
from .rows import PHASES, Metric, Row, missing, spread_row
from .scene import Scene
from .throughput import Throughput

# The run that the techniques are tried on: the paper's own model, on the cluster that its claim is usually put to.
MODEL, COUNT, TOKENS = "hunyuan-large", 10_000, Interval.exact(7e12)
SERVING = 32  # chips that serve it together


def closing(scene: Scene, found: Throughput) -> Metric:
    """The smallest set for each phase by the performance floor's formulas; none is needed where nothing is denied.

    One technique a group counts, gates of the hardware hold, and the aggregate of algorithmic progress never stands
    beside others (performance.techniques).
    """
    formula = "fewest techniques whose gains together reach 1 / (1 - denied), one a group"
    sets: dict[str, Any] = {}
    rows: list[Row] = []
    notes: list[str] = []
    for phase in PHASES:
        row, sets[phase], words = _phase(scene, found, phase)
        rows.append(row)
        notes += words
    name = "Techniques that close the gap"
    return Metric(14, "closing-set", name, formula, tuple(rows), tuple(notes), extra={"sets": sets})


def _phase(scene: Scene, found: Throughput, phase: str) -> tuple[Row, list[str] | None, list[str]]:
    label, winner = f"{phase}: techniques needed", found.winner(phase, DATACENTER)
    if winner is None:
        reason = "the rule misses no data-centre chip that can do it"
        return missing(label, "techniques", reason, phase=phase), None, []
    if float(np.median(1 - found.of(winner, phase))) <= 0:
        return spread_row(label, "techniques", 0.0, phase=phase, chip=winner), [], []
    winner = _main(winner)
    try:
        result = _gap(phase, winner, scene.best)
    except UserError as error:
        return missing(label, "techniques", str(error), phase=phase, chip=winner), None, []
    if result.left is None:
        return missing(label, "techniques", result.reason, phase=phase, chip=winner), None, []
    count = COUNT if phase == "train" else SERVING
    words = [
        f"{phase}: {find_model(MODEL).name} on {count:,} {known_chip(winner).name} against as many {scene.best.name} "
        f"without techniques: {result.gap:.2g} times the time, {result.left[1]:.2g} with all techniques, "
        f"{result.left_both:.2g} where both use them"
    ]
    if phase == "train":
        words += _days(winner)
    if result.smallest is None:
        return missing(label, "techniques", "no set of up to four closes it", phase=phase, chip=winner), None, words
    some = list(result.smallest)
    return spread_row(label, "techniques", float(len(some)), phase=phase, chip=winner), some, words


@store.cached
def _gap(phase: str, id: str, there: Chip) -> Waterfall:
    """The waterfall of techniques between two chips; raises UserError where a figure is missing or nothing fits."""
    model, here = find_model(MODEL), known_chip(id)
    if phase == "train":
        return waterfall(Question(model, here, COUNT), Question(model, there, COUNT))
    return serving_waterfall(Asked(model, here, SERVING, phase), Asked(model, there, SERVING, phase))


@store.cached
def _days(chip: str) -> list[str]:
    """How long the paper's run takes on the cluster by the fastest plan, where it can be had."""
    model, found = find_model(MODEL), []
    for precision in ("bf16", "fp8"):
        try:
            days = train(Question(model, known_chip(chip), COUNT, precision=precision), tokens=TOKENS).days.value
        except UserError:
            continue
        if days is not None:
            found.append(f"{days.low:.0f} to {days.high:.0f} days in {precision.upper()}")
    return [f"{TOKENS.low / 1e12:g}T tokens on them take {' and '.join(found)}"] if found else []


def _main(id: str) -> str:
    """The main product of a chip's family, of which more figures are known."""
    family = known_chip(id).family
    return next((chip.id for chip in chips() if chip.family == family and chip.main_variant), id)
