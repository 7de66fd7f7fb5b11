"""whackachip model"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from .output import echo_json, echo_lines, hanging, on_terminal, page_width, table, table_lines

UNVERIFIED = "*"


@click.group("model")
def command() -> None:
    """List models, or show what one needs: parameters, FLOPs and cache for each token."""


@command.command("list")
@click.option("--kind", "kinds", multiple=True, metavar="KIND",
              help="Only models of this kind: dense, moe, mha, mqa, gqa, mla, cla, hybrid, windowed, sparse, "
                   "state-space, linear. Several must all hold.")  # fmt: skip
@click.option("--country", metavar="CODE", help="Only models of developers of this country, such as CN.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
def list_models(kinds: tuple[str, ...], country: str | None, as_json: bool) -> None:
    """Every model of the catalogue with its counted and its stated parameters.

    \b
    whackachip model list
    whackachip model list --kind moe --kind mla --country CN
    """
    from ..answers.models import Request, answer, counts, listed
    from ..catalog.modelkind import kinds_of

    asked = Request(kind=kinds, country=country)
    if as_json:
        echo_json(answer(asked))
        return
    rows = [(model, *counts(model)) for model in listed(asked)]
    cells = [
        (model.id, _short(total.value), _short(active.value), _stated(model), " ".join(kinds_of(model)),
         str(kv.value if kv.value is not None else "unknown"), model.released, model.developer)
        for model, total, active, kv in rows
    ]  # fmt: skip
    headings = ("id", "total", "active", "stated", "kinds", "KV byte/token", "released", "developer")
    echo_lines(fitted(headings, cells, {1, 2, 3, 5}, page_width() if on_terminal() else None))
    if any(row[3].endswith(UNVERIFIED) for row in cells):
        click.echo(f"{UNVERIFIED} stated from memory, without a source at hand")


@command.command("show")
@click.argument("model")
@click.option("--context", type=click.IntRange(1, 1 << 40), default=4096, show_default=True, help="Tokens of context.")
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
@click.option("--explain", is_flag=True, help="Every part of the count with its substitution.")
def show(model: str, context: int, as_json: bool, explain: bool) -> None:
    """A model by name, or by the path of its folder, config.json or safetensors file; no weights are needed.

    \b
    whackachip model show deepseek-v3 --explain
    whackachip model show path/to/config.json --json
    """
    from ..answers.model import Request, answer, answer_path, is_path
    from ..catalog import find_model

    if is_path(model):
        data, found = answer_path(Path(model), context)
    else:
        data, found = answer(Request(model=model, context=context)), find_model(model)
    if as_json:
        echo_json(data)
    else:
        _print(found, data, data["assumptions"], explain)


def fitted(headings: Sequence[str], rows: Sequence[Sequence[str]], right: set[int], width: int | None) -> list[str]:
    """The lines of a table, without its last columns where it would be wider than the terminal."""
    columns = len(headings)
    while True:
        cut = [row[:columns] for row in rows]
        lines = list(table_lines(headings[:columns], cut, right & set(range(columns))))
        if width is None or columns == 1 or max(len(click.unstyle(line)) for line in lines) <= width:
            return lines
        columns -= 1


def _stated(model: Any) -> str:
    """The published total, marked where no source was at hand."""
    figure = model.figures.get("parameters_total")
    mark = UNVERIFIED if figure is not None and figure.kind == "unverified" else ""
    return _short(model.interval("parameters_total")) + mark


def _print(model: Any, data: dict[str, Any], notes: Sequence[str], explain: bool) -> None:
    if model is not None:
        who = f", {model.developer}, {model.country}, {model.released}" if model.developer else ""
        click.echo(click.style(model.name, bold=True) + f"  ({model.id}{who}; {', '.join(data['kinds'])})")
        for name, metric in data["metrics"].items():
            click.echo(f"{name}: " + click.style(_amount(metric), bold=True))
            echo_lines(hanging("", metric["formula"], 4, page_width()))
        if explain:
            click.echo()
            counts = [(p["name"], f"{p['total']:,}", f"{p['active']:,}") for p in data["parts"]]
            table(("part", "total", "active"), counts, right=(1, 2))
            for part in data["parts"]:
                click.echo(f"{part['name']}:")
                echo_lines(hanging("", part["formula"], 4, page_width()))
        click.echo()
        rows = [
            (f.key, f.text, f.kind, ("" if f.chosen else "not chosen: ") + f.source)
            for f in model.all_figures
        ]  # fmt: skip
        table(("figure", "value", "kind", "source"), rows)
    if "weights" in data:
        weights = data["weights"]
        click.echo(f"{weights['parameters']:,} parameters in {weights['tensors']:,} tensors of the weights, exactly")
        click.echo("  " + ", ".join(f"{count:,} {dtype}" for dtype, count in weights["by_dtype"].items()))
    for note in notes:
        echo_lines(hanging("note:", note, 6, page_width()))


def _amount(metric: dict[str, Any]) -> str:
    if metric["interval"] is None:
        return "unknown"
    low, high = (f"{end:,.0f}" for end in metric["interval"])
    unit = "parameters" if metric["unit"] == "parameter" else metric["unit"]
    return f"{low} {unit}" if low == high else f"{low} to {high} {unit}"


def _short(value: Any) -> str:
    """A count in billions."""
    if value is None:
        return "unknown"
    ends = [f"{end / 1e9:,.4g} B" if end < 1e12 else f"{end / 1e9:,.0f} B" for end in (value.low, value.high)]
    return ends[0] if value.is_exact else " to ".join(ends)
