"""A finding: one occurrence of a signal, where it stands and how long it stood there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

STATUSES = ("present", "withdrawn", "other-branch", "pull-request", "replaced-history")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a finding stood from one commit on; line is None from the commit that removed it on."""

    commit: str
    date: str
    path: str
    line: int | None
    blob: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One signal at one place; the place is that of `last_commit`, the last commit that holds it.

    line counts from one; lines_first is the line at first_commit. Dates are the authors', ISO 8601 with offset.
    status: present; withdrawn (a later commit on the main line lacks it); other-branch, pull-request or
    replaced-history where it never stood on the main line. counts: whether context and marks let it be evidence.
    block: the hash of the run of assignments that it is part of. In a plain folder all commits are None.
    implies: the predicate of this very occurrence where its signal leaves that to the value found. model: the model
    that the text speaks about, as written there. count [devices], days and device_hours: what a statement says.
    """

    signal: str
    category: str
    stage: str
    context: str
    path: str
    line: int
    token: str
    counts: bool = True
    marks: tuple[str, ...] = ()
    chips: tuple[str, ...] = ()
    value: str | None = None
    block: str | None = None
    blob: str | None = None
    status: str = "present"
    lines_first: int | None = None
    first_commit: str | None = None
    first_date: str | None = None
    last_commit: str | None = None
    last_date: str | None = None
    removed_by: str | None = None
    removed_on: str | None = None
    removed_subject: str | None = None
    days_alive: int | None = None
    places: tuple[Place, ...] = ()
    implies: str | None = None
    model: str | None = None
    count: int | None = None
    days: float | None = None
    device_hours: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """The finding as plain JSON data."""
        plain = {name: getattr(self, name) for name in _NAMES}
        lists = {"marks": list(self.marks), "chips": list(self.chips)}
        return plain | lists | {"places": [{name: getattr(place, name) for name in _OF_PLACE} for place in self.places]}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Finding:
        """The finding that to_dict wrote; raises TypeError for a key that findings do not have."""
        plain = dict(data)
        plain["marks"] = tuple(plain.get("marks", ()))
        plain["chips"] = tuple(plain.get("chips", ()))
        plain["places"] = tuple(Place(**place) for place in plain.get("places", ()))
        return cls(**plain)

    def sort_key(self) -> tuple[str, int, str, str, str]:
        """Path, line, signal, token, first commit: the order of a report."""
        return self.path, self.line, self.signal, self.token, self.first_commit or ""


# asdict copies every value, and there may be a hundred thousand findings to write.
_NAMES = tuple(field.name for field in fields(Finding))
_OF_PLACE = tuple(field.name for field in fields(Place))
