"""Text files on disk that are too large to be held: read in windows that end where a line ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import IO

from ..content import kind_of
from ..source import MAX_BLOB_BYTES, MAX_LINE, WINDOW, File, Named, Unread

MAX_FILE_BYTES = 2_000_000_000  # of one text on disk; what comes after is not read
_SNIFF = 8192
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def is_large(path: str, size: int, limit: int) -> bool:
    """Whether a file is read in windows: a text over the limit, where the limit is not one that the caller set."""
    return kind_of(path) == "text" and limit >= MAX_BLOB_BYTES and size > limit


def read_large(path: str, name: str, unread: Unread) -> Iterator[File]:
    """The windows of a file as files of one name, each with the number of its first line.

    A line that is longer than a window is left out; that, and the end of what is read, go to `unread`. Raises OSError.
    """
    with open(path, "rb") as file:
        head = file.read(_SNIFF)
        if b"\0" in head or head.startswith(_UTF16):
            large = f"UTF-16 and larger than {MAX_BLOB_BYTES:,} bytes"
            unread.add(name, large if head.startswith(_UTF16) else "binary")
            return
        file.seek(0)
        yield from _windows(file, name, unread)


def _windows(file: IO[bytes], name: str, unread: Unread) -> Iterator[File]:
    rest, line, done = b"", 1, 0
    while piece := file.read(WINDOW - len(rest)):
        done += len(piece)
        if done > MAX_FILE_BYTES:
            unread.add(name, f"larger than {MAX_FILE_BYTES:,} bytes; the rest is not read")
            break
        data = rest + piece
        end = data.rfind(b"\n") + 1
        if not end:
            unread.add(name, f"line {line} longer than {MAX_LINE:,} characters")
            rest, passed = _after_line(file)
            done += passed
            line += 1
            continue
        yield File(name, data[:end], first_line=line)
        line += data.count(b"\n", 0, end)
        rest = data[end:]
    if rest:
        yield File(name, rest, first_line=line)


def _after_line(file: IO[bytes]) -> tuple[bytes, int]:
    """What follows the line that the file stands in, as far as it is read, and how many bytes were passed."""
    passed = 0
    while piece := file.read(WINDOW // 2):
        passed += len(piece)
        at = piece.find(b"\n")
        if at >= 0:
            return piece[at + 1 :], passed
        if passed > MAX_FILE_BYTES:
            return b"", passed
    return b"", passed


class Large(Named):
    """One such file as a source."""

    def __init__(self, path: Path, name: str) -> None:
        super().__init__(name)
        self._path = path

    def files(self) -> Iterator[File]:
        """The file in windows."""
        try:
            yield from read_large(str(self._path), self._name, self._unread)
        except OSError as error:
            self._unread.add(self._name, f"unreadable: {(error.strerror or 'unknown reason').lower()}")
