"""Groups of findings and how long each stood on the main line of a repository."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ..text import clean

MAIN_LINE = ("present", "withdrawn")
_STRENGTH = {"strong": 0, "medium": 1, "weak": 2, "none": 3}


@dataclass(frozen=True, slots=True)
class LifeSpan:
    """One bar: findings of one signal that came and went together.

    label: the signal's title, with the chip where the signal names one. ends: None where it still stands.
    """

    signal: str
    label: str
    begins: str
    ends: str | None
    removed_by: tuple[str, ...]
    count: int
    paths: tuple[str, ...]
    key: tuple[int, int, int]


def life_spans(result: Mapping[str, Any]) -> list[LifeSpan]:
    """Every group on the main line, chip names first, then by strength of the signal, then by number of findings."""
    groups: dict[tuple[str, str, str | None], _Group] = {}
    for finding in result["evidence"]["findings"]:
        if finding["status"] in MAIN_LINE and finding["first_date"] and finding.get("counts", True):
            meaning = result["signals"].get(finding["signal"], {})
            chip = clean(finding["token"]) if meaning.get("names_chip") else ""
            # Removals of one day are one bar, however many commits made them.
            removed = (finding["removed_on"] or "")[:10] or None
            groups.setdefault((finding["signal"], chip, removed), _Group(finding["first_date"])).add(finding)
    spans = [_span(result["signals"].get(key[0], {}), key, found) for key, found in groups.items()]
    return sorted(spans, key=lambda span: (span.key, span.signal, span.label, span.ends or ""))


@dataclass(slots=True)
class _Group:
    """What is kept of the findings of a bar, of which there may be very many."""

    begins: str
    count: int = 0
    gone: set[tuple[str, str]] = field(default_factory=set)
    paths: dict[str, None] = field(default_factory=dict)

    def add(self, finding: Mapping[str, Any]) -> None:
        self.begins = min(self.begins, finding["first_date"])
        self.count += 1
        self.paths[finding["path"]] = None
        if finding["removed_on"]:
            self.gone.add((finding["removed_on"], finding["removed_by"]))


def _span(meaning: Mapping[str, Any], key: tuple[str, str, str | None], found: _Group) -> LifeSpan:
    signal, chip, removed = key
    title = clean(meaning.get("title", signal))
    strength = _STRENGTH.get(str(meaning.get("strength")), 3)
    gone = sorted(found.gone)
    return LifeSpan(
        signal=signal,
        label=f"{chip}: {title}" if chip else title,
        begins=found.begins,
        ends=gone[-1][0] if removed else None,
        removed_by=tuple(dict.fromkeys(commit for _, commit in gone if commit)),
        count=found.count,
        paths=tuple(dict.fromkeys(map(clean, found.paths))),
        key=(0 if meaning.get("names_chip") else 1, strength, -found.count),
    )


def chosen(spans: Sequence[LifeSpan], limit: int) -> list[LifeSpan]:
    """The most informative bars, in the order of a reader: what was withdrawn first, by day, then what stands."""
    best = list(spans)[:limit]
    return sorted(best, key=lambda span: (span.ends is None, span.ends or "", span.key, span.label))
