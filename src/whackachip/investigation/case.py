"""A bundled case: the question, the states of the repository that matter, and the findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..evidence import Evidence
from ..facts import store


@dataclass(frozen=True, slots=True)
class View:
    """A state of the repository, named by commit and moment (ISO 8601)."""

    id: str
    commit: str
    moment: str
    note: str


@dataclass(frozen=True)
class Case:
    """What is asked of a model, with its evidence as it was found."""

    id: str
    title: str
    model: str
    repository: str
    destination: str
    on: str
    stages: tuple[str, ...]
    views: tuple[View, ...]
    window_families: tuple[str, ...]
    window_ends: str
    window_note: str
    statements: tuple[Mapping[str, Any], ...]
    sources: tuple[str, ...]
    evidence: Evidence


@cache
def cases() -> tuple[Case, ...]:
    """Every bundled case."""
    return tuple(_case(record) for record in store.section("cases"))


def find_case(asked: str) -> Case | None:
    """The case with this id, or None."""
    return next((case for case in cases() if case.id == "-".join(asked.lower().split())), None)


def case_of(evidence: Evidence) -> Case | None:
    """The case whose repository this is: their main lines share the commit of a view."""
    commits = {commit for commit, _ in evidence.main_line} | {evidence.head}
    return next((case for case in cases() if any(view.commit in commits for view in case.views)), None)


def _case(record: Mapping[str, Any]) -> Case:
    window = record["window"]
    return Case(
        id=record["id"],
        title=record["title"],
        model=record["model"],
        repository=record["repository"],
        destination=record["destination"],
        on=record["day"],
        stages=tuple(record["stages"]),
        views=tuple(View(**view) for view in record["views"]),
        window_families=tuple(window["families"]),
        window_ends=window["ends"],
        window_note=window["note"],
        statements=tuple(record["statements"]),
        sources=tuple(record["sources"]),
        evidence=Evidence.from_dict(record["evidence"]),
    )
