"""Metrics 1, 2 and 13: what a rule denies of a chip, and how far beyond its own line it can be gamed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...catalog import row as attributes_of
from ...catalog.chip import Chip
from ...quantities import Interval, Spread
from ..designer.design import Metrics
from ..moat.yardstick import LABELS, YARDSTICKS, worth
from .rows import PHASES, Metric, Row, missing, spread_row
from .scene import SOLD_REASON, Scene
from .throughput import Throughput
from .workloads import told, workloads

DATACENTER = ("datacenter",)
STEPS = 4000  # of the scale at which a chip is made smaller


def denial(scene: Scene, found: Throughput, cuts: Mapping[str, Row] | None = None) -> tuple[Metric, Metric]:
    """Metrics 1 and 2: training, and prefill and decode, with the three yardsticks beside either.

    cuts: by phase, what could have been cut to the line.
    """
    made = cuts or {}
    rows = {phase: (*_denied(found, phase), *([made[phase]] if phase in made else [])) for phase in PHASES}
    yardsticks = tuple(_by_yardstick(scene, name) for name in YARDSTICKS)
    notes = (
        f"against {scene.best.name}, the best in training on sale on {scene.ruling.on}; answers known by "
        f"{scene.through} count",
        f"over {SOLD_REASON}",
        "what could be designed anew is asked with `whackachip stress RULE --mode free`",
    )
    named = {row.chip for part in (*rows.values(), yardsticks) for row in part if row.chip}
    cited = tuple(source for chip in (scene.best, *scene.missed) if chip is scene.best or chip.id in named
                  for source in figure_sources(chip))  # fmt: skip
    winner = next((chip for chip in scene.missed if chip.id == found.winner("decode", DATACENTER)), None)
    by_work = workloads(winner, scene.best) if winner else []
    range_ = told(by_work, winner.id) if winner else ""
    first = Metric(
        1, "training-denied", "Training denied, per chip", "1 - best the rule misses / best of the world",
        (*rows["train"], *yardsticks), notes, sources=cited,
    )  # fmt: skip
    second = Metric(
        2, "serving-denied", "Prefill and decode denied, per chip", "1 - best the rule misses / best of the world",
        (*rows["prefill"], *rows["decode"], *yardsticks),
        (*notes, "below zero: what the rule misses is better than what it denies", *([range_] if range_ else [])),
        sources=cited, extra={"workloads": by_work},
    )  # fmt: skip
    return first, second


def _denied(found: Throughput, phase: str) -> tuple[Row, ...]:
    """The best data-centre chip that the rule misses; where a card of another market is better, that one too."""
    label = f"{phase}: modelled throughput denied"
    winner, anywhere = found.winner(phase, DATACENTER), found.winner(phase)
    if winner is None:
        first = missing(label, "share", "the rule misses no data-centre chip that can do it", phase=phase)
    else:
        first = spread_row(label, "share", 1 - found.of(winner, phase), phase=phase, chip=winner)
    if anywhere in (None, winner):
        return (first,)
    assert anywhere is not None
    more = f"{label}, counting workstation and consumer cards"
    return first, spread_row(more, "share", 1 - found.of(anywhere, phase), phase=phase, chip=anywhere)


def _by_yardstick(scene: Scene, name: str) -> Row:
    """What the datasheets say: of the chips that the rule misses the one with the most, over the same chip's."""
    label, base = f"{LABELS[name]} denied, by datasheet", worth(scene.best)[name]
    known = [(value, chip.id) for chip in scene.missed if (value := worth(chip)[name]) is not None and _serious(chip)]
    if not known or not base:
        return missing(label, "share", "no figure is known", yardstick=name)
    most, chip = max(known)
    return Row(label, "share", Spread.exact(1 - most / base), yardstick=name, chip=chip)


def _serious(chip: Chip) -> bool:
    """A yardstick alone is no chip: a machine with memory for a terabyte and no rate is not what is meant."""
    return chip.market == "datacenter"


def figure_sources(chip: Chip) -> tuple[str, ...]:
    """Where the rate, bandwidth, memory and link of a chip stand."""
    keys = ("rate_fp8_tops", "rate_int8_tops", "rate_bf16_tops", "memory_bandwidth_gbs", "memory_capacity_gb",
            "scaleup_bandwidth_gbs")  # fmt: skip
    return tuple(chip.figures[key].source for key in keys if key in chip.figures)


def gameability(scene: Scene, found: Throughput) -> Metric:
    """Metric 13: the best that the rule misses over the world's best, made smaller until it is missed."""
    formula = "best the rule misses / the world's best scaled down in every dimension until the rule misses it"
    if scene.closed_to_designs:
        rows = tuple(
            Row(f"{phase}: times", "times", Spread.exact(1.0), phase=phase) for phase in PHASES
        )  # fmt: skip
        by = scene.ruling.existing_by
        why = f"1 by construction: only chips on sale by {by} pass, so that nothing can be made to the line"
        return Metric(13, "gameability", "Gameability", formula, rows, (why,))
    scale = line_scale(scene)
    if scale is None:
        reason = "scaled down to nothing the world's best is still caught, or one of its figures is not known"
        return Metric(13, "gameability", "Gameability", formula, (missing("times", "times", reason),))
    rows = tuple(_gamed(found, phase, scale) for phase in PHASES)
    for name in YARDSTICKS:
        row = _by_yardstick(scene, name)
        if row.spread:
            spread = Spread.exact((1 - row.spread.p50) / scale)
            rows += (Row(f"{LABELS[name]}: times", "times", spread, yardstick=name, chip=row.chip),)
    note = f"{scene.best.name} passes at {scale:.3g} of every figure; its die stays as large as it is"
    return Metric(13, "gameability", "Gameability", formula, rows, (note,), extra={"scale": scale})


def _gamed(found: Throughput, phase: str, scale: float) -> Row:
    winner = found.winner(phase, DATACENTER)
    if winner is None:
        return missing(f"{phase}: times", "times", "the rule misses no data-centre chip that can do it", phase=phase)
    return spread_row(f"{phase}: times", "times", found.of(winner, phase) / scale, phase=phase, chip=winner)


def line_scale(scene: Scene) -> float | None:
    """The largest share of all figures at once at which the rule misses the best chip; 1 where it misses it whole."""
    attributes = attributes_of(scene.best)
    figures = [
        _number(attributes, key)
        for key in ("tpp", "nonplanar_die_area", "io_bandwidth", "memory_bandwidth", "memory_capacity")
    ]  # fmt: skip
    if any(figure is None for figure in figures):
        return None
    tpp, area, io, bandwidth, capacity = (float(figure) for figure in figures if figure is not None)
    shares = np.arange(STEPS, 0, -1) / STEPS
    table = scene.ruling.columns(
        Metrics(tpp * shares, np.full(STEPS, area), io * shares, bandwidth * shares, capacity * shares),
        scene.best.market == "datacenter", scene.best.vendor,
    )  # fmt: skip
    passes = np.flatnonzero(~scene.ruling.caught(table))
    return float(shares[passes[0]]) if passes.size else None


def _number(attributes: Any, key: str) -> float | None:
    value = attributes.get(key)
    return value.middle if isinstance(value, Interval) else None
