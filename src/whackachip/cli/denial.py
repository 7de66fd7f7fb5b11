"""whackachip denial"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from .ending import check_figure, end
from .fit import fitted, paragraph
from .progress import progress_bar
from .remembered import no_cache_option, remembered
from .spread import number_cell, spread_cells


@click.command("denial")
@click.argument("rule")
@click.option("--as-of", metavar="DATE", help="Answers known by this day count; default: the last of the rule's life.")
@click.option("--versus", metavar="CHIP", help="Measure against this chip; default: the best on sale that day.")
@click.option("--metric", "numbers", type=int, multiple=True, metavar="1..14", help="Show these metrics only.")
@click.option(
    "--set", "settings", multiple=True, metavar="NAME=NUMBER", help="A market parameter, or a threshold of the law."
)
@click.option("--prior", default="pretrain", metavar="NAME", help="Of algorithmic progress: pretrain, catchup, epoch.")
@click.option("--designs/--no-designs", default=True, help="What could be cut to the line as well; some seconds.")
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, help="The same seed, the same bytes.")
@click.option("--samples", type=int, default=5000, show_default=True, help="Behind each percentile.")
@click.option(
    "--figure", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Draw it: .svg, .png, .pdf."
)
@no_cache_option
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON, with inputs and literature.")
def command(
    rule: str, as_of: str | None, versus: str | None, numbers: tuple[int, ...], settings: tuple[str, ...], prior: str,
    designs: bool, seed: int, samples: int, figure: Path | None, no_cache: bool, as_json: bool,
) -> None:  # fmt: skip
    """What RULE denies, what that costs and how it is got round: 14 metrics with the literature's values beside them.

    \b
    whackachip denial us-2023-10-17
    whackachip denial us-2023-10-17 --versus h100 --metric 1 --metric 2
    whackachip denial us-2023-10-17 --set us.ear.3a090.b.tpp=1600 --json

    Each is a distribution; what is denied stands for training, prefill and decode and on three yardsticks side by
    side, as a single number would be false on two of them. Ask `whackachip moat --parameters` for what --set takes.

    Exit status: 0 done, 2 a mistake in the question.
    """
    from ..answers.denial import Request, answer, check, some

    check_figure(figure)
    asked = Request(
        rule=rule, as_of=as_of, versus=versus, metric=tuple(map(str, numbers)), set=settings, prior=prior,
        no_designs=not designs, seed=seed, samples=samples,
    )  # fmt: skip
    check(asked)
    with progress_bar("metrics") as progress:
        every = replace(asked, metric=())  # the figure draws all of them
        body = remembered("denial", every, lambda: answer(every, progress), no_cache)
    end(body, figure, "metrics", as_json, show, shown=some(body, asked))


def show(body: Mapping[str, Any]) -> None:
    """One table a metric, with what others say under it."""
    click.echo(click.style(f"{body['rule']}: {body['title']}", bold=True))
    paragraph(
        f"from {body['on']}, answers known by {body['through']}, against {body['versus_name']}; {body['samples']:,} "
        f"samples, seed {body['seed']}, prior {body['prior']}",
        2,
    )
    for warning in body["warnings"]:
        paragraph(f"note: {warning}", 2)
    paragraph(body["claim"], 2)
    for metric in body["metrics"]:
        _metric(metric)


def _metric(metric: Mapping[str, Any]) -> None:
    click.echo()
    click.echo(click.style(f"{metric['number']}  {metric['name']}", bold=True))
    if metric["supports"]:
        paragraph(metric["supports"], 3)
    rows = [
        (f"   {row['label']}", *spread_cells(row["spread"]), row["unit"], row["chip"] or "")
        for row in metric["rows"] if row["spread"]
    ]  # fmt: skip
    if rows:
        fitted(("   ", "5 %", "middle", "95 %", "unit", "chip"), rows, right=(1, 2, 3), shrink=(0,), drop=(5, 4))
    for row in metric["rows"]:
        if not row["spread"]:
            paragraph(f"{row['label']}: {row['reason']}", 3)
    for phase, some in metric.get("sets", {}).items():
        if some is not None:
            paragraph(f"{phase}: {', '.join(some) if some else 'none is needed'}", 3)
    for note in metric["notes"]:
        paragraph(note, 3)
    for said in metric["literature"]:
        paragraph(_said(said), 3)


def _said(said: Mapping[str, Any]) -> str:
    """A line on what somebody else says, and how far ours is from it."""
    if said["words"]:
        value = said["words"]
    elif said["mid"] is None:
        value = f"{number_cell(said['low'])} to {number_cell(said['high'])} {said['unit']}"
    else:
        value = f"{number_cell(said['mid'])} {said['unit']}"
        if said["low"] is not None and said["high"] is not None:
            value += f" ({number_cell(said['low'])} to {number_cell(said['high'])})"
    text = f"elsewhere: {said['what']}: {value} [{', '.join(said['sources'])}]"
    if said["within_factor_3"] is False:
        text += "; MORE THAN THREE TIMES FROM OURS"
    elif said["factor"] is not None:
        near = said["factor"] < 1.05
        text += "; as ours" if near else f"; {said['factor']:.2g} times from ours"
    if said["same_input"]:
        text += "; ours rests on the same number"
    return text + (f"; {said['why']}" if said["why"] else "")
