"""KEY=VALUE on a command line, and --interpret: readings of the law where the text is open."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite

import click

from ..catalog import DEFAULT, Interpretation
from ..errors import UserError

interpret_option = click.option(
    "--interpret", multiple=True, metavar="KEY=VALUE", help="A reading of the law, such as tf32_bits=19."
)


def reading(texts: Iterable[str]) -> Interpretation:
    """The readings of a chip's figures that were asked for; raises UserError for one that is not known."""
    found = DEFAULT
    for key, value in pairs(texts):
        found = found.with_choice(key, value)
    return found


def pairs(texts: Iterable[str]) -> list[tuple[str, str]]:
    """KEY=VALUE texts as pairs; raises UserError for one without an equals sign."""
    found = []
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals:
            raise UserError(f"{text!r} is not KEY=VALUE")
        found.append((key.strip(), value.strip()))
    return found


def number(key: str, value: str) -> float:
    """The number in KEY=VALUE; raises UserError for what is none."""
    try:
        found = float(value)
    except ValueError:
        raise UserError(f"{key}={value} is not a number") from None
    if not isfinite(found):
        raise UserError(f"{key}={value} is not a finite number")
    return found
