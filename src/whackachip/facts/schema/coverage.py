"""facts/coverage.yaml: what the tool covers, and how far."""

from __future__ import annotations

from typing import Literal

from .common import Id, Strict, Text


class CoverageRecord(Strict):
    """acts: instruments of the law that it is about. not_checked: lines that every decision carries for it."""

    id: Id
    topic: Literal["law", "destinations", "parties", "catalogue", "evidence", "attribution", "performance", "stress"]
    what: Text
    state: Literal["modelled", "partial", "flagged", "not-modelled"]
    acts: tuple[Id, ...] = ()
    not_checked: tuple[Text, ...] = ()
    note: Text | None = None
