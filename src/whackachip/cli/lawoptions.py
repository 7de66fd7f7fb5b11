"""The options that every question to the law takes alike; a command passes them on to its request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import click

MARK = "counterfactual  "
interpret_option = click.option(
    "--interpret", multiple=True, metavar="KEY=VALUE", help="A reading of the law, such as tf32_bits=19."
)
OPTIONS = (
    click.option(
        "--headquarters",
        metavar="COUNTRY",
        help="Of the recipient and its ultimate parent; the destination if left out.",
    ),
    click.option("--exporter", metavar="COMPANY", help="Who exports, for letters; else the chip's vendor."),
    click.option(
        "--transaction",
        default="export",
        metavar="KIND",
        help="export from the United States, reexport from anywhere else, transfer within a country.",
    ),
    click.option("--layer", default="enforced", metavar="LAYER", help="enforced or codified."),
    interpret_option,
    click.option(
        "--party", multiple=True, metavar="KEY=VALUE", help="A fact of the parties, such as end_user_listed=yes."
    ),
)
CHANGES = (
    click.option(
        "--set", "--change", "set", multiple=True, metavar="THRESHOLD=NUMBER",
        help="Counterfactual: such as us.ear.3a090.a.tpp=3600.",
    ),
    click.option("--patch", multiple=True, metavar="FILE.yaml", help="Counterfactual: several thresholds at once."),
    click.option("--rule", "rule_files", multiple=True, metavar="FILE.yaml", help="Counterfactual: your own rule."),
)  # fmt: skip


def takes_changes(function: Callable[..., None]) -> Callable[..., None]:
    """Adds the options of a counterfactual: set, patch and rule_files."""
    return _with(CHANGES, function)


def takes_law(function: Callable[..., None]) -> Callable[..., None]:
    """Adds every option of a question to the law."""
    return _with((*OPTIONS, *CHANGES), function)


def _with(options: tuple[Any, ...], function: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(options):
        function = option(function)
    return function


def mark_of(counterfactual: Mapping[str, Any] | None) -> str:
    """What stands before every line of an answer."""
    return MARK if counterfactual else ""
