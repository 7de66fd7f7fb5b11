"""How a command that can draw ends: its figure, then JSON or its page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UserError
from .output import echo_json

if TYPE_CHECKING:
    from ..report.figures.figure import Figure


def check_figure(path: Path | None) -> None:
    """Raises UserError for a figure that could not be written, before anything is worked out."""
    if path is not None:
        from ..report.figures.figurefile import check_name

        check_name(path)


def keep_figure(figure: Figure, path: Path) -> None:
    """Writes a figure and says where, on standard error, so that the answer can still be read by a program."""
    from ..report.figures.figurefile import write_figure

    write_figure(figure, path)
    click.echo(f"figure: {path}", err=True)


def check_page(path: Path | None) -> None:
    """Raises UserError for a page that could not be written, before anything is worked out."""
    if path is None:
        return
    if path.suffix.lower() != ".html":
        raise UserError(f"a page's name ends in .html, and {path.name!r} does not")
    if not path.parent.is_dir():
        raise UserError(f"cannot write {str(path)!r}: there is no folder {str(path.parent)!r}")


def keep_page(text: str, path: Path) -> None:
    """Writes a page whole or not at all, and says where on standard error; raises UserError for a closed place."""
    from ..report.wholefile import write_whole

    try:
        write_whole(path, lambda beside: beside.write_text(text, encoding="utf-8"))
    except OSError as error:
        raise UserError(f"cannot write {str(path)!r}: {error.strerror or error}") from None
    click.echo(f"page: {path}", err=True)


def end(
    body: Mapping[str, Any], figure: Path | None, name: str, as_json: bool, show: Callable[[Mapping[str, Any]], None],
    shown: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """Writes the figure that was asked for, then the answer as JSON or as its page.

    name: of the module of report.figures that draws it, with the function NAME_figure. shown: what of
    the body is printed, where that is not all.
    """
    if figure is not None:
        drawing = getattr(import_module(f"..report.figures.{name}", __package__), f"{name}_figure")
        keep_figure(drawing(body), figure)
    if as_json:
        echo_json(shown or body)
    else:
        show(shown or body)
