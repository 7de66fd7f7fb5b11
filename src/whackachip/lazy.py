"""Lists whose items are made when they are looked at, for those that are too long to hold twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, overload


class Lazy(Sequence[Any]):
    """A list whose items are made when they are looked at, from others that take less memory."""

    def __init__(self, items: Sequence[Any], make: Callable[[Any], Any]) -> None:
        self._items, self._make = items, make

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        return map(self._make, self._items)

    @overload
    def __getitem__(self, at: int) -> Any: ...

    @overload
    def __getitem__(self, at: slice) -> Lazy: ...

    def __getitem__(self, at: int | slice) -> Any:
        return Lazy(self._items[at], self._make) if isinstance(at, slice) else self._make(self._items[at])

    def where(self, test: Callable[[Any], bool]) -> Lazy:
        """Those whose items, as made, pass a test."""
        return self.parted(test)[0]

    def parted(self, test: Callable[[Any], bool]) -> tuple[Lazy, Lazy]:
        """Those whose items, as made, pass a test, and the others."""
        kept, rest = _parted(self._items, lambda item: test(self._make(item)))
        return Lazy(kept, self._make), Lazy(rest, self._make)


def mapped(items: Sequence[Any], make: Callable[[Any], Any]) -> Sequence[Any]:
    """What is made of each item: at once of a list, when it is looked at of what is lazy."""
    return Lazy(items, make) if isinstance(items, Lazy) else [make(item) for item in items]


def where(items: Sequence[Any], test: Callable[[Any], bool]) -> Sequence[Any]:
    """The items that pass a test, lazy where they were."""
    return items.where(test) if isinstance(items, Lazy) else [item for item in items if test(item)]


def parted(items: Sequence[Any], test: Callable[[Any], bool]) -> tuple[Sequence[Any], Sequence[Any]]:
    """The items that pass a test, which is asked once of each, and the others; lazy where they were."""
    return items.parted(test) if isinstance(items, Lazy) else _parted(items, test)


def joined(*parts: Sequence[Any]) -> Lazy:
    """Lists one after another, of which none is made before it is looked at."""
    return Lazy([(part, at) for part in parts for at in range(len(part))], lambda place: place[0][place[1]])


def _parted(items: Sequence[Any], test: Callable[[Any], bool]) -> tuple[list[Any], list[Any]]:
    halves: tuple[list[Any], list[Any]] = [], []
    for item in items:
        halves[not test(item)].append(item)
    return halves


def plain(value: Any, *, lazy: bool = False) -> Any:
    """The same data with plain lists and dicts, so that JSON gives it back unchanged.

    lazy: whether lazy lists stay as they are.
    """
    if isinstance(value, Mapping):
        return {str(key): plain(part, lazy=lazy) for key, part in value.items()}
    if isinstance(value, list | tuple) or (isinstance(value, Lazy) and not lazy):
        return [plain(part, lazy=lazy) for part in value]
    return value
