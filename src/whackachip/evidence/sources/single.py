"""One file, or one stream of bytes, as a source; and which source a path is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ..content import kind_of, most_of
from ..source import MAX_BLOB_BYTES, File, Named, Source
from .archive import Archive, archive_kind
from .folder import Folder, read_file
from .large import Large, is_large


class Single(Named):
    """One file that is already in memory."""

    def __init__(self, name: str, data: bytes, reason: str = "") -> None:
        """name: what it is called, without folders; its ending says how it is read. reason: why there is no data."""
        super().__init__(name)
        self._data = data
        self._is_read = not reason
        if reason:
            self._unread.add(self._name, reason)

    def files(self) -> Iterator[File]:
        """The file, unless there is a reason why not."""
        if self._is_read:
            yield File(self._name, self._data)


def source_of(path: Path, max_blob_bytes: int = MAX_BLOB_BYTES, name: str = "") -> Source:
    """The source that a path is: a folder, an archive by its first bytes, or a file.

    max_blob_bytes: larger texts are skipped, or by default read in parts [bytes]. name: what a file is called; its own
    name if left out. Nothing is read yet but the first bytes.
    """
    called = name or path.name
    if path.is_dir():
        return Folder(path, max_blob_bytes)
    if not path.is_file():
        return Single(path.name, b"", "neither a file nor a folder")
    try:
        with path.open("rb") as file:
            head = file.read(512)
        kind, size = archive_kind(head), path.stat().st_size
        if kind:
            return Archive(called, path, kind, max_blob_bytes)
        called += ".pdf" if name and head.startswith(b"%PDF") and kind_of(name) != "pdf" else ""
        if is_large(called, size, max_blob_bytes):
            return Large(path, called)
        return Single(called, *read_file(str(path), size, max_blob_bytes, called))
    except OSError as error:
        return Single(called, b"", f"unreadable: {(error.strerror or 'unknown reason').lower()}")


def stream_of(data: bytes, name: str = "standard input", max_blob_bytes: int = MAX_BLOB_BYTES) -> Source:
    """What a stream gave as a source: an archive or a PDF by its first bytes, otherwise a text."""
    kind = archive_kind(data[:512])
    if kind:
        return Archive(name, data, kind, max_blob_bytes)
    called = f"{name}.pdf" if data.startswith(b"%PDF") else name
    most = most_of(called, max_blob_bytes)
    return Single(called, data, f"larger than {most:,} bytes" if len(data) > most else "")
