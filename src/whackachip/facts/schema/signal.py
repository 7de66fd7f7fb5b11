"""facts/signals/*.yaml: patterns with their meaning, and the samples that prove them."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from .common import Id, Strict, Text, check_predicate

Category = Literal[
    "communication", "network", "precision", "kernel", "stack", "prose", "arithmetic", "external", "meta"
]
ContextWord = Literal["code", "comment", "string", "prose", "vendored", "data"]
StageWord = Literal["pretraining", "finetuning", "rl", "serving", "benchmark", "support", "inherit"]
Strength = Literal["none", "weak", "medium", "strong", "very-strong", "decisive"]

# What RE2 lacks: look-around, back-references, possessive and atomic groups.
_SLOT = re.compile(r"\{\w+(?:\*\d+(?:\.\d+)?)?\}")  # a number of the occurrence
_NOT_RE2 = re.compile(r"\(\?(?:[=!>]|<[=!]|P=)|\\[1-9]|[*+?}]\+")


class VariableRecord(Strict):
    """The life of one environment variable, in versions of the library that reads it."""

    name: Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9_]*$")]
    since: Text | None = None
    deprecated: Text | None = None
    removed: Text | None = None
    documented: bool = True
    library: Literal["NCCL", "RCCL", "HCCL"] = "NCCL"
    source: Id


class Samples(Strict):
    match: Annotated[tuple[Text, ...], Field(min_length=1)]
    no_match: Annotated[tuple[Text, ...], Field(min_length=1)]


class CaseRecord(Strict):
    """What an occurrence implies where its token matches `when`."""

    when: Text
    implies: Text

    @model_validator(mode="after")
    def check_case(self) -> CaseRecord:
        check_pattern(self.when)
        check_predicate(_SLOT.sub("1", self.implies))
        return self


class FileSampleRecord(Strict):
    """A small file that proves a mechanism: the mark, context, stage or count that its only hit must be given."""

    path: Text
    text: Text
    gives: Text


class SignalRecord(Strict):
    id: Id
    title: Text
    category: Category
    pattern: Text | None = None
    mechanism: Annotated[str, Field(pattern=r"^(?:[a-z]+(?:\.[a-z]+)+|not-built)$")] | None = None
    scope: Literal["line", "sentence"] = "line"
    near: Text | None = None
    within: Annotated[int, Field(ge=0, le=20)] = 0
    unless: Text | None = None
    cases: tuple[CaseRecord, ...] = ()
    files: tuple[FileSampleRecord, ...] = ()
    claim: Literal["made", "used", "tested", "needed", "described"] | None = None
    token: Annotated[int, Field(ge=0)] = 0
    paths: Annotated[tuple[Text, ...], Field(min_length=1)] = ("*",)
    contexts: tuple[ContextWord, ...] = ()
    implies: Text | None = None
    names_chip: bool = False
    stage: StageWord = "inherit"
    strength: Strength
    reason: Text
    exceptions: tuple[Text, ...] = ()
    sources: tuple[Id, ...] = ()
    variables: tuple[VariableRecord, ...] = ()
    provenance: Literal["read", "judgment", "calculated", "unverified"] = "read"
    samples: Samples | None = None

    @field_validator("pattern", "near", "unless")
    @classmethod
    def check_patterns(cls, pattern: str | None) -> str | None:
        return pattern if pattern is None else check_pattern(pattern)

    @model_validator(mode="after")
    def check_meaning(self) -> SignalRecord:
        if (self.pattern is None) == (self.mechanism is None):
            raise ValueError(f"{self.id}: a signal has either a pattern or the mechanism that stands for it")
        if self.pattern is not None and not (self.contexts and self.samples):
            raise ValueError(f"{self.id}: a pattern needs contexts and samples")
        if self.pattern is not None and self.token > re.compile(self.pattern).groups:
            raise ValueError(f"{self.id}: token is group {self.token}, which the pattern does not have")
        if self.unless and "(?P<anchor>" not in (self.pattern or ""):
            raise ValueError(f"{self.id}: `unless` is about what follows the group `anchor` of the pattern")
        if self.implies:
            check_predicate(self.implies)
        if self.names_chip and (self.implies or self.cases):
            raise ValueError(f"{self.id}: a signal that names chips implies those chips; leave out `implies`")
        return self


def check_pattern(pattern: str) -> str:
    """The pattern, if both engines read it the same way; raises ValueError."""
    if _NOT_RE2.search(pattern):
        raise ValueError("look-around, back-references and possessive repeats are not RE2 syntax")
    if "(?i)" in pattern[1:]:
        raise ValueError("(?i) stands at the very start of a pattern")
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None
    return pattern
