"""Tables as files for other programs: CSV, JSON, Parquet and SQLite, each written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from ..errors import UserError, needs
from .wholefile import write_whole

FORMATS = ("csv", "json", "parquet", "sqlite")
# A spreadsheet runs a cell that begins so; a leading apostrophe makes it text again.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class Table(Protocol):
    """Columns and rows; a cell is a number, a text or None."""

    @property
    def columns(self) -> Sequence[str]: ...

    @property
    def rows(self) -> Sequence[Sequence[Any]]: ...


def csv_text(table: Table) -> str:
    """A table as CSV with a heading; text that a spreadsheet would run as a formula gets a leading apostrophe."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.rows:
        writer.writerow([_cell(value) for value in row])
    return written.getvalue()


def write_text(path: Path, text: str) -> None:
    """Writes a text whole or not at all; raises UserError where the folder is missing or not writable."""
    _whole(path, lambda temporary: temporary.write_bytes(text.encode()))


def write_pieces(path: Path, pieces: Iterable[str]) -> None:
    """As write_text, of a text that comes piece by piece."""

    def write(temporary: Path) -> None:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            file.writelines(pieces)

    _whole(path, write)


def write_json(path: Path, value: Any) -> None:
    """Writes plain data as JSON."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1) + "\n")


def write_parquet(path: Path, table: Table, about: Mapping[str, Any]) -> None:
    """Writes a table as Parquet, with what is said about it as metadata; raises UserError without pyarrow."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise needs("Parquet needs", "pyarrow", "parquet") from None
    arrays = {name: _one_type([row[number] for row in table.rows]) for number, name in enumerate(table.columns)}
    made = pyarrow.table(arrays).replace_schema_metadata({key: _plain(value) for key, value in about.items()})
    _whole(path, lambda temporary: pyarrow.parquet.write_table(made, temporary))


def write_sqlite(path: Path, tables: Mapping[str, Table], about: Mapping[str, Any]) -> None:
    """Writes tables into one SQLite file, and what is said about them as the table `provenance`."""

    def write(temporary: Path) -> None:
        connection = sqlite3.connect(temporary)
        try:
            with connection:
                for name, table in tables.items():
                    _fill(connection, name, table.columns, table.rows)
                _fill(
                    connection, "provenance", ("key", "value"), [(key, _plain(value)) for key, value in about.items()]
                )
        finally:
            connection.close()

    _whole(path, write)


def _fill(connection: sqlite3.Connection, name: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    names = ", ".join('"' + column.replace('"', '""') + '"' for column in columns)
    connection.execute(f"CREATE TABLE {name} ({names})")
    connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(columns))})", rows)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if not isinstance(value, str):
        return value
    # A lone carriage return would end the row, since csv does not quote it.
    text = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if value.startswith(FORMULA) else text


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _one_type(values: list[Any]) -> list[Any]:
    """A column in which text stands among numbers as text throughout: Parquet holds one type a column."""
    kinds = {type(value) for value in values if value is not None}
    return values if len(kinds) < 2 else [None if value is None else str(value) for value in values]


def _whole(path: Path, write: Callable[[Path], object]) -> None:
    """Writes beside the target and moves it there, so that a failure leaves nothing half-written."""
    if not path.parent.is_dir():
        raise UserError(f"no folder {path.parent.name!r} to write {path.name} to")
    try:
        write_whole(path, write)
    except OSError as error:
        raise UserError(f"{path.name} cannot be written: {error.strerror or error}") from None
