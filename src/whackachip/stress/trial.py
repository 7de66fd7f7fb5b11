"""A whole stress test of one rule, as a page shows it: the answer, whom it catches besides, and a sweep around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from ..errors import UserError
from ..law.counterfactual import Counterfactual
from ..law.question import as_day
from .counterfactual import around, collateral, sweep, turning
from .designer.answer import Asked, first_day, stress
from .designer.design import Metrics
from .designer.ruling import Ruling, breakpoints, find_ruling
from .sweep.executor import Progress

HEIGHTS = ("performance_density", "io_bandwidth", "interconnect_bandwidth", "memory_bandwidth")


def trial(
    asked: Asked, changes: Counterfactual | None = None, *, jobs: int = 1, swept: bool = True,
    progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The answer of designer.answer.stress with collateral, the plane that the rule draws and a sweep of the threshold
    that the best design lies nearest under. Raises as that does."""
    result = stress(asked, changes)
    ruling = find_ruling(asked.rule, changes, asked.alone)
    day = as_day(asked.as_of) if asked.as_of else first_day(ruling)
    result |= collateral(ruling, day)
    result["plane"] = plane(ruling, result, asked.market)
    result["anew"] = _anew(asked, changes, result) if asked.market == "datacenter" else None
    result["sweep"] = None
    own_files = changes is not None and (changes.rules or changes.removes or changes.numbers)
    best = result["best"]
    if swept and best and best["margins"] and result["mode"] == "fuse" and not own_files:
        name = turning(ruling, best["margins"])
        if name is not None:
            fixed = dict(changes.values) if changes else {}
            value = ruling.changes.thresholds(ruling.on)[name]
            result["sweep"] = sweep(
                asked.rule, {name: around(value)}, as_of=asked.as_of, mode="fuse", market=asked.market,
                goal=asked.goal, model=asked.model, alone=asked.alone, fixed=fixed, jobs=jobs, progress=progress,
            )  # fmt: skip
    return result


def _anew(asked: Asked, changes: Counterfactual | None, result: Mapping[str, Any]) -> dict[str, Any] | None:
    """What a new design would reach where the best was cut from a chip: its figures, and its gain over the cut [1]."""
    if result["mode"] != "fuse" or result["best"] is None:
        return None
    try:
        other = stress(replace(asked, mode="free", base=None), changes)
    except UserError:
        return None
    if other["best"] is None:
        return None
    gain = 1.0
    for phase, weight in other["objective"]["weights"].items():
        ratio = other["best"]["tokens_per_second"][phase] / max(result["best"]["tokens_per_second"][phase], 1e-12)
        gain *= ratio ** (weight / sum(other["objective"]["weights"].values()))
    return {key: other["best"][key] for key in ("metrics", "design", "tokens_per_second", "limited_by")} | {
        "gain": gain - 1
    }


def plane(ruling: Ruling, result: Mapping[str, Any], market: str) -> dict[str, Any] | None:
    """The plane of TPP and the other metric that the rule tests nearest to the best design, as rectangles that are
    caught or free; what is on neither axis stands as the best design has it. None where the rule tests TPP alone."""
    one = result["best"] or result["without"]
    own = breakpoints(ruling.tests)
    every = breakpoints({**ruling.tests, **ruling.surrounding()})
    near = sorted((m for m in one.get("margins", ()) if m["margin"] > 0), key=lambda m: m["margin"])
    ranked = [*(m["metric"] for m in near if m["metric"] in HEIGHTS), *HEIGHTS]
    height = next((name for name in ranked if name in own), next((n for n in HEIGHTS if n in every), None))
    if height is None or "tpp" not in every:
        return None
    values = one["metrics"]
    xs, ys = _edges(every["tpp"]), _edges(every[height])
    cells = []
    for left, right in pairwise(xs):
        for below, above in pairwise(ys):
            x, y = np.sqrt(left * right), np.sqrt(below * above)
            chip = {
                "tpp": x,
                **{name: values[name] for name in ("io_bandwidth", "memory_bandwidth", "memory_capacity")},
            }
            chip["area"] = values["nonplanar_die_area"]
            if height == "performance_density":
                chip["area"] = x / y
            elif height == "memory_bandwidth":
                chip["memory_bandwidth"] = y
            else:
                chip["io_bandwidth"] = y
            rows = Metrics(*(np.array([chip[name]]) for name in
                             ("tpp", "area", "io_bandwidth", "memory_bandwidth", "memory_capacity")))  # fmt: skip
            caught = bool(ruling.caught(ruling.columns(rows, market == "datacenter"))[0])
            cells.append({"x": left, "x2": right, "y": below, "y2": above, "caught": caught})
    return {"x": "tpp", "y": height, "x_limits": list(every["tpp"]), "y_limits": list(every[height]), "cells": cells}


def _edges(limits: tuple[float, ...]) -> list[float]:
    """The limits with far ends around them."""
    return [min(limits) / 1000, *limits, max(limits) * 1000]
