"""Scan a folder or a git repository for signals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from ..errors import UserError
from .evidence import Evidence
from .finding import Finding
from .gitrepo import CommitInfo, GitRepository, NoHistory, folder_name, is_repository, without_credentials
from .history import MAX_FINDINGS, Reach, Room, first_parents, main_line, side_lines, topological
from .hit import Hit, Key
from .reader import Reader
from .signal import Signal, load_signals
from .source import MAX_BLOB_BYTES, Skipped, Source, Unread
from .sources import source_of
from .tree import Entry

Progress = Callable[[int, int], None]


def scan(
    path: str | Path | Source,
    *,
    revision: str | None = None,
    history: bool = True,
    refs: Sequence[str] = (),
    signals: Sequence[Signal] | None = None,
    max_blob_bytes: int = MAX_BLOB_BYTES,
    progress: Progress | None = None,
    name: str | None = None,
) -> Evidence:
    """What the signals find in a folder, an archive, a file, a stream, or in every commit of a git repository.

    path: a folder (a model's own, too), a tar, zip or gz archive, a file such as a PDF or a notebook, a git work tree
    or a bare git directory; or a source. revision: the branch, tag or commit whose main line is followed (HEAD, else
    the longest branch). history: False reads the tree of that revision alone. refs: branches, tags or commits; where
    given, only commits that they or the revision reach. signals: those of the facts if left out. max_blob_bytes:
    larger texts are skipped [bytes]. progress: called with commits done and in all. name: what the result calls the
    repository, by default the address of its origin at a public forge, else the last part of path.

    Nothing scanned is run, unpickled or fetched; what cannot be read is listed in `skipped`. Raises UserError
    for a path that does not exist, a revision that is not there, or a revision asked of a plain folder. A repository
    in which no commit can be read is read as a folder, and `skipped` says so.
    """
    if not isinstance(path, str | Path):
        return _scan_source(path, Reader(load_signals() if signals is None else signals), name or path.name)
    place = Path(path)
    if not place.exists():
        raise UserError(f"{str(path)!r} does not exist")
    reader = Reader(load_signals() if signals is None else signals)
    called = without_credentials(name) if name else folder_name(place)
    if place.is_dir() and is_repository(place):
        try:
            given = called if name else None
            return _scan_repository(place, revision, history, refs, reader, max_blob_bytes, given, progress)
        except NoHistory as error:
            if revision is not None:
                raise
            found = _scan_source(source_of(place, max_blob_bytes), reader, called)
            return replace(found, skipped=(Skipped(".git", str(error)), *found.skipped))
    if revision is not None:
        raise UserError(f"{called!r} is no git repository, so it has no revision {revision!r}")
    return _scan_source(source_of(place, max_blob_bytes), reader, called)


def _scan_repository(
    place: Path,
    revision: str | None,
    history: bool,
    refs: Sequence[str],
    reader: Reader,
    max_blob_bytes: int,
    name: str | None,
    progress: Progress | None,
) -> Evidence:
    with GitRepository(place, max_blob_bytes) as repository:
        name = name or repository.address() or folder_name(place)
        head, asked = repository.resolve(revision)
        if history:
            return _scan_history(repository, head, asked, refs, reader, name, progress)
        return _scan_tree(repository, head, asked, reader, name)


def _scan_source(source: Source, reader: Reader, name: str) -> Evidence:
    findings: list[Finding] = []
    left_out = Unread()
    count = 0
    for file in source.files():
        if len(findings) >= MAX_FINDINGS:
            left_out.add(file.path, f"{MAX_FINDINGS:,} findings are there already; the rest is not read")
            break
        count += file.first_line == 1
        found = reader.read(file.path, file.data, left_out.add, file.first_line)
        findings += [_standing(hit, file.path, None, None) for hit in found.values()]
    return Evidence(
        repository=name,
        findings=_ordered(findings),
        signals_looked_for=reader.looked_for(),
        skipped=(*source.skipped, *left_out.listed()),
        blobs=count,
    )


def _scan_tree(repository: GitRepository, head: str, asked: str, reader: Reader, name: str) -> Evidence:
    commit = repository.commit(head)
    findings: list[Finding] = []
    changes = repository.trees.changes(None, commit.tree) if commit else ()
    for change in changes:
        if len(findings) >= MAX_FINDINGS:
            repository.skip(change.path, f"{MAX_FINDINGS:,} findings are there already; the rest is not read")
            break
        found = _hits(repository, reader, change.path, change.new)
        blob = change.new.id if change.new else None
        findings += [_standing(hit, change.path, blob, commit) for hit in found.values()]
    return Evidence(
        repository=name,
        findings=_ordered(findings),
        signals_looked_for=reader.looked_for(),
        skipped=tuple(repository.skipped),
        head=head,
        revision=asked,
        commits=1,
        blobs=reader.blobs,
        refs={kind: len(heads) for kind, heads in repository.refs().items()},
    )


def _scan_history(
    repository: GitRepository,
    head: str,
    asked: str,
    only: Sequence[str],
    reader: Reader,
    name: str,
    progress: Progress | None,
) -> Evidence:
    refs = repository.refs() if not only else {"branches": [repository.resolve(ref)[0] for ref in only]}
    everything = repository.ancestors([head, *(commit for heads in refs.values() for commit in heads)])
    line = first_parents(head, everything)
    order = topological(everything)
    done = 0

    def step() -> None:
        nonlocal done
        done += 1
        if progress is not None:
            progress(done, len(order))

    def hits_of(path: str, entry: Entry | None) -> Mapping[Key, Hit]:
        return _hits(repository, reader, path, entry)

    room = Room(repository.skip)
    main, known = main_line(line, repository.trees, hits_of, step, room)
    reach = Reach(
        head=frozenset(repository.ancestors([head])),
        named=frozenset(repository.ancestors([*refs["branches"], *refs.get("tags", ())])),
    )
    on_main = frozenset(commit.id for commit in line)
    side = side_lines(order, on_main, known, reach, repository.trees, hits_of, step, room)
    return Evidence(
        repository=name,
        findings=_ordered([track.finding() for track in [*main, *side]]),
        signals_looked_for=reader.looked_for(),
        skipped=tuple(repository.skipped),
        head=head,
        revision=asked,
        commits=len(order),
        blobs=reader.blobs,
        refs={kind: len(heads) for kind, heads in refs.items()},
        main_line=tuple((commit.id, commit.date) for commit in line),
    )


def _hits(repository: GitRepository, reader: Reader, path: str, entry: Entry | None) -> Mapping[Key, Hit]:
    """The hits of a blob at a path; none where there is no blob or it cannot be read."""
    if entry is None:
        return {}
    return reader.read_blob(path, entry.id, lambda: repository.data(path, entry), repository.skip)


def _standing(hit: Hit, path: str, blob: str | None, commit: CommitInfo | None) -> Finding:
    """A finding without a life: of a folder, or of one tree."""
    return hit.finding(
        path,
        blob=blob,
        last_commit=commit.id if commit else None,
        last_date=commit.date if commit else None,
    )


def _ordered(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=Finding.sort_key))
