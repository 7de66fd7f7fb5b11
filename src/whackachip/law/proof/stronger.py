"""Pairs that a rule gets backwards: the weaker chip is controlled and the stronger one is not."""

from __future__ import annotations

from fractions import Fraction
from functools import partial
from typing import Any

from ...predicates import Expression, names
from ...predicates.prove import Space, find_plain, rational, supremum
from ...predicates.substitute import quotient_as_product
from .answer import Answer, decided
from .designs import AREA, DENSITY, METRICS, TPP, Designs, usual, with_density
from .subject import Subject
from .words import amount, chip_in_words

# What makes a chip stronger. Die area is no performance and density is no use to a buyer.
PERFORMANCE = (*(metric for metric in METRICS if metric != DENSITY), "memory_capacity")
MEANING = (
    "stronger means at least as much TPP, memory bandwidth, interconnect and I/O bandwidth and memory, more of one, "
    "and equal in all else that the rule reads; die area is not counted"
)
FREE = "free_"


def backwards(subject: Subject, designs: Designs) -> tuple[Answer, ...]:
    """Whether a stronger chip is free while a weaker one is caught; by die area also on no larger a die."""
    asked = [("backwards", True)]
    if {DENSITY, AREA} & names(subject.rule):
        asked.append(("backwards-same-die", False))
    return tuple(decided(question, (), partial(_pair, subject, designs, larger)) for question, larger in asked)


def _pair(subject: Subject, designs: Designs, larger: bool) -> Answer:
    question, where = ("backwards", "") if larger else ("backwards-same-die", " on no larger a die")
    caught, free, formulas = _two_chips(subject.rule, designs)
    if not larger:
        formulas.append(free.numbers[AREA] <= caught.numbers[AREA])
    both = Space(numbers=caught.numbers | {FREE + name: variable for name, variable in free.numbers.items()})
    lead, reached = _lead(both, formulas)
    if lead is not None:
        formulas.append(both.numbers[FREE + TPP] - both.numbers[TPP] >= rational(lead * Fraction(9, 10)))
    found = find_plain(both, formulas, [TPP, FREE + TPP, AREA, FREE + AREA], usual(both))
    if found is None:
        return Answer(
            question, "no", f"{subject.label} never frees a stronger chip{where} while it catches a weaker one."
        )
    weak = {name: value for name, value in found.numbers.items() if not name.startswith(FREE)}
    strong = {name.removeprefix(FREE): value for name, value in found.numbers.items() if name.startswith(FREE)}
    weak, strong = with_density(weak), with_density(strong)
    sentence = f"{subject.label} catches {chip_in_words(weak)} and frees the stronger {chip_in_words(strong)}"
    if lead is not None:
        sentence += f"; such a chip leads by {'at most' if reached else 'less than'} {amount(TPP, lead)}"
    return Answer(question, "yes", f"{sentence}.", value=lead, attained=reached, witnesses=(weak, strong))


def _two_chips(rule: Expression, designs: Designs) -> tuple[Space, Space, list[Any]]:
    """Two designs that differ in performance and dies only, the second stronger, and what holds of them."""
    import z3

    linear = quotient_as_product(rule, DENSITY, TPP, AREA)
    caught = Space()
    formulas = [caught.formula(linear)]
    if AREA in caught.numbers:
        caught.number(TPP)
    own = (*PERFORMANCE, AREA, DENSITY)
    free = Space(
        numbers={name: z3.Real(FREE + name) if name in own else variable for name, variable in caught.numbers.items()},
        words=caught.words,
    )
    formulas.append(z3.Not(free.formula(linear)))
    tested = [name for name in PERFORMANCE if name in caught.numbers]
    formulas += [free.numbers[name] >= caught.numbers[name] for name in tested]
    formulas.append(z3.Or([free.numbers[name] > caught.numbers[name] for name in tested]))
    formulas += [*designs.axioms(caught), *designs.axioms(free)]
    return caught, free, formulas


def _lead(both: Space, formulas: list[Any]) -> tuple[Fraction | None, bool]:
    """By how much TPP the free chip can lead, and whether one does; None where not tested, unbounded or nothing."""
    if TPP not in both.numbers:
        return None, False
    bound = supremum(both, both.numbers[FREE + TPP] - both.numbers[TPP], formulas)
    return (bound.value, bound.attained) if bound is not None and bound.value else (None, False)
