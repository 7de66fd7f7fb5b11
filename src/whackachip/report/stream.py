"""Large documents piece by piece: their lists are made item by item, and their text is never held whole."""

from __future__ import annotations

import json
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
        return Lazy([item for item in self._items if test(self._make(item))], self._make)


def mapped(items: Sequence[Any], make: Callable[[Any], Any]) -> Sequence[Any]:
    """What is made of each item: at once of a list, when it is looked at of what is lazy."""
    return Lazy(items, make) if isinstance(items, Lazy) else [make(item) for item in items]


def where(items: Sequence[Any], test: Callable[[Any], bool]) -> Sequence[Any]:
    """The items that pass a test, lazy where they were."""
    return items.where(test) if isinstance(items, Lazy) else [item for item in items if test(item)]


def json_pieces(
    document: Mapping[str, Any], *, depth: int = 2, indent: int = 2, ascii_only: bool = False
) -> Iterator[str]:
    """The text that json.dumps gives of a document with an indent, and a newline; lists may be lazy.

    depth: of the lists and objects that are taken apart; what is deeper is written as one piece.
    """

    def pieces(value: Any, depth: int, level: int) -> Iterator[str]:
        named = isinstance(value, Mapping)
        if isinstance(value, Lazy) and not value:
            value = []
        if depth == 0 or not value or not (named or (isinstance(value, Sequence) and not isinstance(value, str))):
            text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)
            # A newline in a string is escaped, so that those in the text are all of the layout.
            yield text.replace("\n", "\n" + " " * (indent * level))
            return
        mark = "{" if named else "["
        for item in value.items() if named else value:
            yield f"{mark}\n{' ' * (indent * (level + 1))}"
            if named:
                yield f"{json.dumps(item[0], ensure_ascii=ascii_only)}: "
            yield from pieces(item[1] if named else item, depth - 1, level + 1)
            mark = ","
        yield f"\n{' ' * (indent * level)}{'}' if named else ']'}"

    yield from pieces(document, depth, 0)
    yield "\n"
