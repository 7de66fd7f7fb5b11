"""What every answer carries: who gave it, from which facts, as of when, how to ask again, and what was not checked."""

from __future__ import annotations

from typing import Any

from ..law.decision import NOT_CHECKED as LAW
from ..provenance import FACTS, provenance

ESTIMATES = (
    "whether such a cluster was there, and for how long",
    "failures, waiting and work that was thrown away, beyond the usual share",
    "export licences: an estimate says nothing about what may be sent",
)
EVIDENCE = ("repositories and papers beside the one that was read", "whether a statement is true")


def signed(
    data: dict[str, Any], command: str, python: str, *, as_of: str | None = None, not_checked: tuple[str, ...] = FACTS
) -> dict[str, Any]:
    """The answer with its provenance: tool, facts, the lines that ask again, the day, and what was not checked.

    as_of: ISO day that the answer speaks of; the day of the facts where it speaks of no day.
    """
    return {**data, "provenance": provenance(command, python, as_of, not_checked)}


__all__ = ["ESTIMATES", "EVIDENCE", "FACTS", "LAW", "signed"]
