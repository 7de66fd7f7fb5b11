"""Answers that take seconds are remembered by what they depend on, within a size, unless the user says not to."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import TYPE_CHECKING, Any

import click

from ..places import is_file

if TYPE_CHECKING:
    from ..stress.sweep.kept import Kept

LIMIT = 64_000_000  # bytes, of all answers together

no_cache_option = click.option("--no-cache", is_flag=True, help="Work it out again, and remember nothing.")


def cache(no_cache: bool = False) -> Kept:
    """The user's cache of answers; one that keeps nothing where --no-cache or WHACKACHIP_NO_CACHE says so."""
    from ..stress.sweep.kept import Kept
    from .subject import cache_folder

    if no_cache or os.environ.get("WHACKACHIP_NO_CACHE"):
        return Kept(None)
    return Kept(cache_folder() / "answers", LIMIT)


def remembered(question: str, asked: Any, answer: Callable[[], dict[str, Any]], no_cache: bool) -> dict[str, Any]:
    """The answer to a request, from the cache where it was given before by the same facts and the same code.

    A request that names a file is answered afresh, since the file may be another by now.
    """
    from ..stress.sweep.task import Task

    told = {each.name: getattr(asked, each.name) for each in fields(asked)}
    local = any(told[each.name] for each in fields(asked) if each.metadata.get("local"))
    named = any(isinstance(value, str) and is_file(value) for value in told.values())
    kept = cache(no_cache or local or named)
    task = Task(f"answers:{question}", asdict(asked))
    found: dict[str, Any] | None = kept.get(task)
    if found is None:
        found = answer()
        kept.put(task, found)
    return found
