"""A table of cells, which HTML, Markdown and the data behind a figure share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, where it links to, whether it is code, a tag beside it, and the numbers of its sources.

    tone: the tone of a badge (see figures.style.STATUS_TONES) or None for plain text. note: small print under the text.
    """

    text: str
    href: str | None = None
    code: bool = False
    tone: str | None = None
    tag: str | None = None
    note: str | None = None
    sources: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under headers.

    numeric: the columns that are set flush right. caption: what a screen reader says first.

    tags: a tag for each column in which every cell would carry the same one.
    """

    caption: str
    headers: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]
    numeric: frozenset[int] = field(default_factory=frozenset)
    tags: Mapping[int, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.rows)


def table(caption: str, headers: Sequence[str], rows: Sequence[Sequence[object]], numeric: Sequence[int] = ()) -> Table:
    """A table from rows of cells or bare texts; a tag that all of a column shares moves to its header.

    Cells that are empty or not known carry no tag and share any.
    """
    made = tuple(tuple(cell if isinstance(cell, Cell) else Cell(str(cell)) for cell in row) for row in rows)
    tags = {
        column: shared.pop()
        for column in range(len(headers))
        if len(made) > 1 and len(shared := _tags(made, column)) == 1 and "" not in shared
    }
    if tags:
        made = tuple(
            tuple(replace(cell, tag=None) if column in tags else cell for column, cell in enumerate(row))
            for row in made
        )
    return Table(caption, tuple(headers), made, frozenset(numeric), tags)


def _tags(rows: Sequence[Sequence[Cell]], column: int) -> set[str]:
    return {row[column].tag or "" for row in rows if row[column].text not in ("", NOT_KNOWN)}
