"""One attribute moved along its axis, all else equal: where the law's answer changes, exactly."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import zip_longest

from ..predicates.tree import Compare, Day, Name, Number, Term, Threshold, leaves, term_names
from ..predicates.truth import Known
from ..quantities import Interval
from .decision import ItemVerdict, TransactionVerdict
from .provision import KINDS, under
from .question import Question

TPP, DENSITY = "tpp", "performance_density"
Outcome = tuple[ItemVerdict, TransactionVerdict]
Polynomial = tuple[Fraction, ...]  # coefficients, the constant first
_ONE, _MINUS = (Fraction(1),), (Fraction(-1),)


@dataclass(frozen=True, slots=True)
class Cell:
    """A stretch of the axis over which the answer is one: a point (begins = ends), or the open span between two.

    ends: None where the span has no end.
    """

    begins: Fraction
    ends: Fraction | None

    @property
    def is_point(self) -> bool:
        return self.begins == self.ends

    @property
    def inside(self) -> Fraction:
        """Any value in it."""
        if self.ends is None:
            return 2 * self.begins + 1
        return (self.begins + self.ends) / 2


class Axis:
    """An attribute of a question's chip; moving TPP moves the density with it, as the dies stay as they are."""

    def __init__(self, asked: Question, attributes: Mapping[str, Known], name: str) -> None:
        self.asked, self.attributes, self.name = asked, attributes, name
        self.area = self._area() if name == TPP else None

    def _area(self) -> Fraction | None:
        """The applicable die area [mm2] where TPP and density are known."""
        tpp, density = self.attributes.get(TPP), self.attributes.get(DENSITY)
        key = {"compute_only": "compute_die_area"}.get(self.asked.interpretation.die_area, "nonplanar_die_area")
        area = self.attributes.get(key)
        known = all(isinstance(value, Interval) for value in (tpp, density, area))
        return exact(area.low) if known and isinstance(area, Interval) and area.is_exact else None

    def row(self, value: Fraction) -> dict[str, Known]:
        """The chip with the attribute at a value."""
        found = dict(self.attributes) | {self.name: Interval.exact(float(value))}
        if self.area:
            found[DENSITY] = Interval.exact(float(value / self.area))
        return found

    def outcome(self, value: Fraction) -> Outcome:
        """Both verdicts with the attribute at a value."""
        return self.asked.judge(self.row(value))[:2]

    def breaks(self) -> tuple[Fraction, ...]:
        """Every value above zero at which some test of the provisions in force can change, in order.

        Tests in which the attribute is multiplied by itself are no straight lines, and left out.
        """
        found = {root for compare in self._tests() for root in self._roots(compare) if root > 0}
        return tuple(sorted(found))

    def cells(self, begins: Fraction = Fraction(0), ends: Fraction | None = None) -> Iterator[Cell]:
        """The axis between two values, both included, cell by cell."""
        inner = [b for b in self.breaks() if b > begins and (ends is None or b < ends)]
        for low, high in zip([begins, *inner], [*inner, ends], strict=True):
            yield Cell(low, low)
            if low != high:
                yield Cell(low, high)
        if ends is not None and ends != begins:
            yield Cell(ends, ends)

    def _tests(self) -> Iterator[Compare]:
        reads = {self.name, DENSITY} if self.area else {self.name}
        regime = under(self.asked.law.regime, self.asked.reading)
        for kind in KINDS:
            for provision in regime(kind, self.asked.day):
                for expression in provision.expressions:
                    for leaf in leaves(expression):
                        if isinstance(leaf, Compare) and reads & {*term_names(leaf.left), *term_names(leaf.right)}:
                            yield leaf

    def _roots(self, test: Compare) -> Iterator[Fraction]:
        """Where the two sides of a test are equal or one of them has no value, as far as that is a straight line.

        Other attributes stand at either end of what is known of them.
        """
        limits = self.asked.law.thresholds(self.asked.day)
        for high in (False, True):
            left, right = (self._ratio(term, limits, high) for term in (test.left, test.right))
            if left is None or right is None:
                continue
            crossing = _sum(_product(left[0], right[1]), _product(_MINUS, _product(right[0], left[1])))
            for line in (crossing, left[1], right[1]):
                if len(line) > 1 and line[1] and not any(line[2:]):
                    yield -line[0] / line[1]

    def _ratio(self, term: Term, limits: Mapping[str, float], high: bool) -> tuple[Polynomial, Polynomial] | None:
        """A term as numerator and denominator in the attribute; None where something in it is not known."""
        match term:
            case Number(number):
                return (exact(number),), _ONE
            case Day(day):
                return (Fraction(day.toordinal()),), _ONE
            case Threshold(id):
                return ((exact(limits[id]),), _ONE) if id in limits else None
            case Name(id) if id == self.name:
                return (Fraction(0), Fraction(1)), _ONE
            case Name(id) if id == DENSITY and self.area:
                return (Fraction(0), 1 / self.area), _ONE
            case Name(id):
                known = self.attributes.get(id)
                if not isinstance(known, Interval) or (high and known.high == float("inf")):
                    return None
                return (exact(known.high if high else known.low),), _ONE
        left, right = self._ratio(term.left, limits, high), self._ratio(term.right, limits, high)
        if left is None or right is None:
            return None
        (a, b), (c, d) = left, right
        if term.op == "*":
            return _product(a, c), _product(b, d)
        if term.op == "/":
            return (_product(a, d), _product(b, c)) if any(c) else None
        sign = _ONE if term.op == "+" else _MINUS
        return _sum(_product(a, d), _product(sign, _product(c, b))), _product(b, d)


def _sum(one: Polynomial, other: Polynomial) -> Polynomial:
    return tuple(a + b for a, b in zip_longest(one, other, fillvalue=Fraction(0)))


def _product(one: Polynomial, other: Polynomial) -> Polynomial:
    found = [Fraction(0)] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            found[i + j] += a * b
    return tuple(found)


def exact(value: float) -> Fraction:
    """The decimal number that a float is written as: 5.92 is 148/25, not the nearest binary fraction."""
    return Fraction(repr(value))
