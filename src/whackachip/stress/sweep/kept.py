"""Answers of tasks in a folder, by the hash of all that they depend on."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ...errors import UserError
from .task import Task


class Kept:
    """A folder of answers; None keeps nothing. A file is whole or not there, so an interrupted run goes on from it."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        if folder is not None:
            try:
                folder.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise UserError(f"cannot keep answers in {folder}: {error.strerror}") from None

    def get(self, task: Task) -> Any:
        """The answer of a task, or None; a file that cannot be read counts as none."""
        if self.folder is None:
            return None
        try:
            return json.loads((self.folder / f"{task.key}.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def put(self, task: Task, answer: Any) -> None:
        """Keep an answer; raises UserError where the folder takes none."""
        if self.folder is None:
            return
        target = self.folder / f"{task.key}.json"
        beside = target.with_suffix(f".{os.getpid()}.part")
        try:
            beside.write_text(json.dumps(answer), encoding="utf-8")
            beside.replace(target)
        except OSError as error:
            raise UserError(f"cannot keep answers in {self.folder}: {error.strerror}") from None
