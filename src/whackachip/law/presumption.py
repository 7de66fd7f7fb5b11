"""What some exporters must presume of a chip, and what overcomes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from ..predicates import Clause, Truth
from ..predicates.truth import Known
from .decision import Conflict, ItemVerdict, Reason
from .item import missing_facts, reason
from .provision import Provision, Regime, regime
from .remembered import evaluate


def presume(
    item: ItemVerdict, row: Mapping[str, Known], on: date, limits: Mapping[str, float], regime: Regime = regime
) -> tuple[ItemVerdict, tuple[Reason, ...], tuple[Conflict, ...]]:
    """The verdict on an item in the hands of this exporter, with what was presumed and why.

    A presumption that holds puts the item under its paragraphs whatever its own figures; texts that disagree on it
    leave the verdict open between both outcomes.
    """
    reasons: list[Reason] = []
    conflicts: list[Conflict] = []
    for presumption in regime("presumptions", on):
        applies = evaluate(presumption.when, row, limits)
        if applies.truth is Truth.NOT_MET:
            continue
        rebuttals = [
            (rebuttal, evaluate(rebuttal.when, row, limits))
            for rebuttal in regime("rebuttals", on)
            if rebuttal.covers_paragraph(presumption.id)
        ]
        contested = [
            (conflict, clause)
            for conflict in regime("conflicts", on)
            if conflict.decides == "item" and conflict.instrument == presumption.instrument
            if (clause := evaluate(conflict.when, row, limits)).truth is Truth.MET
        ]
        reasons += [reason(p, clause) for p, clause in ((presumption, applies), *rebuttals, *contested)]
        conflicts += [Conflict.of(conflict) for conflict, _ in contested]
        item = _presumed(item, presumption, applies, [clause for _, clause in rebuttals], bool(contested))
    return item, tuple(reasons), tuple(conflicts)


def _presumed(
    item: ItemVerdict, presumption: Provision, applies: Clause, rebuttals: list[Clause], contested: bool
) -> ItemVerdict:
    overcome = Truth.some(clause.truth for clause in rebuttals)
    truth = Truth.every((applies.truth, ~overcome))
    if truth is Truth.NOT_MET or item.paragraphs == presumption.covers:
        return item
    if truth is Truth.MET and not contested:
        return ItemVerdict("controlled", presumption.covers, presumed=True)
    own = item.paragraphs or item.possible
    possible = tuple(dict.fromkeys((*presumption.covers, *own)))
    outcomes = tuple(dict.fromkeys((*presumption.covers, *(item.outcomes or item.paragraphs or (item.verdict,)))))
    missing = () if contested else missing_facts((applies, *rebuttals))
    return replace(item, verdict="depends", paragraphs=(), also_met=(), possible=possible, outcomes=outcomes,
                   missing=tuple(dict.fromkeys((*item.missing, *missing))), presumed=True)  # fmt: skip
