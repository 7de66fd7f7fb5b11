"""Folders, archives and files that are made to hurt whoever reads them. Each has one honest file beside the harm.

A maker gets an empty folder and gives back what is to be scanned.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

WITNESS = "export NCCL_NET_GDR_LEVEL=2\n"
NAME = "train.sh"
MB = 2**20
Maker = Callable[[Path], Path]
MAKERS: dict[str, Maker] = {}


def hostile(make: Maker) -> Maker:
    """Adds a maker under its own name."""
    MAKERS[make.__name__.replace("_", "-")] = make
    return make


def zeros(size: int) -> Iterator[bytes]:
    for _ in range(size // MB):
        yield bytes(MB)


def tree(folder: Path, files: dict[str, bytes]) -> Path:
    """The folder with these files and the honest one."""
    for name, data in {NAME: WITNESS.encode(), **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


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


# Archives


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


# Folders


@hostile
def links_in_a_circle(folder: Path) -> Path:
    (folder / "a").mkdir()
    (folder / "a" / "up").symlink_to(folder)
    (folder / "self").symlink_to("self")
    (folder / "etc").symlink_to("/etc")
    (folder / "dev").symlink_to("/dev/zero")
    return tree(folder, {})


@hostile
def pipes_and_sockets(folder: Path) -> Path:
    import socket

    os.mkfifo(folder / "pipe.py")
    here = os.getcwd()
    os.chdir(folder)  # a socket's path may only be short
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind("s.py")
    finally:
        os.chdir(here)
    return tree(folder, {})


@hostile
def folders_three_hundred_deep(folder: Path) -> Path:
    here = os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(300):  # as deep as Python 3.11 can clear away
            os.mkdir("deep")
            os.chdir("deep")
        Path("x.sh").write_text(WITNESS)
    finally:
        os.chdir(here)
    return tree(folder, {})


@hostile
def twenty_thousand_files(folder: Path) -> Path:
    for number in range(20_000):
        (folder / f"{number}.py").write_bytes(b"x = 1\n")
    return tree(folder, {})


@hostile
def names_that_run(folder: Path) -> Path:
    names = [
        "=cmd|' /C calc'!A0.sh",
        "<img src=x onerror=alert(1)>.sh",
        "a\nb.sh",
        "\x1b[2J\x1b]0;own\x07.sh",
        "\u202egpj.sh",
        "$(touch own).sh",
        "`id`.sh",
        "-rf.sh",
        "a|b.sh",
        "]](javascript:alert(1)).sh",
        "#let x = 1.sh",
    ]
    return tree(folder, {name.replace("/", "∕"): WITNESS.encode() for name in names})


@hostile
def names_that_are_no_text(folder: Path) -> Path:
    for name in (b"\xff\xfe.sh", b"\xc3(.sh", b"\xed\xa0\x80.sh"):
        (Path(os.fsdecode(os.fsencode(folder) + b"/" + name))).write_text(WITNESS)
    return tree(folder, {})


# Text


@hostile
def line_of_a_hundred_megabytes(folder: Path) -> Path:
    with (folder / "long.py").open("wb") as out:
        for _ in range(100):
            out.write(b"H800 " * (MB // 5))
    return tree(folder, {})


@hostile
def lines_of_sixteen_thousand(folder: Path) -> Path:
    return tree(folder, {"long.md": (b"trained on 2,048 H800 GPUs " * 600 + b"\n") * 80})


@hostile
def a_file_of_nothing_but_hits(folder: Path) -> Path:
    return tree(folder, {"hits.sh": WITNESS.encode() * 200_000})


@hostile
def mixed_encodings(folder: Path) -> Path:
    text = "使用 2048 张 H800 训练\n"
    parts = [
        text.encode("gb18030"),
        text.encode("utf-8"),
        text.encode("utf-16"),
        b"\0\0\xff",
        b"\xff\xfe\x00\xd8\x00\xd8",
    ]
    return tree(
        folder,
        {
            "mixed.md": b"\n".join(parts),
            "bom.md": b"\xef\xbb\xbf" + text.encode(),
            "nul.sh": b"\0" * MB,
            "half.txt": "𝟐".encode("utf-16")[:-1],
        },
    )


@hostile
def letters_that_look_alike(folder: Path) -> Path:
    text = "trained on 2,048 Н800 GPUs\nΑ100 ‮008H‬ H\u200b800 H８００\n" + "e" + "\u0301" * 100_000 + "\n"
    return tree(folder, {"README.md": text.encode()})


@hostile
def secrets(folder: Path) -> Path:
    text = "HF_TOKEN=hf_" + "a" * 34 + " NCCL_IB_HCA=mlx5 AKIA" + "B" * 16 + "\n"
    return tree(folder, {"run.sh": text.encode()})


# Formats


@hostile
def json_a_million_deep(folder: Path) -> Path:
    return tree(folder, {"config.json": b"[" * 10**6, "x.ipynb": b'{"cells":' + b"[" * 10**6})


@hostile
def notebook_with_scripts(folder: Path) -> Path:
    cells = [
        {"cell_type": "markdown", "source": ["<script>alert(1)</script> trained on 8 H800 GPUs"]},
        {"cell_type": "code", "source": 7, "outputs": "x"},
        3,
        {"cell_type": ["code"]},
    ]
    return tree(folder, {"x.ipynb": json.dumps({"cells": cells, "nbformat": 4}).encode()})


@hostile
def notebook_of_many_cells(folder: Path) -> Path:
    cell = {"cell_type": "code", "source": ["x = 1\n"], "outputs": []}
    return tree(folder, {"x.ipynb": json.dumps({"cells": [cell] * 100_000, "nbformat": 4}).encode()[: 8 * MB]})


@hostile
def weights_with_a_length_that_lies(folder: Path) -> Path:
    header = b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}'
    return tree(
        folder,
        {
            "a.safetensors": (2**63).to_bytes(8, "little") + header,
            "b.safetensors": (2**31).to_bytes(8, "little") + header,
            "c.safetensors": (0).to_bytes(8, "little"),
            "d.safetensors": (10**6).to_bytes(8, "little") + b"[" * 10**6,
            "e.safetensors": len(header).to_bytes(8, "little") + header.replace(b"[1]", b"[9999999999999]"),
        },
    )


@hostile
def pdf_that_loops(folder: Path) -> Path:
    """Its tree of pages leads back to itself."""
    parts = [
        b"%PDF-1.4\n",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 999999999>>endobj\n",
        b"trailer<</Root 1 0 R/Prev 0>>\nstartxref\n0\n%%EOF",
    ]
    return tree(folder, {"a.pdf": b"".join(parts), "b.pdf": b"%PDF-1.7\n" + os.urandom(1000), "c.pdf": b"%PDF-"})


@hostile
def pdf_bomb(folder: Path) -> Path:
    """A page whose content expands a thousand times, twice over."""
    packed = zlib.compress(zlib.compress(b"(H800) Tj " * 5_000_000))
    parts = [
        b"%PDF-1.4\n",
        b"1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n",
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n",
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>endobj\n",
        b"4 0 obj<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n" % len(packed),
        packed,
        b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
    ]
    return tree(folder, {"a.pdf": b"".join(parts)})


@hostile
def yaml_bombs(folder: Path) -> Path:
    return tree(
        folder,
        {
            "config.yaml": laughing(),
            "README.md": b"---\n" + laughing() + b"\n---\n# Model\n",
            "tags.yaml": b"!!python/object/apply:os.system ['touch own']\n",
        },
    )


def laughing() -> bytes:
    """Nine levels of nine references each."""
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines).encode()
