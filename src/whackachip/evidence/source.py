"""A source yields files; what cannot be read is skipped and says so."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

MAX_BLOB_BYTES = 32_000_000  # of a text that is held whole
WINDOW = 8_000_000  # bytes of a text that are read at a time
MAX_LINES = 250_000  # that are read at a time
MAX_LINE = 16_384  # characters; a person writes no such line, and what is read of a line costs its length
MAX_NAME = 4096  # bytes of a path; no system of files takes a longer one
MAX_SKIPPED = 50_000  # things that are listed one by one as not read
_SNIFF = 8192  # bytes, as git does
_LFS = b"version https://git-lfs.github.com/spec/"


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was not scanned, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class File:
    """One file as bytes, or a part of a large one that begins with a line; blob is git's id of it, None outside git."""

    path: str
    data: bytes
    blob: str | None = None
    first_line: int = 1


class Source(Protocol):
    """A place that holds files: a folder, an archive, a stream, one file."""

    @property
    def name(self) -> str:
        """What results call it; never a whole local path."""
        ...

    @property
    def skipped(self) -> list[Skipped]:
        """What could not be read, complete once files() has run out."""
        ...

    def files(self) -> Iterator[File]:
        """Every file once, by path, within its limit; problems go to `skipped` and are never raised."""
        ...


class Unread:
    """What was not read and why, in the order of its coming and up to a number, which a repository cannot choose."""

    def __init__(self, limit: int = MAX_SKIPPED) -> None:
        self._limit = limit
        self._listed: list[Skipped] = []
        self._more = False

    def add(self, path: str, reason: str) -> None:
        if len(self._listed) < self._limit:
            self._listed.append(Skipped(path if len(path) <= MAX_NAME else f"{path[:MAX_NAME]}…", reason))
        else:
            self._more = True

    def listed(self) -> list[Skipped]:
        """All of it, or the first and a line that says that there is more."""
        end = Skipped("/", f"more than {self._limit:,} things were not read; the rest is not listed")
        return [*self._listed, *([end] if self._more else [])]


class Named:
    """What all sources share: what results call them, and what of them was not read."""

    def __init__(self, name: str) -> None:
        self._name = shown(name)
        self._unread = Unread()

    @property
    def name(self) -> str:
        return self._name

    @property
    def skipped(self) -> list[Skipped]:
        return self._unread.listed()


def as_utf8(data: bytes) -> tuple[bytes, str]:
    """A text as UTF-8 without a byte order mark and, where it is none, the reason; one of the two is empty.

    Falls back from UTF-8 to GB 18030 and then to Latin-1, which reads any byte. ASCII is handed back as it is.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").encode(), ""
    if b"\0" in data[:_SNIFF]:
        return b"", "binary"
    if data.startswith(_LFS):
        return b"", "a pointer of Git LFS; the content is not here"
    if data.isascii():
        return data, ""
    data = data.removeprefix(b"\xef\xbb\xbf")
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return (data if encoding == "utf-8" else text.encode()), ""
    return data.decode("latin-1").encode(), ""


def shown(name: str | bytes) -> str:
    """A path as it may stand in a result: bytes that are no text, which JSON could not carry, are spelt out."""
    if isinstance(name, bytes):
        return name.decode(errors="backslashreplace")
    return name if name.isascii() else name.encode(errors="backslashreplace").decode()
