"""Metric 14: the fewest techniques that close the gap between what a rule leaves and what it denies."""

from __future__ import annotations

from typing import Any

import numpy as np

from ...catalog import Model, chips, find_model
from ...errors import UserError
from ...performance.run import Question
from ...performance.techniques import waterfall
from ...performance.train import train
from ...quantities import Interval
from ..moat.yardstick import known_chip
from .denial import DATACENTER
from .rows import Metric, Row, missing, spread_row
from .scene import Scene
from .throughput import Throughput

# The run that the techniques are tried on: the paper's own model, on the cluster that its claim is usually put to.
MODEL, COUNT, TOKENS = "hunyuan-large", 10_000, Interval.exact(7e12)


def closing(scene: Scene, found: Throughput) -> Metric:
    """The smallest set for training by the performance floor's formulas; none is needed where nothing is denied.

    One technique a group counts, gates of the hardware hold, and the aggregate of algorithmic progress never stands
    beside others (performance.techniques).
    """
    formula = "fewest techniques whose gains together reach 1 / (1 - denied), one a group"
    sets: dict[str, Any] = {}
    rows: list[Row] = []
    for phase in ("prefill", "decode"):
        row, some = _serving(found, phase)
        rows.append(row)
        sets[phase] = some
    row, sets["train"], notes = _training(scene, found)
    rows.insert(0, row)
    name = "Techniques that close the gap"
    return Metric(14, "closing-set", name, formula, tuple(rows), notes, extra={"sets": sets})


def _serving(found: Throughput, phase: str) -> tuple[Row, list[str] | None]:
    """Nothing is needed where the median denies nothing; the formulas of techniques are those of training."""
    label, winner = f"{phase}: techniques needed", found.winner(phase, DATACENTER)
    if winner is None:
        return missing(label, "techniques", "the rule misses no data-centre chip that can do it", phase=phase), None
    denied = 1 - found.of(winner, phase)
    if float(np.median(denied)) <= 0:
        return spread_row(label, "techniques", 0.0, phase=phase, chip=winner), []
    reason = f"{np.median(denied):.0%} is denied, and sets of techniques are computed for training alone"
    return missing(label, "techniques", reason, phase=phase, chip=winner), None


def _days(model: Model, chip: str) -> tuple[str, ...]:
    """How long the paper's run takes on the cluster by the fastest plan, where it can be had."""
    found = []
    for precision in ("bf16", "fp8"):
        try:
            days = train(Question(model, known_chip(chip), COUNT, precision=precision), tokens=TOKENS).days.value
        except UserError:
            continue
        if days is not None:
            found.append(f"{days.low:.0f} to {days.high:.0f} days in {precision.upper()}")
    return (f"{TOKENS.low / 1e12:g}T tokens on them take {' and '.join(found)}",) if found else ()


def _main(id: str) -> str:
    """The main product of a chip's family, of which more figures are known."""
    family = known_chip(id).family
    return next((chip.id for chip in chips() if chip.family == family and chip.main_variant), id)


def _training(scene: Scene, found: Throughput) -> tuple[Row, list[str] | None, tuple[str, ...]]:
    label, winner = "train: techniques needed", found.winner("train", DATACENTER)
    if winner is None:
        reason = "the rule misses no data-centre chip that can do it"
        return missing(label, "techniques", reason, phase="train"), None, ()
    model, winner = find_model(MODEL), _main(winner)
    try:
        here, there = (Question(model, chip, COUNT) for chip in (known_chip(winner), scene.best))
        result = waterfall(here, there)
    except UserError as error:
        return missing(label, "techniques", str(error), phase="train", chip=winner), None, ()
    words: tuple[str, ...] = (
        f"{model.name} on {COUNT:,} {known_chip(winner).name} against as many {scene.best.name} without techniques: "
        f"{result.gap:.2g} times the time, {result.left[1]:.2g} with all techniques, {result.left_both:.2g} where both "
        "use them",
    )
    words += _days(model, winner)
    if result.smallest is None:
        return missing(label, "techniques", "no set of up to four closes it", phase="train", chip=winner), None, words
    some = list(result.smallest)
    return spread_row(label, "techniques", float(len(some)), phase="train", chip=winner), some, words
