"""Git repositories that are made to hurt whoever walks them; each holds one honest commit as well."""

from __future__ import annotations

import hashlib
import struct
import sys
import zlib
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "evidence"))

from hostile import MB, NAME, WITNESS, hostile
from repositories import Builder


def honest(folder: Path) -> tuple[Builder, str]:
    builder = Builder(folder / "a.git")
    commit = builder.commit({NAME: WITNESS})
    builder.head("main", commit)
    return builder, commit


def put(builder: Builder, name: str, raw: bytes) -> None:
    """A loose object under any name, whatever it holds."""
    place = builder.loose(name)
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(zlib.compress(raw, 1))


def told(kind: bytes, body: bytes, size: int | None = None) -> bytes:
    return kind + b" %d\0" % (len(body) if size is None else size) + body


def text(tree: str, *parents: str) -> bytes:
    lines = [
        f"tree {tree}",
        *(f"parent {parent}" for parent in parents),
        "author A <a@b> 1 +0000",
        "committer A <a@b> 1 +0000",
    ]
    return "\n".join([*lines, "", "x"]).encode()


@hostile
def git_objects_with_sizes_that_lie(folder: Path) -> Path:
    builder, commit = honest(folder)
    small, large = "11" * 20, "22" * 20
    put(builder, small, told(b"blob", b"x" * 100, 10**15))
    put(builder, large, told(b"blob", bytes(300 * MB), 5))
    tree = b"".join(b"100644 %d.py\0" % number + bytes.fromhex(name) for number, name in enumerate((small, large)))
    put(builder, "33" * 20, told(b"tree", tree))
    put(builder, "44" * 20, told(b"commit", text("33" * 20, commit)))
    builder.ref("refs/heads/other", "44" * 20)
    return builder.path


@hostile
def git_commits_in_a_circle(folder: Path) -> Path:
    builder, commit = honest(folder)
    tree = builder.repo[commit.encode()].tree.decode()
    put(builder, "aa" * 20, told(b"commit", text(tree, "bb" * 20)))
    put(builder, "bb" * 20, told(b"commit", text(tree, "aa" * 20, commit)))
    builder.ref("refs/heads/round", "aa" * 20)
    return builder.path


@hostile
def git_tree_in_itself(folder: Path) -> Path:
    builder, commit = honest(folder)
    put(builder, "cc" * 20, told(b"tree", b"40000 a\0" + b"\xcc" * 20 + b"40000 b\0" + b"\xcc" * 20))
    put(builder, "dd" * 20, told(b"commit", text("cc" * 20, commit)))
    builder.ref("refs/heads/deep", "dd" * 20)
    return builder.path


@hostile
def git_refs_in_a_circle(folder: Path) -> Path:
    builder, _ = honest(folder)
    for name, target in (("a", "b"), ("b", "a"), ("self", "self")):
        (builder.path / "refs" / "heads" / name).write_text(f"ref: refs/heads/{target}\n")
    (builder.path / "refs" / "heads" / "out").write_text("ref: ../../../../etc/passwd\n")
    (builder.path / "packed-refs").write_bytes(
        b"# pack-refs with: peeled\nnot a ref\n" + b"0" * 40 + b" refs/heads/zero\n\xff\n"
    )
    return builder.path


@hostile
def git_tags_of_tags(folder: Path) -> Path:
    builder, commit = honest(folder)
    name = commit
    for number in range(5_000):
        body = f"object {name}\ntype {'tag' if number else 'commit'}\ntag t\ntagger A <a@b> 1 +0000\n\nx".encode()
        raw = told(b"tag", body)
        name = hashlib.sha1(raw).hexdigest()
        put(builder, name, raw)
    builder.ref("refs/tags/last", name)
    return builder.path


@hostile
def git_packs_that_are_none(folder: Path) -> Path:
    builder, _ = honest(folder)
    packs = builder.path / "objects" / "pack"
    packs.mkdir(exist_ok=True)
    base = "pack-" + "e" * 40
    (packs / f"{base}.pack").write_bytes(b"PACK" + struct.pack(">II", 2, 2**31) + b"\x9f" * 1000)
    (packs / f"{base}.idx").write_bytes(
        b"\xfftOc" + struct.pack(">I", 2) + struct.pack(">I", 2**31) * 256 + b"\0" * 100
    )
    other = "pack-" + "f" * 40
    (packs / f"{other}.pack").write_bytes(b"")
    (packs / f"{other}.idx").write_bytes(b"\xfftOc")
    return builder.path


@hostile
def git_that_leads_outside(folder: Path) -> Path:
    builder, _ = honest(folder)
    (builder.path / "objects" / "info").mkdir(exist_ok=True)
    (builder.path / "objects" / "info" / "alternates").write_text("/etc\n../../../../\n")
    (builder.path / "config").write_text(
        '[core]\n\tbare = true\n\tfsmonitor = "touch own"\n[include]\n\tpath = /etc/passwd\n'
    )
    hook = builder.path / "hooks" / "post-checkout"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\ntouch own\n")
    hook.chmod(0o755)
    return builder.path


@hostile
def git_trees_that_are_none(folder: Path) -> Path:
    builder, commit = honest(folder)
    bodies = [
        b"100644",
        b"100644 a",
        b"100644 a\0short",
        b"999999999999 a\0" + b"\1" * 20,
        b"100644 ../../x\0" + b"\1" * 20,
        b"100644 .git\0" + b"\1" * 20,
        b"40000 \0" + b"\1" * 20,
    ]
    for number, body in enumerate(bodies):
        tree, name = f"{number + 1:02x}" * 20, f"{number + 128:02x}" * 20
        put(builder, tree, told(b"tree", body))
        put(builder, name, told(b"commit", text(tree, commit)))
        builder.ref(f"refs/heads/b{number}", name)
    return builder.path


@hostile
def git_commits_that_are_none(folder: Path) -> Path:
    builder, _ = honest(folder)
    bodies = [
        b"",
        b"tree x",
        b"tree " + b"0" * 40 + b"\nauthor",
        b"\xff" * 100,
        b"tree " + b"1" * 40 + b"\nparent x\n" * 10_000,
        b"tree " + b"1" * 40 + b"\nauthor A <a@b> 99999999999999999999 +9999\ncommitter A <a@b> -1 +0000\n\nx",
    ]
    for number, body in enumerate(bodies):
        name = f"{number + 64:02x}" * 20
        put(builder, name, told(b"commit", body))
        (builder.path / "refs" / "heads" / f"c{number}").write_text(name + "\n")
    return builder.path


@hostile
def git_file_that_points_elsewhere(folder: Path) -> Path:
    builder, _ = honest(folder)
    work = folder / "work"
    work.mkdir()
    (work / NAME).write_text(WITNESS)
    (work / ".git").write_text("gitdir: /etc\n")
    assert builder.path.is_dir()
    return work


@hostile
def git_of_wide_trees(folder: Path) -> Path:
    """Two that differ in every entry, none of which is there."""
    builder, commit = honest(folder)
    for number in (1, 2):
        entries = (
            b"100644 %06d\0" % name + hashlib.sha1(b"%d %d" % (number, name)).digest() for name in range(180_000)
        )
        raw = told(b"tree", b"".join(entries))
        tree = hashlib.sha1(raw).hexdigest()
        put(builder, tree, raw)
        raw = told(b"commit", text(tree, commit))
        commit = hashlib.sha1(raw).hexdigest()
        put(builder, commit, raw)
    builder.ref("refs/heads/wide", commit)
    return builder.path


@hostile
def git_of_very_many_refs(folder: Path) -> Path:
    builder, commit = honest(folder)
    lines = (f"{commit} refs/pull/{number}/head\n" for number in range(100_000))
    (builder.path / "packed-refs").write_text("# pack-refs with: peeled fully-peeled sorted\n" + "".join(lines))
    return builder.path


@hostile
def git_of_commits_with_parents_without_end(folder: Path) -> Path:
    builder, commit = honest(folder)
    tree = builder.repo[commit.encode()].tree.decode()
    for number in range(18):
        parents = [f"{number:08x}{parent:032x}" for parent in range(120_000)]
        raw = told(b"commit", text(tree, commit, *parents))
        commit = hashlib.sha1(raw).hexdigest()
        put(builder, commit, raw)
    builder.ref("refs/heads/many", commit)
    return builder.path


@hostile
def git_of_many_commits(folder: Path) -> Path:
    from dulwich.objects import Commit

    builder, first = honest(folder)
    parent, tree = first.encode(), builder.repo[first.encode()].tree
    made = []
    for number in range(20_000):
        commit = Commit()
        commit.tree, commit.parents, commit.message = tree, [parent], b"x" * 120
        commit.author = commit.committer = b"A <a@b>"
        commit.author_time = commit.commit_time = 1_700_000_000 + number
        commit.author_timezone = commit.commit_timezone = 0
        made.append((commit, None))
        parent = commit.id
    builder.repo.object_store.add_objects(made)
    builder.ref("refs/heads/long", parent.decode())
    return builder.path
