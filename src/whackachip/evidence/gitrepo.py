"""A git repository, read through dulwich: objects, refs, revisions. Nothing is run, fetched or written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from heapq import heappop, heappush
from pathlib import Path
from sys import intern

from dulwich.objects import Commit, parse_tree

from ..errors import UserError, unknown
from .content import most_of
from .delta import Damaged
from .objects import Objects, TooLarge
from .packentry import BLOB, COMMIT, TAG, TREE
from .redact import redact_people
from .source import MAX_BLOB_BYTES, MAX_NAME, MAX_SKIPPED, Skipped, Unread, shown
from .tree import LINK, SUBMODULE, Entry, Trees
from .untrusted import UNREADABLE, Untrusted

MAX_META_BYTES = 8_000_000  # of a commit, a tree or a tag
MAX_TAGS = 10  # one on another
MAX_COMMITS = 200_000  # the newest; a repository of a model has a tenth of that
MAX_PARENTS = 2_000_000  # of all commits
_KINDS = {b"refs/heads/": "branches", b"refs/remotes/": "branches", b"refs/tags/": "tags", b"refs/pull/": "pulls"}


@dataclass(frozen=True, slots=True)
class CommitInfo:
    """What is read of a commit; date is the author's, ISO 8601 with offset; time orders commits [s]."""

    id: str
    tree: str
    parents: tuple[str, ...]
    date: str
    time: int
    subject: str


def is_repository(path: Path) -> bool:
    """Whether a path is the top of a git work tree, or a bare git directory."""
    inside = (path / "HEAD").is_file() and (path / "objects").is_dir() and (path / "refs").is_dir()
    return inside or (path / ".git").exists()


# Where a copy came from is said for public forges alone: any other host is somebody's own.
_FORGE = re.compile(
    r"(?:https?://(?:[^/@]*@)?|ssh://git@|git@)(?P<host>github\.com|gitlab\.com|huggingface\.co|gitee\.com|codeberg\.org)"
    r"[/:](?P<path>[\w.-]+/[\w.-]+?)(?:\.git)?/?"
)


class NoHistory(UserError):
    """A repository in which no commit can be read: a new one, or a damaged one."""


class GitRepository:
    """Reads objects; one that is missing, damaged or too large is listed in `skipped`, and the reading goes on."""

    def __init__(self, path: Path, max_blob_bytes: int = MAX_BLOB_BYTES) -> None:
        """path: a work tree or a bare directory; raises UserError where git's own files are unusable."""
        try:
            self._repo = Untrusted(path)
        except UNREADABLE as error:
            raise NoHistory(f"{path.name!r} is no readable git repository: {type(error).__name__}") from None
        folder = Path(self._repo.commondir()) / "objects"
        self._objects = Objects(folder, sha256=self._repo.object_format.hex_length == 64)
        self._limit = max_blob_bytes
        self._unread = Unread()
        self._told: set[tuple[str, str]] = set()
        self._commits: dict[str, CommitInfo | None] = {}
        self._parents_left = MAX_PARENTS
        self.trees = Trees(self._entries, lambda where, why: self.skip(where or "/", why))
        for pack in self._objects.unreadable:
            self.skip(f"objects/pack/{pack.partition(': ')[0]}", "damaged: " + pack.partition(": ")[2])
        if (folder / "info" / "alternates").exists():
            self.skip("objects/info/alternates", "leads out of the repository")

    def __enter__(self) -> GitRepository:
        return self

    def __exit__(self, *_: object) -> None:
        self._objects.close()
        self._repo.close()

    @property
    def skipped(self) -> list[Skipped]:
        return self._unread.listed()

    def skip(self, path: str, reason: str) -> None:
        """Records what is not read, once."""
        if (path, reason) not in self._told and len(self._told) <= MAX_SKIPPED:
            self._told.add((path, reason))
            self._unread.add(path, reason)

    def address(self) -> str | None:
        """The web address of the public forge that `origin` is at; None where it is another place, or not known."""
        try:
            url = self._repo.get_config().get((b"remote", b"origin"), b"url").decode()
        except (KeyError, OSError, ValueError):
            return None
        found = _FORGE.fullmatch(url)
        return f"https://{found['host']}/{found['path']}" if found else None

    def refs(self) -> dict[str, list[str]]:
        """The commits that refs lead to, by kind: branches, tags, pulls and other; HEAD is not among them."""
        found: dict[str, list[str]] = {"branches": [], "tags": [], "pulls": [], "other": []}
        for name in sorted(self._repo.refs.allkeys()):
            if name == b"HEAD" or name.endswith(b"/HEAD"):
                continue
            commit = self._ref(name)
            kind = next((kind for prefix, kind in _KINDS.items() if name.startswith(prefix)), "other")
            if commit is not None:
                found[kind].append(commit)
        if self._repo.refs.damaged:
            self.skip("packed-refs", "damaged or too long; refs after the break are not read")
        return found

    def resolve(self, revision: str | None) -> tuple[str, str]:
        """The full id of a commit, and the revision it was found by; None asks for HEAD, else the longest branch.

        revision: a branch, a tag, a ref, or a commit by four digits or more. Raises UserError where there is no such
        commit, and NoHistory where no commit can be read at all.
        """
        if revision is not None:
            return self._named(revision), revision
        head = self._ref(b"HEAD")
        if head is not None and self.commit(head) is not None:
            return head, "HEAD"
        branches = {head: len(self.ancestors([head])) for head in self.refs()["branches"]}
        if not branches:
            raise NoHistory("no commit can be read, on HEAD or on any branch")
        longest = max(branches, key=lambda head: (branches[head], head))
        return longest, longest[:12]

    def commit(self, commit: str) -> CommitInfo | None:
        """A commit, or None where it is missing or damaged."""
        if commit not in self._commits:
            if len(self._commits) > 2 * MAX_COMMITS:
                return None
            self._commits[commit] = self._read_commit(commit)
        return self._commits[commit]

    def ancestors(self, heads: list[str]) -> dict[str, CommitInfo]:
        """Every readable commit that can be reached, the heads included, by id; where they are too many, the newest."""
        found: dict[str, CommitInfo] = {}
        pending: list[tuple[int, str]] = []
        seen: set[str] = set()

        def meet(names: Iterable[str]) -> None:
            for name in names:
                if name not in seen:
                    seen.add(name)
                    commit = self.commit(name)
                    if commit is not None:
                        heappush(pending, (-commit.time, name))

        meet(heads)
        while pending:
            if len(found) >= MAX_COMMITS:
                self.skip("commits", f"more than {MAX_COMMITS:,}; the oldest are not read")
                break
            name = heappop(pending)[1]
            found[name] = self._commits[name]  # type: ignore[assignment]
            meet(found[name].parents)
        return found

    def data(self, path: str, entry: Entry) -> bytes | None:
        """The bytes of a blob, or None where it is not to be read; path names it where it is skipped."""
        if entry.kind == SUBMODULE:
            self.skip(path, f"submodule at {entry.id}")
            return None
        if entry.kind == LINK:
            self.skip(path, "symbolic link")
            return None
        return self._raw(entry.id, BLOB, path, most_of(path, self._limit))

    def _named(self, revision: str) -> str:
        known = set(self._repo.refs.allkeys()) | {b"HEAD"}
        for prefix in ("", "refs/", "refs/heads/", "refs/tags/", "refs/remotes/", "refs/remotes/origin/"):
            name = prefix + revision
            if name.encode() in known and (commit := self._ref(name.encode())) is not None:
                return commit
        if re.fullmatch(r"[0-9a-f]{4,64}", revision):
            found = sorted({name for name in self._objects.names(revision) if self._is_commit(name)})
            if len(found) == 1:
                return found[0]
            if found:
                raise UserError(f"revision {revision!r} is short for {len(found)} commits: give more of its digits")
        named = [re.sub(r"^refs/(?:heads|tags)/", "", _text(name)) for name in sorted(known)]
        raise unknown("revision", revision, [name for name in named if not name.startswith("refs/")])

    def _is_commit(self, name: str) -> bool:
        try:
            return self._objects.read(name, MAX_META_BYTES)[0] == COMMIT
        except (KeyError, Damaged, TooLarge):
            return False

    def _entries(self, tree: str) -> dict[str, Entry]:
        data = self._raw(tree, TREE, f"tree {tree}", MAX_META_BYTES)
        if data is None:
            return {}
        try:
            length = len(tree) // 2
            found = {_text(name): Entry(mode, _text(entry)) for name, mode, entry in parse_tree(data, sha_len=length)}
        except Exception as error:  # a damaged tree raises almost anything
            self.skip(f"tree {tree}", f"damaged: {type(error).__name__}")
            return {}
        endless = [name for name in found if len(name) > MAX_NAME]
        for name in endless:
            self.skip(f"tree {tree}", "a name without end")
            del found[name]
        return found

    def _read_commit(self, name: str) -> CommitInfo | None:
        data = self._raw(name, COMMIT, f"commit {name}", MAX_META_BYTES)
        if data is None:
            return None
        try:
            commit = Commit.from_string(data)
            self._parents_left -= len(commit.parents)
            if self._parents_left < 0:
                self.skip("commits", f"more than {MAX_PARENTS:,} parents; the rest is not followed")
                return None
            return CommitInfo(
                id=name,
                tree=_text(commit.tree),
                parents=tuple(intern(_text(parent)) for parent in commit.parents),
                date=_date(commit.author_time, commit.author_timezone),
                time=int(commit.commit_time),
                subject=redact_people(_text(commit.message or b"").strip().partition("\n")[0][:120]),
            )
        except Exception as error:  # a damaged commit raises almost anything
            self.skip(f"commit {name}", f"damaged: {type(error).__name__}")
            return None

    def _raw(self, name: str, kind: int, where: str, limit: int) -> bytes | None:
        """The bytes of an object within a limit, whose name is checked against them."""
        try:
            found, data = self._objects.read(name, limit)
        except KeyError:
            self.skip(where, "missing from the repository")
        except TooLarge as error:
            self.skip(where, f"larger than {limit:,} bytes ({error.size:,})")
        except (Damaged, OSError) as error:
            self.skip(where, f"damaged: {error}")
        else:
            if found == kind:
                return data
            self.skip(where, "damaged: it is of another kind")
        return None

    def _ref(self, name: bytes) -> str | None:
        """The commit that a ref leads to, through annotated tags; None where it leads nowhere."""
        try:
            target = _text(self._repo.refs[name])  # type: ignore[index]
            for _ in range(MAX_TAGS):
                kind, data = self._objects.read(target, MAX_META_BYTES)
                if kind != TAG:
                    break
                target = re.match(rb"object ([0-9a-f]+)\n", data)[1].decode()  # type: ignore[index]
        except Exception:  # a broken ref raises almost anything
            self.skip(_text(name), "leads to no readable commit")
            return None
        if kind == COMMIT:
            return target
        self.skip(_text(name), "leads to no commit")
        return None


def _text(raw: bytes) -> str:
    return shown(raw)


def _date(seconds: int, offset: int) -> str:
    zone = timezone(timedelta(seconds=offset)) if abs(offset) < 86400 else UTC
    return datetime.fromtimestamp(seconds, zone).isoformat()


def folder_name(path: Path) -> str:
    """The last part of a path that says something: never a whole local path, nor a bare `.git`."""
    parts = [part for part in path.resolve().parts if part != ".git"]
    return parts[-1].removesuffix(".git")


def without_credentials(address: str) -> str:
    """An address or name without the user and password that it may hold; of a local one the last part alone."""
    if address.startswith("file://"):
        return folder_name(Path(address.removeprefix("file://")))
    return re.sub(r"(?<=://)[^/@]*@", "", address)
