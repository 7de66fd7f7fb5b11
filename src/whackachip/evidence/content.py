"""From the bytes of a file to what is read of it: text as it stands, or a PDF's, notebook's or header's parts."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from .source import MAX_LINE, MAX_LINES, WINDOW, as_utf8

MAX_PDF_BYTES = 64_000_000
MAX_NOTEBOOK_BYTES = 8_000_000  # JSON takes many times its length in memory
_HALF = re.compile("[\ud800-\udfff]")
OUTPUT = "output"  # the mark of what a notebook printed: it tells of the run of somebody, not of the code


@dataclass(frozen=True, slots=True)
class Part:
    """A run of text that is read in one way.

    read_as: the path whose ending says how. numbers: for each line the one to cite, a page in a PDF; None where
    lines are cited as they stand. first: the number of the first line where they are. mark: what is said of every hit
    in it, which then does not count.
    """

    text: str
    read_as: str
    numbers: tuple[int, ...] | None = None
    mark: str | None = None
    first: int = 1

    def cited(self, line: int) -> int:
        """The number to cite for a line, both from one."""
        return self.numbers[line - 1] if self.numbers is not None else line + self.first - 1


@dataclass(frozen=True, slots=True)
class Content:
    """What is read of a file; reason says why nothing is, notes what was left out of the rest."""

    parts: tuple[Part, ...] = ()
    reason: str = ""
    notes: tuple[str, ...] = ()


def kind_of(path: str) -> str:
    """text, pdf, notebook or weights, by the ending of the name."""
    ending = path.rpartition(".")[2].lower() if "." in path.rpartition("/")[2] else ""
    return {"pdf": "pdf", "ipynb": "notebook", "safetensors": "weights"}.get(ending, "text")


def most_of(path: str, limit: int) -> int:
    """How large a file may be to be read whole [bytes]; limit: for a text [bytes]. A PDF may be larger."""
    kind = kind_of(path)
    return (
        max(limit, MAX_PDF_BYTES) if kind == "pdf" else min(limit, MAX_NOTEBOOK_BYTES) if kind == "notebook" else limit
    )


def content_of(path: str, data: bytes, may_match: Callable[[bytes], bool]) -> Content:
    """What is read of a file. may_match: whether UTF-8 text can hold anything; where it cannot, there are no parts."""
    kind = kind_of(path)
    if kind == "pdf" and data.startswith(b"%PDF"):
        from .sources.pdf import read_pdf

        return read_pdf(path, data)
    if kind == "weights":
        from .sources.weights import read_weights

        return read_weights(path, data)
    raw, reason = as_utf8(data)
    if reason:
        return Content(reason=reason)
    many = raw.count(b"\n") > MAX_LINES
    if kind == "text" and (many or len(raw) > WINDOW):
        return _in_windows(path, raw, may_match)
    if not may_match(raw):
        return Content()
    if kind == "notebook":
        from .sources.notebook import read_notebook

        cells = read_notebook(path, raw.decode())
        if cells is not None:
            return cells
        if many:
            return _in_windows(path, raw, may_match)
    text, notes = bounded(raw.decode())
    return Content((Part(text, path),), notes=notes)


def _in_windows(path: str, raw: bytes, may_match: Callable[[bytes], bool]) -> Content:
    """A large text as parts that end where a line ends, those alone that can hold anything."""
    parts: list[Part] = []
    notes: list[str] = []
    start, line = 0, 1
    while start < len(raw):
        end = len(raw) if start + WINDOW >= len(raw) else raw.rfind(b"\n", start, start + WINDOW) + 1
        if end <= start:  # a line that is longer than a window goes into one with it
            end = raw.find(b"\n", start + WINDOW) + 1 or len(raw)
        while raw.count(b"\n", start, end) > MAX_LINES:
            end = raw.rfind(b"\n", start, (start + end) // 2) + 1 or end
        window = raw[start:end]
        if may_match(window):
            text, found = bounded(window.decode(), line)
            notes += found
            parts.append(Part(text, path, first=line))
        start, line = end, line + window.count(b"\n")
    return Content(tuple(parts), notes=tuple(notes))


def whole(text: str) -> str:
    """Text without the half surrogates that JSON can spell and nothing can encode; a mark stands for each."""
    return _HALF.sub("\ufffd", text)


def bounded(text: str, first: int = 1) -> tuple[str, tuple[str, ...]]:
    """The text without lines that are too long to be anyone's, and a note on them; first: what its first line is."""
    lines = text.split("\n")
    if max(map(len, lines)) <= MAX_LINE:
        return text, ()
    long = [number for number, line in enumerate(lines) if len(line) > MAX_LINE]
    for number in long:
        lines[number] = ""
    more = f" and {len(long) - 1:,} more" if len(long) > 1 else ""
    return "\n".join(lines), (f"line {long[0] + first}{more} longer than {MAX_LINE:,} characters",)
