"""Designs by the million: drawn in chunks, judged by all law in force, and the best of each phase kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from ...law.question import as_day
from ..designer.design import metrics
from ..designer.free import sampled
from ..designer.objective import objective
from ..designer.ruling import find_ruling
from ..designer.silicon import on_day
from ..work import PHASES
from .executor import Progress, perform
from .kept import Kept
from .task import Task

CHUNK = 262_144  # designs of a task: a second of work or less
AT_ONCE = 65_536  # judged together: some tens of megabytes; smaller tables spend their time on calls


def tasks_of(rules: Sequence[str], as_of: str, market: str, count: int, seed: int, model: str | None) -> list[Task]:
    """The tasks that `count` designs make; the last one is smaller where they do not divide."""
    common = {"rules": list(rules), "as_of": as_of, "market": market, "seed": seed, "model": model}
    return [
        Task("sweep.designs:chunk", common | {"place": place, "count": min(CHUNK, count - first)})
        for place, first in enumerate(range(0, count, CHUNK))
    ]


def chunk(
    rules: Sequence[str], as_of: str, market: str, seed: int, model: str | None, place: int, count: int
) -> dict[str, Any]:
    """The answer of one chunk: for each rule how many designs escape and the best of each phase, with its figures.

    The designs depend on seed and place alone. Ties go to the first. Law comes first: how fast a design is, is only
    worked out where a rule lets it through.
    """
    day, goal = on_day(as_day(as_of)), objective("mix", model, market)
    rulings = [find_ruling(rule) for rule in rules]
    rng = np.random.default_rng([seed, place])
    found: dict[str, Any] = {rule: {"escaped": 0, "best": {}} for rule in rules}
    for first in range(0, count, AT_ONCE):
        designs = sampled(day, min(AT_ONCE, count - first), rng).full()
        legal = metrics(designs)
        free = {
            rule: ~ruling.caught(ruling.columns(legal, market == "datacenter", link=designs.link))
            for rule, ruling in zip(rules, rulings, strict=True)
        }
        # What every rule catches is no rule's best: nobody need know how fast it is.
        left = np.flatnonzero(np.any(list(free.values()), axis=0))
        if not left.size:
            continue
        rates = goal.phases(designs.rows(left))
        for rule in rules:
            found[rule]["escaped"] += int(free[rule].sum())
            for phase in PHASES:
                values = np.where(free[rule][left], rates[phase], -1.0)
                best = int(np.argmax(values))
                if values[best] > found[rule]["best"].get(phase, {"value": 0.0})["value"]:
                    row = {name: float(column[left[best]]) for name, column in legal._asdict().items()}
                    found[rule]["best"][phase] = {"value": float(values[best]), **row}
    return {"count": count, "rules": found}


def sweep_designs(
    rules: Sequence[str], as_of: str, *, market: str = "datacenter", count: int = 1_000_000, seed: int = 0,
    model: str | None = None, jobs: int = 1, cluster: str | None = None, folder: Path | Kept | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """`count` designs of a day under every rule: shares that escape and the best of each phase; the same bytes for a
    seed whatever does the work. Raises UserError for a rule, day or model that is not known."""
    day = on_day(as_day(as_of))
    tasks = tasks_of(rules, day.day.isoformat(), market, count, seed, model)
    for rule in rules:
        find_ruling(rule)
    parts = perform(tasks, jobs=jobs, cluster=cluster, folder=folder, progress=progress)
    merged: dict[str, Any] = {}
    for rule in rules:
        best: dict[str, Any] = {}
        for part in parts:
            for phase, row in part["rules"][rule]["best"].items():
                if phase not in best or row["value"] > best[phase]["value"]:
                    best[phase] = row
        escaped = sum(part["rules"][rule]["escaped"] for part in parts)
        merged[rule] = {"escaped": escaped, "share": escaped / count, "best": {p: best[p] for p in PHASES if p in best}}
    return {"as_of": day.day.isoformat(), "market": market, "designs": count, "seed": seed, "rules": merged}
