"""What lets somebody recreate a result: tool, facts, and the line that asks again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .facts import store
from .version import __version__

FACTS = ("whether a source's own figure is right", "figures of the maker that were never published")


def provenance(
    command: str, python: str, as_of: str | None = None, not_checked: Iterable[str] = FACTS
) -> dict[str, Any]:
    """Version and facts hash with the two lines; no clock, host or path, so that the same question gives the same.

    as_of: ISO day that the answer speaks of; the day of the facts where it speaks of none. not_checked: what was not
    looked at. Where a user's facts lie over ours, the ids of them, and the two lines say that they have to be given
    again.
    """
    read = max(record["accessed"] for record in store.section("sources").values())
    found: dict[str, Any] = {
        "tool": "whackachip",
        "version": __version__,
        "facts_version": read,
        "facts_hash": store.digest(),
        "command": command,
        "python": python,
        "as_of": as_of or read,
        "not_checked": list(not_checked),
    }
    laid = store.overlay_ids()
    if laid:
        found["overlay"] = {name: list(ids) for name, ids in laid.items()}
        found["command"] = command.replace("whackachip ", "whackachip --facts DIR ", 1)
        found["python"] = f"with wc.own_facts('DIR'): {python}"
    return found
