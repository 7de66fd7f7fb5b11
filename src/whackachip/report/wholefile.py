"""Files are written whole or not at all: beside their places first, then moved there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from errno import EINVAL
from pathlib import Path

Fill = Callable[[Path], object]


def write_whole(path: Path, fill: Fill) -> None:
    """Have a file filled beside its place, then rename it into place, so that a failure leaves the old one or none.

    fill gets the path to write to. Raises OSError where the place is no regular file or the folder cannot be written.
    """
    write_all({path: fill})


def write_all(fills: Mapping[Path, Fill]) -> None:
    """As write_whole, of several files: none is renamed before all are filled, and then each in its order."""
    beside: dict[Path, str] = {}
    try:
        for path, fill in fills.items():
            if path.exists() and not path.is_file():
                raise OSError(EINVAL, "it is no regular file")  # a rename would put a file in a device's place
            handle, beside[path] = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=path.suffix, dir=path.parent)
            os.close(handle)
            fill(Path(beside[path]))
            _settle(beside[path])
            os.chmod(beside[path], 0o666 & ~_umask())
        for path, name in beside.items():
            os.replace(name, path)
    finally:
        for name in beside.values():
            Path(name).unlink(missing_ok=True)


def _settle(name: str) -> None:
    """Has the content on the disk before the name points at it."""
    with open(name, "rb") as file:
        os.fsync(file.fileno())


def _umask() -> int:
    """The process's mask of permissions, which mkstemp does not follow."""
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
