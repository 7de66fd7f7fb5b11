"""A task: a function by name with plain arguments, the same answer wherever and whenever it runs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ...facts import store
from ...version import __version__


@dataclass(frozen=True)
class Task:
    """function: `module:name` below whackachip.stress, called with the arguments, which are plain data, as is what it
    returns."""

    function: str
    arguments: Mapping[str, Any]

    @property
    def key(self) -> str:
        """SHA-256 of all that its answer depends on: function, arguments, facts, and the code that works it out."""
        parts = [self.function, self.arguments, store.digest(), __version__, code()]
        return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


@cache
def code() -> str:
    """SHA-256 over the text of the package's modules and the version of NumPy: an answer that was kept is none of
    another program's, though the version be the same."""
    root = Path(__file__).parents[2]
    total = hashlib.sha256(version("numpy").encode())
    for path in sorted(root.rglob("*.py")):
        total.update(path.relative_to(root).as_posix().encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def run(function: str, arguments: Mapping[str, Any]) -> Any:
    """Do a task here; what workers are sent. Goes through JSON, so that an answer is the same fresh and kept."""
    module, _, name = function.partition(":")
    found = getattr(import_module(f"whackachip.stress.{module}"), name)(**arguments)
    return json.loads(json.dumps(found))
