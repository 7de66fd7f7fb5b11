"""whackachip moat"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from .ending import check_figure, end
from .fit import fitted, paragraph
from .output import echo_json
from .progress import progress_bar
from .remembered import no_cache_option, remembered
from .spread import spread_cells

PATHS = {
    "legal": "bought legally", "domestic": "made at home", "proxy": "made abroad through fronts",
    "smuggled": "smuggled", "rented": "rented abroad",
}  # fmt: skip
YARDSTICKS = {"flops": "FLOP/s", "bandwidth": "memory bandwidth", "capacity": "memory"}


@click.command("moat")
@click.option("--set", "settings", multiple=True, metavar="NAME=NUMBER", help="A parameter's value, or `sourced`.")
@click.option("--prior", default="pretrain", metavar="NAME", help="Of algorithmic progress: pretrain, catchup, epoch.")
@click.option("--denial", type=float, metavar="TIMES", help="Times the compute at hand; default: an H100 over an H20.")
@click.option("--years", type=float, default=5.0, show_default=True, help="How far the model is followed.")
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The same seed gives the same bytes."
)
@click.option("--samples", type=int, default=20_000, show_default=True, help="Of the Monte Carlo model.")
@click.option("--sobol/--no-sobol", default=True, help="Which parameters drive the results; about two seconds.")
@click.option("--parameters", "listing", is_flag=True, help="List what --set takes, with range and sources.")
@click.option(
    "--figure", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Draw it: .svg, .png, .pdf."
)
@no_cache_option
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON, each input with its sources.")
def command(
    settings: tuple[str, ...], prior: str, denial: float | None, years: float, seed: int, samples: int, sobol: bool,
    listing: bool, figure: Path | None, no_cache: bool, as_json: bool,
) -> None:  # fmt: skip
    """How far the United States' compute is ahead of China's, and what a denial of chips is worth over time.

    \b
    whackachip moat
    whackachip moat --set halving_months=5 --prior pretrain --figure moat.svg
    whackachip moat --denial 30 --json

    Two claims stand side by side and are never mixed: the absolute one, when a capability that stands still is reached,
    and the relative one, how far ahead the leader stays. What neither explains is given as a residual of its own.

    Exit status: 0 done, 2 a mistake in the question.
    """
    from ..answers.moat import Request, answer

    if listing:
        _list(as_json)
        return
    check_figure(figure)
    asked = Request(
        set=settings, prior=prior, denial=denial, years=years, seed=seed, samples=samples, no_sobol=not sobol
    )
    with progress_bar("moat") as progress:
        body = remembered("moat", asked, lambda: answer(asked, progress), no_cache)
    end(body, figure, "moat", as_json, show)


def show(body: Mapping[str, Any]) -> None:
    """One page: both claims, the residual, the chips by path, and what drives them."""
    click.echo(click.style(f"{body['leader']} and {body['follower']}, chips as of {body['as_of']}", bold=True))
    paragraph(f"{body['samples']:,} samples, seed {body['seed']}, prior {body['prior']}", 2)
    for warning in body["warnings"]:
        paragraph(f"note: {warning}", 2)
    absolute, relative, residual = body["absolute"], body["relative"], body["residual"]
    click.echo()
    paragraph(absolute["claim"])
    fitted(
        ("months", "5 %", "middle", "95 %"),
        [
            (f"to offset {body['denial']:.3g} times, same budget", *spread_cells(absolute["offset_months"])),
            ("the same, own compute growing", *spread_cells(absolute["offset_with_own_growth_months"])),
            ("half-life of a denial, same budget", *spread_cells(absolute["half_life_months"])),
            ("half-life, own compute growing", *spread_cells(absolute["half_life_with_own_growth_months"])),
            ("to reach what the leader's chips make today", *spread_cells(absolute["catch_up_months"])),
        ],
        right=(1, 2, 3), shrink=(0,),
    )  # fmt: skip
    click.echo()
    paragraph(relative["claim"])
    rows = [
        (f"chips by {YARDSTICKS[name]}, {'with' if access == 'with_rented' else 'without'} rented ones, times",
         *spread_cells(spread))
        for access, spreads in relative["gap_ratio"].items() for name, spread in spreads.items()
    ]  # fmt: skip
    rows.append(("lag at equal algorithms, months", *spread_cells(relative["lag_months"])))
    rows.append(("half-life of the ratio, months", *spread_cells(relative["half_life_months"])))
    fitted(("the leader over the follower", "5 %", "middle", "95 %"), rows, right=(1, 2, 3), shrink=(0,))
    paragraph(f"{relative['verdict']}: the ratio shrinks in {relative['probability_eroding']:.0%} of the samples", 2)
    click.echo()
    paragraph(residual["claim"])
    fitted(
        ("times, by FLOP/s", "5 %", "middle", "95 %"),
        [(f"+ {PATHS[step['path']]}" if place else PATHS[step["path"]], *spread_cells(step["gap"]))
         for place, step in enumerate(body["ladder"])]
        + [("ratio that the observed lag stands for", *spread_cells(residual["implied_gap"])),
           ("residual: unexplained", *spread_cells(residual["ratio"]))],
        right=(1, 2, 3), shrink=(0,), bold=(len(body["ladder"]) + 1,),
    )  # fmt: skip
    _drivers(body)


def _drivers(body: Mapping[str, Any]) -> None:
    if not body["sensitivity"]:
        return
    click.echo()
    click.echo(click.style("What drives the variance, as first-order and total Sobol index", bold=True))
    for found in body["sensitivity"]:
        parts = [f"{d['parameter']} {d['first_order']:.2f} ({d['total']:.2f})" for d in found["drivers"][:4]]
        paragraph(f"{found['label']}: {', '.join(parts)}", 2)


def _list(as_json: bool) -> None:
    from ..stress.moat.parameter import parameters

    found = parameters().values()
    if as_json:
        echo_json([{**p.distribution.to_dict(), "label": p.label, "group": p.group, "held": p.held} for p in found])
        return
    rows = []
    for p in found:
        held = "" if p.held is None else f"{p.held:g}"
        span = f"{p.distribution.low:,.6g} to {p.distribution.high:,.6g}"
        rows.append((p.name, span, p.distribution.unit, held, p.label, ", ".join(p.distribution.sources)))
    fitted(("parameter", "sourced range", "unit", "held", "what it is", "sources"), rows, shrink=(4, 2), drop=(5, 2, 4))
