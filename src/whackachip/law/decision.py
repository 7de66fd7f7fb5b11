"""A decision: two verdicts, never mixed, with the clauses that led to them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..catalog.chipdata import known_data as known_data
from ..notebook import Card, Shown
from ..predicates import Clause
from .provision import Provision

DISCLAIMER = "Not legal advice; check the official text."
NOT_CHECKED = (
    "Entity List and other listed parties",
    "sanctions of the Treasury Department",
    "military end use and end users",
    "foreign direct product and de minimis rules",
    "supercomputer and other end-use rules of part 744",
    "General Prohibition 10",
    "affiliates of listed parties",
    "restrictions of the importing state",
)


@dataclass(frozen=True, slots=True)
class Reason:
    """One provision as it was applied: what it is, where it stands, and how its clauses came out."""

    provision: str
    kind: str
    cite: str
    instrument: str
    grade: str
    sources: tuple[str, ...]
    clause: Clause
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ItemVerdict:
    """verdict: controlled, not-controlled-by-this-rule, depends, not-in-force or unknown.

    paragraphs: met, and governing. also_met: met as well, where a reading lets another paragraph govern. possible:
    could be met once the missing facts are known. outcomes: every verdict that is open. presumed: a presumption that
    binds this exporter put it there.
    """

    verdict: str
    paragraphs: tuple[str, ...] = ()
    also_met: tuple[str, ...] = ()
    possible: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    presumed: bool = False


@dataclass(frozen=True, slots=True)
class Conflict:
    """Texts of equal rank that disagree: on the item, the transaction, the review or the layer; (result, citation)."""

    id: str
    decides: str
    cite: str
    outcomes: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, provision: Provision) -> Conflict:
        return cls(provision.id, provision.decides or "", provision.cite, provision.outcomes)

    def to_dict(self) -> dict[str, Any]:
        """The conflict as plain data."""
        outcomes = [{"result": result, "cite": cite} for result, cite in self.outcomes]
        return {"id": self.id, "decides": self.decides, "cite": self.cite, "outcomes": outcomes}


@dataclass(frozen=True, slots=True)
class Review:
    """One licensing policy that applies; `possible` where it turns on a missing fact."""

    result: str
    cite: str
    grade: str
    possible: bool = False


@dataclass(frozen=True, slots=True)
class TransactionVerdict:
    """verdict: licence-required, exception-available, no-requirement-found, depends or unknown.

    missing: facts of the item or the parties that would decide it. conflicts: texts that disagree here.
    """

    verdict: str
    requirements: tuple[str, ...] = ()
    exceptions: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    review: tuple[Review, ...] = ()
    outcomes: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision(Shown):
    """The answer for one chip, day, destination and layer."""

    chip: str
    chip_name: str
    on: str
    to: str
    layer: str
    item: ItemVerdict
    transaction: TransactionVerdict
    reasons: tuple[Reason, ...]
    metrics: Mapping[str, Mapping[str, Any]]
    interpretations: Mapping[str, str]
    assumptions: tuple[str, ...]
    other_layer: Mapping[str, Any]
    resolved: str | None = None
    counterfactual: Mapping[str, Any] | None = None
    stated: Mapping[str, Any] = field(default_factory=dict)
    related: tuple[Mapping[str, Any], ...] = ()
    beside: tuple[Mapping[str, Any], ...] = ()

    def _card(self) -> Card:
        under = f" under {' and '.join(self.item.paragraphs)}" if self.item.paragraphs else ""
        lines = (
            f"on {self.on}, to {self.to}, {self.layer}" + (", counterfactual" if self.counterfactual else ""),
            f"item: {self.item.verdict}{under}", f"transaction: {self.transaction.verdict}",
        )  # fmt: skip
        rows = tuple((reason.cite, reason.clause.truth.value) for reason in self.reasons)
        left = f"not checked: {', '.join(NOT_CHECKED)}"
        return Card(self.chip_name, lines, ("provision", "truth"), rows, (*self.assumptions, left, DISCLAIMER))

    def to_dict(self) -> dict[str, Any]:
        """The decision as plain data, the same that the command prints as JSON."""
        return {
            "chip": self.chip,
            "chip_name": self.chip_name,
            "resolved": self.resolved,
            "on": self.on,
            "to": self.to,
            "layer": self.layer,
            "item": {
                "verdict": self.item.verdict,
                "paragraphs": list(self.item.paragraphs),
                "also_met": list(self.item.also_met),
                "possible_paragraphs": list(self.item.possible),
                "outcomes": list(self.item.outcomes),
                "missing": list(self.item.missing),
                "presumed": self.item.presumed,
                "related": [dict(related) for related in self.related],
            },
            "transaction": {
                "verdict": self.transaction.verdict,
                "review_policy": list(dict.fromkeys(review.result for review in self.transaction.review)),
                "review": [
                    {"result": r.result, "cite": r.cite, "grade": r.grade, "possible": r.possible}
                    for r in self.transaction.review
                ],
                "requirements": list(self.transaction.requirements),
                "exceptions": list(self.transaction.exceptions),
                "conditions": list(self.transaction.conditions),
                "outcomes": list(self.transaction.outcomes),
                "missing": list(self.transaction.missing),
                "conflicts": [conflict.to_dict() for conflict in self.transaction.conflicts],
                "stated": dict(self.stated),
            },
            "clauses": [
                {
                    "provision": reason.provision,
                    "kind": reason.kind,
                    "cite": reason.cite,
                    "instrument": reason.instrument,
                    "grade": reason.grade,
                    "sources": list(reason.sources),
                    "note": reason.note,
                    **clause_dict(reason.clause),
                }
                for reason in self.reasons
            ],
            "metrics": {name: dict(metric) for name, metric in self.metrics.items()},
            "interpretations": dict(self.interpretations),
            "assumptions": list(self.assumptions),
            "other_layer": dict(self.other_layer),
            "counterfactual": dict(self.counterfactual) if self.counterfactual else None,
            "beside": [dict(event) for event in self.beside],
            "not_checked": list(NOT_CHECKED),
            "disclaimer": DISCLAIMER,
        }


def names_read(clause: Clause) -> Iterator[str]:
    """Every attribute that a clause and its parts read."""
    yield from clause.inputs
    for part in clause.parts:
        yield from names_read(part)


def clause_dict(clause: Clause) -> dict[str, Any]:
    """A clause and its parts as plain data."""
    found: dict[str, Any] = {"expression": clause.expression, "truth": clause.truth.value.replace(" ", "-")}
    if clause.inputs:
        found["inputs"] = {name: known_data(known) for name, known in clause.inputs.items()}
    if clause.threshold is not None:
        found["threshold"] = clause.threshold
    if clause.margin is not None:
        found["margin"] = known_data(clause.margin)
    if clause.parts:
        found["parts"] = [clause_dict(part) for part in clause.parts]
    return found
