"""The designs that proofs speak about, the numbers in which they are told, and the planes on which they are drawn."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

pytest.importorskip("z3")
from whackachip.law.proof import Designs
from whackachip.law.proof.areas import Segment, bound_by_area
from whackachip.law.proof.designs import IDENTITY, usual, with_density
from whackachip.law.proof.plane import Rectangle, Span, axes_of, free_region, rectangles
from whackachip.law.proof.words import amount, at_least, chip_in_words, exactly, name_of, number_data, point_data
from whackachip.predicates import parse
from whackachip.predicates.prove import Space, Supremum, find, supremum

TPP, DENSITY, AREA = "tpp", "performance_density", "nonplanar_die_area"
AXES = (TPP, DENSITY)


def holds(text: str, designs: Designs) -> bool:
    """Whether some design meets an expression."""
    space = Space()
    formula = space.formula(parse(text))
    return find(space, [formula, *designs.axioms(space)]) is not None


def least(text: str, name: str) -> Supremum | None:
    """The negative of the greatest lower bound of an attribute."""
    space = Space()
    formula = space.formula(parse(text))
    return supremum(space, -space.number(name), [formula, *Designs().axioms(space)])


@pytest.mark.parametrize("datacenter", [True, False])
def test_the_market_of_a_design(datacenter: bool) -> None:
    designs = Designs(datacenter=datacenter)
    assert holds("marketed_for_datacenter == yes", designs) is datacenter
    assert holds("marketed_for_datacenter == no", designs) is not datacenter
    assert holds("marketed_for_datacenter in {yes, no}", designs)
    assert not holds("marketed_for_datacenter == yes and marketed_for_datacenter == no", designs)


@pytest.mark.parametrize("name", IDENTITY)
def test_a_new_design_is_none_that_a_rule_names(name: str) -> None:
    assert not holds(f"{name} in {{a, b}}", Designs())
    assert not holds(f"{name} == a and performance_density >= 1", Designs())
    assert holds(f"{name} != a or tpp < 0", Designs())


def test_both_bandwidths_are_one_figure() -> None:
    assert not holds("io_bandwidth == 600 and interconnect_bandwidth == 700", Designs())
    assert holds("io_bandwidth == 600 and interconnect_bandwidth == 600", Designs())
    assert not holds("tpp == 1 and io_bandwidth == 600 and interconnect_bandwidth == 700", Designs())
    assert holds("io_bandwidth == 600 and memory_bandwidth == 700", Designs())


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("performance_density == 2 and tpp == 3432", True),  # all of two dies
        ("performance_density == 2 and tpp > 3432", False),
        ("performance_density == 2 and tpp == 0", False),
        ("performance_density == 0", False),
        ("nonplanar_die_area == 1716", True),
        ("nonplanar_die_area > 1716", False),
        ("nonplanar_die_area == 0", False),
        ("nonplanar_die_area == 1 and tpp == 0", False),
        ("nonplanar_die_area == 1 / 2 and tpp == 1 / 2 and performance_density == 1", True),
        ("nonplanar_die_area == 5 and tpp == 50 and performance_density == 9", False),
        ("performance_density == 1 / 2 and tpp == 1 / 2", True),
    ],
)
def test_what_a_die_can_be(text: str, possible: bool) -> None:
    assert holds(text, Designs()) is possible


def test_every_size_down_to_none_is_a_design() -> None:
    assert least("nonplanar_die_area <= 5", AREA) == Supremum(Fraction(0), False)
    assert least("nonplanar_die_area <= 5", TPP) == Supremum(Fraction(0), False)
    assert least("performance_density <= 5", TPP) == Supremum(Fraction(0), False)
    assert least("performance_density <= 5", DENSITY) == Supremum(Fraction(0), False)


def test_the_assumptions_in_words() -> None:
    two, one = Designs().assumptions, Designs(1, datacenter=False).assumptions
    assert two == (
        "the chip is designed or marketed for data centres",
        "its applicable die area is at most 1,716 mm2: 2 dies of the reticle limit of 858 mm2, on a non-planar process",
        "it is a new design: none of the products, families and vendors that a rule names",
        "I/O and interconnect bandwidth are one figure, which is the default reading",
        "every figure is known, none is negative, and each can be chosen freely otherwise, the day of its "
        "announcement too",
    )
    assert one == (
        "the chip is not designed or marketed for data centres",
        "its applicable die area is at most 858 mm2: 1 die of the reticle limit of 858 mm2, on a non-planar process",
        *two[2:],
    )


def test_what_a_witness_should_look_like() -> None:
    space = Space()
    for name in (AREA, TPP, "announced", f"free_{AREA}"):
        space.number(name)
    first, last = date(2020, 1, 1).toordinal(), date(2030, 1, 1).toordinal()
    assert [str(wish) for wish in usual(space)] == [
        f"{AREA} >= 100", f"{AREA} >= 400", f"announced >= {first}", f"announced <= {last}",
        f"free_{AREA} >= 100", f"free_{AREA} >= 400",
    ]  # fmt: skip


def test_the_density_of_a_point() -> None:
    chip = {TPP: Fraction(100), AREA: Fraction(25)}
    assert with_density(chip) == {**chip, DENSITY: 4}
    assert chip == {TPP: Fraction(100), AREA: Fraction(25)}
    for no_area in ({TPP: Fraction(100)}, {TPP: Fraction(100), AREA: Fraction(0)}):
        assert with_density(no_area) == no_area


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (("0", True, None, False), "any"),
        (("0", False, None, False), "above 0"),
        (("5", True, None, False), "5 and above"),
        (("5", True, "7", True), "from 5 and up to 7"),
        (("5", True, "7", False), "from 5 and below 7"),
        (("5", False, "7", False), "above 5 and below 7"),
        (("0", True, "7", False), "below 7"),
        (("0", True, "7", True), "up to 7"),
        (("0", False, "7", True), "above 0 and up to 7"),
        (("0", True, "0", True), "exactly 0"),
    ],
)
def test_a_span_in_words(span: tuple[str, bool, str | None, bool], words: str) -> None:
    low, with_low, high, with_high = span
    found = Span(Fraction(low), with_low, None if high is None else Fraction(high), with_high)
    assert found.words == words
    assert found.to_dict() == {"low": low, "low_included": with_low, "high": high, "high_included": with_high}


def test_spans_that_meet() -> None:
    below, above = Span(Fraction(1), False, Fraction(5), False), Span(Fraction(5), True, Fraction(9), True)
    assert below.meets(above)
    assert not below.meets(Span(Fraction(5), False, Fraction(9), True))  # a gap
    assert not above.meets(Span(Fraction(9), True, None, False))  # an overlap
    assert not below.meets(Span(Fraction(6), True, None, False))
    assert below.with_end_of(above) == Span(Fraction(1), False, Fraction(9), True)
    assert (below.inside, above.inside, Span(Fraction(7), True, None, False).inside) == (3, 7, 8)


@pytest.mark.parametrize(
    ("text", "axes"),
    [
        ("tpp >= 1 and performance_density >= 2 and memory_bandwidth >= 3", (TPP, DENSITY)),
        ("tpp >= 1 and io_bandwidth >= 2 and memory_bandwidth >= 3", (TPP, "memory_bandwidth")),
        ("tpp >= 1 and announced >= 2024-01-01 and marketed_for_datacenter == yes", (TPP, "announced")),
        ("tpp >= 1 and zeta >= 2 and 3 <= alpha", (TPP, "alpha")),
        ("tpp >= 1 and memory_bandwidth >= 3 and io_bandwidth + alpha >= 5", (TPP, "memory_bandwidth")),
        ("tpp >= 1", None),
        ("tpp >= 1 and marketed_for_datacenter == yes", None),
        ("tpp >= 1 and vendor == amd", None),
        ("performance_density >= 1 and memory_bandwidth >= 3", None),
        ("tpp + memory_bandwidth >= 1 and memory_bandwidth >= 3", None),
        ("tpp >= 1 and performance_density >= memory_bandwidth", None),
        ("tpp >= 1 and memory_bandwidth >= performance_density", None),
    ],
)
def test_the_axes_of_a_rule(text: str, axes: tuple[str, str] | None) -> None:
    assert axes_of(parse(text)) == axes


def drawn(text: str, axes: tuple[str, str] = AXES, designs: Designs | None = None) -> list[tuple[str, str, bool]]:
    rule = parse(text)
    found = rectangles(rule, axes, designs or Designs(), rule)
    return [(rectangle.x.words, rectangle.y.words, rectangle.certain) for rectangle in found]


def test_rectangles_of_a_rule() -> None:
    assert drawn("tpp >= 10 and performance_density > 2") == [("10 and above", "above 2", True)]
    assert drawn("tpp > 10 and tpp < 20 and performance_density <= 2") == [("above 10 and below 20", "up to 2", True)]
    assert drawn("tpp >= 10 and performance_density == 2") == [("10 and above", "exactly 2", True)]
    assert drawn("tpp >= 10 or performance_density >= 2") == [
        ("below 10", "2 and above", True),
        ("10 and above", "any", True),
    ]
    assert drawn("tpp >= 10 and (performance_density < 2 or performance_density > 3)") == [
        ("10 and above", "below 2", True),
        ("10 and above", "above 3", True),
    ]
    assert drawn("(tpp < 10 or tpp > 20) and performance_density >= 0") == [
        ("below 10", "any", True),
        ("above 20", "any", True),
    ]


def test_what_other_figures_decide_is_not_certain() -> None:
    assert drawn("tpp >= 10 and (performance_density >= 3 or memory_bandwidth >= 5)") == [
        ("10 and above", "below 3", False),
        ("10 and above", "3 and above", True),
    ]
    assert drawn("tpp >= 10 and performance_density >= 3 and vendor == amd") == []
    market = "tpp >= 10 and performance_density >= 3 and marketed_for_datacenter == yes"
    assert drawn(market) == [("10 and above", "3 and above", True)]
    assert drawn(market, designs=Designs(datacenter=False)) == []
    # How large a die would have to be has no part in where a rule holds.
    assert drawn("tpp >= 1e9 and performance_density <= 1") == [("1,000,000,000 and above", "up to 1", True)]
    assert drawn("tpp >= 1e9 and performance_density <= 1 and nonplanar_die_area >= 1e8") == [
        ("1,000,000,000 and above", "up to 1", False)
    ]
    links = "tpp >= 5 and memory_bandwidth <= 1 and io_bandwidth < interconnect_bandwidth"
    assert drawn(links, (TPP, "memory_bandwidth")) == []


def test_limits_come_from_the_whole_rule() -> None:
    part, rule = parse("tpp >= 10"), parse("tpp >= 10 and performance_density >= 2")
    assert rectangles(part, AXES, Designs(), rule) == [
        Rectangle(Span(Fraction(10), True, None, False), Span(Fraction(0), True, None, False), True)
    ]
    assert free_region(rule, AXES, Designs()) == [
        Rectangle(Span(Fraction(0), True, Fraction(10), False), Span(Fraction(0), True, None, False), True),
        Rectangle(Span(Fraction(10), True, None, False), Span(Fraction(0), True, Fraction(2), False), True),
    ]
    unlimited = Span(Fraction(0), True, None, False)
    rule = parse("tpp > 10 and performance_density >= 0")
    (found,) = rectangles(rule, AXES, Designs(), rule)
    assert found == Rectangle(Span(Fraction(10), False, None, False), unlimited, True)
    assert found.to_dict(AXES) == {TPP: found.x.to_dict(), DENSITY: found.y.to_dict(), "certain": True}


def segments(text: str, designs: Designs | None = None) -> list[tuple[object, ...]]:
    found = bound_by_area(parse(text), designs or Designs())
    return [(s.begins, s.ends, s.constant, s.slope, s.attained) for s in found]


def test_the_bound_by_area() -> None:
    assert segments("tpp >= 1000") == []
    assert segments("tpp >= 1000 and performance_density >= 2") == [
        (0, 500, 1000, 0, False),
        (500, None, 0, 2, False),
    ]
    # At a die of 500 alone the bound is another, and is reached.
    assert segments("(tpp >= 1000 and nonplanar_die_area != 500) or tpp > 2000") == [
        (0, 500, 1000, 0, False),
        (500, 500, 2000, 0, True),
        (500, None, 1000, 0, False),
    ]
    assert segments("nonplanar_die_area > 0 and tpp >= 100 or performance_density >= 0.5") == [
        (0, 200, 0, Fraction(1, 2), False),
        (200, None, 100, 0, False),
    ]
    # Nothing escapes but a chip that computes nothing, on a die of one size or any.
    assert segments("tpp >= 0 and performance_density >= 0") == [(0, None, 0, 0, True)]
    assert segments("nonplanar_die_area == 500 or tpp >= 10") == [
        (0, 500, 10, 0, False),
        (500, 500, 0, 0, True),
        (500, None, 10, 0, False),
    ]
    assert segments("nonplanar_die_area < 500 or tpp >= 10") == [(0, 500, 0, 0, True), (500, None, 10, 0, False)]
    assert segments("tpp >= 1000 and (nonplanar_die_area <= 500 or nonplanar_die_area > 600)") == [
        (0, 500, 1000, 0, False),
        (500, 600, None, 0, False),
        (600, None, 1000, 0, False),
    ]
    # A place where two numbers meet and nothing changes begins no segment.
    two_lines = "(tpp >= 1000 and performance_density >= 2) or (tpp >= 100000 and performance_density >= 1)"
    assert segments(two_lines) == [
        (0, 500, 1000, 0, False),
        (500, 50000, 0, 2, False),
        (50000, 100000, 100000, 0, False),
        (100000, None, 0, 1, False),
    ]
    # However large the die, and for any market.
    far = [(0, 10**7, 1000, 0, False), (10**7, None, 0, Fraction(1, 10**4), False)]
    assert segments("tpp >= 1000 and performance_density >= 0.0001") == far
    assert segments("tpp >= 1000 and performance_density >= 2 and marketed_for_datacenter == no") == [
        (0, None, None, 0, False)
    ]
    assert segments("performance_density >= 0.5 and nonplanar_die_area <= 0.5") == [
        (0, Fraction(1, 2), 0, Fraction(1, 2), False),
        (Fraction(1, 2), None, None, 0, False),
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # What lies below the next lower number is caught again: a level of TPP, or a density.
        ("tpp >= 200 and performance_density <= 2 or tpp >= 1000",
         [(0, 500, 1000, 0, False), (500, None, 200, 0, False)]),
        ("tpp < 600 and performance_density >= 0.1 or tpp >= 1000", [(0, None, 1000, 0, False)]),
        # Another figure decides as well, and stays as it is from area to area.
        ("tpp >= 1000 and performance_density >= 2 or memory_bandwidth >= 5",
         [(0, 500, 1000, 0, False), (500, None, 0, 2, False)]),
    ],
)  # fmt: skip
def test_a_bound_above_what_is_caught(text: str, found: list[tuple[object, ...]]) -> None:
    assert segments(text)[: len(found)] == found


def test_a_bound_in_numbers_and_words() -> None:
    flat = Segment(Fraction(0), Fraction(500), Fraction(1600), Fraction(0), False)
    rising = Segment(Fraction(500), None, Fraction(0), Fraction("3.2"), True)
    assert (flat.bound(Fraction(9)), rising.bound(Fraction(600))) == (1600, 1920)
    assert Segment(Fraction(0), None, Fraction(5), Fraction(2), False).bound(Fraction(3)) == 11
    assert (flat.formula, rising.formula) == ("1,600", "3.2 x area")
    assert rising.to_dict() == {"begins": "500", "ends": None, "constant": "0", "slope": "16/5", "attained": True}


@pytest.mark.parametrize(
    ("value", "words"),
    [("0", "0"), ("-5/2", "-2.5"), ("1/25", "0.04"), ("1/3", "1/3 (about 0.3333)"), ("12345678.5", "12,345,678.5"),
     ("7/30", "7/30 (about 0.2333)"), ("1/1000", "0.001"),
     (f"1/{10**25}", "0." + "0" * 24 + "1")],
)  # fmt: skip
def test_numbers_in_words(value: str, words: str) -> None:
    assert exactly(Fraction(value)) == words


def test_attributes_and_amounts_in_words() -> None:
    assert (name_of(AREA), name_of(TPP), name_of("my_own")) == ("applicable die area", "TPP", "my own")
    assert name_of("memory_bandwidth") == "memory bandwidth"
    assert amount(AREA, Fraction(5)) == "5 mm2"
    assert amount("my_own", Fraction(5)) == "5"
    assert (amount("announced", Fraction(1)), amount("announced", Fraction(0))) == ("0001-01-01", "0")
    assert at_least(TPP, Fraction(5000)) == "5,000 TPP or more"
    assert at_least("memory_bandwidth", Fraction(4000)) == "memory bandwidth of 4,000 GB/s or more"


def test_points_in_words_and_as_data() -> None:
    chip = {TPP: Fraction(2700), AREA: Fraction(1700), DENSITY: Fraction(27, 17), "memory_bandwidth": Fraction(7)}
    assert chip_in_words(chip) == "2,700 TPP on 1,700 mm2, density 1.5882, memory bandwidth 7 GB/s"
    assert chip_in_words({AREA: Fraction(5)}) == "on 5 mm2"
    assert number_data(None) is None
    assert point_data({TPP: Fraction(1, 4)}) == {TPP: {"exact": "1/4", "decimal": 0.25}}
