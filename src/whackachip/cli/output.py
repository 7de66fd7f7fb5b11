"""Writing results: JSON where asked or piped for, plain text and tables otherwise."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from shutil import get_terminal_size
from textwrap import wrap
from typing import Any

import click


def echo_json(value: Any) -> None:
    """One JSON document on standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def on_terminal() -> bool:
    return sys.stdout.isatty()


def table(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> None:
    """A plain aligned table; right holds the numbers of the columns that are aligned to the right."""
    echo_lines(table_lines(headings, rows, right))


def table_lines(headings: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> Iterator[str]:
    """The lines of an aligned table, its heading in bold."""
    cells = [list(headings), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headings))]
    to_right = set(right)
    for number, row in enumerate(cells):
        line = "  ".join(
            cell.rjust(width) if column in to_right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        yield click.style(line, bold=True) if number == 0 else line


def echo_lines(lines: Iterable[str], mark: str = "") -> None:
    """Lines as they are, each with a mark before it where there is one."""
    for line in lines:
        click.echo(f"{mark}{line}".rstrip() if mark else line)


def page_width() -> int:
    """How wide text may run: the terminal's width within reason, 110 in a pipe."""
    return max(40, min(120, get_terminal_size().columns)) if on_terminal() else 110


def hanging(label: str, text: str, indent: int, width: int) -> Iterator[str]:
    """A label and a text beside it, wrapped under itself."""
    lines = wrap(text, max(30, width - indent), break_long_words=False, break_on_hyphens=False) or [""]
    for number, line in enumerate(lines):
        yield f"{label if number == 0 else '':<{indent}}{line}"


def titled(title: str, beside: str, width: int) -> Iterator[str]:
    """A title in bold and what stands beside it, or below it where there is no room."""
    if len(title) + 2 + len(beside) <= width:
        yield f"{click.style(title, bold=True)}  {beside}".rstrip()
        return
    for line in wrap(title, width):
        yield click.style(line, bold=True)
    yield from hanging("  ", beside, 2, width)


def colour_of(verdict: str) -> str:
    """The colour of a verdict; the word always stands beside it."""
    if verdict in ("controlled", "licence-required"):
        return "red"
    if verdict in ("depends", "unknown", "exception-available"):
        return "yellow"
    return "green"


def verdict_text(verdict: str) -> str:
    return click.style(verdict, fg=colour_of(verdict), bold=True)
