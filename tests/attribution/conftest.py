"""What was worked out before a run is forgotten: mutation testing forks from a process that ran unchanged code."""

from __future__ import annotations

import sys

import pytest


@pytest.fixture(autouse=True, scope="session")
def _nothing_kept() -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("whackachip.attribution"):
            for kept in list(vars(module).values()):
                # What a module has from below stays: one cache of chips cleared alone makes two of every chip.
                if hasattr(kept, "cache_clear") and kept.__module__.startswith("whackachip.attribution"):
                    kept.cache_clear()
