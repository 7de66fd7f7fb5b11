"""Large documents piece by piece: their text is never held whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..lazy import Lazy


def json_pieces(
    document: Mapping[str, Any], *, depth: int = 2, indent: int = 2, ascii_only: bool = False
) -> Iterator[str]:
    """The text that json.dumps gives of a document with an indent, and a newline; lists may be lazy.

    depth: of the lists and objects that are taken apart; what is deeper is written as one piece, and so is each item of
    a lazy list.
    """

    def pieces(value: Any, depth: int, level: int) -> Iterator[str]:
        named = isinstance(value, Mapping)
        if depth == 0 or not value or not (named or (isinstance(value, Sequence) and not isinstance(value, str))):
            text = json.dumps(value, ensure_ascii=ascii_only, indent=indent, default=list)
            # A newline in a string is escaped, so that those in the text are all of the layout.
            yield text.replace("\n", "\n" + " " * (indent * level))
            return
        mark = "{" if named else "["
        inner = 0 if isinstance(value, Lazy) else depth - 1
        for item in value.items() if named else value:
            yield f"{mark}\n{' ' * (indent * (level + 1))}"
            if named:
                yield f"{json.dumps(item[0], ensure_ascii=ascii_only)}: "
            yield from pieces(item[1] if named else item, inner, level + 1)
            mark = ","
        yield f"\n{' ' * (indent * level)}{'}' if named else ']'}"

    yield from pieces(document, depth, 0)
    yield "\n"
