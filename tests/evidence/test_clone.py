"""Copies with every ref; tried on local repositories only."""

from __future__ import annotations

import hashlib
import os
import struct
import zlib
from pathlib import Path

import pytest
from dulwich.repo import Repo
from repositories import TRAIN, Builder, Model
from test_objects import BOMB, entry, name_of, number

from whackachip.errors import UserError
from whackachip.evidence import Signal, clone, is_address, scan
from whackachip.evidence.clonecache import CloneCache
from whackachip.evidence.delta import Damaged
from whackachip.evidence.gitrepo import GitRepository
from whackachip.evidence.packcheck import check_pack
from whackachip.evidence.packentry import BLOB


def test_a_copy_gives_the_same_evidence(model: Model, tmp_path: Path, signals: tuple[Signal, ...]) -> None:
    copy = clone(str(model.path), tmp_path / "copy.git")
    original = scan(model.path, signals=signals, name="x")
    assert scan(copy, signals=signals, name="x") == original
    assert {"pull-request", "replaced-history"} <= {f.status for f in original.findings}


def test_no_place_and_no_source(model: Model, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="not an empty folder"):
        clone(str(model.path), model.path)
    with pytest.raises(UserError, match="cannot copy"):
        clone(str(tmp_path / "nowhere"), tmp_path / "copy.git")


def test_more_than_is_taken(model: Model, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="more than 500 bytes"):
        clone(str(model.path), tmp_path / "copy.git", limit=500)
    assert not list((tmp_path / "copy.git" / "objects" / "pack").iterdir())


def test_the_cache_copies_once_and_then_keeps_up(builder: Builder, tmp_path: Path, signals: tuple[Signal, ...]) -> None:
    first = builder.commit({"a.sh": TRAIN})
    builder.head("main", first)
    cache = CloneCache(tmp_path / "cache")
    seen: list[int] = []
    copy = cache.copy(f"file://{builder.path}", seen.append)
    assert seen == sorted(seen)
    assert seen
    builder.head("main", builder.commit({"a.sh": TRAIN, "b.sh": TRAIN}, first))
    assert cache.copy(f"file://{builder.path}") == copy
    assert {f.path for f in scan(copy, signals=signals).findings} == {"a.sh", "b.sh"}
    assert [path.name for path in (tmp_path / "cache").iterdir()] == [copy.name]


def test_the_cache_has_a_size(tmp_path: Path) -> None:
    cache = CloneCache(tmp_path / "cache", limit=1)
    copies = []
    for name in "ab":
        builder = Builder(tmp_path / f"{name}.git")
        builder.head("main", builder.commit({f"{name}.sh": TRAIN}))
        copies.append(cache.copy(f"file://{builder.path}"))
        os.utime(copies[-1], (1, 1))
    assert [copy.exists() for copy in copies] == [False, True]


def test_a_failed_copy_leaves_nothing(model: Model, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="more than 500 bytes"):
        CloneCache(tmp_path / "cache", each=500).copy(f"file://{model.path}")
    assert not list((tmp_path / "cache").iterdir())


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        (entry(BLOB, 10, BOMB), "larger than it says"),
        (entry(BLOB, 10, zlib.compress(b"x")), "smaller than it says"),
        (entry(BLOB, 1 << 40, BOMB), "an object of"),
        (entry(5, 1, zlib.compress(b"x")), "of kind 5"),
        (entry(BLOB, 1, zlib.compress(b"x")) + b"more", "more in the pack"),
    ],
)
def test_a_pack_is_checked_before_it_is_inflated(tmp_path: Path, raw: bytes, problem: str) -> None:
    body = b"PACK" + struct.pack(">LL", 2, 1) + raw
    (tmp_path / "x.pack").write_bytes(body + hashlib.sha1(body).digest())
    with pytest.raises(Damaged, match=problem):
        check_pack(tmp_path / "x.pack")


def test_a_delta_is_checked_before_it_is_laid(tmp_path: Path) -> None:
    good = number(1) + number(3) + b"\x03xyz"
    lying = number(1) + number(3) + b"\xb0\xff\xff" * 9
    for delta, fails in ((good, False), (lying, True)):
        raw = entry(7, len(delta), zlib.compress(delta), name_of(b"x"))
        body = b"PACK" + struct.pack(">LL", 2, 1) + raw
        (tmp_path / "x.pack").write_bytes(body + hashlib.sha1(body).digest())
        if fails:
            with pytest.raises(Damaged, match="larger than it says"):
                check_pack(tmp_path / "x.pack")
        else:
            assert check_pack(tmp_path / "x.pack") == 1


def test_addresses() -> None:
    assert is_address("https://github.com/a/b")
    assert not is_address("a/b")
    assert not is_address("/tmp/https")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://github.com/allenai/OLMo.git", "https://github.com/allenai/OLMo"),
        ("git@github.com:allenai/OLMo.git", "https://github.com/allenai/OLMo"),
        ("https://user:secret@github.com/allenai/OLMo", "https://github.com/allenai/OLMo"),
        ("https://git.corp.example/team/model.git", None),
        ("/home/somebody/model", None),
        ("https://github.com.evil.example/a/b", None),
    ],
)
def test_only_a_public_forge_is_named(tmp_path: Path, url: str, address: str | None) -> None:
    with Repo.init(str(tmp_path)) as repo:
        config = repo.get_config()
        config.set((b"remote", b"origin"), b"url", url.encode())
        config.write_to_path()
    with GitRepository(tmp_path) as found:
        assert found.address() == address
