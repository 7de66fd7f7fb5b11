"""Moat: how far ahead one side's compute is, and what a denial is worth over time; two claims, never mixed."""

from __future__ import annotations

from typing import Any

from ...report.figures.figure import Figure
from ...report.figures.moat import moat_figure
from .. import amounts
from ..page import Page
from ..pictures import room
from ..query import Query

ABSOLUTE = (
    ("To offset the denial, same budget", "offset_months"),
    ("The same, own compute growing", "offset_with_own_growth_months"),
    ("Half-life of a denial, same budget", "half_life_months"),
    ("Half-life, own compute growing", "half_life_with_own_growth_months"),
    ("To reach what the leader's chips make today", "catch_up_months"),
)
YARDSTICKS = {"flops": "FLOP/s", "bandwidth": "memory bandwidth", "capacity": "memory"}
PATHS = {
    "legal": "bought legally", "domestic": "made at home", "proxy": "made abroad through fronts",
    "smuggled": "smuggled", "rented": "rented abroad",
}  # fmt: skip


def context(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """Both claims and the residual as rows of percentiles."""
    absolute, relative, residual = data["absolute"], data["relative"], data["residual"]
    gaps = [
        (f"Chips by {YARDSTICKS[name]}, {'with' if access == 'with_rented' else 'without'} rented ones", spread, "×")
        for access, spreads in relative["gap_ratio"].items()
        for name, spread in spreads.items()
    ]
    gaps += [("Lag at equal algorithms", relative["lag_months"], "months"),
             ("Half-life of the ratio", relative["half_life_months"], "months")]  # fmt: skip
    ladder = [
        (f"{'and ' if place else ''}{PATHS.get(step['path'], step['path'])}", step["gap"], "×")
        for place, step in enumerate(data["ladder"])
    ]
    ladder += [("What the observed lag stands for", residual["implied_gap"], "×"),
               ("Residual: unexplained", residual["ratio"], "×")]  # fmt: skip
    return {
        "absolute": amounts.spreads((label, absolute[key], "months") for label, key in ABSOLUTE),
        "relative": amounts.spreads(gaps),
        "ladder": amounts.spreads(ladder),
    }


def figure(data: dict[str, Any], query: Query) -> Figure | None:
    return moat_figure(data, room(query))


def offset(data: dict[str, Any]) -> str:
    """Both claims in a sentence, since neither stands without the other."""
    months = amounts.spreads([("", data["absolute"]["offset_with_own_growth_months"], "months")])[0]
    return (
        f"A denial of chips of {data['denial']:.3g} times is offset in {months['p50']} months "
        f"({months['p5']} to {months['p95']}); "
        f"the leader's relative lead is {data['relative']['verdict']}"
    )


PAGE = Page(
    path="/moat", title="Moat", question="moat", template="moat.html.j2", own=("figure",), context=context, long=True,
    labels={"prior": "Algorithmic progress", "denial": "Denial", "years": "Years", "samples": "Samples", "seed": "Seed",
            "no_sobol": "Without the drivers", "set": "A parameter"},
    figures={"moat": figure},
    headline=offset,
)  # fmt: skip
