"""Options that say what is trained, on what, and how: shared by estimate, plan and techniques."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ..answers.trainasked import HELD, OFFLOAD, RECOMPUTE, SCHEDULES
from ..errors import UserError
from .numbers import WHOLE

DESCRIBED = 'In place of --on a chip that is not in the catalogue: "name=x, bf16_dense=400, ...".'


def training_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """--precision, --sequence, --batch and a field of the plan each."""
    options = [
        click.option("--precision", default="bf16", show_default=True, metavar="NAME", help="bf16, fp8, mxfp8, nvfp4."),
        click.option("--sequence", type=WHOLE, default=4096, show_default=True, help="Tokens of a sequence."),
        click.option("--batch", type=WHOLE, help="Sequences of a step; left out, about 16 million tokens."),
        click.option("--lora-rank", type=WHOLE, help="Train low-rank additions alone."),
        *(
            click.option(f"--{name.replace('_', '-')}", name, type=click.FloatRange(0 if name == "zero" else 1),
                         metavar="N", help=f"Hold fixed: {text}.")
            for name, text in HELD.items()
        ),
        click.option("--recompute", type=click.Choice(list(RECOMPUTE)), help="Hold fixed: what is computed again."),
        click.option("--schedule", type=click.Choice(list(SCHEDULES)), help="Hold fixed: order of the pipeline."),
        click.option("--year", type=click.FloatRange(2022, 2030), default=2025.0, show_default=True,
                     help="Of the software: what plans could use, and how fast it was."),
        click.option("--offload", type=click.Choice(list(OFFLOAD)), help="Let the host's memory keep it."),
    ]  # fmt: skip
    for option in reversed(options):
        function = option(function)
    return function


def chip_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """--on CHIP, or --chip with the figures of one that is not in the catalogue."""
    function = click.option("--chip", "described", metavar="FIGURES", help=DESCRIBED)(function)
    return click.option("--on", "chip", metavar="CHIP", help="Chip by name, id or family.")(function)


def asked_chip(chip: str | None, described: str | None) -> str:
    """The chip that was named or described; raises UserError where it was not exactly one of both."""
    if (chip is None) == (described is None):
        raise UserError("name a chip with --on, or describe one with --chip" + (", not both" if chip else ""))
    return str(chip or described)
