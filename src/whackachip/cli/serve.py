"""whackachip estimate serve"""

from __future__ import annotations

from typing import Any

import click

from .fit import paragraph
from .numbers import WHOLE
from .output import echo_json, table
from .training_options import asked_chip, chip_options

ROWS = (
    ("time to first token", "ttft", 1e-3, "ms"),
    ("time per output token", "tpot", 1e-3, "ms"),
    ("output", "output_rate", 1, "tokens/s a chip"),
    ("output, all chips", "total_rate", 1, "tokens/s"),
)


@click.command("serve")
@click.argument("model")
@chip_options
@click.option("--count", type=WHOLE, required=True, help="Chips.")
@click.option("--input", type=WHOLE, default=2048, show_default=True, help="Tokens of a prompt.")
@click.option("--output", type=WHOLE, default=512, show_default=True, help="Tokens of an answer.")
@click.option("--concurrency", type=WHOLE, help="Requests in flight; else what gives the most within the targets.")
@click.option("--tpot", type=click.FloatRange(min=0, min_open=True), metavar="MS", help="Target for a token [ms].")
@click.option("--ttft", type=click.FloatRange(min=0, min_open=True), metavar="MS", help="Target for the first [ms].")
@click.option(
    "--precision", metavar="NAME", help="Of the weights: bf16, fp8, ...; else 8 bits where the chip has them."
)
@click.option("--tp", type=WHOLE, help="Hold fixed: tensor parallelism.")
@click.option("--dp", type=WHOLE, help="Hold fixed: data-parallel attention.")
@click.option("--ep", type=WHOLE, help="Hold fixed: expert parallelism.")
@click.option("--json", "as_json", is_flag=True, help="The estimate as JSON.")
def serve_command(chip: str | None, described: str | None, as_json: bool, **options: Any) -> None:
    """Times, rates and cost of serving MODEL in steady state, by the plan that gives most within the targets.

    \b
    whackachip estimate serve hunyuan-large --on h20 --count 8 --tpot 50
    whackachip estimate serve llama-3.1-70b --on h100 --count 8 --input 4096 --output 256 --concurrency 64 --json
    """
    from ..answers.estimate_serve import Request, answer

    data = answer(Request(chip=asked_chip(chip, described), **options))
    if as_json:
        echo_json(data)
    else:
        _show(data)


def _show(body: dict[str, Any]) -> None:
    from .estimate import amount

    load = f"prompts of {body['input_tokens']:,}, answers of {body['output_tokens']:,}"
    head = f"{body['model_name']} on {body['count']:,} x {body['chip_name']}, {load}"
    click.echo(click.style(head, bold=True))
    paragraph(f"{body['verdict']}: {body['reason']}", 2)
    if body["verdict"] != "yes":
        return
    split = ", ".join(f"{key.upper().replace('_', ' ')} {value:g}" for key, value in body["plan"].items() if value != 1)
    paragraph(
        f"plan: {split or 'one chip a replica'}; {body['replicas']:g} replicas; {body['concurrency']:,.0f} in flight", 2
    )
    rows = [(label, amount(body[key], scale, 3), unit) for label, key, scale, unit in ROWS]
    cost = body["usd_per_million_output_tokens"]
    if cost:
        rows.append(("rented", f"{cost[0]:.3g} to {cost[1]:.3g}", "USD a million output tokens"))
    table(("", "80 % interval", ""), rows, right=(1,))
    for text in (*body["assumptions"], *body["caveats"]):
        paragraph(f"assumed: {text}" if text in body["assumptions"] else f"note: {text}", 2)
    paragraph(f"rent: {body['rental']['formula']}", 2)
