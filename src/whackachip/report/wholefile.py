"""A file is written whole or not at all: beside its place first, then moved there."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from errno import EINVAL
from pathlib import Path


def write_whole(path: Path, fill: Callable[[Path], object]) -> None:
    """Have a file filled beside its place, then rename it into place, so that a failure leaves the old one or none.

    fill gets the path to write to. Raises OSError where the place is no regular file or the folder cannot be written.
    """
    if path.exists() and not path.is_file():
        raise OSError(EINVAL, "it is no regular file")  # a rename would put a file in a device's place
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    try:
        fill(Path(name))
        _settle(name)
        os.chmod(name, 0o666 & ~_umask())
        os.replace(name, path)
    finally:
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
