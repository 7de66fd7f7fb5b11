"""A small repository of git whose files are changed one at a time, and objects that carry their right names."""

from __future__ import annotations

import hashlib
import sys
import zlib
from functools import cache
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))

from repositories import TRAIN, Builder

from whackachip.evidence import Evidence, scan

KINDS = ("tree", "commit", "tag", "blob")
TREE = b"100644 a.sh\0" + b"\x11" * 20 + b"40000 folder\0" + b"\x22" * 20
COMMIT = (
    b"tree " + b"1" * 40 + b"\nparent " + b"2" * 40 + b"\nauthor A <a@example.org> 1730779200 +0800\n"
    b"committer A <a@example.org> 1730779200 +0800\nencoding utf-8\n\nwork\n"
)
TAG = b"object " + b"3" * 40 + b"\ntype commit\ntag v1\ntagger A <a@example.org> 1730779200 +0000\n\nsaid\n"


@cache
def made(folder: Path) -> Path:
    """A bare repository of three commits, two in a pack with deltas and one of loose objects."""
    builder = Builder(folder / "a.git")
    long = "\n".join(f"line {number} of a long text" for number in range(200))
    first = builder.commit({"train.sh": TRAIN, "long.txt": long})
    second = builder.commit({"train.sh": TRAIN, "long.txt": long.replace("line 7 ", "word 7 ")}, first)
    builder.head("main", second)
    builder.repo.object_store.pack_loose_objects()
    builder.head("main", builder.commit({"train.sh": TRAIN + "# more\n", "long.txt": long}, second))
    return builder.path


@cache
def contents(folder: Path) -> dict[Path, bytes]:
    """What the files of the repository hold that matter."""
    files = (file for file in sorted(made(folder).rglob("*")) if file.is_file())
    return {file: file.read_bytes() for file in files if file.suffix != ".sample" and file.name != "description"}


def changed(folder: Path, place: Path, data: bytes) -> Evidence:
    """The scan of the whole history with one file in another state, which is put back after it."""
    before = contents(folder)[place]
    place.chmod(0o644)
    place.write_bytes(data)
    try:
        return scan(made(folder))
    finally:
        place.write_bytes(before)


def with_object(folder: Path, kind: str, body: bytes) -> Evidence:
    """The scan of a repository where a branch leads over an object of any content under its right name."""
    repository, names = made(folder), []

    def put(kind: str, body: bytes) -> str:
        raw = b"%b %d\0%b" % (kind.encode(), len(body), body)
        name = hashlib.sha1(raw).hexdigest()
        place = repository / "objects" / name[:2] / name[2:]
        if not place.exists():
            place.parent.mkdir(exist_ok=True)
            place.write_bytes(zlib.compress(raw, 1))
            names.append(place)
        return name

    name = put(kind, body)
    if kind == "blob":
        name = put("tree", b"100644 a.md\0" + bytes.fromhex(name))
    if kind in ("blob", "tree"):
        name = put("commit", COMMIT.replace(b"1" * 40, name.encode()).replace(b"parent " + b"2" * 40 + b"\n", b""))
    branch = repository / "refs" / "heads" / "other"
    branch.write_text(name)
    try:
        return scan(repository)
    finally:
        branch.unlink()
        for place in names:
            place.unlink()
