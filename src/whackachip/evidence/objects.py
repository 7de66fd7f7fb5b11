"""Objects of a git repository, each read within bounds: what lies about its size is refused before it fills memory.

dulwich finds where an object stands; inflating and deltas are done here, because a repository from outside chooses
how far both expand.
"""

from __future__ import annotations

import hashlib
import mmap
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from dulwich.object_format import SHA1, SHA256
from dulwich.pack import load_pack_index

from .delta import Damaged, apply_delta, sizes
from .packentry import BLOB, COMMIT, TAG, TREE, Header, read_header
from .recent import Recent

_WORDS: Final = {COMMIT: b"commit", TREE: b"tree", BLOB: b"blob", TAG: b"tag"}
_KINDS: Final = {word: kind for kind, word in _WORDS.items()}
MAX_CHAIN = 5000  # deltas on deltas; git itself writes 4,095 at most
MAX_CHAIN_BYTES = 64_000_000  # of all the deltas of one object
MAX_BASE_BYTES = 64_000_000  # of what a delta is laid on, which may be larger than the result
_CACHE_BYTES = 32_000_000  # over all packs
_OBJECT_BYTES = 300  # that an object in the cache takes beside its content
_HEADER = 64  # bytes in which the header of a loose object ends
_MAPPED_BYTES = 32_000_000  # of a file that may stay in memory because it was read
_READ_AROUND = 65_536  # bytes that the system maps around one that is read


class TooLarge(Exception):
    """An object that is larger than was asked for; size is what its header says [bytes]."""

    def __init__(self, size: int) -> None:
        super().__init__(size)
        self.size = size


class Objects:
    """The loose and packed objects below one `objects` folder; alternates are not followed."""

    def __init__(self, folder: Path, sha256: bool = False) -> None:
        """folder: git's `objects`. Packs that cannot be opened are listed in `unreadable`, by name."""
        self._folder = folder
        self._make = hashlib.sha256 if sha256 else hashlib.sha1
        self._name_bytes = 32 if sha256 else 20
        self._packs: list[_Pack] = []
        self._kept: Recent[tuple[_Pack, int], tuple[int, bytes]] = Recent(_CACHE_BYTES)
        self.unreadable: list[str] = []
        mapped = _Mapped()
        for index in sorted((folder / "pack").glob("*.idx")):
            try:
                self._packs.append(_Pack(index, sha256, mapped))
            except Exception as error:  # a damaged index raises almost anything
                self.unreadable.append(f"{index.name}: {type(error).__name__}")

    def close(self) -> None:
        for pack in self._packs:
            pack.close()

    def read(self, name: str, limit: int) -> tuple[int, bytes]:
        """Kind and content of an object, its name checked against them.

        limit: of the content [bytes]. Raises KeyError where it is missing, TooLarge, and Damaged for anything else.
        """
        try:
            raw = bytes.fromhex(name)
        except ValueError:
            raise KeyError(name) from None
        try:
            kind, data = self._find(name, raw, limit)
        except (KeyError, TooLarge, Damaged):
            raise
        except Exception as error:  # what is left is zlib's, and arithmetic on headers that lie
            raise Damaged(type(error).__name__) from None
        if self._make(_WORDS[kind] + b" %d\0" % len(data) + data).digest() != raw:
            raise Damaged("the content does not match its name")
        return kind, data

    def names(self, prefix: str) -> Iterator[str]:
        """The names of the objects that begin with a hexadecimal prefix of two digits at least."""
        even = bytes.fromhex(prefix[: len(prefix) // 2 * 2])
        for pack in self._packs:
            yield from (found.hex() for found in pack.names(even) if found.hex().startswith(prefix))
        if len(prefix) >= 2 and (self._folder / prefix[:2]).is_dir():
            names = (prefix[:2] + file.name for file in (self._folder / prefix[:2]).iterdir())
            yield from (name for name in names if name.startswith(prefix) and len(name) == 2 * self._name_bytes)

    def _find(self, name: str, raw: bytes, limit: int) -> tuple[int, bytes]:
        for pack in self._packs:
            offset = pack.offset(raw)
            if offset is not None:
                return self._packed(pack, offset, limit)
        loose = self._folder / name[:2] / name[2:]
        if loose.is_file():
            return _loose(loose, limit)
        raise KeyError(name)

    def _packed(self, pack: _Pack, offset: int, limit: int) -> tuple[int, bytes]:
        """Follows deltas down to a whole object, then lays them on it in turn."""
        deltas: list[tuple[int, bytes]] = []
        total = 0
        while (whole := self._kept.get((pack, offset))) is None:
            kind, size, start, base = pack.header(offset)
            if kind in _WORDS:
                if size > (limit if not deltas else max(limit, MAX_BASE_BYTES)):
                    raise TooLarge(size)
                whole = (kind, pack.inflate(start, size))
                if deltas:
                    self._keep(pack, offset, whole)
                break
            total += size
            if total > MAX_CHAIN_BYTES or len(deltas) >= MAX_CHAIN:
                raise Damaged("deltas without end")
            delta = pack.inflate(start, size)
            result = sizes(delta)[1]
            if result > (limit if not deltas else max(limit, MAX_BASE_BYTES)):
                raise TooLarge(result)
            deltas.append((offset, delta))
            if isinstance(base, bytes):
                found = pack.offset(base)
                if found is None:
                    kind, data = self._find(base.hex(), base, max(limit, MAX_BASE_BYTES))
                    whole = (kind, data)
                    break
                base = found
            if base is None or base == offset:
                raise Damaged("a delta on itself")
            offset = base
        kind, data = whole
        while deltas:
            at, delta = deltas.pop()
            data = apply_delta(data, delta)
            self._keep(pack, at, (kind, data))
        if len(data) > limit:
            raise TooLarge(len(data))
        return kind, data

    def _keep(self, pack: _Pack, offset: int, whole: tuple[int, bytes]) -> None:
        if len(whole[1]) <= _CACHE_BYTES // 8:
            self._kept.put((pack, offset), whole, _OBJECT_BYTES + len(whole[1]))


class _Pack:
    """One pack with its index, both mapped into memory, of which what was read is let go of from time to time."""

    def __init__(self, index: Path, sha256: bool, mapped: _Mapped) -> None:
        self._index: Any = load_pack_index(str(index), SHA256 if sha256 else SHA1)
        self._name_bytes = 32 if sha256 else 20
        with index.with_suffix(".pack").open("rb") as file:
            self._data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._mapped = mapped
        looked_up = getattr(self._index, "_contents", None)
        # Of the steps of a bisection, those that are far from each other.
        self._step = min(10 * _READ_AROUND, len(looked_up) if isinstance(looked_up, mmap.mmap) else 0)
        mapped.add(looked_up)
        mapped.add(self._data)

    def close(self) -> None:
        self._index.close()
        self._data.close()

    def offset(self, raw: bytes) -> int | None:
        self._mapped.touch(self._step)
        try:
            return int(self._index.object_offset(raw))
        except KeyError:
            return None

    def names(self, prefix: bytes) -> Iterator[bytes]:
        return iter(self._index.iter_prefix(prefix))

    def header(self, offset: int) -> Header:
        return read_header(self._data, offset, self._name_bytes)

    def inflate(self, start: int, size: int) -> bytes:
        """What stands compressed at an offset, which must be of the size that its header says."""
        self._mapped.touch(_READ_AROUND + size)
        return _inflate(lambda at, count: self._data[start + at : start + at + count], size)


class _Mapped:
    """Files mapped into memory, whose pages count as this program's for as long as they stay mapped."""

    def __init__(self) -> None:
        self._files: list[mmap.mmap] = []
        self._size = self._touched = 0

    def add(self, data: Any) -> None:
        """data: an mmap; anything else is not mapped."""
        if isinstance(data, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
            self._files.append(data)
            self._size += len(data)

    def touch(self, size: int) -> None:
        """So many bytes more may have been mapped; once they are too many, all are let go of."""
        self._touched += size
        if self._touched > _MAPPED_BYTES:
            self._touched = 0
            if self._size > _MAPPED_BYTES:
                for data in self._files:
                    data.madvise(mmap.MADV_DONTNEED)


def _inflate(read: Any, size: int) -> bytes:
    """Inflates what read(position, count) gives, and stops one byte after the size that was promised."""
    inflater = zlib.decompressobj()
    # What is left over is copied by zlib, so that one slice is no larger than an honest stream can be.
    step = size + size // 1000 + 128
    out, at = b"", 0
    while not inflater.eof:
        piece = read(at, step)
        if not piece:
            raise Damaged("it ends early")
        at += len(piece)
        out += inflater.decompress(piece, size + 1 - len(out))
        if len(out) > size or inflater.unconsumed_tail:
            raise Damaged("it is larger than it says")
    if len(out) != size:
        raise Damaged("it is smaller than it says")
    return out


def _loose(path: Path, limit: int) -> tuple[int, bytes]:
    with path.open("rb") as file:
        inflater = zlib.decompressobj()
        head = inflater.decompress(file.read(256), _HEADER)
        word, _, rest = head.partition(b" ")
        digits, end, _ = rest.partition(b"\0")
        if word not in _KINDS or not end or not digits.isdigit():
            raise Damaged("no header")
        size = int(digits)
        if size > limit:
            raise TooLarge(size)
        file.seek(0)
        whole = len(word) + 1 + len(digits) + 1 + size

        def read(at: int, count: int) -> bytes:
            file.seek(at)
            return file.read(count)

        return _KINDS[word], _inflate(read, whole)[whole - size :]
