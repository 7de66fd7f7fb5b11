"""The chips that a proof speaks about: all designs that could be made and sold, as a space for the solver."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from ...catalog.chip import DATE_KEYS
from ...predicates import Expression, names
from ...predicates.prove import Space, rational

TPP, DENSITY, AREA, MARKET = "tpp", "performance_density", "nonplanar_die_area", "marketed_for_datacenter"
RETICLE_MM2 = Fraction(858)  # 26 mm x 33 mm, what one exposure of today's scanners covers
METRICS = (TPP, DENSITY, "memory_bandwidth", "interconnect_bandwidth", "io_bandwidth")
# One figure under two names, as the default reading of an optional bridge has it.
SAME = {"io_bandwidth": ("interconnect_bandwidth",), "interconnect_bandwidth": ("io_bandwidth",)}
# Attributes that say which product a chip is. A new design is none of those that a rule names.
IDENTITY = ("id", "family", "vendor", "headquarters", "architecture", "form_factor")
Point = Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class Designs:
    """dies: of the full reticle, at most, in the applicable die area. datacenter: whether made or sold for one."""

    dies: int = 2
    datacenter: bool = True

    @property
    def largest_area(self) -> Fraction:
        """The applicable die area at most [mm2]."""
        return self.dies * RETICLE_MM2

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What the proofs take for granted, as sentences without a stop."""
        area = float(self.largest_area)
        return (
            f"the chip is {'' if self.datacenter else 'not '}designed or marketed for data centres",
            f"its applicable die area is at most {area:,.0f} mm2: {self.dies} die{'s' if self.dies > 1 else ''} of the "
            "reticle limit of 858 mm2, on a non-planar process",
            "it is a new design: none of the products, families and vendors that a rule names",
            "I/O and interconnect bandwidth are one figure, which is the default reading",
            "every figure is known, none is negative, and each can be chosen freely otherwise, the day of its "
            "announcement too",
        )

    def axioms(self, space: Space) -> list[Any]:
        """The assumptions as formulas over the attributes that the space has so far."""
        import z3

        found = [z3.Not(space.word(name, word)) for name in IDENTITY for word in space.words.get(name, {})]
        for word, proposition in space.words.get(MARKET, {}).items():
            found.append(proposition if (word == "yes") == self.datacenter else z3.Not(proposition))
        numbers = space.numbers
        if SAME.keys() <= numbers.keys():
            found.append(numbers["io_bandwidth"] == numbers["interconnect_bandwidth"])
        if DENSITY in numbers:
            # Area is TPP over density; without the division the formula stays linear.
            found.append(space.number(TPP) > 0)
            found.append(space.number(TPP) <= rational(self.largest_area) * numbers[DENSITY])
            if AREA in numbers:
                found.append(numbers[DENSITY] * numbers[AREA] == space.number(TPP))
        if AREA in numbers:
            found += [space.number(TPP) > 0, numbers[AREA] > 0, numbers[AREA] <= rational(self.largest_area)]
        return found


def read_by(expressions: Iterable[Expression]) -> tuple[str, ...]:
    """The attributes that the expressions read: the metrics first, in their order, then the others by name."""
    found = {name for expression in expressions for name in names(expression)}
    return (*(name for name in METRICS if name in found), *sorted(found - set(METRICS)))


def usual(space: Space) -> list[Any]:
    """What a witness should be where it can: on a die of a usual size, and not announced before there were such chips.

    It chooses among witnesses and has no part in a proof.
    """
    found = []
    for name, variable in space.numbers.items():
        if name.endswith(AREA):
            found += [variable >= 100, variable >= 400]
        elif name in DATE_KEYS:
            found += [variable >= date(2020, 1, 1).toordinal(), variable <= date(2030, 1, 1).toordinal()]
    return found


def with_density(point: Point) -> dict[str, Fraction]:
    """A point with the density that its TPP and die area give."""
    found = dict(point)
    if found.get(AREA):
        found[DENSITY] = found[TPP] / found[AREA]
    return found
