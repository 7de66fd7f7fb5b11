"""A table as a person's own library wants it: a dictionary of columns, or a data frame where one is installed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from .errors import UserError
from .notebook import table_html


class Sheet:
    """Rows with the same columns. An empty cell is None."""

    def __init__(self, rows: Iterable[Mapping[str, Any]]) -> None:
        listed = list(rows)
        names = list(listed[0]) if listed else []
        self._columns = {name: [row[name] for row in listed] for name in names}

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns."""
        return tuple(self._columns)

    def __len__(self) -> int:
        return len(next(iter(self._columns.values()), ()))

    def __repr__(self) -> str:
        return f"Sheet({len(self)} rows: {', '.join(self._columns)})"

    def _repr_html_(self) -> str:
        return table_html(self._columns, zip(*map(_shown, self._columns.values()), strict=True))

    def to_dict(self) -> dict[str, list[Any]]:
        """Lists by column."""
        return {name: list(values) for name, values in self._columns.items()}

    def to_arrays(self) -> dict[str, Any]:
        """NumPy arrays by column: float64 with NaN for what is unknown where all else is a number, else objects."""
        import numpy as np

        found = {}
        for name, values in self._columns.items():
            numbers = all(value is None or isinstance(value, int | float) for value in values)
            plain = numbers and not any(isinstance(value, bool) for value in values)
            cells = [np.nan if value is None else value for value in values] if plain else values
            found[name] = np.array(cells, dtype=np.float64 if plain else object)
        return found

    def to_pandas(self) -> Any:
        """A pandas DataFrame; raises UserError where pandas is not installed."""
        return frame("pandas", self._columns)

    def to_polars(self) -> Any:
        """A polars DataFrame; raises UserError where polars is not installed."""
        return frame("polars", self._columns)


def frame(library: str, columns: Mapping[str, Any]) -> Any:
    """The columns as a DataFrame of a library; raises UserError where it is not installed."""
    try:
        found = import_module(library)
    except ModuleNotFoundError as error:
        if error.name != library:
            raise
        raise UserError(f"{library} is not installed; to_dict() needs nothing") from None
    return found.DataFrame(columns, strict=False) if library == "polars" else found.DataFrame(columns)


def _shown(values: Iterable[Any]) -> list[str]:
    return ["" if value is None else f"{value:,.6g}" if isinstance(value, float) else str(value) for value in values]
