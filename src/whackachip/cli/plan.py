"""whackachip plan"""

from __future__ import annotations

from typing import Any

import click

from .fit import fitted, paragraph
from .output import echo_json
from .training_options import asked_chip, chip_options, training_options


@click.command("plan")
@click.argument("model")
@chip_options
@click.option("--count", required=True, metavar="N[,N...]", help="Chips of the cluster; several counts are compared.")
@click.option(
    "--by", type=click.Choice(["time", "cost", "memory"]), default="time", show_default=True, help="What is best."
)
@click.option("--top", type=click.IntRange(1, 1000), default=1, show_default=True, help="How many plans to give.")
@click.option(
    "--every", is_flag=True, help="Also unusual splits: parts of experts, context parallelism of short sequences."
)
@training_options
@click.option("--json", "as_json", is_flag=True, help="The plans as JSON.")
def command(chip: str | None, described: str | None, as_json: bool, **options: Any) -> None:
    """The best plans of training MODEL on a cluster, exact: every other plan of the space takes longer, or costs more.

    \b
    whackachip plan hunyuan-large --on h20 --count 2048 --top 5
    whackachip plan llama-3.1-70b --on a100 --count 256,512,1024 --by cost
    whackachip plan llama-3.1-8b --on h100 --count 64 --tp 8 --zero 1 --json

    Where no plan fits it says what is short and what would fit.
    """
    from ..answers.plan import Request, answer

    data = answer(Request(chip=asked_chip(chip, described), **options))
    if as_json:
        echo_json(data)
        return
    click.echo(click.style(f"{data['model_name']} on {data['chip_name']}, {data['precision'].upper()}", bold=True))
    if data["missing"]:
        paragraph(f"depends: {data['chip_name']} lacks the figure {data['missing']}", 2)
        return
    for reason in data["reasons"]:
        paragraph(reason, 2)
    if data["plans"]:
        paragraph(f"{data['plans_fitting']:,} of {data['plans_tried']:,} plans fit; the best by {data['by']}:", 2)
        _table(data["plans"], data["best_by"])


def _table(found: list[dict[str, Any]], key: str) -> None:
    from ..performance.search.infeasible import plan_words

    money = key in ("usd_per_million_tokens", "chip_hours_per_million_tokens")
    heads = ["chips", "step", "memory", "plan"]
    rows = [
        [f"{entry['count']:,}", f"{entry['step_seconds']:.4g} s", f"{entry['memory_bytes'] / 1e9:.1f} GB",
         plan_words(entry["plan"])] for entry in found
    ]  # fmt: skip
    if money:
        heads.insert(3, "USD a million tokens" if key.startswith("usd") else "chip-hours a million tokens")
        for row, entry in zip(rows, found, strict=True):
            row.insert(3, f"{entry[key]:.4g}")
    fitted(heads, rows, right=range(len(heads) - 1), shrink=(len(heads) - 1,))
