"""whackachip check-claim"""

from __future__ import annotations

from typing import Any

import click

from .fit import paragraph
from .output import echo_json

COLOURS = {"plausible": "green", "implausible": "yellow", "depends": "yellow"}


@click.command("check-claim")
@click.argument("sentence")
@click.option(
    "--chip", "described", metavar="FIGURES", help='The chip where none is named: "name=x, bf16_dense=400, ...".'
)
@click.option("--json", "as_json", is_flag=True, help="Verdict, formula, inputs and interval as JSON.")
def command(sentence: str, described: str | None, as_json: bool) -> None:
    """Whether a claimed training run is possible. SENTENCE names a chip, a model, and a time, speed or price.

    \b
    whackachip check-claim "2.788M H800-hours for 14.8T tokens of deepseek-v3"
    whackachip check-claim "3.7 days per trillion tokens on 2048 H800 for deepseek-v3"
    whackachip check-claim "deepseek-v3 cost $5.576M at $2 per H800 GPU hour" --json
    whackachip check-claim "llama-3.1-405b at 38-43% MFU on 16,384 H100"
    whackachip check-claim "hunyuan-large 在 10,000 张 H20 上训练 20 天"

    plausible: the best plan, or a slower one, does it. implausible: faster than all but one in a hundred runs by the
    best plan would be. impossible: more than the chip's own rate, or a format it has no units for. inconsistent: the
    numbers contradict one another, however they were rounded. depends: a number is missing.
    """
    from ..answers.check_claim import Request, answer

    body = answer(Request(sentence=sentence, chip=described))
    if as_json:
        echo_json(body)
        return
    verdict = body["verdict"]
    click.echo(click.style(verdict, fg=COLOURS.get(verdict, "red"), bold=True))
    paragraph(body["reason"], 2)
    for label, key in (("chip-hours", "chip_hours"), ("FLOPs", "flops"), ("utilisation", "utilisation")):
        if body.get(key) is not None:
            paragraph(f"{label}: {body[key]['formula']}", 2)
    for precision, found in body["predicted"].items():
        paragraph(f"estimate in {precision.upper()}: {found['formula']}", 2)
    if not body["predicted"]:
        for precision, found in body["predicted_utilisation"].items():
            paragraph(f"estimate in {precision.upper()}: {found['formula']}", 2)
    _price(body["price"])
    if verdict == "plausible":
        paragraph("that arithmetic does not rule it out is no evidence that it happened", 2)
    if body.get("count_assumed"):
        paragraph("assumed: a cluster of 2,048 chips, as the sentence gives no count", 2)


def _price(price: dict[str, Any] | None) -> None:
    if price:
        paragraph(f"price: {price['implied']['formula']}", 2)
        paragraph(f"known: {price['rental']['formula']}", 2)
