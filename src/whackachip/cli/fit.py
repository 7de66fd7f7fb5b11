"""Tables that fit the page: columns give way where a terminal is narrow, and nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from shutil import get_terminal_size
from textwrap import wrap

import click

from .output import on_terminal

NARROWEST = 8


def width() -> int | None:
    """How wide a table may be: the terminal's width, or as wide as it is in a pipe."""
    return max(60, get_terminal_size().columns) if on_terminal() else None


def fitted(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    *,
    right: Iterable[int] = (),
    shrink: Iterable[int] = (),
    drop: Sequence[int] = (),
    bold: Iterable[int] = (),
    mark: str = "",
) -> None:
    """An aligned table; where it is too wide, columns of `drop` are left out in order, then those of `shrink` wrap.

    right, shrink, drop: numbers of columns. bold: numbers of rows. mark: what stands before every line.
    """
    cells = [list(headings), *([str(cell) for cell in row] for row in rows)]
    limit, kept = _room(mark), list(range(len(headings)))
    widths = [max(len(row[column]) for row in cells) for column in kept]
    for column in drop:
        if limit is not None and _total(widths, kept) > limit:
            kept.remove(column)
    can_give = [column for column in shrink if column in kept]
    while limit is not None and _total(widths, kept) > limit and can_give:
        widest = max(can_give, key=lambda column: widths[column])
        if widths[widest] <= NARROWEST:
            break
        widths[widest] -= 1
    to_right, strong = set(right), {0, *(number + 1 for number in bold)}
    for number, row in enumerate(cells):
        columns = [_wrapped(row[column], widths[column]) for column in kept]
        for line in range(max(len(parts) for parts in columns)):
            parts = [lines[line] if line < len(lines) else "" for lines in columns]
            text = "  ".join(
                part.rjust(widths[column]) if column in to_right else part.ljust(widths[column])
                for column, part in zip(kept, parts, strict=True)
            ).rstrip()
            click.echo(mark + (click.style(text, bold=True) if number in strong else text))
    left_out = [headings[column] for column in sorted(set(range(len(headings))) - set(kept))]
    if left_out:
        click.echo(mark + click.style(f"left out at this width: {', '.join(left_out)}", dim=True))


def paragraph(text: str, indent: int = 0, mark: str = "") -> None:
    """A text that wraps under itself where a terminal is narrow; mark: what stands before every line."""
    limit, margin = _room(mark), mark + " " * indent
    lines = [text] if limit is None else wrap(text, limit - indent, break_long_words=False, break_on_hyphens=False)
    for line in lines:
        click.echo(f"{margin}{line}")


def _room(mark: str) -> int | None:
    """How much of the width is left behind a mark."""
    limit = width()
    return None if limit is None else limit - len(mark)


def _total(widths: Sequence[int], kept: Sequence[int]) -> int:
    return sum(widths[column] for column in kept) + 2 * (len(kept) - 1)


def _wrapped(text: str, room: int) -> list[str]:
    if len(text) <= room:
        return [text]
    is_address = "://" in text  # which a terminal can still follow where it breaks the line itself
    return wrap(text, room, break_on_hyphens=not is_address, break_long_words=not is_address)
