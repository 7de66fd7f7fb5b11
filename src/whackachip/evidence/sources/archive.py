"""A tar, zip or gz archive as a source, read in memory: nothing is unpacked to disk."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import stat
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from ..content import kind_of, most_of
from ..source import MAX_BLOB_BYTES, MAX_NAME, File, Named, shown
from .folder import NOT_CONTENT

MAX_ENTRIES = 100_000
MAX_TOTAL_BYTES = 4_000_000_000  # of what comes out
MAX_RATIO = 200  # bytes out for each byte in, once more than _FREE_BYTES came out; text reaches about 20
_FREE_BYTES = 50_000_000
_MAX_HEADER_BYTES = 1_000_000  # of a long name or of extended headers in a tar
_MAX_DIRECTORY_BYTES = 16_000_000  # of a zip; zipfile takes twelve times that in memory
_WIDE = 56 + 20  # bytes that announce a large directory before the end does
_TAIL = _WIDE + 22 + 65_535  # bytes in which a zip's directory is announced, with the longest comment
_EXTENDED = (tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.SOLARIS_XHDTYPE, tarfile.GNUTYPE_LONGNAME,
             tarfile.GNUTYPE_LONGLINK)  # fmt: skip
_OPENERS: dict[str, Any] = {"gz": gzip.open, "bz2": bz2.open, "xz": lzma.open}
_BROKEN = (tarfile.TarError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, ValueError,
           NotImplementedError, RuntimeError, OverflowError, IndexError, KeyError)  # fmt: skip


class Endless(Exception):
    """An archive that expands beyond what is read of it."""


def archive_kind(head: bytes) -> str:
    """zip, tar, gz, bz2 or xz by the first 512 bytes; nothing for what is no archive."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "zip"
    for kind, mark in (("gz", b"\x1f\x8b\x08"), ("bz2", b"BZh"), ("xz", b"\xfd7zXZ\0")):
        if head.startswith(mark):
            return kind
    return "tar" if head[257:262] == b"ustar" else ""


class Archive(Named):
    """Yields the files of an archive in the archive's order, within its caps; what is over them is skipped."""

    def __init__(self, name: str, data: Path | bytes, kind: str, max_blob_bytes: int = MAX_BLOB_BYTES) -> None:
        """name: what results call it. data: the archive or its path. kind: as archive_kind says."""
        super().__init__(name)
        self._data = data
        self._kind = kind
        self._limit = max_blob_bytes
        self._size = len(data) if isinstance(data, bytes) else data.stat().st_size
        self._seen: set[bytes] = set()  # hashes of names, which may be long

    def files(self) -> Iterator[File]:
        """Every file once; links, devices and names that leave the archive are skipped."""
        try:
            with io.BytesIO(self._data) if isinstance(self._data, bytes) else self._data.open("rb") as file:
                yield from self._zip(file) if self._kind == "zip" else self._stream(file)
        except Endless as error:
            self._skip(self._name, f"{error}; the rest is not read")
        except _BROKEN as error:
            self._skip(self._name, f"damaged: {type(error).__name__}; the rest is not read")

    def _zip(self, file: IO[bytes]) -> Iterator[File]:
        total = 0
        _check_directory(file)
        with zipfile.ZipFile(file) as archive:
            for count, member in enumerate(archive.infolist()):
                if count >= MAX_ENTRIES:
                    raise Endless(f"more than {MAX_ENTRIES:,} entries")
                mode = member.external_attr >> 16
                special = "symbolic link" if stat.S_ISLNK(mode) else ""
                name = self._admitted(member.filename, special, member.file_size, member.is_dir())
                if name is None:
                    continue
                try:
                    with archive.open(member) as inside:
                        data = inside.read(most_of(name, self._limit) + 1)
                except _BROKEN as error:
                    encrypted = bool(member.flag_bits & 1)
                    self._skip(name, "encrypted" if encrypted else f"damaged: {type(error).__name__}")
                    continue
                total += len(data)
                self._check(total, self._size)
                yield from self._file(name, data)

    def _stream(self, file: IO[bytes]) -> Iterator[File]:
        opener = _OPENERS.get(self._kind)
        whole = Bounded(cast(IO[bytes], opener(file)) if opener else file, self)
        if self._kind != "tar":
            head = whole.read(512)
            if archive_kind(head) != "tar":
                yield from self._lone(head, whole)
                return
            whole.again(head)
        with tarfile.open(fileobj=cast(Any, whole), mode="r|", tarinfo=_Member, errorlevel=1) as archive:
            count = 0
            while (member := archive.next()) is not None:
                archive.members.clear()  # type: ignore[attr-defined]  # it would keep them all
                count += 1
                if count > MAX_ENTRIES:
                    raise Endless(f"more than {MAX_ENTRIES:,} entries")
                special = "link" if member.issym() or member.islnk() else ""
                special = special or ("" if member.isfile() or member.isdir() else "neither a file nor a folder")
                name = self._admitted(member.name, special, member.size, member.isdir())
                inside = archive.extractfile(member) if name is not None else None
                if name is not None and inside is not None:
                    yield from self._file(name, inside.read(most_of(name, self._limit) + 1))

    def _lone(self, head: bytes, whole: Bounded) -> Iterator[File]:
        """A single compressed file, named as the archive without its ending."""
        name = self._name.removesuffix(f".{self._kind}")
        data = head
        while piece := whole.read(1 << 20):
            data += piece
            if len(data) > most_of(name, self._limit):
                break
        yield from self._file(name, data)

    def _admitted(self, name: str, special: str, size: int, folder: bool) -> str | None:
        """The name of a file that is to be read, or None where it is a folder or skipped."""
        path = PurePosixPath(name.replace("\\", "/"))
        parts = [part for part in path.parts if part != "."]
        called = shown("/".join(parts)) or shown(name)
        if path.is_absolute() or ".." in parts or "\0" in name or (parts and parts[0].endswith(":")):
            self._skip(called, "a path that leaves the archive")
        elif len(called) > MAX_NAME:
            self._skip(called, "a name without end")
        elif folder or not parts or NOT_CONTENT & set(parts):
            pass
        elif special:
            self._skip(called, special)
        elif size > most_of(called, self._limit) and kind_of(called) != "weights":
            self._skip(called, f"larger than {most_of(called, self._limit):,} bytes ({size:,})")
        elif (mark := hashlib.sha256(called.encode()).digest()) in self._seen:
            self._skip(called, "a second file of this name")
        else:
            self._seen.add(mark)
            return called
        return None

    def _file(self, name: str, data: bytes) -> Iterator[File]:
        most = most_of(name, self._limit)
        if len(data) > most and kind_of(name) != "weights":
            self._skip(name, f"larger than {most:,} bytes")
        elif archive_kind(data[:512]):
            self._skip(name, "an archive inside; give it by itself")
        else:
            yield File(name, data[:most])

    def _check(self, out: int, taken: int) -> None:
        """Raises Endless where too much came out, in all or of what was taken in."""
        if out > MAX_TOTAL_BYTES:
            raise Endless(f"expands beyond {MAX_TOTAL_BYTES:,} bytes")
        if out > _FREE_BYTES and out > MAX_RATIO * max(1, taken):
            raise Endless(f"expands more than {MAX_RATIO} times")

    def _skip(self, path: str, reason: str) -> None:
        self._unread.add(path, reason)


def _check_directory(file: IO[bytes]) -> None:
    """Raises Endless for a directory that would fill memory, which zipfile reads whole before anything else."""
    file.seek(0, io.SEEK_END)
    file.seek(max(0, file.tell() - _TAIL))
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    size = int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
    if at >= _WIDE and tail[at - 20 : at - 16] == b"PK\6\7":  # zipfile then believes the larger field before it
        size = max(size, int.from_bytes(tail[at - _WIDE + 40 : at - _WIDE + 48], "little"))
    if size > _MAX_DIRECTORY_BYTES:
        raise Endless(f"a directory of more than {_MAX_DIRECTORY_BYTES:,} bytes")
    file.seek(0)


class Bounded:
    """A decompressed stream that raises Endless once too much came out of it."""

    def __init__(self, stream: IO[bytes], archive: Archive) -> None:
        self._stream = stream
        self._archive = archive
        self._head = b""
        self._out = 0

    def again(self, head: bytes) -> None:
        """Puts bytes back that were read to look at them."""
        self._head = head

    def read(self, count: int = -1) -> bytes:
        """At most count bytes."""
        if self._head:
            head, self._head = self._head[:count], self._head[count:]
            return head
        data = self._stream.read(count)
        self._out += len(data)
        self._archive._check(self._out, self._archive._size)
        return data


class _Member(tarfile.TarInfo):
    """A header that refuses extended headers which would fill memory, and files beyond what an archive may hold."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> _Member:
        found = super().frombuf(buf, encoding, errors)
        if found.type in _EXTENDED and found.size > _MAX_HEADER_BYTES:
            raise Endless("a header without end")
        if found.size > MAX_TOTAL_BYTES:  # tarfile would look for its end for years
            raise Endless(f"a file that says it has {found.size:,} bytes")
        return found
