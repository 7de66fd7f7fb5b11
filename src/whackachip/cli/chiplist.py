"""The chips that a list names: one a line, or a column `chip`, `part` or `product` of a CSV table."""

from __future__ import annotations

import csv
from pathlib import Path

from ..errors import UserError
from .given import read_given

MOST = 10_000_000  # bytes of a list
COLUMNS = ("chip", "part", "part number", "product")


def read_names(path: Path | None) -> list[str]:
    """The names of a list, in its order, each once; `-` is standard input, and lines that begin with # are comments.

    Raises UserError for a list that cannot be read, or that names none.
    """
    if path is None:
        return []
    lines = [line for line in _text(path).splitlines() if line.strip() and not line.startswith("#")]
    try:
        rows = list(csv.reader(lines))
    except csv.Error as error:
        raise UserError(f"the list {path.name!r} is no CSV table: {error}") from None
    header = [cell.strip().lower() for cell in rows[0]] if rows else []
    named = next((name for name in COLUMNS if name in header), None)
    if named:
        place = header.index(named)
        names = [row[place].strip() for row in rows[1:] if place < len(row)]
    elif len(header) > 1:
        raise UserError(f"the list {path.name!r} has no column `chip`, but {', '.join(header)}")
    else:
        names = [line.strip() for line in lines]
    found = list(dict.fromkeys(name for name in names if name))
    if not found:
        raise UserError(f"the list {path.name!r} names no chip: one a line, or a CSV with a column `chip`")
    return found


def _text(path: Path) -> str:
    data = read_given(path, MOST)
    if len(data) > MOST:
        raise UserError(f"the list {path.name!r} is larger than {MOST:,} bytes")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"the list {path.name!r} is no UTF-8 text; save it as CSV in UTF-8") from None
