"""Archives that are made to hurt whoever reads them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from hostile import MB, NAME, WITNESS, hostile, tree


def zeros(size: int) -> Iterator[bytes]:
    for _ in range(size // MB):
        yield bytes(MB)


def tarred(folder: Path, members: list[tuple[tarfile.TarInfo, bytes]], name: str = "a.tar", mode: str = "w") -> Path:
    """A tar that begins with the honest file."""
    place = folder / name
    with tarfile.open(place, mode) as archive:  # type: ignore[call-overload]
        for member, data in [(tarfile.TarInfo(NAME), WITNESS.encode()), *members]:
            member.size = member.size or len(data)
            archive.addfile(member, io.BytesIO(data))
    return place


def named(name: str, kind: bytes = tarfile.REGTYPE, target: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, target
    return member


def zip_of(folder: Path, files: dict[str, bytes]) -> Path:
    place = folder / "a.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {NAME: WITNESS.encode(), **files}.items():
            archive.writestr(name, data)
    return place


@hostile
def zip_bomb(folder: Path) -> Path:
    place = folder / "a.zip"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(NAME, WITNESS)
        with archive.open("bomb.py", "w", force_zip64=True) as member:
            for part in zeros(256 * MB):
                member.write(part)
    return place


@hostile
def zip_of_overlapping_members(folder: Path) -> Path:
    """Every entry of the directory points at the same bytes."""
    data = bytes(6 * MB)
    packed = zlib.compress(data, 9)[2:-4]
    body = io.BytesIO()
    head = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 0, zlib.crc32(data), len(packed), len(data), 4, 0)
    body.write(head + b"x.py" + packed)
    entries = b""
    for number in range(2_000):
        name = f"{number:04}.py".encode()
        entries += (
            struct.pack(
                "<4s6H3I5H2I",
                b"PK\1\2",
                20,
                20,
                0,
                8,
                0,
                0,
                zlib.crc32(data),
                len(packed),
                len(data),
                len(name),
                0,
                0,
                0,
                0,
                0,
                0,
            )
            + name
        )
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, 2_000, 2_000, len(entries), body.tell(), 0)
    (folder / "a.zip").write_bytes(body.getvalue() + entries + end)
    return tree(folder, {}) / "a.zip"


@hostile
def zip_with_sizes_that_lie(folder: Path) -> Path:
    place = zip_of(folder, {"lie.py": b"x = 1\n" * 10_000})
    data = bytearray(place.read_bytes())
    at = data.rindex(b"PK\1\2")
    data[at + 24 : at + 28] = struct.pack("<I", 10)  # says that ten bytes come out
    place.write_bytes(bytes(data))
    return place


@hostile
def zip_with_names_that_leave(folder: Path) -> Path:
    return zip_of(
        folder, {"../../../../tmp/out.sh": b"x", "/etc/own.sh": b"x", "C:\\own.sh": b"x", "a/../../b.sh": b"x"}
    )


@hostile
def zip_cut_in_the_middle(folder: Path) -> Path:
    place = zip_of(folder, {"b.py": os.urandom(MB)})
    place.write_bytes(place.read_bytes()[: MB // 2])
    return tree(folder, {})


@hostile
def gzip_bomb(folder: Path) -> Path:
    with gzip.open(folder / "bomb.py.gz", "wb") as out:
        for part in zeros(256 * MB):
            out.write(part)
    return tree(folder, {})


@hostile
def gzip_bomb_alone(folder: Path) -> Path:
    gzip_bomb(folder)
    return folder / "bomb.py.gz"


@hostile
def gzip_of_gzip(folder: Path) -> Path:
    data = WITNESS.encode()
    for _ in range(200):
        data = gzip.compress(data)
    (folder / "a.gz").write_bytes(data)
    return tree(folder, {})


def _compressed_tar(folder: Path, name: str, out: object) -> Path:
    with out as file, tarfile.open(fileobj=file, mode="w|") as archive:  # type: ignore[attr-defined, call-overload]
        archive.addfile(_sized(NAME, len(WITNESS)), io.BytesIO(WITNESS.encode()))
        for number in range(12):
            archive.addfile(_sized(f"bomb{number}.py", 25 * MB), io.BytesIO(bytes(25 * MB)))
    return folder / name


def _sized(name: str, size: int) -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.size = size
    return member


@hostile
def tar_bomb_in_xz(folder: Path) -> Path:
    return _compressed_tar(folder, "a.tar.xz", lzma.open(folder / "a.tar.xz", "wb", preset=0))


@hostile
def tar_bomb_in_bz2(folder: Path) -> Path:
    return _compressed_tar(folder, "a.tar.bz2", bz2.open(folder / "a.tar.bz2", "wb", compresslevel=1))


@hostile
def tar_with_paths_that_leave(folder: Path) -> Path:
    return tarred(folder, [(named(name), b"x") for name in ("../../out.sh", "/etc/own.sh", "a/../../b.sh")])


@hostile
def tar_with_links_that_leave(folder: Path) -> Path:
    links = [
        named("a", tarfile.SYMTYPE, "/etc"),
        named("a/passwd", tarfile.REGTYPE),
        named("b", tarfile.LNKTYPE, "/etc/passwd"),
        named("c", tarfile.SYMTYPE, "c"),
        named("d", tarfile.SYMTYPE, "../" * 50 + "etc/passwd"),
    ]
    return tarred(folder, [(link, b"") for link in links])


@hostile
def tar_with_devices(folder: Path) -> Path:
    kinds = (tarfile.CHRTYPE, tarfile.BLKTYPE, tarfile.FIFOTYPE)
    return tarred(folder, [(named(f"device{number}", kind), b"") for number, kind in enumerate(kinds)])


@hostile
def tar_with_deep_paths(folder: Path) -> Path:
    return tarred(folder, [(named("/".join(["d"] * 20_000) + "/x.sh"), b"x")])


@hostile
def tar_with_a_size_without_end(folder: Path) -> Path:
    place = tarred(folder, [(named("big.sh"), b"x")])
    data = bytearray(place.read_bytes())
    header = data[1024:1536]
    header[124:136] = b"\x80" + b"\x7f" * 11  # a number in base 256 of ninety bits
    header[148:156] = b" " * 8
    header[148:156] = f"{sum(header):06o}\0 ".encode()
    data[1024:1536] = header
    place.write_bytes(bytes(data))
    return place


@hostile
def tar_with_a_header_without_end(folder: Path) -> Path:
    """A pax record that says it is 100 MB long."""
    return tarred(folder, [(named("x", tarfile.XHDTYPE), b"104857600 path=" + b"a" * 1000)])


@hostile
def archive_in_archive(folder: Path) -> Path:
    inner = zip_of(folder, {"x.py": bytes(MB)}).read_bytes()
    for _ in range(30):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("inner.zip", inner)
            archive.writestr(NAME, WITNESS)
        inner = out.getvalue()
    (folder / "a.zip").write_bytes(inner)
    return folder / "a.zip"


@hostile
def many_members(folder: Path) -> Path:
    return tarred(folder, [(named(f"{number}.sh"), b"") for number in range(101_000)])


def directory(names: int, said: int | None = None, wide: int | None = None) -> bytes:
    """A zip of nothing but a directory, whose size the end says, and the record before it where it is wide [bytes]."""
    entry = struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0)
    body = b"".join(b"%s%05x" % (entry, number) for number in range(names))
    end = b""
    if wide is not None:
        end += struct.pack("<4sQ2H2I4Q", b"PK\6\6", 44, 45, 45, 0, 0, names, names, wide, 0)
        end += struct.pack("<4sIQI", b"PK\6\7", 0, len(body), 1)
    count = min(names, 0xFFFF)
    return body + end + struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, said or len(body), 0, 0)


@hostile
def zips_of_nothing_but_a_directory(folder: Path) -> Path:
    (folder / "a.zip").write_bytes(b"PK\3\4" + directory(300_000))
    return folder / "a.zip"


@hostile
def zip_with_two_sizes_of_its_directory(folder: Path) -> Path:
    """The small one is at the end; the one that counts is before it."""
    data = directory(600_000, said=100, wide=51 * 600_000)
    (folder / "a.zip").write_bytes(b"PK\3\4" + data)
    return folder / "a.zip"


@hostile
def tar_of_long_names(folder: Path) -> Path:
    members = []
    for _ in range(300):
        name = os.urandom(4_000).hex() + "a" * 900_000
        members.append((named(name), b""))
    return tarred(folder, members, "a.tar.gz", "w:gz")
