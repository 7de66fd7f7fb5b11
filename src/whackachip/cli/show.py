"""whackachip chips show"""

from __future__ import annotations

import click

from ..answers.chip import Request, answer
from ..answers.lawasked import readings
from ..catalog import Chip, find_chip, metrics
from ..catalog.chipdata import figure_text
from ..catalog.explain import Explanation, explain
from ..quantities import source
from .fit import fitted, paragraph
from .lawoptions import interpret_option
from .output import echo_json


@click.command("show")
@click.argument("chip")
@interpret_option
@click.option("--explain", "explained", is_flag=True, help="Every substitution, and the usual wrong answers.")
@click.option("--json", "as_json", is_flag=True, help="The chip as JSON.")
def show(chip: str, interpret: tuple[str, ...], explained: bool, as_json: bool) -> None:
    """One chip: every figure with its source, every metric with its substitution.

    \b
    whackachip chips show h20 --explain
    whackachip chips show --chip "name=x, bf16_dense=400, die_area=800, memory_bandwidth=3000"
    """
    asked = Request(chip=chip, interpret=interpret, explain=explained)
    if as_json:
        echo_json(answer(asked))
        return
    match, interpretation = find_chip(chip), readings(interpret)[0]
    found = match.chip
    form = found.form_factor or "form unknown"
    click.echo(click.style(found.name, bold=True) + f"  ({found.id}, {found.market}, {form})")
    for note in dict.fromkeys((match.note, found.note)):
        if note:
            paragraph(note)
    click.echo()
    rows = [(name, metric.formula) for name, metric in metrics(found, interpretation).items()]
    fitted(("metric", "substitution"), rows, shrink=(1,))
    if explained:
        _explain(explain(found, interpretation))
    _figures(found)


def _figures(chip: Chip) -> None:
    click.echo()
    rows = [
        (figure.key, figure_text(figure.key, figure.value), figure.kind, figure.source)
        for figure in chip.all_figures
        if figure.chosen
    ]
    fitted(("figure", "value", "kind", "source"), rows, shrink=(1, 3))
    others = [figure for figure in chip.all_figures if not figure.chosen]
    if others:
        click.echo()
        cells = [(f.key, figure_text(f.key, f.value), f.source, f.reason or "") for f in others]
        fitted(("figure not chosen", "value", "source", "reason"), cells, shrink=(3, 2))
    click.echo()
    names = sorted({figure.source for figure in chip.all_figures})
    fitted(("source", "where it was read"), [(name, source(name).cite()) for name in names], shrink=(1,))


def _explain(told: Explanation) -> None:
    click.echo()
    rows = [
        (product.precision.upper(), product.formula, "decides" if product.precision in told.deciding else "")
        for product in sorted(told.products, key=lambda product: -product.value.low)
    ]
    strong = [number for number, row in enumerate(rows) if row[2]]
    fitted(("precision", "substitution", ""), rows, shrink=(1,), bold=strong)
    click.echo()
    if told.mistakes:
        click.echo(click.style("usual wrong answers", bold=True))
    for mistake in told.mistakes:
        paragraph(f"{mistake.name}: {mistake.formula}", 2)
        paragraph(mistake.why, 6)
