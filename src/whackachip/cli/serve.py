"""whackachip estimate serve"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from .fit import paragraph
from .numbers import SPAN, WHOLE
from .output import echo_json, table
from .training_options import asked_chip, chip_options

ROWS = (
    ("time to first token", "ttft", 1e-3, "ms"),
    ("time per output token", "tpot", 1e-3, "ms"),
    ("output", "output_rate", 1, "tokens/s a chip"),
    ("output, all chips", "total_rate", 1, "tokens/s"),
)


def load_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """--input, --output, --concurrency and the targets."""
    above = click.FloatRange(min=0, min_open=True)
    options = [
        click.option("--input", type=SPAN, default="2048", show_default=True, help="Tokens of a prompt, or a span."),
        click.option("--output", type=SPAN, default="512", show_default=True, help="Tokens of an answer, or a span."),
        click.option("--concurrency", type=SPAN, help="Requests in flight; else what gives the most within targets."),
        click.option("--tpot", "--tpot-target", "tpot", type=above, metavar="MS", help="Target for a token [ms]."),
        click.option("--ttft", "--ttft-target", "ttft", type=above, metavar="MS", help="Target for the first [ms]."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@click.command("serve")
@click.argument("model")
@chip_options
@click.option("--count", type=WHOLE, required=True, help="Chips.")
@load_options
@click.option(
    "--precision", metavar="NAME", help="Of the weights: bf16, fp8, int4_wo, ...; else 8 bits where the chip has them."
)
@click.option("--cache", metavar="NAME", help="Of the cache: bf16, fp8, int4, int2; else 8 bits where inputs are.")
@click.option("--engine", type=click.Choice(["trtllm", "vllm", "sglang", "other"]), default="other", show_default=True,
              help="Whose measured overheads count; other: the mean of all.")  # fmt: skip
@click.option("--year", type=float, default=2026.0, show_default=True, help="Of the software, with its fraction.")
@click.option("--draft", type=click.IntRange(0, 64), default=0, help="Tokens guessed ahead (MTP, small models).")
@click.option("--acceptance", type=SPAN, help="Chance that a guessed token is kept, such as 0.7..0.9.")
@click.option("--draft-cost", type=float, default=0.05, show_default=True, help="Time of a guess over a step's.")
@click.option("--prefix", type=SPAN, help="Share of a prompt that the cache holds already, such as 40..60%.")
@click.option("--overlap", is_flag=True, help="Dispatch and combine run beside another half of the batch.")
@click.option("--offload", type=float, default=0.0, help="Share of the weights that stay in the host's memory.")
@click.option("--apart", is_flag=True, help="Two pools, one that prefills and one that decodes.")
@click.option("--prefill-count", type=WHOLE, help="Chips of the pool that prefills; else what gives most.")
@click.option("--tp", type=WHOLE, help="Hold fixed: tensor parallelism.")
@click.option("--pp", type=WHOLE, help="Hold fixed: pipeline stages.")
@click.option("--dp", type=WHOLE, help="Hold fixed: data-parallel attention.")
@click.option("--moe-tp", type=WHOLE, help="Hold fixed: tensor parallelism of experts.")
@click.option("--ep", type=WHOLE, help="Hold fixed: expert parallelism.")
@click.option("--json", "as_json", is_flag=True, help="The estimate as JSON.")
def serve_command(chip: str | None, described: str | None, as_json: bool, **options: Any) -> None:
    """Times, rates and cost of serving MODEL in steady state, by the plan that gives most within the targets.

    \b
    whackachip estimate serve hunyuan-large --on h20 --count 8 --tpot-target 50
    whackachip estimate serve llama-3.1-70b --on h100 --count 8 --input 4096 --output 256 --concurrency 64 --json
    whackachip estimate serve deepseek-v3 --on h20 --count 32 --apart --draft 1 --acceptance 0.8..0.9 --tpot 50
    """
    from ..answers.estimate_serve import Request, answer

    data = answer(Request(chip=asked_chip(chip, described), **options))
    if as_json:
        echo_json(data)
    else:
        _show(data)


def show_load(body: dict[str, Any]) -> None:
    """The head of an estimate: who serves what, on what."""
    load = f"prompts of {body['input_tokens']:,}, answers of {body['output_tokens']:,}"
    head = f"{body['model_name']} on {body['count']:,} x {body['chip_name']}, {load}"
    click.echo(click.style(head, bold=True))


def _show(body: dict[str, Any]) -> None:
    show_load(body)
    paragraph(f"{body['verdict']}: {body['reason']}", 2)
    if body["verdict"] != "yes":
        return
    flight = f"{body['concurrency']:,.0f} in flight"
    if body["prefill_plan"]:
        paragraph(f"prefill: {_split(body['prefill_plan'], body['prefill_replicas'])}", 2)
        paragraph(f"decoding: {_split(body['plan'], body['replicas'])}; {flight}", 2)
    else:
        paragraph(f"plan: {_split(body['plan'], body['replicas'])}; {flight}", 2)
    rows = quantity_rows(body)
    cost = body["usd_per_million_output_tokens"]
    if cost:
        rows.append(("rented", f"{cost[0]:.3g} to {cost[1]:.3g}", "USD a million output tokens"))
    table(("", "80 % interval", ""), rows, right=(1,))
    for text in (*body["assumptions"], *body["caveats"]):
        paragraph(f"assumed: {text}" if text in body["assumptions"] else f"note: {text}", 2)
    paragraph(f"rent: {body['rental']['formula']}", 2)


def quantity_rows(body: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Times and rates as rows of a table."""
    from .estimate import amount

    return [(label, amount(body[key], scale, 3), unit) for label, key, scale, unit in ROWS]


def _split(plan: dict[str, float], replicas: float) -> str:
    words = ", ".join(f"{key.upper().replace('_', ' ')} {value:g}" for key, value in plan.items() if value != 1)
    return f"{words or 'one chip'}; {replicas:,g} replica{'s' * (replicas != 1)}"
