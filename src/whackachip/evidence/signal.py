"""A signal: a pattern in a repository, what it means, and when it means nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..facts import store


@dataclass(frozen=True, slots=True)
class Variable:
    """The life of one environment variable, in versions of the library that reads it."""

    name: str
    source: str
    since: str | None = None
    deprecated: str | None = None
    removed: str | None = None
    documented: bool = True
    library: str = "NCCL"


@dataclass(frozen=True, slots=True)
class Case:
    """What an occurrence implies where its token matches `when`, in place of what the signal implies.

    implies: a predicate, which may hold numbers of the occurrence as `filled` puts them in.
    """

    when: str
    implies: str


@dataclass(frozen=True, slots=True)
class FileSample:
    """A whole small file that proves a mechanism: what its one hit must be given, such as a mark or a stage."""

    path: str
    text: str
    gives: str


@dataclass(frozen=True, slots=True)
class Signal:
    """One pattern with its meaning; the fields are those of a record in facts/signals/.

    scope: whether the pattern is read on the line or on the sentence, which may run over lines. near, within: a
    second pattern that must stand on the same line or so many lines away. unless: what must not stand between
    the group `anchor` of the pattern and the chip that is named. mechanism: the module that implements a signal
    that no pattern finds, such as the history of a file; such a signal has no pattern. claim: what a statement
    says of the chip: that something was made, used or tested on it, that it is needed, or described as what a page is
    about.
    """

    id: str
    title: str
    category: str
    strength: str
    reason: str
    pattern: str = ""
    contexts: tuple[str, ...] = ()
    token: int = 0
    paths: tuple[str, ...] = ("*",)
    implies: str | None = None
    names_chip: bool = False
    stage: str = "inherit"
    exceptions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    variables: tuple[Variable, ...] = ()
    must_match: tuple[str, ...] = ()
    must_not_match: tuple[str, ...] = ()
    scope: str = "line"
    near: str | None = None
    within: int = 0
    unless: str | None = None
    cases: tuple[Case, ...] = ()
    mechanism: str | None = None
    files: tuple[FileSample, ...] = ()
    claim: str | None = None
    provenance: str = "read"

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Signal:
        """A signal from a record of the facts; raises TypeError for a key that signals do not have."""
        plain: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in record.items()
        }
        samples = plain.pop("samples", None) or {}
        plain["variables"] = tuple(Variable(**variable) for variable in plain.get("variables", ()))
        plain["cases"] = tuple(Case(**case) for case in plain.get("cases", ()))
        plain["files"] = tuple(FileSample(**sample) for sample in plain.get("files", ()))
        plain["pattern"] = plain.get("pattern") or ""
        return cls(
            **plain,
            must_match=tuple(samples.get("match", ())),
            must_not_match=tuple(samples.get("no_match", ())),
        )


_SLOT = re.compile(r"\{(\w+)(?:\*(\d+(?:\.\d+)?))?\}")


def filled(template: str, values: Mapping[str, str | None]) -> str:
    """A predicate with the numbers of an occurrence in it: `{peak*0.85}` is 0.85 times the group `peak`.

    Raises ValueError where a value is no number, and KeyError for a group that is not there.
    """

    def number(slot: re.Match[str]) -> str:
        return f"{float((values[slot[1]] or '').replace(',', '')) * float(slot[2] or 1):.10g}"

    return _SLOT.sub(number, template)


@cache
def load_signals() -> tuple[Signal, ...]:
    """Every signal of the shipped facts that a pattern finds, ordered by id."""
    return tuple(signal for signal in every_signal() if signal.pattern)


@cache
def every_signal() -> tuple[Signal, ...]:
    """Every signal of the shipped facts, those without a pattern too, ordered by id."""
    return signals_from(store.section("signals"))


def signals_from(records: Iterable[Mapping[str, Any]]) -> tuple[Signal, ...]:
    """Signals from plain records, ordered by id."""
    return tuple(sorted((Signal.from_dict(record) for record in records), key=lambda signal: signal.id))
