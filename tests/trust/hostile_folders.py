"""Folders that are made to hurt whoever walks them."""

from __future__ import annotations

import os
from pathlib import Path

from hostile import WITNESS, hostile, tree


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


@hostile
def sixty_thousand_links(folder: Path) -> Path:
    for number in range(60_000):
        os.symlink("missing", folder / f"{number}.{'x' * 200}")
    return tree(folder, {})
