"""What an address asks: its words, the addresses beside it, and the answer to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from ..answers import ask
from ..errors import UserError
from .settings import Limits

Words = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """The path and words of an address, in order; a name may stand several times.

    fixed: words that the path itself says, such as the chip in /chips/h20.
    """

    path: str
    words: Words
    fixed: Words = ()

    @staticmethod
    def read(path: str, items: Iterable[tuple[str, str]], limits: Limits, fixed: Words = ()) -> Query:
        """The words of a request; raises UserError beyond the bounds. Empty ones say nothing."""
        words = tuple((name, value.strip()) for name, value in items)
        if len(words) > limits.values:
            raise UserError(f"{len(words)} parameters are given; at most {limits.values} are read")
        for name, value in words:
            if len(name) > 100 or len(value) > limits.value_characters:
                raise UserError(f"{name[:40]!r} is too long; at most {limits.value_characters} characters are read")
        return Query(path, tuple((name, value) for name, value in words if value), fixed)

    def get(self, name: str, otherwise: str = "") -> str:
        """The last value of a name."""
        return next((value for key, value in reversed((*self.fixed, *self.words)) if key == name), otherwise)

    def all(self, name: str) -> list[str]:
        """All values of a name."""
        return [value for key, value in (*self.fixed, *self.words) if key == name]

    def values(self, names: Iterable[str] | None = None) -> dict[str, list[str]]:
        """The words by name, all of them or those with one of the names."""
        wanted = None if names is None else set(names)
        found: dict[str, list[str]] = {}
        for key, value in (*self.fixed, *self.words):
            if wanted is None or key in wanted:
                found.setdefault(key, []).append(value)
        return found

    def without(self, *names: str) -> Query:
        """The same without some names."""
        return Query(self.path, tuple((key, value) for key, value in self.words if key not in names), self.fixed)

    def with_(self, **values: str | Sequence[str] | None) -> Query:
        """The same with other values: in place where the name stands, at the end where it is new; None takes it out."""
        words: list[tuple[str, str]] = []
        left = {name: [value] if isinstance(value, str) else list(value or ()) for name, value in values.items()}
        for key, value in self.words:
            if key not in left:
                words.append((key, value))
            elif left[key]:
                words += [(key, one) for one in left[key]]
                left[key] = []
        words += [(key, one) for key, many in left.items() for one in many]
        return Query(self.path, tuple(words), self.fixed)

    def defaulting(self, defaults: Words, own: Iterable[str] = ()) -> Query:
        """The same, with the defaults where nothing is asked but words of the page's own."""
        asked = any(name not in set(own) for name, _ in self.words)
        return self if asked else Query(self.path, (*defaults, *self.words), self.fixed)

    def url(self, suffix: str = "", **more: str) -> str:
        """The address, or the one of another form of the same answer."""
        words = [*self.words, *more.items()]
        return f"{self.path}{suffix}" + (f"?{urlencode(words)}" if words else "")


def answer(question: str, values: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The answer to a question, kept for the next face that shows it; must not be changed.

    Raises UserError for whatever is wrong with the words.
    """
    return _answer(question, tuple((name, tuple(words)) for name, words in values.items()))


@lru_cache(maxsize=96)
def _answer(question: str, words: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, Any]:
    return ask(question, {name: list(values) for name, values in words})
