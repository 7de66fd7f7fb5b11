"""Whether words that a person gave name a place on the disk; words that cannot, such as endless ones, do not."""

from __future__ import annotations

from pathlib import Path


def is_file(words: str) -> bool:
    """Whether a file has this path."""
    try:
        return Path(words).is_file()
    except (OSError, ValueError):
        return False


def is_folder(words: str) -> bool:
    """Whether a folder has this path."""
    try:
        return Path(words).is_dir()
    except (OSError, ValueError):
        return False
