"""The compiled facts, one JSON file per section, loaded on first use; a user's own can be laid over them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from ..errors import FactsError

SECTIONS = (
    "sources", "architectures", "chips", "models", "law", "signals", "strict", "weights", "cases", "market",
    "performance", "coverage", "families", "upstreams", "silicon",
)  # fmt: skip
COMPILED = Path(__file__).parent / "compiled"

P = ParamSpec("P")
T = TypeVar("T")
_forget: list[Callable[[], None]] = []
_laid: dict[str, Any] = {}


def cached(function: Callable[P, T]) -> Callable[P, T]:
    """functools.cache for what is made of facts: forgotten when other facts are laid over."""
    kept = cache(function)
    _forget.append(kept.cache_clear)
    return kept  # type: ignore[return-value]


@cached
def section(name: str) -> Any:
    """The facts of one section, as plain JSON data; treat it as read-only.

    Raises FactsError for a section that does not exist.
    """
    compiled = json.loads(read(name))
    return _merged(compiled, _laid[name]) if name in _laid else compiled


@cache
def read(name: str) -> bytes:
    """The bytes of one compiled section."""
    if name not in SECTIONS:
        raise FactsError(f"no section {name!r} among {', '.join(SECTIONS)}")
    return (COMPILED / f"{name}.json").read_bytes()


@cached
def digest() -> str:
    """SHA-256 over all compiled sections, in the order of SECTIONS, and what is laid over them, as 64 hex digits."""
    total = hashlib.sha256()
    for name in SECTIONS:
        total.update(name.encode())
        total.update(read(name))
    if _laid:
        total.update(json.dumps(_laid, sort_keys=True).encode())
    return total.hexdigest()


@contextmanager
def overlaid(sections: Mapping[str, Any]) -> Iterator[None]:
    """Facts laid over the compiled ones for as long as the context lasts; a record replaces the one with its id."""
    before = dict(_laid)
    _replace(dict(sections))
    try:
        yield
    finally:
        _replace(before)


def laid() -> dict[str, Any]:
    """What is laid over the compiled facts, by section, as `overlaid` takes it in another process."""
    return dict(_laid)


def overlay_ids() -> Mapping[str, tuple[str, ...]]:
    """The ids that are laid over the compiled facts, by section; empty where none are."""
    return {
        name: tuple(sorted(records if isinstance(records, dict) else (record["id"] for record in records)))
        for name, records in _laid.items()
        if records
    }


def _replace(sections: Mapping[str, Any]) -> None:
    _laid.clear()
    _laid.update(sections)
    for forget in _forget:
        forget()


def _merged(compiled: Any, laid: Any) -> Any:
    if isinstance(compiled, dict):
        return compiled | laid
    mine = {record["id"]: record for record in laid}
    return [mine.pop(record["id"], record) for record in compiled] + list(mine.values())
