"""A plain folder as a source; one that holds a model in the manner of Hugging Face is one, too."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from ..content import kind_of, most_of
from ..source import MAX_BLOB_BYTES, File, Named, shown
from .large import is_large, read_large

NOT_CONTENT = frozenset({".git", ".hg", ".svn", "__pycache__"})
MAX_FILES = 2_000_000


class Folder(Named):
    """Walks a folder in the order of names. Links are not followed: what they lead to within it comes by itself."""

    def __init__(self, root: Path, max_blob_bytes: int = MAX_BLOB_BYTES) -> None:
        """root: an existing folder; max_blob_bytes: larger files are skipped [bytes]."""
        super().__init__(root.resolve().name)
        self._root = str(root.resolve())
        self._cut = len(self._root.rstrip("/")) + 1
        self._limit = max_blob_bytes

    def files(self) -> Iterator[File]:
        """Every file once, by path; what cannot be read goes to `skipped`."""
        pending = [self._root]  # as text: with a Path for each, a folder of small files takes a third longer
        count = 0
        while pending:
            path = pending.pop()
            count += 1
            if count > MAX_FILES:
                self._skip(path, f"more than {MAX_FILES:,} files; the rest is not read")
                return
            try:
                status = os.lstat(path)
                if stat.S_ISLNK(status.st_mode):
                    self._skip(path, self._link(path))
                elif stat.S_ISDIR(status.st_mode):
                    names = sorted((name for name in os.listdir(path) if name not in NOT_CONTENT), reverse=True)
                    pending += [os.path.join(path, name) for name in names]
                elif not stat.S_ISREG(status.st_mode):
                    self._skip(path, "neither a file nor a folder")
                elif is_large(path, status.st_size, self._limit):
                    yield from read_large(path, self._called(path), self._unread)
                else:
                    data, reason = read_file(path, status.st_size, self._limit)
                    if reason:
                        self._skip(path, reason)
                    else:
                        yield File(self._called(path), data)
            except OSError as error:
                self._skip(path, f"unreadable: {(error.strerror or 'unknown reason').lower()}")

    def _link(self, path: str) -> str:
        try:
            target = Path(path).resolve(strict=True)
        except (OSError, RuntimeError):  # RuntimeError: a loop, before Python 3.13
            return "symbolic link that leads nowhere"
        inside = target.is_relative_to(self._root)
        return "symbolic link to what is read by its own name" if inside else "symbolic link out of the folder"

    def _skip(self, path: str, reason: str) -> None:
        self._unread.add(self._called(path), reason)

    def _called(self, path: str) -> str:
        return shown(path[self._cut :].replace(os.sep, "/"))


def read_file(path: str, size: int, limit: int, name: str = "") -> tuple[bytes, str]:
    """The bytes of a file and, where it is not read, the reason; of weights the beginning, whatever their size.

    size: as the file system says [bytes]; the file may have grown since. limit: for a text [bytes]. name: by which its
    kind is told; the path's if left out.
    """
    most = most_of(name or path, limit)
    weights = kind_of(name or path) == "weights"
    if size > most and not weights:
        return b"", f"larger than {most:,} bytes ({size:,})"
    with open(path, "rb") as file:
        data = file.read(most + 1)
    if len(data) > most and not weights:
        return b"", f"larger than {most:,} bytes"
    return data[:most], ""
