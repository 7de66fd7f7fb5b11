"""The sources that an answer names anywhere in it, each with title, address, date and grade."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..facts import store


def with_sources(body: dict[str, Any]) -> dict[str, Any]:
    """The answer with `sources`: the record of every id that stands under a key `sources` in it, by id."""
    known = store.section("sources")
    ids = sorted(set(_named(body)))
    return {**body, "sources": {id: known[id] for id in ids if id in known}}


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "sources" and isinstance(part, list | tuple):
                yield from (id for id in part if isinstance(id, str))
            else:
                yield from _named(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _named(part)
