"""Trees of a git repository: all paths of one, and the difference of two."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from .recent import Recent

MAX_DEPTH = 64  # folders; a repository may be made to have no end
MAX_ENTRIES = 2_000_000
FOLDER, LINK, SUBMODULE = 0o040000, 0o120000, 0o160000
_TYPE = 0o170000


_KEPT = 80_000  # entries of trees, of about 350 bytes each
_KEPT_CHANGES = 30_000  # of differences between trees


class Entry(NamedTuple):
    """What a tree holds under one name; a tuple, because trees are compared entry by entry."""

    mode: int
    id: str

    @property
    def kind(self) -> int:
        return self.mode & _TYPE


@dataclass(frozen=True, slots=True)
class Change:
    """One path that differs between two trees; None where a side does not have it. Never a folder."""

    path: str
    old: Entry | None
    new: Entry | None


Reader = Callable[[str], dict[str, Entry]]


class Trees:
    """Compares trees; a folder that did not change is not read again."""

    def __init__(self, read: Reader, on_limit: Callable[[str, str], None]) -> None:
        """read: from a tree id to its entries by name (none where it is unreadable); on_limit: path and reason."""
        self._read = read
        self._on_limit = on_limit
        self._entries: Recent[str, dict[str, Entry]] = Recent(_KEPT)
        self._pairs: Recent[tuple[str | None, str | None], tuple[Change, ...]] = Recent(_KEPT_CHANGES)

    def changes(self, old: str | None, new: str | None) -> Iterator[Change]:
        """Every path that differs between two trees, by path; None is the empty tree."""
        known = self._pairs.get((old, new))
        if known is not None:
            yield from known
            return
        found: list[Change] = []
        count = 0
        for change in self._walk(old, new):
            yield change
            count += 1
            if count <= _KEPT_CHANGES:
                found.append(change)
        self._pairs.put((old, new), tuple(found), 1 + count)

    def _walk(self, old: str | None, new: str | None) -> Iterator[Change]:
        pending = [("", old, new, 0)]
        count = 0
        while pending:
            prefix, left, right, depth = pending.pop()
            if depth > MAX_DEPTH:
                self._on_limit(prefix, f"more than {MAX_DEPTH} folders deep")
                continue
            folders = []
            for name, before, after in self._paired(left, right):
                count += 1
                if count > MAX_ENTRIES:
                    self._on_limit(prefix, f"more than {MAX_ENTRIES:,} entries; the rest is not read")
                    return
                path = prefix + name
                old_id, old_leaf = _split(before)
                new_id, new_leaf = _split(after)
                if old_id != new_id:
                    folders.append((path + "/", old_id, new_id, depth + 1))
                if old_leaf != new_leaf:
                    yield Change(path, old_leaf, new_leaf)
            pending += reversed(folders)

    def _paired(self, old: str | None, new: str | None) -> Iterator[tuple[str, Entry | None, Entry | None]]:
        left, right = self._folder(old), self._folder(new)
        for name in sorted({name for name, _ in left.items() ^ right.items()}):
            yield name, left.get(name), right.get(name)

    def _folder(self, tree: str | None) -> dict[str, Entry]:
        if tree is None:
            return {}
        found = self._entries.get(tree)
        if found is None:
            found = self._read(tree)
            self._entries.put(tree, found, 1 + len(found))
        return found


def _split(entry: Entry | None) -> tuple[str | None, Entry | None]:
    """The id of a folder, and the entry of anything else."""
    if entry is None:
        return None, None
    return (entry.id, None) if entry.kind == FOLDER else (None, entry)
