"""What catches a design: a rule's own tests, and beside them all law in force on the day that it begins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np

from ...errors import UserError
from ...facts import store
from ...law.columns import Columns
from ...law.counterfactual import Counterfactual
from ...law.instrument import find_instrument, instruments
from ...law.proof.subject import find_subject
from ...law.provision import provisions
from ...law.table import TRANSACTION, classify_table
from ...predicates import Arithmetic, Compare, Expression, Name, Number, describe, vectorise
from ...predicates.substitute import bind, simple_comparison
from ...predicates.tree import leaves, names
from ...quantities import parse_date
from ...quantities.dates import earliest
from .design import Metrics

FREE = TRANSACTION.index("no-requirement-found")
KNOWN = (
    "tpp", "performance_density", "nonplanar_die_area", "io_bandwidth", "interconnect_bandwidth", "scaleup_bandwidth",
    "memory_bandwidth", "memory_capacity", "marketed_for_datacenter", "vendor", "family", "announced",
)  # fmt: skip


@dataclass(frozen=True)
class Ruling:
    """tests: paragraph to the expression under which a chip is caught (of a lane: under which it has no place in it).

    on: the first day of the rule, on which the law around it is read; alone: only the rule's own tests count.
    existing_by: the day by which a chip must have been on sale, where the rule asks for that. shown, exceptions: the
    tests without what is excepted from them, and that, for words.
    """

    id: str
    title: str
    on: date
    tests: Mapping[str, Expression]
    changes: Counterfactual = field(default_factory=Counterfactual)
    alone: bool = False
    lane: bool = False
    existing_by: date | None = None
    counterfactual: str = ""
    shown: Mapping[str, Expression] = field(default_factory=dict)
    exceptions: Mapping[str, Expression] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return f"counterfactual {self.id}" if self.counterfactual else self.id

    def columns(self, chips: Metrics, datacenter: bool, vendor: Any = "nvidia", link: Any = None) -> Columns:
        """Designs as the law's table; a new design is none of the products that a rule names."""
        size = np.broadcast(*chips).size
        tpp, area, io, bandwidth, capacity = (
            np.ascontiguousarray(np.broadcast_to(np.asarray(column, dtype=np.float64), size)) for column in chips
        )
        return Columns({
            "tpp": tpp, "die_area": area, "nonplanar_die_area": area, "io_bandwidth": io, "interconnect_bandwidth": io,
            "scaleup_bandwidth": io if link is None else link, "memory_bandwidth": bandwidth,
            "memory_capacity": capacity, "marketed_for_datacenter": "yes" if datacenter else "no", "vendor": vendor,
            "family": "new-design", "announced": float(self.on.toordinal()),
        })  # fmt: skip

    def signs(self, table: Columns) -> dict[str, Any]:
        """For each test 1 where it catches, -1 where not, 0 where that is not known."""
        return {name: np.broadcast_to(vectorise(test, table), table.size) for name, test in self.tests.items()}

    def caught(self, table: Columns) -> Any:
        """True where the rule's tests catch a row, or where the law of its day asks for a licence to China; what is
        not known counts as caught."""
        found = np.zeros(table.size, dtype=bool)
        for sign in self.signs(table).values():
            found |= sign != -1
        if not self.alone and not self.lane:
            law = classify_table(table, self.on.isoformat(), "CN", counterfactual=self.changes.at(self.on))
            found |= law.transaction != FREE
        return found

    def surrounding(self) -> dict[str, Expression]:
        """Items, letters and exclusions in force around the rule, by their names, numbers put in; none if alone."""
        if self.alone or self.lane:
            return {}
        limits = self.changes.thresholds(self.on)
        found = {}
        for kind in ("items", "letters", "exclusions"):
            for provision in self.changes.regime(kind, self.on):
                found[provision.id] = bind(provision.when if provision.item is None else provision.item, limits)
        return found

    def words(self) -> dict[str, str]:
        """Each test and exception in English."""
        from ...catalog.row import LABELS

        found = {name: _plainly(describe(test, LABELS)) for name, test in (self.shown or self.tests).items()}
        freed = {name: f"exempt where {_plainly(describe(test, LABELS))}" for name, test in self.exceptions.items()}
        return found | freed

    def reads(self) -> list[str]:
        """Attributes that its own tests and exceptions read, in the order of KNOWN."""
        read = frozenset().union(*(names(test) for test in (*self.tests.values(), *self.exceptions.values())))
        return [name for name in KNOWN if name in read]

    def unbeatable(self) -> tuple[str, ...]:
        """Attributes that the tests read and that no design settles."""
        read = frozenset().union(*(names(test) for test in self.tests.values()))
        return tuple(sorted(read - set(KNOWN)))


def _plainly(text: str) -> str:
    """Yes and no as English has them."""
    marketed = "designed or marketed for data centres"
    return text.replace(f"{marketed} is no", f"not {marketed}").replace(f"{marketed} is yes", marketed)


def find_ruling(asked: str, changes: Counterfactual | None = None, alone: bool = False) -> Ruling:
    """The ruling for an act, bill, letter, rule file or day.

    An act that only opens a lane for licences (a review policy with numbers) catches what has no place in the lane.
    Raises UserError for what is not known, tests no chip, or turns on facts that no design settles.
    """
    changes = changes or Counterfactual()
    by = {r["instrument"]: earliest(r["by"]) for r in store.section("silicon")["existing_only"]}
    lane = None if asked[:1].isdigit() or asked.endswith((".yaml", ".yml")) else _lane(asked, changes)
    if lane is not None:
        found = replace(lane, existing_by=by.get(lane.id))
    else:
        subject = find_subject(asked, changes)
        found = Ruling(
            subject.id, subject.title, parse_date(subject.on), dict(subject.parts), changes, alone,
            existing_by=by.get(subject.id), counterfactual=subject.counterfactual, shown=subject.tests,
            exceptions=subject.exclusions,
        )  # fmt: skip
    lacking = found.unbeatable()
    if lacking:
        raise UserError(f"{found.id} turns on {', '.join(lacking)}, which no design settles")
    return found


def _lane(asked: str, changes: Counterfactual) -> Ruling | None:
    """An act whose only word on chips is a bound on what is reviewed case by case."""
    act = find_instrument(asked)
    if any(p.instrument == act.id for kind in ("items", "letters", "measures") for p in provisions(kind)):
        return None
    opened = [
        p for p in provisions("review_policies")
        if p.instrument == act.id and p.result == "case-by-case" and "tpp" in names(p.when)
    ]  # fmt: skip
    if not opened:
        return None
    begins = min(p.begins for p in opened)
    limits = changes.thresholds(begins)
    bounds = [leaf for p in opened for leaf in leaves(bind(p.when, limits)) if isinstance(leaf, Compare)]
    tests: dict[str, Expression] = {}
    for leaf in bounds:
        simple = simple_comparison(leaf)
        if simple is not None and simple[1] in ("<", "<="):
            name, op, limit = simple
            tests[f"{opened[0].id} {name}"] = Compare(">=" if op == "<" else ">", Name(name), Number(limit))
    moved = ", ".join(f"{name}={value:g}" for name, value in changes.values.items())
    return Ruling(act.id, act.title, begins, tests, changes, True, True, counterfactual=moved)


def breakpoints(expressions: Mapping[str, Expression]) -> dict[str, tuple[float, ...]]:
    """Every number that an attribute is compared with, ascending; a sum of two stands under "one + other"."""
    found: dict[str, set[float]] = {}
    for expression in expressions.values():
        for leaf in leaves(expression):
            for name, limit in limits_in(leaf):
                found.setdefault(name, set()).add(limit)
    return {name: tuple(sorted(limits)) for name, limits in found.items()}


def limits_in(leaf: Any) -> Iterator[tuple[str, float]]:
    """What a comparison compares with which number; a sum of two attributes stands under "one + other"."""
    if not isinstance(leaf, Compare):
        return
    simple = simple_comparison(leaf)
    if simple is not None:
        yield simple[0], simple[2]
    match leaf:
        case Compare(_, Arithmetic("+", Name(one), Name(other)), Number(limit)):
            yield f"{one} + {other}", limit


def acts() -> tuple[str, ...]:
    """Ids of acts that test chips."""
    found = {p.instrument for kind in ("items", "letters", "measures") for p in provisions(kind)}
    return tuple(act.id for act in instruments() if act.id in found)
