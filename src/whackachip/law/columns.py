"""Many chips as columns: one array an attribute, for a million rows at once; float64 throughout."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING, Any

from ..predicates import Among, Known, Table, Truth, evaluate
from ..predicates.vectorise import Numbers
from ..quantities import Interval

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Signs = NDArray[np.int8]

SIGN = {Truth.MET: 1, Truth.UNKNOWN: 0, Truth.NOT_MET: -1}


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words: a code a row into names; -1 where the word is not known."""

    codes: Any
    names: tuple[str, ...]


class Columns(Table):
    """Rows of attributes held by column.

    columns: attribute to an array of numbers (NaN unknown), a pair of arrays (low, high), an array of booleans
    (yes and no), Words or a sequence of words, or one number, boolean or word for all rows. Densities are worked out
    from TPP and `die_area` [mm2] where they are not given; a die area of zero leaves the density undefined.
    Raises TypeError for float32, in which a threshold cannot be kept apart from its neighbour, and ValueError for
    columns of different lengths.
    """

    def __init__(self, columns: Mapping[str, Any]) -> None:
        import numpy as np

        super().__init__(())
        self.np: Any = np
        self._words: dict[str, Words | frozenset[str]] = {}
        sizes = set()
        for name, column in columns.items():
            sizes |= {len(array) for array in self._add(name, column)}
        if len(sizes) > 1:
            raise ValueError(f"columns of different lengths: {', '.join(str(size) for size in sorted(sizes))}")
        self.size = sizes.pop() if sizes else 1
        self._derive_density()

    def numbers(self, name: str) -> Numbers:
        """The column of a numeric attribute; unknown in every row where it was not given."""
        if name not in self._numbers:
            self._numbers[name] = self._all(0.0, known=False)
        return self._numbers[name]

    def constant(self, value: float) -> Numbers:
        return self._all(value, known=True)

    def among(self, name: str, words: frozenset[str]) -> Signs:
        """Where a word-valued attribute is one of the words; one entry where it is the same for all rows."""
        np = self.np
        column = self._words.get(name)
        result: Signs
        if isinstance(column, Words):
            table = np.array([1 if word in words else -1 for word in column.names] + [0], dtype=np.int8)
            result = table[column.codes]
            return result
        known: Known = column
        if name in self._numbers and self._numbers[name].low.size == 1:
            single = self._numbers[name]
            known = Interval(float(single.low[0]), float(single.high[0])) if single.known[0] else None
        result = np.array([SIGN[evaluate(Among(name, words), {name: known}).truth]], dtype=np.int8)
        return result

    def row(self, index: int) -> dict[str, Known]:
        """One row as the attributes that a single chip would have."""
        from ..predicates import UNDEFINED

        found: dict[str, Known] = {}
        for name, numbers in self._numbers.items():
            at = index if numbers.low.size > 1 else 0
            undefined = numbers.undefined[index if numbers.undefined.size > 1 else 0]
            known = numbers.known[index if numbers.known.size > 1 else 0]
            span = Interval(float(numbers.low[at]), float(numbers.high[at])) if known else None
            found[name] = UNDEFINED if undefined else span
        for name, words in self._words.items():
            if isinstance(words, Words):
                code = int(words.codes[index])
                found[name] = frozenset({words.names[code]}) if code >= 0 else None
            else:
                found[name] = words
        return found

    def words(self, name: str) -> Words | frozenset[str] | None:
        """The column of a word-valued attribute: codes, or the one set of words of all rows."""
        return self._words.get(name)

    def _add(self, name: str, column: Any) -> list[Any]:
        np = self.np
        if isinstance(column, Words):
            self._words[name] = column
            return [column.codes]
        if isinstance(column, bool):
            column = "yes" if column else "no"
        if isinstance(column, str):
            self._words[name] = frozenset({column})
            return []
        if isinstance(column, int | float):
            known = not isnan(column)
            self._numbers[name] = self._all(float(column) if known else 0.0, known)
            return []
        if isinstance(column, tuple) and len(column) == 2 and not isinstance(column[0], str):
            low, high = (self._floats(name, part) for part in column)
            unknown = np.isnan(low) | np.isnan(high)
            self._numbers[name] = self._column(np.where(unknown, 0.0, low), np.where(unknown, 0.0, high), ~unknown)
            return [low, high]
        array = np.asarray(column)
        if array.dtype == bool:
            self._words[name] = Words(array.astype(np.int8), ("no", "yes"))
            return [array]
        if array.dtype.kind in "UO":
            self._words[name] = coded(column)
            return [array]
        values = self._floats(name, array)
        unknown = np.isnan(values)
        known = ~unknown if unknown.any() else np.ones(1, dtype=bool)
        clean = np.where(unknown, 0.0, values) if unknown.any() else values
        self._numbers[name] = self._column(clean, clean, known)
        return [array]

    def _floats(self, name: str, column: Any) -> Any:
        array = self.np.asarray(column)
        if array.dtype.kind == "f" and array.dtype.itemsize < 8:
            raise TypeError(f"{name} is {array.dtype}: thresholds are evaluated in float64 only")
        return array.astype(self.np.float64, copy=False)

    def _column(self, low: Any, high: Any, known: Any) -> Numbers:
        return Numbers(low, high, known, self.np.zeros(1, dtype=bool))

    def _all(self, value: float, known: bool) -> Numbers:
        np = self.np
        column = np.full(1, value, dtype=np.float64)
        return Numbers(column, column, np.full(1, known, dtype=bool), np.zeros(1, dtype=bool))

    def _derive_density(self) -> None:
        if "performance_density" in self._numbers or not {"tpp", "die_area"} <= self._numbers.keys():
            return
        np = self.np
        tpp, area = self._numbers["tpp"], self._numbers["die_area"]
        undefined = area.known & (area.high == 0)
        known = tpp.known & area.known & (area.low > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = np.where(known, tpp.low / area.high, 0.0), np.where(known, tpp.high / area.low, 0.0)
        self._numbers["performance_density"] = Numbers(low, high, known, undefined)


def coded(words: Sequence[str | None]) -> Words:
    """Words as codes; an empty word or None is unknown."""
    import numpy as np

    names: dict[str, int] = {}
    codes = [names.setdefault(word, len(names)) if word else -1 for word in words]
    return Words(np.array(codes, dtype=np.int32), tuple(names))
