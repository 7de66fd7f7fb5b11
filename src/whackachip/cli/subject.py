"""What a command reads: a path as it is, standard input, or a copy of an address."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from ..errors import UserError

if TYPE_CHECKING:
    from ..evidence.source import Source

MAX_INPUT_BYTES = 1_000_000_000  # of standard input


@contextmanager
def local_copy(subject: str) -> Iterator[tuple[str, str | None]]:
    """Gives a local path, and the name to show where that is a copy, which stays in the cache.

    Raises UserError where the address cannot be copied, or its history is larger than the cache takes.
    """
    from ..evidence import is_address

    if not is_address(subject):
        yield subject, None
        return
    from ..evidence.clonecache import CloneCache
    from .progress import progress_line

    with progress_line("copying") as report:
        copy = CloneCache(cache_folder() / "clones").copy(subject, report)
    yield str(copy), subject


@contextmanager
def opened(subject: str, called: str | None = None) -> Iterator[tuple[str | Source, str | None]]:
    """As local_copy, and `-` is standard input, read to its end; called: the name that it is read by."""
    if subject != "-":
        with local_copy(subject) as found:
            yield found
        return
    from ..evidence.sources import source_of

    # Through a file, so that what is read whole is bounded by its kind and not by its length.
    with TemporaryDirectory() as folder:
        stored, size = Path(folder) / "input", 0
        with stored.open("wb") as file:
            while piece := sys.stdin.buffer.read(1 << 20):
                size += len(piece)
                if size > MAX_INPUT_BYTES:
                    raise UserError(f"standard input is larger than {MAX_INPUT_BYTES:,} bytes: give a file")
                file.write(piece)
        yield source_of(stored, name=called or "standard input"), None


def cache_folder() -> Path:
    """Where copies are kept: WHACKACHIP_CACHE, else the user's cache."""
    named = os.environ.get("WHACKACHIP_CACHE")
    if named:
        return Path(named)
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "whackachip"
