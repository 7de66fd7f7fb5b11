"""Of which model a finding speaks, where a repository holds several: by its statement, its path and its date."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import PurePosixPath

from ..evidence import Finding

_WORD = re.compile(r"[a-z]+|\d+(?:[._]\d+)*")
_SIZE = re.compile(r"(?<![a-z0-9.])(\d+(?:\.\d+)?)\s?([bm])(?![a-z0-9])")
_EXPERTS = re.compile(r"(?<![a-z0-9])\d+x\d+b|(?<![a-z0-9])a\d+(?:\.\d+)?b")
# Words that stand beside a model's name and do not tell it from others.
_COMMON = frozenset(
    """
    model models base chat instruct series moe text vl image preview exp final stage pretrain train training run
    scripts script configs config src official examples docs doc card readme md sh py yaml yml json slurm and our the
    long context lite pro flash large mini plus max ultra small medium dense rl sft llm
    """.split()  # noqa: SIM905
)
_GUIDES = frozenset(
    """
    example examples tutorial tutorials recipe recipes cookbook ecosystem demo demos quickstart test tests community
    contrib notebooks playground
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A model as its name tells it apart: words, version and sizes [billions of parameters]."""

    name: str
    words: frozenset[str]
    version: str | None
    sizes: frozenset[float]


@lru_cache(maxsize=4096)
def subject(name: str) -> Subject:
    """A model's name taken apart: `Llama 3.1 405B` is the word llama, version 3.1, size 405."""
    text = name.lower().replace("_", "-")
    sizes = frozenset(float(number) * (1 if unit == "b" else 1e-3) for number, unit in _SIZE.findall(_spaced(text)))
    text = _SIZE.sub(" ", _EXPERTS.sub(" ", _spaced(text)))
    tokens = _WORD.findall(text)
    words = frozenset(token for token in tokens if token.isalpha() and len(token) > 1 and token not in _COMMON)
    version = next((token.replace("_", ".") for token in tokens if token[0].isdigit()), None)
    return Subject(name, words, version, sizes)


def _spaced(text: str) -> str:
    return re.sub(r"[\s/(),:@+-]+", " ", text)


def relation(finding: Finding, model: str | None, others: Sequence[str] = ()) -> str:
    """Whether a finding speaks of the model: same, other or unsaid.

    What the statement names goes before what the path names. others: further models that the repository holds.
    """
    if model is None:
        return "unsaid"
    if finding.model:
        said = _compare(finding.model, model, tuple(others))
        foreign = subject(finding.model).words and not subject(finding.model).words & subject(model).words
        return "other" if said == "unsaid" and foreign else said
    return _compare(finding.path, model, tuple(others))


@lru_cache(maxsize=16384)
def _compare(text: str, model: str, others: tuple[str, ...]) -> str:
    asked = subject(model)
    score = _score(text, asked)
    rival = max((_score(text, subject(name)) for name in others), default=0)
    if score < 0 or rival > max(score, 0):
        return "other"
    return "same" if score > rival else "unsaid"


def _score(text: str, asked: Subject) -> int:
    """How well a text names a model: 0 not at all, negative where it names a sibling."""
    found = 0
    for part in re.split(r"[/\\]", text):
        said = _part(part)
        common = asked.words & said.words
        if common:
            if asked.version and said.version and asked.version.split(".") != said.version.split("."):
                return -1
            found += len(common) + (1 if asked.version and asked.version == said.version else 0)
        if asked.sizes and said.sizes:
            near = any(abs(a - b) < 0.1 * a for a in asked.sizes for b in said.sizes)
            found += 1 if near else 0
            if not near:
                return -1
    return found


@lru_cache(maxsize=16384)
def _part(text: str) -> Subject:
    # Paths write 3_1 for 3.1, 1b3 for 1.3B, and CamelCase between words.
    text = re.sub(r"(?<=\d)_(?=\d)", ".", text)
    text = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", text).lower()
    text = re.sub(r"(?<![a-z0-9])(\d+)([bm])(\d+)(?![a-z0-9])", r"\1.\3\2", text)
    return subject(re.sub(r"(?<=[a-z])\.|\.(?=[a-z])", " ", text).replace("_", " "))


def is_guide(finding: Finding) -> bool:
    """Whether it stands in a folder that teaches readers, or tests the code."""
    return any(part.lower() in _GUIDES for part in PurePosixPath(finding.path).parts[:-1])


def age(finding: Finding, released: date, days: int, names_chip: bool) -> str | None:
    """Whether a finding is from another time than the model: later, earlier, old, or None.

    later: first committed more than `days` after the model was out. earlier: removed more than `days` before it, or
    naming a chip a year before it, which no statement about the model's own training does: an upstream's text in a
    fork's history, or another model's. old: anything else first committed a year before it. Unknown dates say nothing.
    """
    quarter = timedelta(days=days)
    if finding.removed_on is not None and date.fromisoformat(finding.removed_on[:10]) < released - quarter:
        return "earlier"
    if finding.first_date is None:
        return None
    first = date.fromisoformat(finding.first_date[:10])
    if first > released + quarter:
        return "later"
    if first < released - timedelta(days=365):
        return "earlier" if names_chip else "old"
    return None
