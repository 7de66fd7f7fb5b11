"""A file that the user names, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path

from ..errors import UserError


def read_given(path: Path, limit: int) -> bytes:
    """The bytes of a file, or of standard input for `-`, and one more than the limit where there are more.

    Raises UserError for what cannot be read.
    """
    try:
        if str(path) == "-":
            return sys.stdin.buffer.read(limit + 1)
        with path.open("rb") as file:
            return file.read(limit + 1)
    except OSError as error:
        raise UserError(f"cannot read {str(path)!r}: {error.strerror or error}") from None
