"""whackachip techniques"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from .ending import keep_figure
from .fit import fitted, paragraph
from .numbers import WHOLE
from .output import echo_json
from .shared import figure_option
from .training_options import asked_chip, chip_options


@click.command("techniques")
@click.argument("workload")
@chip_options
@click.option("--versus", required=True, metavar="CHIP", help="The chip to catch up with, run without them.")
@click.option("--phase", type=click.Choice(["train", "prefill", "decode"]), default="train", show_default=True,
              help="Of training or serving.")  # fmt: skip
@click.option("--count", type=WHOLE, help="Chips of either cluster; else 2,048 that train or 32 that serve.")
@click.option("--input", type=WHOLE, default=4096, show_default=True, help="Tokens of a prompt, where it is served.")
@click.option("--output", type=WHOLE, default=512, show_default=True, help="Tokens of an answer, where it decodes.")
@click.option("--tpot", type=click.FloatRange(min=0, min_open=True), default=50.0, show_default=True, metavar="MS",
              help="What a token may take at most, where it decodes [ms].")  # fmt: skip
@click.option("--with", "added", multiple=True, metavar="ID", help="A technique that is off by default, such as muon.")
@click.option("--without", multiple=True, metavar="ID", help="A technique to leave out.")
@figure_option
@click.option("--json", "as_json", is_flag=True, help="The waterfall as JSON.")
def command(
    workload: str, chip: str | None, described: str | None, versus: str, phase: str, count: int | None, input: int,
    output: int, tpot: float, added: tuple[str, ...], without: tuple[str, ...], figure: Path | None, as_json: bool,
) -> None:  # fmt: skip
    """How far techniques close the gap between two chips in training or serving WORKLOAD, and the fewest that do.

    \b
    whackachip techniques hunyuan-large --on h20 --versus h800 --figure gap.svg
    whackachip techniques deepseek-v3 --on h800 --versus h100 --without fp8 --with muon
    whackachip techniques deepseek-v3 --on h20 --versus h800 --phase decode --count 64 --tpot 50

    Each is computed anew with those before it where the formulas can; the rest are multipliers from sources, of which
    one a group counts. The other chip runs without techniques; what is left where it uses them too is given as well.
    WORKLOAD is a model. --versus too may describe a chip in place of a name.
    """
    from ..answers.techniques import Request, answer

    body = answer(
        Request(
            model=workload, chip=asked_chip(chip, described), versus=versus, phase=phase, count=count, input=input,
            output=output, tpot=tpot, added=added, without=without,
        )
    )  # fmt: skip
    if figure is not None:
        _draw(body, figure)
    if as_json:
        echo_json(body)
        return
    _show(body)


def _show(body: dict[str, Any]) -> None:
    from ..report.figures.gap import gain_words

    click.echo(
        click.style(f"{body['model_name']}: {body['chip_name']} against a plain {body['versus_name']}", bold=True)
    )
    if body["gap"] is None:
        _show_depends(body)
        return
    what = {"train": "a token", "prefill": "a prompt's token", "decode": "a decoded token"}[body["phase"]]
    said = f"; {body['said']}" if body["said"] else ""
    paragraph(
        f"{what} takes {body['gap']:.2f} times as long on {body['count']:,} chips, without techniques on either{said}",
        2,
    )
    rows = []
    for step in body["steps"]:
        gain = step["gain"]
        known = gain_words(gain)
        rows.append((step["name"], known, f"{step['gap_after']:.2f}", step["by"], step["quality"]))
    fitted(("technique", "gain", "gap after", "by", "quality"), rows, right=(2,), shrink=(0, 4), drop=(4, 3))
    left = body["left"]
    paragraph(f"left: {left['mid']:.2f} ({left['low']:.2f} to {left['high']:.2f})")
    paragraph("the error of the formulas is not in these; much of it falls out of a ratio", 2)
    paragraph(f"left where both use them: {body['left_where_both_use_them']:.2f}")
    smallest = body["smallest_set"]
    if smallest is None:
        paragraph("no set of up to four closes the gap")
    else:
        paragraph(f"smallest set that closes it: {', '.join(smallest) if smallest else 'none is needed'}")
    _show_rest(body)


def _show_rest(body: dict[str, Any]) -> None:
    for figure in dict.fromkeys(body["depends"].values()):
        names = [name for name, on in body["depends"].items() if on == figure]
        paragraph(f"depends on {figure}: {', '.join(names)}", 2)
    for name, why in body["left_out"].items():
        paragraph(f"left out: {name}, {why}", 2)


def _show_depends(body: dict[str, Any]) -> None:
    """What is known where the gap hangs on a figure that no source states."""
    from ..report.figures.gap import gain_words

    paragraph(f"depends: {body['reason']}", 2)
    if body["steps"]:
        rows = [(step["name"], gain_words(step["gain"]), step["quality"]) for step in body["steps"]]
        fitted(("technique", "gain by its sources", "quality"), rows, shrink=(0, 2), drop=(2,))
    _show_rest(body)


def _draw(body: dict[str, Any], path: Path) -> None:
    from ..report.figures.gap import gap_figure

    keep_figure(gap_figure(body), path)
