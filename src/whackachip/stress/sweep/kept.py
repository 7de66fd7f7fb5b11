"""Answers in a folder, by the hash of all that they depend on."""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from ...errors import UserError
from .task import Task


class Kept:
    """A folder of answers; None keeps nothing. A file is whole or not there, so an interrupted run goes on from it.

    limit [bytes]: makes it a cache, in which those that were not read for longest go first, and which is done without
    where it cannot be written. A folder without a limit is somebody's own: nothing is taken out of it.
    """

    def __init__(self, folder: Path | None, limit: int | None = None) -> None:
        self.folder = folder
        self.limit = limit
        if folder is None:
            return
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            if limit is None:
                raise UserError(f"cannot keep answers in {folder}: {error.strerror}") from None
            self.folder = None
            return
        if limit is not None:
            self._make_room(limit)

    def get(self, task: Task) -> Any:
        """The answer of a task, or None; a file that cannot be read counts as none."""
        if self.folder is None:
            return None
        path = self.folder / f"{task.key}.json"
        try:
            found = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        if self.limit is not None:
            with suppress(OSError):
                os.utime(path)
        return found

    def put(self, task: Task, answer: Any) -> None:
        """Keep an answer; raises UserError where the folder takes none and is no cache."""
        if self.folder is None:
            return
        target = self.folder / f"{task.key}.json"
        beside = target.with_suffix(f".{os.getpid()}.part")
        try:
            beside.write_text(json.dumps(answer), encoding="utf-8")
            beside.replace(target)
        except OSError as error:
            if self.limit is None:
                raise UserError(f"cannot keep answers in {self.folder}: {error.strerror}") from None

    def _make_room(self, limit: int) -> None:
        """Take out the oldest until the rest is within the limit; what was never finished counts as well."""
        assert self.folder is not None
        found = []
        with suppress(OSError):
            for entry in os.scandir(self.folder):
                with suppress(OSError):  # another process may take it out at the same time
                    told = entry.stat()
                    found.append((told.st_mtime, told.st_size, entry.path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= limit:
                return
            with suppress(OSError):
                os.unlink(path)
            total -= size
