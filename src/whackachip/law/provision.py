"""Provisions: pieces of law that are in force from one day to another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..facts import store
from ..predicates import Expression, parse
from .country import group_changes
from .reading import DEFAULT, Reading

# The span over which the law was read: the day before the first letter on chips, and the state of knowledge.
READ_FROM, READ_UNTIL = date(2022, 8, 25), date(2026, 11, 23)
MEASURES = "measures"  # tests that no verdict uses: bills and duties
KINDS = (
    "items", "commodities", "lesser_items", "definitions", "presumptions", "rebuttals", "exclusions",
    "requirements", "letters", "end_use_rules", "exceptions", "conflicts", "review_policies",
)  # fmt: skip
LAYERS = ("enforced", "codified")


@dataclass(frozen=True, slots=True)
class Provision:
    """A predicate with its paragraph, span and citation.

    when: over the item for paragraphs and exclusions, over the transaction for requirements and letters, over both for
    the rest. item: over the chip, for letters and exceptions. reading: KEY=VALUE where it holds only under that choice.
    layers: in which it counts. state: whether an end-use rule is applied. decides and outcomes: of a conflict.
    commodity: what a paragraph is about, where it is not a chip. assumed: what stands in where the facts of a
    definition are not given.
    """

    kind: str
    id: str
    when: Expression
    cite: str
    instrument: str
    begins: date
    ends: date | None
    grade: str
    sources: tuple[str, ...]
    item: Expression | None = None
    covers: tuple[str, ...] = ()
    addressees: tuple[str, ...] = ()
    result: str | None = None
    conditions: tuple[str, ...] = ()
    note: str | None = None
    reading: str | None = None
    layers: tuple[str, ...] = LAYERS
    state: str = "active"
    commodity: str | None = None
    assumed: str | None = None
    assumption: str | None = None
    decides: str | None = None
    outcomes: tuple[tuple[str, str], ...] = ()

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """Every test of the provision."""
        return (self.when,) if self.item is None else (self.item, self.when)

    def in_force(self, on: date) -> bool:
        return self.begins <= on and (self.ends is None or on <= self.ends)

    def covers_paragraph(self, paragraph: str) -> bool:
        """Whether a paragraph is one of those covered, or stands under one of them."""
        return any(paragraph == covered or paragraph.startswith(f"{covered}.") for covered in self.covers)


@store.cached
def provisions(kind: str) -> tuple[Provision, ...]:
    """All provisions of one kind, in the order of the facts."""
    return tuple(provision_from_record(kind, record) for record in store.section("law")[kind])


@store.cached
def regime(kind: str, on: date) -> tuple[Provision, ...]:
    """The provisions of one kind in force on a day, under the default readings."""
    return tuple(p for p in provisions(kind) if p.in_force(on) and DEFAULT.allows(p.reading))


# What is in force: the provisions of a kind on a day. The enacted law is one such function, a counterfactual another.
Regime = Callable[[str, date], tuple[Provision, ...]]


def under(regime: Regime, reading: Reading) -> Regime:
    """What is in force under a reading, where `regime` says what is under the default one."""
    if reading == DEFAULT:
        return regime

    def read(kind: str, on: date) -> tuple[Provision, ...]:
        kept = tuple(p for p in regime(kind, on) if reading.allows(p.reading))
        named = {provision.id for provision in kept}
        chosen = (p for p in provisions(kind) if p.reading and p.in_force(on) and p.id not in named)
        return kept + tuple(provision for provision in chosen if reading.allows(provision.reading))

    return read


def thresholds(on: date, changes: Mapping[str, float] | None = None) -> dict[str, float]:
    """The named legal numbers in force on a day; changes overrides some, for a counterfactual."""
    return {**_enacted_thresholds(on), **(changes or {})}


@store.cached
def _enacted_thresholds(on: date) -> Mapping[str, float]:
    day = on.isoformat()
    return {
        record["id"]: record["value"]
        for record in store.section("law")["thresholds"]
        if record["begins"] <= day and (record.get("ends") or "9999-12-31") >= day
    }


@store.cached
def change_dates() -> tuple[date, ...]:
    """Every day on which some provision begins, or has just ended, or a country joins or leaves a group."""
    found = set(group_changes())
    for kind in KINDS:
        for provision in provisions(kind):
            found.add(provision.begins)
            if provision.ends:
                found.add(date.fromordinal(provision.ends.toordinal() + 1))
    return tuple(sorted(found))


def provision_from_record(kind: str, record: Mapping[str, Any]) -> Provision:
    """A Provision from its compiled record."""
    return Provision(
        kind=kind,
        id=record.get("id") or record["paragraph"],
        when=parse(record["when"]),
        item=parse(record["item"]) if "item" in record else None,
        cite=record["cite"],
        instrument=record["instrument"],
        begins=date.fromisoformat(record["begins"]),
        ends=date.fromisoformat(record["ends"]) if "ends" in record else None,
        grade=record["grade"],
        sources=tuple(record["sources"]),
        covers=tuple(record.get("covers") or record.get("excludes") or ()),
        addressees=tuple(record.get("addressees", ())),
        result=record.get("result") or record.get("review"),
        conditions=tuple(record.get("conditions", ())),
        note=record.get("note"),
        reading=record.get("reading"),
        layers=tuple(record.get("layers") or (LAYERS if record.get("enforced", True) else ("codified",))),
        state=record.get("state", "active"),
        commodity=record.get("commodity"),
        assumed=record.get("assumed"),
        assumption=record.get("assumption"),
        decides=record.get("decides"),
        outcomes=tuple((outcome["result"], outcome["cite"]) for outcome in record.get("outcomes", ())),
    )
