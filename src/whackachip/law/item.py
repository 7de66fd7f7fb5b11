"""Is the chip controlled: paragraphs and exclusions in force on a day, applied to one row of attributes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from ..predicates import Clause, Truth
from ..predicates.truth import Known
from ..quantities import Interval
from .decision import ItemVerdict, Reason
from .provision import Provision, Regime, regime
from .remembered import evaluate

Row = Mapping[str, Known]


def judge_item(
    row: Row, on: date, limits: Mapping[str, float], regime: Regime = regime
) -> tuple[ItemVerdict, tuple[Reason, ...]]:
    """The verdict on a chip and the reasons: exclusions first, then each paragraph.

    Paragraph .a governs where .a and .b are both met, which is a reading: the text gives no order.
    """
    return _judge(row, limits, regime("exclusions", on), regime("items", on))


def judge_commodity(
    commodity: str, row: Row, on: date, limits: Mapping[str, float], regime: Regime = regime
) -> tuple[ItemVerdict, tuple[Reason, ...]]:
    """The verdict on something other than a chip: hbm, computer or weights; its row as the paragraphs read it."""
    paragraphs = [paragraph for paragraph in regime("commodities", on) if paragraph.commodity == commodity]
    return _judge(row, limits, (), paragraphs)


def _judge(
    row: Row, limits: Mapping[str, float], excluding: Iterable[Provision], controlling: Iterable[Provision]
) -> tuple[ItemVerdict, tuple[Reason, ...]]:
    exclusions = [(provision, evaluate(provision.when, row, limits)) for provision in excluding]
    paragraphs = [(provision, evaluate(provision.when, row, limits)) for provision in controlling]
    reasons = tuple(reason(provision, clause) for provision, clause in (*exclusions, *paragraphs))
    if not paragraphs:
        return ItemVerdict("not-in-force"), reasons
    truths = {provision.id: _unless_excluded(provision, clause, exclusions) for provision, clause in paragraphs}
    met = tuple(id for id, truth in truths.items() if truth is Truth.MET)
    possible = tuple(id for id, truth in truths.items() if truth is Truth.UNKNOWN)
    if met:
        governing = tuple(id for id in met if is_paragraph_a(id)) or met
        higher = () if is_paragraph_a(governing[0]) else tuple(id for id in possible if is_paragraph_a(id))
        also = tuple(id for id in met if id not in governing)
        return ItemVerdict("controlled", governing, also, higher), reasons
    if not possible:
        return ItemVerdict("not-controlled-by-this-rule"), reasons
    verdict = "unknown" if row.get("tpp") is None else "depends"
    outcomes = (*possible, "not-controlled-by-this-rule")
    missing = missing_facts((clause for _, clause in (*exclusions, *paragraphs)))
    return ItemVerdict(verdict, possible=possible, outcomes=outcomes, missing=missing), reasons


def _unless_excluded(provision: Provision, clause: Clause, exclusions: Iterable[tuple[Provision, Clause]]) -> Truth:
    applied = [~found.truth for exclusion, found in exclusions if exclusion.covers_paragraph(provision.id)]
    return Truth.every([clause.truth, *applied])


def is_paragraph_a(paragraph: str) -> bool:
    return paragraph.split(".")[1:2] == ["a"]


def reason(provision: Provision, clause: Clause) -> Reason:
    return Reason(
        provision.id,
        provision.kind,
        provision.cite,
        provision.instrument,
        provision.grade,
        provision.sources,
        clause,
        provision.note,
    )


def missing_facts(clauses: Iterable[Clause]) -> tuple[str, ...]:
    """The attributes that keep clauses from being decided, in order of appearance."""
    found: dict[str, None] = {}
    for clause in clauses:
        for name, known in open_inputs(clause):
            contested = isinstance(known, frozenset) and len(known) > 1
            if known is None or contested or (isinstance(known, Interval) and not known.is_exact):
                found[name] = None
    return tuple(found)


def open_inputs(clause: Clause) -> Iterable[tuple[str, Known]]:
    if clause.truth is not Truth.UNKNOWN:
        return
    yield from clause.inputs.items()
    for part in clause.parts:
        yield from open_inputs(part)
