"""From a file to its hits: each content matched once, whatever the paths and commits that hold it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from sys import getsizeof

from .content import Content, content_of, kind_of
from .hit import Hit, Key, hits
from .lifespan import lifespans
from .matching import Match, Matcher, weight
from .recent import Recent
from .signal import Signal

# Kept over all files, for those that are read again at another path or commit [bytes].
_HITS, _MATCHES, _SLOW = 32_000_000, 24_000_000, 20_000_000
_HIT_BYTES = 500  # of one with its key
_WAYS = {"text": 1, "pdf": 2, "notebook": 4, "weights": 8}
Skip = Callable[[str, str], None]


class Reader:
    """Reads hits with a set of signals; build one a scan."""

    def __init__(self, signals: Sequence[Signal]) -> None:
        self.signals = tuple(signals)
        self.blobs = 0  # how many different ones were read
        self._matcher = _matcher(self.signals)
        self._variables = lifespans(self.signals)
        self._read_as: dict[bytes, int] = {}  # of each blob, by its id, the ways to read it in which it holds nothing
        self._reasons: dict[tuple[str, str], str] = {}
        self._matches: Recent[tuple[str, str], list[tuple[Match, ...]]] = Recent(_MATCHES)
        self._hits: Recent[tuple[str, str], Mapping[Key, Hit]] = Recent(_HITS)
        self._slow: Recent[str, Content] = Recent(_SLOW)

    def looked_for(self) -> tuple[str, ...]:
        return tuple(signal.id for signal in self.signals)

    def read(self, path: str, data: bytes, skip: Skip, first_line: int = 1) -> Mapping[Key, Hit]:
        """The hits of a file outside git, or of a part of it from a line on; skip is told what of it was not read."""
        content = content_of(path, data, self._matcher.may_match)
        _tell(path, content, skip)
        if first_line > 1:
            parts = tuple(replace(part, first=part.first + first_line - 1) for part in content.parts)
            content = replace(content, parts=parts)
        return self._read(path, content, self._matched(path, content, skip))

    def _matched(self, path: str, content: Content, skip: Skip) -> list[tuple[Match, ...]]:
        counted = [self._matcher.counted(part.text) for part in content.parts]
        if left := sum(more for _, more in counted):
            skip(path, f"{left:,} more findings than are kept of one file")
        return [found for found, _ in counted]

    def read_blob(self, path: str, blob: str, fetch: Callable[[], bytes | None], skip: Skip) -> Mapping[Key, Hit]:
        """The hits of a blob at a path; fetch gives its bytes, or None where it cannot be read."""
        name = (blob, kind_of(path))
        raw, way = bytes.fromhex(blob), _WAYS[name[1]]
        if self._read_as.get(raw, 0) & way:
            return {}
        if name in self._reasons:
            skip(path, self._reasons[name])
            return {}
        known = self._hits.get((path, blob))
        if known is not None:
            return known
        content = self._content(path, name, fetch, skip)
        if content is None:
            return {}
        if content.reason:
            self._reasons[name] = content.reason
            return {}
        matches = self._matches.get(name)
        if matches is None:
            self.blobs += raw not in self._read_as
            self._read_as.setdefault(raw, 0)
            matches = self._matched(path, content, skip)
            self._matches.put(name, matches, sum(map(weight, matches)))
        if not any(matches):
            self._read_as[raw] |= way
            return {}
        found = self._read(path, content, matches)
        self._hits.put((path, blob), found, _HIT_BYTES * (1 + len(found)))
        return found

    def _content(
        self, path: str, name: tuple[str, str], fetch: Callable[[], bytes | None], skip: Skip
    ) -> Content | None:
        slow = self._slow.get(name[0]) if name[1] == "pdf" else None
        if slow is not None:
            return slow
        data = fetch()
        if data is None:
            return None
        content = content_of(path, data, self._matcher.may_match)
        _tell(path, content, skip)
        if name[1] == "pdf":
            self._slow.put(name[0], content, sum(getsizeof(part.text) for part in content.parts))
        return content

    def _read(self, path: str, content: Content, matches: Sequence[tuple[Match, ...]]) -> Mapping[Key, Hit]:
        parts = content.parts
        if len(parts) == 1 and (parts[0].numbers, parts[0].first, parts[0].read_as) == (None, 1, path):
            return hits(path, parts[0].text, matches[0], self._variables) if matches[0] else {}
        found: dict[Key, Hit] = {}
        seen: Counter[tuple[str, str]] = Counter()
        for part, here in zip(parts, matches, strict=True):
            for key, hit in (hits(part.read_as, part.text, here, self._variables) if here else {}).items():
                moved = replace(hit, line=part.cited(hit.line))
                if part.mark:
                    moved = replace(moved, marks=(*hit.marks, part.mark), counts=False)
                found[(key[0], key[1], seen[key[:2]])] = moved
                seen[key[:2]] += 1
        return found


@lru_cache(maxsize=4)
def _matcher(signals: tuple[Signal, ...]) -> Matcher:
    # To compile the patterns takes longer than to scan a small repository.
    return Matcher(signals)


def _tell(path: str, content: Content, skip: Skip) -> None:
    for reason in (content.reason, *content.notes):
        if reason:
            skip(path, reason)
