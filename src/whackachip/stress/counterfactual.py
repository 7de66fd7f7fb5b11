"""Rules that might have been: a threshold or two moved, several rules side by side, the rule that costs least."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from ..catalog.chip import chips
from ..errors import UserError, unknown
from ..law.counterfactual import Counterfactual, combined, moved, threshold_ids, threshold_names
from ..law.provision import MEASURES
from ..law.question import as_day
from .designer.answer import first_day
from .designer.objective import objective
from .designer.real import verdicts
from .designer.ruling import Ruling, find_ruling
from .designer.search import search
from .designer.silicon import on_sale
from .sweep.executor import Progress, perform
from .sweep.kept import Kept
from .sweep.task import Task
from .work import PHASES

HARMLESS = ("consumer", "workstation")
MOST_POINTS = 40_000
LARGEST = 1e9  # of a threshold, far beyond any chip


def point(
    rule: str, values: Mapping[str, float], as_of: str | None, mode: str, market: str, goal: str, model: str | None,
    alone: bool, fixed: Mapping[str, float] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """One rule with some thresholds moved: what it denies in every phase, and whom it catches besides; `error` and
    nothing else where the moved thresholds contradict one another."""
    try:
        ruling = find_ruling(rule, moved({**(fixed or {}), **values}), alone)
    except UserError as error:
        return {"values": dict(values), "error": str(error)}
    day = as_day(as_of) if as_of else first_day(ruling)
    found = search(ruling, mode, day, market, objective(goal, model, market), quick=True)
    denied = {p: 1 - found.allowed[p] / found.most[p] if found.most[p] > 0 else None for p in PHASES}
    return {
        "values": dict(values), "denied": denied, "retained": found.value / found.most_value,
        "extent": "catches-everything" if not found.escaped else "catches-some", **collateral(ruling, day),
    }  # fmt: skip


def collateral(ruling: Ruling, day: date) -> dict[str, Any]:
    """Cards for players and workstations on sale on a day, those that the rule's own tests catch, and those of data
    centres; where a figure is lacking it may be either."""
    alone = Ruling(ruling.id, ruling.title, ruling.on, ruling.tests, ruling.changes, alone=True)
    sold = [chip for chip in chips() if on_sale(chip, day)]
    words = dict(zip((chip.id for chip in sold), verdicts(alone, sold), strict=True))
    harmless = [chip for chip in sold if chip.market in HARMLESS]
    meant = [chip for chip in sold if chip.market == "datacenter"]
    caught = [chip.id for chip in harmless if words[chip.id] == "caught"]
    return {
        "collateral": {
            "caught": caught, "open": [chip.id for chip in harmless if words[chip.id] == "open"], "of": len(harmless),
            "share": len(caught) / len(harmless) if harmless else None,
            "names": [chip.name for chip in harmless if words[chip.id] == "caught"],
        },
        "datacenter": {"caught": sum(words[chip.id] == "caught" for chip in meant), "of": len(meant)},
    }  # fmt: skip


def sweep(
    rule: str, vary: Mapping[str, Sequence[float]], *, as_of: str | None = None, mode: str = "fuse",
    market: str = "datacenter", goal: str = "mix", model: str | None = None, alone: bool = False,
    deny: Mapping[str, float] | None = None, fixed: Mapping[str, float] | None = None, jobs: int = 1,
    cluster: str | None = None, folder: Path | Kept | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Every combination of the values of one threshold or two: what is denied against what is lost.

    vary: threshold by full name to its values. deny: phase to the share that should be denied at least; the answer
    names the point that does so and catches the fewest harmless cards. fixed: other thresholds, moved throughout.
    Raises UserError for a threshold or phase that is not known, more than two thresholds, and a table too large.
    """
    if not 1 <= len(vary) <= 2:
        raise UserError(f"{len(vary)} thresholds to vary: one or two can be drawn")
    for name in vary:
        if name not in threshold_names():
            raise unknown("threshold", name, threshold_names())
    for value in (value for values in vary.values() for value in values):
        if not 0 < value <= LARGEST:
            raise UserError(f"{value:g} is no threshold: it must be above zero and not beyond {LARGEST:g}")
    for phase in deny or {}:
        if phase not in PHASES:
            raise unknown("phase", phase, PHASES)
    _check_moves(rule, vary, alone)
    grid = list(product(*vary.values()))
    if len(grid) > MOST_POINTS:
        raise UserError(f"{len(grid):,} points: at most {MOST_POINTS:,} are worked out at a time")
    tasks = [
        Task("counterfactual:point", {
            "rule": rule, "values": dict(zip(vary, map(float, values), strict=True)), "as_of": as_of, "mode": mode,
            "market": market, "goal": goal, "model": model, "alone": alone, "fixed": dict(fixed or {}),
        })
        for values in grid
    ]  # fmt: skip
    points = perform(tasks, jobs=jobs, cluster=cluster, folder=folder, progress=progress)
    if all("error" in point for point in points):
        raise UserError(points[0]["error"])
    return {
        "rule": rule, "as_of": as_of, "mode": mode, "market": market, "objective": goal, "alone": alone,
        "vary": {name: list(map(float, values)) for name, values in vary.items()}, "points": points,
        "enacted": _enacted(rule, vary), "deny": dict(deny or {}), "least_collateral": least(points, deny or {}),
    }  # fmt: skip


def _check_moves(rule: str, vary: Mapping[str, Sequence[float]], alone: bool) -> None:
    """Refuses what would be flat: a threshold that the rule does not read, on the rule's own day."""
    ruling = find_ruling(rule, None, alone)
    known = ruling.changes.thresholds(ruling.on)
    for name in vary:
        if name not in known:
            raise UserError(f"{name} is not in force on {ruling.on}, the first day of {ruling.id}")
        other = find_ruling(rule, moved({name: known[name] * 0.5 + 1}), alone)
        if other.tests == ruling.tests and other.surrounding() == ruling.surrounding():
            raise UserError(f"{ruling.id} does not turn on {name}, so there is nothing to sweep")


def _enacted(rule: str, vary: Mapping[str, Sequence[float]]) -> dict[str, float]:
    ruling = find_ruling(rule)
    known = ruling.changes.thresholds(ruling.on)
    return {name: known[name] for name in vary}


def least(points: Sequence[Mapping[str, Any]], deny: Mapping[str, float]) -> dict[str, Any] | None:
    """The point that denies what is asked and catches the fewest harmless cards, then the fewest others; None where
    nothing is asked or no point does so."""
    if not deny:
        return None
    able = [
        p
        for p in points
        if "error" not in p and all((p["denied"][phase] or 0.0) >= share for phase, share in deny.items())
    ]
    if not able:
        return None
    return dict(min(able, key=lambda p: (len(p["collateral"]["caught"]), p["datacenter"]["caught"])))


def turning(ruling: Ruling, margins: Sequence[Mapping[str, Any]]) -> str | None:
    """The threshold that the best design lies nearest under, by full name: the one that a sweep should move."""
    near = sorted((m for m in margins if m["margin"] > 0), key=lambda m: m["margin"])
    own = [
        p for kind in ("items", "letters", MEASURES, "review_policies") for p in ruling.changes.regime(kind, ruling.on)
    ]
    own.sort(key=lambda p: p.instrument != ruling.id)
    limits = ruling.changes.thresholds(ruling.on)
    for margin in near:
        for provision in own:
            for expression in provision.expressions:
                for name in sorted(threshold_ids(expression)):
                    if limits.get(name) == margin["limit"]:
                        return name
    return None


def around(value: float, count: int = 9, reach: float = 3.0) -> list[float]:
    """Values from a threshold over `reach` to the threshold times it, evenly by logarithm, itself in the middle."""
    return [float(f"{value * reach**exponent:.4g}") for exponent in np.linspace(-1, 1, count)]


def compare(
    rules: Sequence[str], *, as_of: str | None = None, mode: str = "fuse", market: str = "datacenter",
    goal: str = "mix", model: str | None = None, alone: bool = False, changes: Counterfactual | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Rules side by side on one day: what each denies, what slips under it, and whom it catches besides.

    as_of: of the silicon; the latest first day of the rules where it is left out, so that all are asked alike.
    """
    rulings = [find_ruling(rule, combined([changes or Counterfactual()]), alone) for rule in rules]
    day = as_day(as_of) if as_of else max(first_day(ruling) for ruling in rulings)
    wanted = objective(goal, model, market)
    rows = []
    for ruling in rulings:
        found = search(ruling, mode, day, market, wanted, quick=True)
        best = found.existing or found.base
        rows.append({
            "rule": ruling.id, "title": ruling.title, "base": best.id if best else None,
            "denied": {p: 1 - found.allowed[p] / found.most[p] if found.most[p] > 0 else None for p in PHASES},
            "retained": found.value / found.most_value, "metrics": _metrics(found), **collateral(ruling, day),
        })  # fmt: skip
    return {"as_of": day.isoformat(), "mode": mode, "market": market, "objective": goal, "alone": alone, "rules": rows}


def _metrics(found: Any) -> dict[str, float] | None:
    from .designer.margin import legal_values

    return legal_values(found.best) if found.best is not None else None
