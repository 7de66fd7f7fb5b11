"""Cases from outside: what their phrases say of a transaction, and what the law answers where it does not hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from whackachip.catalog import find_chip
from whackachip.law import find_instrument
from whackachip.law.cases.case import Case
from whackachip.law.cases.expectation import verdict_of
from whackachip.law.cases.figures import chip_row, stack_figures, text_figures
from whackachip.law.cases.judge import judge
from whackachip.law.cases.phrase import day_in, deal_in
from whackachip.law.validate import validate_law
from whackachip.predicates import UNDEFINED, Known
from whackachip.quantities import Interval

YES, NO = frozenset({"yes"}), frozenset({"no"})
HEAD = (
    "case_id,chip_id,chip,rule_version,tpp,pd,io_gbps,dram_gbps,datacentre,other_inputs,"
    "expected_verdict,expected,paragraph"
)


@pytest.mark.parametrize(
    ("phrase", "to", "base", "kind"),
    [
        ("RTX 4090, reexport from Japan to China", "CN", "CN", "reexport"),
        ("RTX 4090 to in-country transfer inside China", "CN", "CN", "transfer"),
        ("H20 to the Netherlands", "NL", "NL", "export"),
        ("H100 to a subsidiary in Singapore, parent in China", "SG", "CN", "export"),
        ("HBM to a plant in China, parent in Korea", "CN", "KR", "export"),
        ("HBM to a plant in China, parent in Japan", "CN", "JP", "export"),
        ("stack to a plant in Malaysia of a Chinese-owned group", "MY", "CN", "export"),
        ("stack to a plant in Malaysia of a US-headquartered group", "MY", "US", "export"),
        ("stack to a plant in Malaysia of a German company", "MY", "DE", "export"),
        ("stack to a plant in Malaysia of a Martian company", "MY", "MY", "export"),
        ("H20 to Nowhereland", "CN", "CN", "export"),  # no country: the default
        ("H20 to Nowhereland in Brazil", "BR", "BR", "export"),
        ("H20", "CN", "CN", "export"),
    ],
)
def test_where_a_phrase_sends_an_item(phrase: str, to: str, base: str, kind: str) -> None:
    deal = deal_in(phrase)
    assert (deal.destination.code, deal.headquarters.code, deal.kind) == (to, base, kind)
    assert (deal.exporter, deal.stated) == ("none", {})


@pytest.mark.parametrize(
    ("phrase", "stated"),
    [
        ("L40 to an Entity List party in China", {"end_user_listed": YES}),
        (
            "L40; BIS answered the NAC notice with a licence requirement",
            {"nac_answer": frozenset({"licence"})},
        ),
        ("L40 to Core42 in the UAE", {"approved_entity": frozenset({"g42"})}),
        ("L40 to G42, a Supp. 8 party", {"approved_entity": frozenset({"g42"})}),
        ("L40 to a Supp. 8 party", {"approved_entity": frozenset({"government", "g42", "us-company"})}),
    ],
)
def test_what_a_phrase_says_of_the_parties(phrase: str, stated: dict[str, Known]) -> None:
    assert deal_in(phrase).stated == stated
    assert deal_in(phrase, filed=False).stated == stated | {"paragraph_dd_filed": NO}


def test_the_first_day_that_is_named() -> None:
    assert day_in("none", "from 2025-01-16 to 2025-02-01", "2026-01-01") == date(2025, 1, 16)
    assert day_in("2025-1-16") is None


def test_figures_in_text() -> None:
    stack = stack_figures("bandwidth 1,200 GB/s; area 100 mm2")
    assert stack == {"memory_bandwidth_density": Interval.exact(12.0), "tpp": UNDEFINED}
    with pytest.raises(ValueError, match="states no bandwidth and area"):
        stack_figures("area 100 mm2")
    assert text_figures("transistors 30 bn; HBM no")["has_hbm"] == NO
    assert text_figures("nothing 3; words") == {}


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("undecidable: x", "undecidable"), ("unknown", "undecidable"), ("not 3A090", "not-met"), ("3A090.a", "met")],
)
def test_the_verdict_of_an_outcome_in_words(text: str, verdict: str) -> None:
    assert verdict_of(text) == verdict


def lines(folder: Path, *rows: str) -> Any:
    path = folder / "cases.csv"
    path.write_text("\n".join((HEAD, *rows)) + "\n", encoding="utf-8")
    return validate_law(path)


def test_an_exception_may_be_expected_or_refused(tmp_path: Path) -> None:
    chip = "nv-x,X,acs-2023-11-17,4800,1,0,500"
    found = lines(
        tmp_path,
        f"1,{chip},no,,met,3A090.a NAC possible,3A090.a.1",
        f"2,{chip},yes,,met,3A090.a NAC possible,3A090.a.1",
        f"3,{chip},yes,,met,3A090.a,3A090.a.1",
    )
    # NAC is for items that are not for datacentres; `3A090.a` alone says that there is none.
    assert [outcome.agrees for outcome in found.outcomes] == [True, False, True]


def case(asked: str, on: str, act: str | None = None, rule: str = "", phrase: str = "", **row: Known) -> Case:
    instrument = find_instrument(act) if act else None
    return Case("x", rule, asked, date.fromisoformat(on), row, deal_in(phrase), instrument)


def test_a_lane_is_for_items_that_are_controlled() -> None:
    numbers = {"performance_density": Interval.exact(1), "memory_bandwidth": Interval.exact(100)}
    market = {"marketed_for_datacenter": YES, "io_bandwidth": Interval.exact(0)}
    weak = case("lane", "2026-02-01", "us-2026-01-15", tpp=Interval.exact(1000), **numbers, **market)
    assert judge(weak).verdict == "not-met"
    unknown = case("lane", "2026-02-01", "us-2026-01-15", **market)
    assert judge(unknown).verdict == "undecidable"


def test_a_measure_that_leaves_out_what_is_not_for_datacentres_says_so() -> None:
    row = chip_row(find_chip("h20").chip)
    caught = judge(case("measures", "2025-12-04", "safe-chips-s3374", **row))
    spared = judge(case("measures", "2025-12-04", "safe-chips-s3374", **row | {"marketed_for_datacenter": NO}))
    assert "exclusion" not in caught.found
    assert spared.verdict == "not-met"
    assert "exclusion" in spared.found


def test_a_conflict_that_does_not_arise_is_not_met() -> None:
    rule = "conflict-nondc-a-and-b-to-d5"
    sent = "reexport from Japan to China"
    held = case("conflict", "2026-09-24", rule=rule, phrase=sent, **chip_row(find_chip("rtx 4090").chip))
    assert judge(replace(held, deal=deal_in(sent, filed=False))).verdict == "both"
    free = case("conflict", "2026-09-24", rule=rule, phrase=sent, **chip_row(find_chip("t4").chip))
    assert judge(free).verdict == "not-met"
