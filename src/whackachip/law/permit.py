"""Does the transaction need a licence: requirements, letters, exceptions and review policies in force on a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..predicates import Clause, Truth
from ..predicates.truth import Known
from .decision import Conflict, ItemVerdict, Reason, Review, TransactionVerdict
from .item import is_paragraph_a, missing_facts, reason
from .provision import Provision, Regime, regime
from .remembered import evaluate

Row = Mapping[str, Known]


@dataclass(frozen=True, slots=True)
class Applied:
    """A provision with how its clauses came out."""

    provision: Provision
    clause: Clause

    @property
    def truth(self) -> Truth:
        return self.clause.truth


def judge_transaction(
    item: ItemVerdict,
    row: Row,
    exporter: str,
    on: date,
    limits: Mapping[str, float],
    layer: str,
    regime: Regime = regime,
) -> tuple[TransactionVerdict, tuple[Reason, ...]]:
    """The verdict on the transaction.

    row: the chip's attributes together with the transaction's. A letter binds its addressees in both layers, a rule on
    end use whoever it names; no exception that is modelled here overcomes them. Where texts of equal rank disagree on
    the verdict itself, it depends, with every outcome.
    """
    row = dict(row) | {"meets_3a090_a": meets_a(item)}
    rules = _requirements(item, row, on, limits, layer, regime)
    letters = [*_letters(row, exporter, on, limits, regime), *_end_use(item, row, on, limits, regime)]
    conflicts = _conflicts(item, row, on, limits, layer, regime)
    reasons = tuple(reason(applied.provision, applied.clause) for applied in (*rules, *letters))
    rule = Truth.some(applied.truth for applied in rules)
    letter = Truth.some(applied.truth for applied in letters)
    deciding = [found for found in conflicts if found.provision.decides == "transaction"]
    reasons += tuple(reason(applied.provision, applied.clause) for applied in deciding)
    named = tuple(Conflict.of(found.provision) for found in conflicts)
    if Truth.some((rule, letter)) is Truth.NOT_MET:
        return _disputed(TransactionVerdict("no-requirement-found", conflicts=named), deciding), reasons

    needed = tuple(applied.provision.cite for applied in (*rules, *letters) if applied.truth is Truth.MET)
    exceptions = _exceptions(item, row, on, limits, layer, regime) if rule is not Truth.NOT_MET else []
    policies = review_policies(item, row, on, limits, layer, regime) if rule is not Truth.NOT_MET else []
    reasons += tuple(reason(applied.provision, applied.clause) for applied in (*exceptions, *policies))
    review = tuple(
        Review(
            found.provision.result or "not-stated",
            found.provision.cite,
            found.provision.grade,
            found.truth is Truth.UNKNOWN,
        )
        for found in (*policies, *letters)
        if found.truth is not Truth.NOT_MET
    )
    lifts = [(found.truth, Truth.some(_lifting(found.provision, exceptions, item))) for found in rules]
    verdict = _verdict(lifts, letter, exceptions, needed, review)
    if verdict.verdict == "depends":
        verdict = replace(verdict, missing=missing_facts(found.clause for found in (*rules, *letters, *exceptions)))
    return _disputed(replace(verdict, conflicts=named), deciding), reasons


def _disputed(verdict: TransactionVerdict, conflicts: list[Applied]) -> TransactionVerdict:
    """The verdict with every outcome that the texts allow where they disagree on it."""
    if not conflicts:
        return verdict
    own = verdict.outcomes or (verdict.verdict,)
    allowed = (result for found in conflicts for result, _ in found.provision.outcomes)
    outcomes = tuple(dict.fromkeys((*own, *allowed)))
    return verdict if len(outcomes) == 1 else replace(verdict, verdict="depends", outcomes=outcomes)


def _lifting(requirement: Provision, exceptions: list[Applied], item: ItemVerdict) -> Iterable[Truth]:
    """Of the exceptions those for a paragraph by which this requirement reaches the item; no other lifts it."""
    paragraphs = [name for name in (*item.paragraphs, *item.possible) if requirement.covers_paragraph(name)]
    for found in exceptions:
        if any(found.provision.covers_paragraph(name) for name in paragraphs):
            yield found.truth


def _verdict(
    lifts: list[tuple[Truth, Truth]],
    letter: Truth,
    exceptions: list[Applied],
    needed: tuple[str, ...],
    review: tuple[Review, ...],
) -> TransactionVerdict:
    """lifts: of each requirement whether it applies, and whether an exception lifts it."""
    rule = Truth.some(applies for applies, _ in lifts)
    usable = [found for found in exceptions if found.truth is Truth.MET]
    usable = usable or [found for found in exceptions if found.truth is Truth.UNKNOWN]
    names = tuple(dict.fromkeys(found.provision.id for found in usable))
    conditions = tuple(dict.fromkeys(text for found in usable for text in found.provision.conditions))
    outcomes: list[str] = []
    stands = any(applies is not Truth.NOT_MET and lifted is not Truth.MET for applies, lifted in lifts)
    remains = any(applies is Truth.MET and lifted is Truth.NOT_MET for applies, lifted in lifts)
    opens = any(applies is not Truth.NOT_MET and lifted is not Truth.NOT_MET for applies, lifted in lifts)
    if letter is not Truth.NOT_MET or stands:
        outcomes.append("licence-required")
    if letter is not Truth.MET and opens and not remains:
        outcomes.append("exception-available")
    if Truth.some((rule, letter)) is Truth.UNKNOWN:
        outcomes.append("no-requirement-found")
    if "exception-available" not in outcomes:
        names, conditions = (), ()
    verdict = outcomes[0] if len(outcomes) == 1 else "depends"
    open_outcomes = tuple(outcomes) if verdict == "depends" else ()
    return TransactionVerdict(verdict, needed, names, conditions, review, open_outcomes)


def meets_a(item: ItemVerdict) -> frozenset[str]:
    """Whether an item is under 3A090.a, as an attribute."""
    if any(is_paragraph_a(paragraph) for paragraph in item.paragraphs):
        return frozenset({"yes"})
    return frozenset({"yes", "no"}) if any(is_paragraph_a(p) for p in item.possible) else frozenset({"no"})


def _coverage(item: ItemVerdict, provision: Provision) -> Truth:
    """Whether a provision reaches this item."""
    if any(provision.covers_paragraph(paragraph) for paragraph in item.paragraphs):
        return Truth.MET
    return Truth.UNKNOWN if any(provision.covers_paragraph(p) for p in item.possible) else Truth.NOT_MET


def _requirements(
    item: ItemVerdict, row: Row, on: date, limits: Mapping[str, float], layer: str, regime: Regime
) -> list[Applied]:
    found = []
    for provision in regime("requirements", on):
        if layer in provision.layers:
            covered = Clause(f"item under {' or '.join(provision.covers)}", _coverage(item, provision))
            found.append(
                Applied(provision, _all("licence requirement", covered, evaluate(provision.when, row, limits)))
            )
    return found


def _letters(row: Row, exporter: str, on: date, limits: Mapping[str, float], regime: Regime) -> list[Applied]:
    return [
        Applied(provision, _all("letter", *_both(provision, row, limits)))
        for provision in regime("letters", on)
        if exporter in provision.addressees
    ]


def _end_use(item: ItemVerdict, row: Row, on: date, limits: Mapping[str, float], regime: Regime) -> list[Applied]:
    """Rules on parties and uses, for whatever item or for the paragraphs they name."""
    found = []
    for provision in regime("end_use_rules", on):
        clause = evaluate(provision.when, row, limits)
        covered = _coverage(item, provision) if provision.covers else Truth.MET
        state = Clause(f"the rule is {provision.state}", _STATE[provision.state])
        parts = (Clause("item that it covers", covered), clause, state)
        found.append(Applied(provision, _all(f"end-use rule {provision.id}", *parts)))
    return found


_STATE = {"active": Truth.MET, "suspended": Truth.NOT_MET, "unknown": Truth.UNKNOWN}


def _exceptions(
    item: ItemVerdict, row: Row, on: date, limits: Mapping[str, float], layer: str, regime: Regime
) -> list[Applied]:
    return [
        Applied(provision, _all(f"licence exception {provision.id}", *_both(provision, row, limits)))
        for provision in regime("exceptions", on)
        if layer in provision.layers and _coverage(item, provision) is not Truth.NOT_MET
    ]


def review_policies(
    item: ItemVerdict, row: Row, on: date, limits: Mapping[str, float], layer: str, regime: Regime = regime
) -> list[Applied]:
    """The policies by which an application for this item and transaction is, or may be, reviewed."""
    found = []
    for provision in regime("review_policies", on):
        if layer in provision.layers:
            covered = Clause(f"item under {' or '.join(provision.covers)}", _coverage(item, provision))
            clause = _all("review policy", covered, evaluate(provision.when, row, limits))
            if clause.truth is not Truth.NOT_MET:
                found.append(Applied(provision, clause))
    return found


def _conflicts(
    item: ItemVerdict, row: Row, on: date, limits: Mapping[str, float], layer: str, regime: Regime
) -> list[Applied]:
    """The recorded conflicts that hold, or may hold, for this item and transaction."""
    found = []
    for provision in regime("conflicts", on):
        if layer in provision.layers and provision.decides != "item":
            covered = Clause(f"item under {' or '.join(provision.covers)}", _coverage(item, provision))
            clause = _all("texts that disagree", covered, evaluate(provision.when, row, limits))
            if clause.truth is not Truth.NOT_MET:
                found.append(Applied(provision, clause))
    return found


def _both(provision: Provision, row: Row, limits: Mapping[str, float]) -> Iterable[Clause]:
    if provision.item is not None:
        yield evaluate(provision.item, row, limits)
    yield evaluate(provision.when, row, limits)


def _all(label: str, *parts: Clause) -> Clause:
    return Clause(label, Truth.every(part.truth for part in parts), parts=parts)
