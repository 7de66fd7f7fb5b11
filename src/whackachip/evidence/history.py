"""From the hits of every version of every file to the lives of findings."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .evidence import days_between
from .finding import Finding, Place
from .gitrepo import CommitInfo
from .hit import Hit, Key
from .tree import Entry, Trees

Where = tuple[str, Key]  # path, and key within the file
HitsOf = Callable[[str, Entry | None], Mapping[Key, Hit]]
Step = Callable[[], None]
MAX_FINDINGS = 100_000  # nobody reads more, and memory must end
MAX_PLACES = 600_000  # that findings moved to, over all of them


@dataclass(slots=True)
class Room:
    """How many findings and places are still kept; a repository could have either without end."""

    skip: Callable[[str, str], None]
    findings: int = MAX_FINDINGS
    places: int = MAX_PLACES

    def for_finding(self) -> bool:
        """Takes the room for one more, or says that there is none."""
        self.findings -= 1
        if self.findings < 0:
            self.skip("/", f"{MAX_FINDINGS:,} findings are there already; no more are kept")
        return self.findings >= 0

    def for_place(self) -> bool:
        """As for_finding, of a place that a finding moved to."""
        self.places -= 1
        if self.places < 0:
            self.skip("/", f"findings moved {MAX_PLACES:,} times already; of later moves the last alone is kept")
        return self.places >= 0


@dataclass(slots=True)
class Track:
    """The life of one finding as it is being read; hit is the last one seen."""

    hit: Hit
    blob: str
    path: str
    room: Room
    places: list[Place] = field(default_factory=list)
    status: str = "present"
    last: CommitInfo | None = None

    def stand(self, commit: CommitInfo, path: str, hit: Hit, blob: str) -> None:
        """The finding stands here from this commit on."""
        moved = not self.places or (self.places[-1].path, self.places[-1].line) != (path, hit.line)
        if moved:
            self._add(Place(commit.id, commit.date, path, hit.line, blob))
        self.hit, self.blob, self.path = hit, blob, path

    def leave(self, commit: CommitInfo) -> None:
        """This commit removed it."""
        self._add(Place(commit.id, commit.date, self.path, None, None, commit.subject))

    def _add(self, place: Place) -> None:
        if len(self.places) > 1 and not self.room.for_place():
            self.places.pop()
        self.places.append(place)

    def finding(self) -> Finding:
        stood, end, last = self.places[0], self.places[-1], self.last
        removed = end.line is None
        return self.hit.finding(
            self.path,
            blob=self.blob,
            status=self.status,
            lines_first=stood.line,
            first_commit=stood.commit,
            first_date=stood.date,
            last_commit=last.id if last else None,
            last_date=last.date if last else None,
            removed_by=end.commit if removed else None,
            removed_on=end.date if removed else None,
            removed_subject=end.subject if removed else None,
            days_alive=days_between(stood.date, end.date) if removed else None,
            places=tuple(self.places),
        )


def topological(commits: Mapping[str, CommitInfo]) -> list[CommitInfo]:
    """Commits with parents before children, and older before newer where that leaves a choice."""
    waiting = {name: sum(parent in commits for parent in commit.parents) for name, commit in commits.items()}
    children: dict[str, list[str]] = defaultdict(list)
    for name, commit in commits.items():
        for parent in commit.parents:
            if parent in commits:
                children[parent].append(name)
    ready = [(commits[name].time, name) for name, count in waiting.items() if count == 0]
    heapq.heapify(ready)
    order = []
    while ready:
        _, name = heapq.heappop(ready)
        order.append(commits[name])
        for child in children[name]:
            waiting[child] -= 1
            if waiting[child] == 0:
                heapq.heappush(ready, (commits[child].time, child))
    return order


def first_parents(head: str, commits: Mapping[str, CommitInfo]) -> list[CommitInfo]:
    """The main line: from the oldest commit to head along first parents, as far as they can be read."""
    line: list[CommitInfo] = []
    name: str | None = head
    while name is not None and name in commits:
        line.append(commits[name])
        name = line[-1].parents[0] if line[-1].parents else None
    return line[::-1]


def main_line(
    line: Sequence[CommitInfo], trees: Trees, hits_of: HitsOf, step: Step, room: Room
) -> tuple[list[Track], frozenset[Where]]:
    """The findings that ever stood on the main line, and every place they stood at.

    A finding that leaves one place while the same signal and token come up at another in the same commit has moved.
    One that comes back later is the same finding again, and its places show the gap.
    """
    tracks: list[Track] = []
    at: dict[Where, Track] = {}
    known: set[Where] = set()
    before: CommitInfo | None = None
    for commit in line:
        gone: dict[tuple[str, str], list[Where]] = defaultdict(list)
        come: list[tuple[Where, Hit, str]] = []
        for path, key, old, new, blob in _differences(trees, before, commit, hits_of):
            where = (path, key)
            if old is None and new is not None:
                come.append((where, new, blob))
            elif where not in at:  # there was no room for it
                continue
            elif new is None:
                gone[key[:2]].append(where)
            else:
                at[where].stand(commit, path, new, blob)
        for where, hit, blob in come:
            leavers = gone[where[1][:2]]
            if leavers:
                at[where] = at.pop(_nearest(leavers, where))
            elif where not in at:
                if not room.for_finding():
                    continue
                at[where] = Track(hit, blob, where[0], room)
                tracks.append(at[where])
            at[where].stand(commit, where[0], hit, blob)
            known.add(where)
        for leavers in gone.values():
            for where in leavers:
                at[where].leave(commit)
                at[where].status, at[where].last = "withdrawn", before
        before = commit
        step()
    for track in tracks:
        if track.places[-1].line is not None:
            track.status, track.last = "present", before
    return tracks, frozenset(known)


def _nearest(leavers: list[Where], where: Where) -> Where:
    """Takes the leaver that has most likely come here: one from a file of the same name, else the first."""
    name = where[0].rpartition("/")[2]
    same = (number for number, (path, _) in enumerate(leavers) if path.rpartition("/")[2] == name)
    return leavers.pop(next(same, 0))


@dataclass(frozen=True, slots=True)
class Reach:
    """Which commits can be reached from where: from head, and from branches and tags."""

    head: frozenset[str]
    named: frozenset[str]

    def status(self, commit: CommitInfo, replaced: bool) -> str:
        """What a finding is that stands in this commit and never stood on the main line."""
        if commit.id in self.head:
            return "withdrawn"
        if replaced:
            return "replaced-history"
        return "other-branch" if commit.id in self.named else "pull-request"


def side_lines(
    order: Sequence[CommitInfo],
    main: frozenset[str],
    known: frozenset[Where],
    reach: Reach,
    trees: Trees,
    hits_of: HitsOf,
    step: Step,
    room: Room,
) -> list[Track]:
    """The findings that never stood on the main line.

    order: all commits, parents first. main: ids of the main line. known: where its findings stood.
    """
    by_id = {commit.id: commit for commit in order}
    held = _Held(order, main)
    related: set[str] = set()  # commits with an ancestor that head has too
    tracks: dict[Where, Track] = {}
    for commit in order:
        if commit.id in reach.head or any(parent in related for parent in commit.parents):
            related.add(commit.id)
        parents = [parent for parent in commit.parents if parent in by_id]
        if commit.id in main:
            # What a merged branch held and the merge did not take over ends here.
            for parent in parents[1:]:
                for where in sorted(held.by(parent)):
                    tracks[where].leave(commit)
            held.release(parents, tracks)
            continue
        first = by_id[parents[0]] if parents else None
        before = held.by(first.id) if first else {}
        here: dict[Where, tuple[Hit, str]] | None = None  # a copy of what stood before, once something changes
        status = reach.status(commit, commit.id not in related)
        for path, key, _, new, blob in _differences(trees, first, commit, hits_of):
            where = (path, key)
            if where in known or (new is None and where not in (before if here is None else here)):
                continue
            if new is not None and where not in tracks:
                if not room.for_finding():
                    continue
                tracks[where] = Track(new, blob, path, room, status=status)
            here = dict(before) if here is None else here
            if new is None:
                del here[where]
                tracks[where].leave(commit)
                continue
            here[where] = (new, blob)
            track = tracks[where]
            track.stand(commit, path, new, blob)
            track.status = min(track.status, status, key=_CLOSENESS.index)
        held.hold(commit, here, first.id if first else None, tracks)
        held.release(parents, tracks)
        step()
    return list(tracks.values())


@dataclass(slots=True)
class _Standing:
    """What stands in one or several commits alike, the last of which is named."""

    hits: dict[Where, tuple[Hit, str]]
    last: CommitInfo
    number: int
    commits: int = 1


class _Held:
    """What stands in the commits beside the main line whose children are not all read yet."""

    def __init__(self, order: Sequence[CommitInfo], main: frozenset[str]) -> None:
        self._waiting: dict[str, int] = defaultdict(int)
        for commit in order:
            for parent in commit.parents:
                if parent not in main:
                    self._waiting[parent] += 1
        self._by: dict[str, _Standing] = {}
        self._number = 0
        self._last_of: dict[Where, int] = {}

    def by(self, commit: str) -> dict[Where, tuple[Hit, str]]:
        found = self._by.get(commit)
        return found.hits if found else {}

    def hold(
        self,
        commit: CommitInfo,
        hits: dict[Where, tuple[Hit, str]] | None,
        parent: str | None,
        tracks: Mapping[Where, Track],
    ) -> None:
        """hits: None where they are those of the parent."""
        self._number += 1
        same = self._by.get(parent) if hits is None and parent is not None else None
        if same is not None:
            same.last, same.number, same.commits = commit, self._number, same.commits + 1
        self._by[commit.id] = same or _Standing(hits or {}, commit, self._number)
        if not self._waiting[commit.id]:
            self._drop(commit.id, tracks)

    def release(self, parents: Sequence[str], tracks: Mapping[Where, Track]) -> None:
        """One child of each of these has been read."""
        for parent in parents:
            if parent in self._by:
                self._waiting[parent] -= 1
                if not self._waiting[parent]:
                    self._drop(parent, tracks)

    def _drop(self, commit: str, tracks: Mapping[Where, Track]) -> None:
        standing = self._by.pop(commit)
        standing.commits -= 1
        if standing.commits:
            return
        for where, (hit, blob) in standing.hits.items():
            # Another branch may hold it at another line: the last commit is cited with what stands there.
            if standing.number > self._last_of.get(where, 0):
                track = tracks[where]
                self._last_of[where] = standing.number
                track.last, track.hit, track.blob = standing.last, hit, blob


_CLOSENESS = ("withdrawn", "other-branch", "pull-request", "replaced-history")


def _differences(
    trees: Trees, before: CommitInfo | None, commit: CommitInfo, hits_of: HitsOf
) -> Iterator[tuple[str, Key, Hit | None, Hit | None, str]]:
    """Path, key, hit before, hit after and blob of every hit in the files that a commit touched."""
    for change in trees.changes(before.tree if before else None, commit.tree):
        old, new = hits_of(change.path, change.old), hits_of(change.path, change.new)
        blob = change.new.id if change.new else ""
        for key, hit in old.items():
            if key not in new:
                yield change.path, key, hit, None, blob
        for key, hit in new.items():
            yield change.path, key, old.get(key), hit, blob
