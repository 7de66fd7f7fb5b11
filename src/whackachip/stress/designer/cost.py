"""What a design costs to make: dies from a wafer, yield with salvage, memory, packaging and test."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .design import Designs
from .silicon import constant, memories, packages, processes

WAFER = 300.0  # diameter [mm]
MOST_SPARE = 24  # units: beyond these a die sells as another product


def dies_per_wafer(area: Any) -> Any:
    """Whole dies on a wafer of 300 mm, the edge taken off; area [mm2].

    Source: the usual estimate of de Vries (IEEE Transactions on Semiconductor Manufacturing 18(1), 2005).
    """
    radius = WAFER / 2
    return np.maximum(np.pi * radius**2 / area - np.pi * WAFER / np.sqrt(2 * area), 0.0)


def yielded(area: Any, defects: Any, clustering: Any, spared: Any, spare: Any) -> Any:
    """Share of dies that can be sold [1].

    area [mm2]; defects [1/cm2]; clustering: the negative binomial's parameter; spared: share of the area that is
    units, of which `spare` may be dead. Each defect kills the unit that it falls on, or the die where it falls beside
    them. Thinning of a gamma mixture gives the sum exactly; without spares it is (1 + A D / a)^-a.
    Source: Stapper's negative binomial yield, with redundancy after Koren and Koren (Proceedings of the IEEE 86(9)).
    """
    mean = area / 100 * defects
    base = 1 + mean / clustering
    term = base**-clustering
    found = 1.0 * term
    for dead in range(1, int(np.max(spare)) + 1):
        term = term * (clustering + dead - 1) / dead * (spared * mean / clustering) / base
        found = found + np.where(dead <= spare, term, 0.0)
    return found


def medians() -> dict[str, Any]:
    """Every number that the cost reads at its median; columns by place in the lists of `silicon`."""
    return _numbers(lambda distribution: distribution.median)


def drawn(seed: int, count: int) -> dict[str, Any]:
    """The same, `count` times at random: arrays (count,) or (parts, count)."""
    rng = np.random.default_rng(seed)
    return _numbers(lambda distribution: distribution.sample(rng, count))


def _numbers(value: Any) -> dict[str, Any]:
    parts = {
        ("wafer", "defects"): processes(),
        ("price",): memories(),
        ("cost", "good"): packages(),
    }
    found = {name: np.array([value(part[name]) for part in kind]) for names, kind in parts.items() for name in names}
    return found | {name: value(constant(name)) for name in ("clustering", "defective_area", "test")}


def cost_parts(designs: Designs, numbers: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """USD of a design by part: dies, memory, packaging, test, and their total after losses in packaging.

    numbers: of `medians` (the default: one value a row) or of `drawn` for a table of one row.
    """
    n = numbers or medians()
    process, memory, package = (
        np.asarray(column, dtype=np.int64) for column in (designs.process, designs.memory, designs.package)
    )
    spare = np.minimum(designs.spare, MOST_SPARE)
    good = yielded(designs.area, n["defects"][process], n["clustering"], n["defective_area"], spare)
    each = n["wafer"][process] / (np.maximum(dies_per_wafer(designs.area), 1e-9) * good)
    logic = designs.dies * each
    stacks = designs.channels * designs.channel_gb * n["price"][memory]
    packaging = n["cost"][package]
    lost = (logic + stacks + packaging) * (1 / n["good"][package] - 1)
    parts = {"dies": logic, "memory": stacks, "packaging": packaging, "losses": lost, "test": n["test"]}
    return parts | {"total": sum(parts.values()), "yield": good}


def cost(designs: Designs) -> Any:
    """Manufacturing cost [USD] at the medians of its constants."""
    return cost_parts(designs)["total"]


def cost_interval(designs: Designs, seed: int = 0, count: int = 4000) -> dict[str, dict[str, float]]:
    """Each part of the cost of one design as its 5th, 50th and 95th percentile [USD]."""
    one = Designs(*(float(np.asarray(column).ravel()[0]) for column in designs))
    parts = cost_parts(one, drawn(seed, count))
    found = {}
    for name, values in parts.items():
        low, mid, high = np.percentile(np.broadcast_to(values, count), (5, 50, 95))
        found[name] = {"p5": float(low), "p50": float(mid), "p95": float(high)}
    return found
