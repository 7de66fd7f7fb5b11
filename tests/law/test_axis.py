"""The axis of one attribute: where tests change, exactly, and what cannot be said there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from whackachip.catalog import find_chip
from whackachip.law import question
from whackachip.law.axis import Axis, Cell, exact
from whackachip.law.counterfactual import Counterfactual, DatedValue
from whackachip.law.flip import flips
from whackachip.law.provision import Provision, regime
from whackachip.law.question import Question
from whackachip.predicates import UNDEFINED, Known, parse
from whackachip.quantities import Interval

DAY = date(2024, 11, 5)
H20 = find_chip("h20").chip


def own(when: str, paragraph: str = "3A090.a.own") -> Provision:
    like = regime("items", DAY)[0]
    return replace(like, id=paragraph, when=parse(when), begins=date(2020, 1, 1), ends=None)


def alone(*tests: str, numbers: Iterable[DatedValue] = ()) -> Counterfactual:
    """A law with no other paragraph than these."""
    rules = {"items": tuple(own(when, f"3A090.a.{index}") for index, when in enumerate(tests))}
    return Counterfactual(rules=rules, removes=("3A090", "3A991", "nvidia", "us", "letter"), numbers=tuple(numbers))


def asked(*tests: str, **more: Any) -> Question:
    return question(H20, DAY.isoformat(), "CN", counterfactual=alone(*tests, **more))


def breaks(name: str, *tests: str, attributes: dict[str, Known] | None = None, **more: Any) -> set[Fraction]:
    """The breaks that the tests add to those that the rest of the law has."""
    given: dict[str, Known] = {"tpp": Interval.exact(2000), "width": Interval.exact(3)} | (attributes or {})
    without = set(Axis(asked(), given, name).breaks())
    return set(Axis(asked(*tests, **more), given, name).breaks()) - without


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("width >= 5.92", {Fraction("5.92")}),
        ("7 < width", {Fraction(7)}),
        ("2 * width + 1 >= 10", {Fraction(9, 2)}),
        ("width / 4 - 1 >= 0.2", {Fraction("4.8")}),
        ("width - 2 >= 2 * width - 9", {Fraction(7)}),
        ("width >= tpp / 100", {Fraction(20)}),
        ("width >= @own.limit", {Fraction("12.5")}),
        ("not (width < 5 or width > 6)", {Fraction(5), Fraction(6)}),
        ("width >= 2000-01-02", {Fraction(date(2000, 1, 2).toordinal())}),
        ("tpp / width >= 400", {Fraction(5)}),
        ("1 - tpp / width >= size / 2", set()),  # only below zero
        ("width / (width - 2) >= 3", {Fraction(2), Fraction(3)}),  # equal at 3, without a value at 2
        ("3 <= 8 / (4 - width)", {Fraction(4), Fraction(4, 3)}),
        ("(width + 1) * 2 - 3 * width >= size", set()),
        ("(width + 5) * 2 - 3 * width >= size", {Fraction(7)}),
        ("width - width >= 1", set()),  # the same everywhere
        ("width + 5 >= 2", set()),  # below zero
        ("width >= absent", set()),  # nothing is known of the other side
        ("width + 1 >= absent + 1", set()),
        ("width >= size / nothing", set()),
        ("(width - 2) / nothing >= 3", set()),
        ("width >= @own.limit * 2", {Fraction(25)}),
        ("width >= 1 + @own.limit", {Fraction("13.5")}),
        ("(width + 1) * (width + 2) - width * width >= 20", {Fraction(6)}),  # a line, once it is multiplied out
        ("tpp >= 1", set()),  # another attribute
    ],
)
def test_where_a_test_changes(test: str, expected: set[Fraction]) -> None:
    numbers = [DatedValue("own.limit", 12.5, "", date(2020, 1, 1))]
    known: dict[str, Known] = {"nothing": Interval.exact(0), "size": Interval.exact(3)}
    assert breaks("width", test, attributes=known, numbers=numbers) == expected


def test_an_uncertain_other_side_gives_both_ends() -> None:
    assert breaks("width", "width >= size", attributes={"size": Interval(2, 9)}) == {Fraction(2), Fraction(9)}
    for sum in ("size + 1", "1 + size"):
        assert breaks("width", f"width >= {sum}", attributes={"size": Interval(2, 9)}) == {Fraction(3), Fraction(10)}
    endless: dict[str, Known] = {"size": Interval(2, float("inf"))}
    assert breaks("width", "width >= size", attributes=endless) == {Fraction(2)}
    assert breaks("width", "width >= size", attributes={"size": UNDEFINED}) == set()


def test_a_threshold_without_a_value_gives_no_break() -> None:
    assert breaks("width", "width >= @us.ear.3a090.no-such") == set()


def test_a_curve_is_no_line() -> None:
    """Only straight lines are followed: a product of the attribute with itself has no break of its own."""
    assert breaks("width", "width * width >= 9") == set()
    assert breaks("width", "width * width + width >= 6") == set()


def test_moving_tpp_moves_the_density() -> None:
    attributes = asked().attributes()
    axis = Axis(asked("performance_density >= 5"), attributes, "tpp")
    assert axis.area == 814
    assert Fraction(5 * 814) in axis.breaks()
    assert axis.row(Fraction(1628))["performance_density"] == Interval.exact(2.0)
    unknown = Axis(asked(), attributes | {"nonplanar_die_area": None}, "tpp")
    assert unknown.area is None
    assert unknown.row(Fraction(1628))["performance_density"] == attributes["performance_density"]
    wide = Axis(asked(), attributes | {"nonplanar_die_area": Interval(700, 814)}, "tpp")
    assert wide.area is None
    assert Axis(asked(), attributes, "memory_bandwidth").area is None


def test_the_area_is_that_of_the_interpretation() -> None:
    compute = replace(asked(), interpretation=asked().interpretation.with_choice("die_area", "compute_only"))
    areas: dict[str, Known] = {
        "tpp": Interval.exact(100), "performance_density": Interval.exact(1),
        "compute_die_area": Interval.exact(100), "nonplanar_die_area": Interval.exact(300),
    }  # fmt: skip
    assert (Axis(compute, areas, "tpp").area, Axis(asked(), areas, "tpp").area) == (100, 300)


def test_cells_cover_the_axis_without_overlap() -> None:
    axis = Axis(asked("width >= 5", "width < 7"), {"width": Interval.exact(3)}, "width")
    assert list(axis.cells()) == [
        Cell(Fraction(0), Fraction(0)), Cell(Fraction(0), Fraction(5)), Cell(Fraction(5), Fraction(5)),
        Cell(Fraction(5), Fraction(7)), Cell(Fraction(7), Fraction(7)), Cell(Fraction(7), None),
    ]  # fmt: skip
    assert list(axis.cells(Fraction(5), Fraction(6))) == [
        Cell(Fraction(5), Fraction(5)), Cell(Fraction(5), Fraction(6)), Cell(Fraction(6), Fraction(6)),
    ]  # fmt: skip
    assert list(axis.cells(Fraction(6), Fraction(6))) == [Cell(Fraction(6), Fraction(6))]
    assert [cell.is_point for cell in axis.cells(Fraction(5), Fraction(6))] == [True, False, True]
    assert [cell.inside for cell in axis.cells(Fraction(5))] == [5, 6, 7, 15]


def test_an_axis_that_ends_on_a_break_has_its_end_once() -> None:
    axis = Axis(asked("width >= 5.92"), {"width": Interval.exact(3)}, "width")
    assert list(axis.cells(Fraction(5), Fraction("5.92"))) == [
        Cell(Fraction(5), Fraction(5)), Cell(Fraction(5), Fraction("5.92")), Cell(Fraction("5.92"), Fraction("5.92")),
    ]  # fmt: skip


def test_numbers_are_read_as_they_are_written() -> None:
    assert exact(5.92) == Fraction(148, 25)
    assert exact(3) == 3


def test_a_density_is_reached_by_whatever_is_known() -> None:
    """The die area follows from the TPP; another TPP is named where the area is known and it changes the answer."""
    two = question(H20, DAY.isoformat(), "CN")

    def ways(**changed: Known) -> list[list[str]]:
        from whackachip.law.axis import Axis
        from whackachip.law.flip import _flip

        attributes = two.attributes() | changed
        axis = Axis(two, attributes, "performance_density")
        cell = Cell(Fraction("3.2"), Fraction("3.2"))
        flip = _flip(axis, exact(2.9), cell, axis.outcome(cell.inside))
        return [[way["name"], way["bound"]] for way in flip.reached_by]

    assert ways() == [["die_area", "at"], ["tpp", "at"]]
    assert ways(nonplanar_die_area=None) == [["die_area", "at"]]
    assert ways(tpp=None) == []
    assert ways(tpp=Interval(2000, 2400)) == []


def test_a_ratio_flips_where_it_is_reached() -> None:
    """4,000 GB/s over 2,368 TPP is 1.69; it falls to 1.5 at 2,666.7 TPP."""
    (tpp,) = flips_of("tpp", "memory_bandwidth / tpp >= 1.5")
    assert tpp == (pytest.approx(4000 / 1.5), "above", ["item", "transaction"])
    (bandwidth,) = flips_of("memory_bandwidth", "memory_bandwidth / tpp >= 1.5")
    assert bandwidth == (3552, "below", ["item", "transaction"])


def flips_of(name: str, *tests: str) -> list[tuple[object, str, list[str]]]:
    found = flips(asked(*tests))["metrics"]
    return [(flip["to"], flip["bound"], flip["nearest_for"]) for flip in found if flip["name"] == name]


def test_of_two_ways_the_nearer_is_told() -> None:
    """The H20 moves 4,000 GB/s; a change on the other side that lies further away is left out."""
    assert flips_of("memory_bandwidth", "memory_bandwidth >= 4100 or memory_bandwidth <= 3000") == [
        (4100, "at", ["item", "transaction"])
    ]
    assert flips_of("memory_bandwidth", "memory_bandwidth >= 6000 or memory_bandwidth <= 3000") == [
        (3000, "at", ["item", "transaction"])
    ]
    assert flips_of("memory_bandwidth", "memory_bandwidth > 4100") == [(4100, "above", ["item", "transaction"])]
    assert flips_of("memory_bandwidth", "memory_bandwidth >= 4000") == [(4000, "below", ["item", "transaction"])]


def test_a_density_that_more_tpp_does_not_help_names_the_die_alone() -> None:
    """More TPP makes the density, and takes the chip out of the paragraph at the same time."""
    (flip,) = [
        found
        for found in flips(asked("performance_density >= 3.2 and tpp < 2400"))["metrics"]
        if found["name"] == "performance_density"
    ]
    assert [way["name"] for way in flip["reached_by"]] == ["die_area"]
