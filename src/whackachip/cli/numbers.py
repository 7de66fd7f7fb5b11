"""Numbers on a command line: 7e12, 2.788M, 30..45%, 1,024."""

from __future__ import annotations

from typing import Any

import click

from ..answers.numbers import read_span
from ..errors import UserError


class Span(click.ParamType):  # type: ignore[type-arg]
    """An option that takes a number or a span of numbers above zero, as text, or a whole number."""

    name = "NUMBER"

    def __init__(self, whole: bool = False) -> None:
        self.whole = whole

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if isinstance(value, int):
            return value
        try:
            found = read_span(str(value))
        except ValueError as error:
            raise UserError(f"{_name(param)}{error}") from None
        if not self.whole:
            return str(value)
        if not found.is_exact or found.low != int(found.low):
            raise UserError(f"{_name(param)}{value!r} is no whole number")
        return int(found.low)


def _name(param: click.Parameter | None) -> str:
    return f"{param.opts[0]}: " if param else ""


SPAN, WHOLE = Span(), Span(whole=True)
