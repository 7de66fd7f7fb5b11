"""A Jupyter notebook: code, prose and outputs apart, each line cited where it stands in the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..content import OUTPUT, Content, Part, bounded, whole
from ..source import MAX_LINES

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[][{}:,]|[^\s"\[\]{}:,]+', re.DOTALL)
_PRINTED = frozenset({"text", "text/plain", "text/markdown", "traceback", "evalue"})
_MAX_DEPTH = 50

Line = tuple[int, str]  # number in the file, and text


@dataclass(slots=True)
class _Cell:
    kind: str = ""
    source: list[Line] = field(default_factory=list)
    output: list[Line] = field(default_factory=list)


def read_notebook(path: str, text: str) -> Content | None:
    """The parts of a notebook, or None where the text is no notebook.

    Code is read as the notebook's language, prose as Markdown. What a cell printed is marked as output: it stands in
    the file and tells of one person's run.
    """
    try:
        cells = list(_bounded(cell for cell in _cells(text) if cell.source or cell.output))
    except (ValueError, IndexError):
        return None
    if not cells:
        return None
    code = [line for cell in cells if cell.kind != "markdown" for line in [*cell.source, (0, "")]]
    prose = [line for cell in cells if cell.kind == "markdown" for line in [*cell.source, (0, "")]]
    printed = [line for cell in cells for line in cell.output]
    parts, notes = [], []
    for lines, name, mark in ((code, path, None), (prose, f"{path}.md", None), (printed, f"{path}.log", OUTPUT)):
        if lines:
            kept, more = bounded(whole("\n".join(text for _, text in lines)))
            notes += [f"{note} of the {name.rpartition('.')[2]} part" for note in more]
            parts.append(Part(kept, name, tuple(number for number, _ in lines), mark))
    return Content(tuple(parts), notes=tuple(notes))


def _bounded(cells: Iterator[_Cell]) -> Iterator[_Cell]:
    left = MAX_LINES
    for cell in cells:
        left -= len(cell.source) + len(cell.output)
        if left < 0:
            raise ValueError("more lines than are held")
        yield cell


def _cells(text: str) -> Iterator[_Cell]:
    """Every object of an array called cells, with the strings that matter and the lines they stand on."""
    stack: list[str] = []  # the keys that lead here; an array adds nothing to its own
    opened: list[str] = []
    key, cell, cells_at = "", _Cell(), -1
    expects_key = False
    number, seen = 1, 0
    for token in _TOKEN.finditer(text):
        number += text.count("\n", seen, token.start())
        seen = token.start()
        word = token[0]
        if word in "{[":
            if len(opened) >= _MAX_DEPTH:
                raise ValueError("too deep")
            opened.append(word)
            stack.append(key)
            if word == "[" and key == "cells" and cells_at < 0:
                cells_at = len(opened)
            if word == "{" and len(opened) == cells_at + 1 and cells_at > 0:
                cell = _Cell()
            key, expects_key = (key if word == "[" else ""), word == "{"
        elif word in "}]":
            if word == "}" and len(opened) == cells_at + 1 and cells_at > 0:
                yield cell
            if len(opened) == cells_at:
                cells_at = -1
            opened.pop()
            key = stack.pop()
        elif word == ",":
            expects_key = bool(opened) and opened[-1] == "{"
        elif word[0] == '"' and expects_key:
            key, expects_key = json.loads(word), False
        elif word[0] == '"' and cells_at > 0:
            _take(cell, stack[cells_at:], key, word, number)


def _take(cell: _Cell, above: list[str], key: str, word: str, number: int) -> None:
    """One string of a cell; above: the keys between the array of cells and the string's own."""
    if len(word) > 1_000_000:
        return
    if len(cell.source) + len(cell.output) > MAX_LINES:
        raise ValueError("more lines than are held")
    path = [name for name in [*above, key] if name]
    if path[-1] == "cell_type":
        cell.kind = json.loads(word, strict=False)
    elif "outputs" in path:
        if path[-1] in _PRINTED:
            cell.output += [(number, line) for line in _lines(word)]
    elif path[-1] in ("source", "input"):
        cell.source += [(number, line) for line in _lines(word)]


def _lines(word: str) -> list[str]:
    text: str = json.loads(word, strict=False)
    return text.removesuffix("\n").split("\n")
