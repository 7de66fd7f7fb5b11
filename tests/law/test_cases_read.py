"""What a record of a table becomes: every field of the case, and the reason where it becomes none."""

from __future__ import annotations

from datetime import date

import pytest

from whackachip.catalog import find_chip
from whackachip.errors import UserError
from whackachip.law import find_instrument
from whackachip.law.cases import Case, NotBuilt, read_case
from whackachip.law.cases.figures import chip_row, column_figures
from whackachip.law.cases.phrase import deal_in
from whackachip.law.decision import ItemVerdict
from whackachip.predicates import UNDEFINED, Known
from whackachip.quantities import Interval

YES, NO = frozenset({"yes"}), frozenset({"no"})
COLUMNS = ("tpp", "pd", "io_gbps", "dram_gbps", "datacentre")
FABRICATOR: dict[str, Known] = {
    "exporter_role": frozenset({"fabricator"}), "count_confirmed_by": frozenset({"fabricator-outside-d5"}),
}  # fmt: skip
DESIGNER: dict[str, Known] = {
    "designer_headquarters": frozenset({"TW"}),
    "designer_reports": YES,
    "designer_applied": NO,
}
HBM, FDD, CAP, TIERS = "hbm-2024-12-02", "fdd-2025-01-16", "h200-2026-01-15", "diffusion-2025-01-13"


def record(rule: str, chip: str, inputs: str = "", **columns: str) -> dict[str, str]:
    return {"chip_id": "syn", "chip": chip, "rule_version": rule, "other_inputs": inputs} | columns


def numbers(**values: float) -> dict[str, Known]:
    return {name: Interval.exact(value) for name, value in values.items()}


def chip(name: str, **values: float) -> dict[str, Known]:
    return chip_row(find_chip(name).chip) | numbers(**values)


CASES: list[tuple[str, str, str, str, str, dict[str, Known], dict[str, Known]]] = [
    # rule, phrase, inputs; which step is asked about, on which day, the item's row, what is stated of the parties
    (HBM, "HBM", "bandwidth 1,280.5 GB/s; area 100 mm2", "stack", "2024-12-02",
     numbers(memory_bandwidth_density=12.805) | {"tpp": UNDEFINED}, {}),
    (HBM, "SYN DRAM, text from 2025-01-16", "cell 0.0019; density 0.2; vias 3,001", "dram", "2025-01-16",
     numbers(cell_area=0.0019, dram_density=0.2, tsv_per_die=3001), {}),
    (FDD, "SYN", "transistors 29.99 bn; HBM yes; date 2026-06-01", "presumption", "2026-06-01",
     numbers(transistors=29.99) | {"has_hbm": YES, "advanced_logic": YES}, FABRICATOR),
    (FDD, "SYN", "transistors 30 bn", "presumption", "2025-01-16",
     numbers(transistors=30) | {"advanced_logic": YES}, FABRICATOR),
    (CAP, "SYN cap: China 500,001 TPP, US 1,000,000 TPP", "ratio 0.5", "cap", "2026-01-15",
     {}, numbers(china_cumulative_tpp=500001, us_cumulative_tpp=1000000)),
    (TIERS, "SYN weights", "operations 1e+26", "weights", "2025-01-13", numbers(training_operations=1e26), {}),
    (TIERS, "SYN unpublished weights", "operations 9.99e+25", "weights", "2025-01-13",
     numbers(training_operations=9.99e25) | {"weights_published": NO}, {}),
    (TIERS, "SYN 1,700 H100 against LPP", "1,700 x 15,831.2 TPP = 26913040", "yearly", "2025-01-13",
     chip("h100", tpp=15831.2), numbers(calendar_year_tpp=26913040)),
    (TIERS, "SYN 10 H100 against country allocation", "10 x 1,000 TPP", "allocation", "2025-01-13",
     chip("h100", tpp=1000), numbers(country_installed_tpp=10000) | {"doubled_allocation": NO}),
    (TIERS, "SYN 10 H100 against country allocation doubled", "10 x 1,000 TPP", "allocation", "2025-01-13",
     chip("h100", tpp=1000), numbers(country_installed_tpp=10000) | {"doubled_allocation": YES}),
    (HBM, "SYN L40 to Germany", "review policy", "review", "2024-12-02", chip("l40"), {}),
    ("corr-2024-04-04", "SYN L40, sent to Vietnam", "date 2024-06-01", "exception", "2024-06-01", chip("l40"), {}),
    ("corr-2024-04-04", "SYN L40 item to Vietnam on 2024-06-02", "date unsaid", "exception", "2024-06-02",
     chip("l40"), {}),
    ("uae-2026-07-10", "SYN Country Groups of the UAE", "date 2026-07-09", "groups", "2026-07-09", {}, {}),
    ("fdd-ext-2026-04-07", "SYN Taiwan-headquartered designer without application", "date 2026-04-06", "designer",
     "2026-04-06", {}, DESIGNER),
    ("affiliates-2025-09-29", "SYN Affiliates rule", "date 2025-09-28", "affiliates", "2025-09-28",
     {}, {"majority_owned_by_listed": YES}),
    ("conflict-nondc-a-and-b-to-d5", "RTX 4090 (for games), reexport from Japan to China", "date 2026-09-24",
     "conflict", "2026-09-24", chip("rtx 4090"), {"paragraph_dd_filed": NO}),
    ("conflict-fdd-note1-d", "29.5 bn transistors, only paragraph d decides", "date 2026-09-24", "conflict",
     "2026-09-24", numbers(transistors=29.5) | {"advanced_logic": YES},
     {"exporter_role": frozenset({"fabricator"}), "count_confirmed_by": frozenset({"none"})}),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "phrase", "inputs", "asked", "on", "row", "stated"), CASES)
def test_a_record_as_a_case(
    rule: str, phrase: str, inputs: str, asked: str, on: str, row: dict[str, Known], stated: dict[str, Known]
) -> None:
    found = read_case("name", record(rule, phrase, inputs))
    assert (found.id, found.rule, found.asked, found.on) == ("name", rule, asked, date.fromisoformat(on))
    assert dict(found.attributes) == row
    assert found.deal.stated == stated
    assert found.act == (None if rule.startswith("conflict") else find_instrument(rule))
    assert found.item is None


@pytest.mark.parametrize(
    ("rule", "phrase", "inputs", "to", "base", "kind"),
    [
        (TIERS, "SYN 9 H100 against LPP", "9 x 1 TPP", "BR", "BR", "export"),  # any country but the first tier and D:5
        (HBM, "SYN L40 to a plant in China, parent in Korea", "review policy", "CN", "KR", "export"),
        ("corr-2024-04-04", "SYN L40, in-country transfer inside Vietnam", "date 2024-06-01", "VN", "VN", "transfer"),
        ("uae-2026-07-10", "SYN Country Groups of the UAE", "date 2026-07-09", "AE", "AE", "export"),
        ("affiliates-2025-09-29", "SYN Affiliates rule in Germany", "date 2025-10-01", "DE", "DE", "export"),
        ("conflict-nondc-a-and-b-to-d5", "L40, reexport to Japan", "date 2026-09-24", "JP", "JP", "reexport"),
    ],
)
def test_where_the_item_of_a_record_goes(rule: str, phrase: str, inputs: str, to: str, base: str, kind: str) -> None:
    deal = read_case("", record(rule, phrase, inputs)).deal
    assert (deal.destination.code, deal.headquarters.code, deal.kind) == (to, base, kind)


@pytest.mark.parametrize(
    ("rule", "phrase", "inputs", "paragraph"),
    [
        (HBM, "SYN HBM3 stack (3A090.c) to China", "review policy", "3A090.c"),
        ("uae-2026-07-10", "SYN 3A090.b item to Core42 in the UAE", "date 2026-07-09", "3A090.b"),
        ("conflict-western-owned-users", "3A090.a item to China", "date 2026-09-24", "3A090.a"),
    ],
)
def test_a_class_may_stand_for_the_item(rule: str, phrase: str, inputs: str, paragraph: str) -> None:
    found = read_case("", record(rule, phrase, inputs))
    assert found.item == ItemVerdict("controlled", (paragraph,))
    assert found.attributes == {}


ASKED = {
    "ifr-2022-10-07": ("items", "2022-10-21"),
    "letters-2025-04": ("letters", "2025-04-09"),
    "gain-ai-s3150": ("measures", "2025-11-06"),
    CAP: ("lane", "2026-01-15"),
}


@pytest.mark.parametrize("rule", ASKED)
def test_figures_are_judged_on_the_first_day_of_the_rule(rule: str) -> None:
    row = record(rule, "X", tpp="4,800", datacentre="yes")
    found = read_case("one", row)
    asked, on = ASKED[rule]
    assert found == Case(
        "one", rule, asked, date.fromisoformat(on), column_figures(row), deal_in(""), find_instrument(rule)
    )


def test_the_columns_of_a_case() -> None:
    said = {"tpp": " 4,800 ", "pd": "5.92", "io_gbps": "600", "dram_gbps": "2039", "datacentre": " yes "}
    made_up = column_figures(record("", "", "first marketed 2023-12", **said) | {"chip_id": "nv-x"})
    assert made_up == {
        **numbers(tpp=4800, performance_density=5.92, memory_bandwidth=2039),
        **numbers(io_bandwidth=600, interconnect_bandwidth=600),
        "marketed_for_datacenter": YES,
        "announced": Interval(date(2023, 12, 1).toordinal(), date(2023, 12, 31).toordinal()),
        "id": frozenset({"nv-x"}),
        "family": frozenset({"none"}),
    }
    known = column_figures({"chip_id": "nv-h20-96", "datacentre": "maybe"})
    assert known == {
        **dict.fromkeys(("tpp", "performance_density", "memory_bandwidth", "io_bandwidth", "interconnect_bandwidth")),
        "marketed_for_datacenter": None,
        "announced": None,
        "id": frozenset({"nv-h20-96"}),
        "family": frozenset({"h20"}),
        "vendor": frozenset({"nvidia"}),
    }


def test_a_cell_that_is_no_number_is_named() -> None:
    with pytest.raises(UserError, match=r"^seven: pd is 'much' and no number$"):
        column_figures({"chip_id": "nv-x", "case_id": "seven", "pd": "much"})
    with pytest.raises(UserError, match=r"^a case: tpp is 'much' and no number$"):
        column_figures({"chip_id": "nv-x", "tpp": "much"})


@pytest.mark.parametrize(
    ("rule", "phrase", "inputs", "why"),
    [
        ("no-such-rule", "X", "", "the rule is not built"),
        ("affiliates-2025-09-29", "X", "", "the rule has no test on a chip"),
        (HBM, "X", "", "the rule has no test on a chip"),  # it tests memory alone
        (HBM, "SYN DRAM", "cell 0.003; vias 1", "which text of the definition is meant is not stated"),
        (CAP, "SYN cap", "ratio 0.5", "the two cumulative quantities are not stated"),
        (TIERS, "SYN nothing", "9 x 1 TPP", "the chip that is counted is not named"),
        (TIERS, "SYN nothing", "many x 1 TPP", "the quantity is not stated"),
        ("affiliates-2025-09-29", "SYN Affiliates rule", "date soon", "no day is stated"),
        ("fdd-ext-2026-04-07", "SYN designer", "date 2026-04-06", "the designer is not described"),
        ("fdd-ext-2026-04-07", "SYN Taiwan-headquartered designer", "date 2026-04-06", "the designer is not described"),
        ("fdd-ext-2026-04-07", "SYN designer without application", "date 2026-04-06", "the designer is not described"),
        ("gain-ai-s3150", "SYN L40", "date 2026-09-24", "the rule has no exception and no requirement of its own"),
        ("corr-2024-04-04", "SYN x", "date 2026-09-24", "neither a chip of the catalogue nor a class is stated"),
        ("conflict-western-owned-users", "L40", "", "no day is stated"),
        ("conflict-western-owned-users", "L40 in 2026", "2026", "no day is stated"),
        ("conflict-fdd-note1-d", "only paragraph d decides", "date 2026-09-24",
         "the number of transistors is not stated"),
    ],
)  # fmt: skip
def test_a_record_that_is_no_case_says_why(rule: str, phrase: str, inputs: str, why: str) -> None:
    with pytest.raises(NotBuilt) as caught:
        read_case("x", record(rule, phrase, inputs))
    assert str(caught.value) == why
