"""A decision as a sentence that can be quoted, for a reader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..answers.quoted import nearest, rests_on, sentence
from .output import hanging


def quotation(data: dict[str, Any], kind: str, width: int) -> Iterator[str]:
    """The sentence, and under it what it rests on and how it is cited; kind: of the transaction."""
    made = data["provenance"]
    yield from hanging("", f"{sentence(data, kind)} {nearest(data)}".strip(), 0, width)
    for what, where in rests_on(data):
        yield from hanging("  rests on: ", f"{what}: {where}", 12, width)
    facts = f"facts of {made['facts_version']} ({made['facts_hash'][:12]})"
    yield from hanging("  cite as: ", f"{made['tool']} {made['version']}, {facts}: {made['command']}", 11, width)
    yield from hanging("  not checked: ", ", ".join(data["not_checked"]), 15, width)
    yield f"  {data['disclaimer']}"
