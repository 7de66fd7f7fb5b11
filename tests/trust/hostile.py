"""The corpus of trees and repositories that are made to hurt whoever reads them.

A maker gets an empty folder and gives back what is to be scanned: the harm, and one honest file beside it.
"""

from __future__ import annotations

from collections.abc import Callable
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


def tree(folder: Path, files: dict[str, bytes]) -> Path:
    """The folder with these files and the honest one."""
    for name, data in {NAME: WITNESS.encode(), **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder
