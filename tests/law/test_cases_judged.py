"""What the law says of a record: the verdict and everything that it finds, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from whackachip.law import find_instrument
from whackachip.law.cases import Judgement, judge, read_case
from whackachip.law.cases.case import Case
from whackachip.law.cases.phrase import deal_in
from whackachip.law.decision import ItemVerdict
from whackachip.predicates import Known
from whackachip.quantities import Interval

HBM, FDD, CAP, TIERS = "hbm-2024-12-02", "fdd-2025-01-16", "h200-2026-01-15", "diffusion-2025-01-13"
UAE, DESIGNER, AFFILIATES, NAC = "uae-2026-07-10", "fdd-ext-2026-04-07", "affiliates-2025-09-29", "corr-2024-04-04"
SENT = "RTX 4090 (3A090.a, not for datacentres), reexport from Japan to China"
TAIWAN = "SYN Taiwan-headquartered designer without application"
OPEN = ("possible 3A090.a", "possible not 3A090")


def record(rule: str, chip: str = "", inputs: str = "") -> dict[str, str]:
    return {"chip_id": "syn", "chip": chip, "rule_version": rule, "other_inputs": inputs}


@pytest.mark.parametrize(
    ("rule", "phrase", "inputs", "verdict", "found"),
    [
        (HBM, "HBM2 stack", "bandwidth 256 GB/s; area 92 mm2", "met", {"3A090.c", "HBM"}),
        (HBM, "HBM2E stack", "bandwidth 460 GB/s; area 110 mm2", "met", {"3A090.c"}),
        (HBM, "GDDR6 chip", "bandwidth 64 GB/s; area 168 mm2", "not-met", set()),
        (HBM, "DRAM from 2024-12-02", "cell 0.0019; density 0.2; vias 0", "not-met", set()),
        (HBM, "DRAM from 2024-12-02", "cell 0.00189; density 0.2; vias 0", "met", {"advanced_node_dram"}),
        (HBM, "DRAM from 2024-12-02", "cell 0.003; vias 0", "undecidable", set()),
        (HBM, "3A090.c to a plant in China, parent in Korea", "review policy", "met", {"presumption-of-approval"}),
        (HBM, "3A090.c to a Chinese-owned plant in China", "review policy", "met", {"presumption-of-denial"}),
        (FDD, "", "transistors 29.99 bn; HBM yes; date 2026-06-01", "not-met", set()),
        (FDD, "", "transistors 30 bn; HBM yes; date 2026-06-01", "met", {"3A090.a", "presumed"}),
        (CAP, "cap: China 500000 TPP, US 1000000 TPP", "ratio 0.5", "not-met", set()),
        (CAP, "cap: China 500001 TPP, US 1000000 TPP", "ratio 0.5", "met", {"over_cap"}),
        (TIERS, "1699 H100 against LPP", "1699 x 15,831.2 TPP", "not-met", {"LPP"}),
        (TIERS, "1700 H100 against LPP", "1700 x 15,831.2 TPP", "met", set()),
        (TIERS, "H100 against allocation", "49,901 x 15,831.2 TPP", "not-met", {"presumption-of-approval"}),
        (TIERS, "H100 against allocation", "49,902 x 15,831.2 TPP", "met", {"policy-of-denial"}),
        (TIERS, "H100 against allocation doubled", "49,902 x 15,831.2 TPP", "not-met", {"presumption-of-approval"}),
        (TIERS, "unpublished weights", "operations 1e+26", "met", {"4E091"}),
        (TIERS, "unpublished weights", "operations 9.99e+25", "not-met", set()),
        (TIERS, "weights", "operations 1e+26", "undecidable", set()),
        (UAE, "Country Groups of the UAE", "date 2026-07-09", "not-met", {"D3", "D4"}),
        (UAE, "Country Groups of the UAE", "date 2026-07-10", "met", {"A5"}),
        (UAE, "3A090.b item to Core42 in the UAE", "date 2026-07-09", "met", {"exception-available"}),
        (UAE, "3A090.b item to Core42 in the UAE", "date 2026-07-10", "not-met", {"no-requirement-found"}),
        (DESIGNER, TAIWAN, "date 2026-04-06", "not-met", {"authorized_designer"}),
        (DESIGNER, TAIWAN, "date 2027-01-01", "not-met", set()),
        (AFFILIATES, "Affiliates rule", "date 2025-09-28", "not-met", {"not yet in force"}),
        (AFFILIATES, "Affiliates rule", "date 2025-09-29", "met", {"active"}),
        (AFFILIATES, "Affiliates rule", "date 2025-11-10", "not-met", {"suspended"}),
        (AFFILIATES, "Affiliates rule", "date 2026-11-10", "undecidable", {"unknown"}),
        (NAC, "L40 (3A090.b) to Vietnam", "date 2024-06-01", "not-met", {"ACA"}),
        (NAC, "RTX 4090 (3A090.a) to China", "date 2024-06-01", "met", {"NAC"}),
        (NAC, "RTX 4090 to an Entity List party in China", "date 2026-09-24", "not-met", set()),
        (NAC, "3A090.b item to China", "date 2026-09-24", "met", {"NAC"}),
        ("conflict-nondc-a-and-b-to-d5", SENT, "date 2026-09-24", "both", {"case-by-case", "presumption-of-denial"}),
        ("conflict-nondc-a-and-b-to-d5", "L40 to China", "date 2024-06-01", "not-met", set()),
        ("conflict-western-owned-users", "H100 to a US-headquartered company's site in China", "date 2026-09-24",
         "both", {"presumption-of-approval", "presumption-of-denial"}),
        ("conflict-western-owned-users", "3A090.a item to a US-headquartered company's site in China",
         "date 2026-09-24", "both", {"presumption-of-approval", "presumption-of-denial"}),
        ("conflict-uae-a-items", "B200 to a Supp. 8 party in the UAE", "date 2026-07-10",
         "both", {"licence-required", "no-requirement-found"}),
        ("conflict-uae-a-items", "B200 to a Supp. 8 party in the UAE", "date 2026-07-09", "not-met", set()),
        ("conflict-codified-enforced", "H100 to a German company in Germany", "date 2026-09-24",
         "both", {"licence-required-codified", "not-enforced"}),
        ("conflict-codified-enforced", "3A090.a item to a German company in Germany", "date 2026-09-24",
         "both", {"licence-required-codified", "not-enforced"}),
        ("conflict-codified-enforced", "H100 to an Entity List party in Germany", "date 2026-09-24",
         "undecidable", {"licence-required-codified"}),
        ("conflict-nondc-a-and-b-to-d5", "L40 to a US-headquartered company's site in China", "date 2026-09-24",
         "both", {"case-by-case", "presumption-of-approval", "presumption-of-denial"}),
        ("conflict-fdd-note1-d", "29 bn transistors, only paragraph d decides", "date 2026-09-24",
         "both", {"3A090.a", "3A090.a.1", "3A090.a.2", "3A090.b.1", "3A090.b.2", "not-presumed"}),
    ],
)  # fmt: skip
def test_what_the_law_says_of_a_phrase(rule: str, phrase: str, inputs: str, verdict: str, found: set[str]) -> None:
    assert judge(read_case("", record(rule, phrase, inputs))) == Judgement(verdict, frozenset(found))


def figures(tpp: object = "", pd: object = "", io: object = "", dram: object = "", dc: str = "") -> dict[str, str]:
    return {"tpp": str(tpp), "pd": str(pd), "io_gbps": str(io), "dram_gbps": str(dram), "datacentre": dc}


STRONG = figures(16000, 10, 900, 4800, "yes")
ALL_BUT_FIFTH = {f"limb {number}" for number in "12346"}


@pytest.mark.parametrize(
    ("rule", "columns", "verdict", "found"),
    [
        ("acs-2023-11-17", figures(4800, 6, 0, 500, "yes"), "met", {"3A090.a.1", "3A090.a.2"}),
        ("acs-2023-11-17", figures(4800, 6, 0, 500, "no"), "met", {"3A090.a.1", "3A090.a.2", "NAC"}),
        ("acs-2023-11-17", figures(2400, 3.2, 0, 500, "yes"), "met", {"3A090.b.1", "3A090.b.2", "NAC"}),
        ("acs-2023-11-17", figures(2400, 3.2, 0, 500, "no"), "not-met", {"Note 2"}),
        ("acs-2023-11-17", figures("", 2, 0, 500, "yes"), "undecidable", {*OPEN, "possible 3A090.b"}),
        ("acs-2023-11-17", figures("", 1, dc="no"), "undecidable", {*OPEN}),
        ("ifr-2022-10-07", figures(4800, 6, 600), "met", {"3A090.a"}),
        ("ifr-2022-10-07", figures(4800, 6), "undecidable", {*OPEN}),
        ("letters-2025-04", figures(1, dram=1400, io=0), "met", {"limb DRAM"}),
        ("letters-2025-04", figures(1, dram=1000, io=1100), "met", {"limb interconnect", "limb sum"}),
        ("letters-2025-04", figures(1, dram=1000, io=700), "met", {"limb sum"}),
        ("letters-2025-04", figures(1, dram=1000, io=600), "not-met", set()),
        ("letters-2025-04", figures(1, dram=1000), "undecidable", set()),
        ("letters-2025-04", figures(1, dram=1000, io=600) | {"chip_id": "nv-h20-96"}, "met", {"addressee", "named"}),
        ("letters-2025-04", figures(1, dram=1000, io=900) | {"chip_id": "google-tpuv4"},
         "met", {"limb sum", "no addressee"}),
        ("letter-2023-10-23", figures(4800, 1, dc="no") | {"chip_id": "nv-l40"}, "not-met", {"addressee"}),
        ("letter-2023-10-23", figures(4800, 1, dc="yes") | {"chip_id": "nv-l40"}, "met", {"addressee"}),
        (CAP, figures(20999, 1, 900, 6499, "yes"), "met", {"case-by-case"}),
        (CAP, figures(21000, 1, 900, 6499, "yes"), "met", {"presumption-of-denial"}),
        (CAP, figures(20999, 1, 900, 6500, "yes"), "met", {"presumption-of-denial"}),
        (CAP, figures(20999, 1, 900, "", "yes"), "undecidable", set()),
        (CAP, figures("", 1, 900, "", "yes"), "undecidable", set()),
        (CAP, figures(1000, 1, 900, 6499, "yes"), "not-met", set()),
        ("s232-2026-01-15", figures(16000, 10, 900, 4800), "met", {"limb 1"}),
        ("gain-ai-s3150", STRONG, "met", ALL_BUT_FIFTH),
        ("safe-chips-s3374", STRONG, "met", ALL_BUT_FIFTH),
        ("safe-chips-s3374", STRONG | {"datacentre": "no"}, "not-met", {"exclusion", *ALL_BUT_FIFTH}),
        ("safe-chips-s3374", STRONG | {"datacentre": ""}, "undecidable", ALL_BUT_FIFTH),
        ("safe-chips-s3374", figures(100, 0.1, 1, 10, "yes"), "not-met", set()),
        ("overwatch-s4456", STRONG | {"datacentre": "no"}, "not-met", {"exclusion"}),
        ("scale-hr8306", figures(100), "undecidable", set()),  # what the adversary makes is not stated
    ],
)  # fmt: skip
def test_what_the_law_says_of_figures(rule: str, columns: dict[str, str], verdict: str, found: set[str]) -> None:
    assert judge(read_case("", record(rule) | columns)) == Judgement(verdict, frozenset(found))


def case(asked: str, on: str, act: str | None = None, rule: str = "", phrase: str = "", **row: Known) -> Case:
    instrument = find_instrument(act) if act else None
    return Case("x", rule, asked, date.fromisoformat(on), row, deal_in(phrase), instrument)


def test_no_paragraph_is_in_force_before_the_first() -> None:
    early = case("items", "2020-01-01", tpp=Interval.exact(99999))
    assert judge(early) == Judgement("not-met")


def test_nothing_is_reviewed_before_there_is_a_policy() -> None:
    early = replace(case("review", "2020-01-01"), item=ItemVerdict("controlled", ("3A090.a",)))
    assert judge(early) == Judgement("not-met")


def test_a_designer_of_whom_nothing_is_known_is_undecided() -> None:
    assert judge(case("designer", "2026-05-01")) == Judgement("undecidable")


def test_a_measure_of_one_comparison_has_no_parts() -> None:
    weak, best = Interval.exact(100), Interval.exact(1000)
    asked = case("measures", "2026-05-01", "us-scale-hr8306", tpp=weak, adversary_best_tpp=best)
    assert judge(asked) == Judgement("not-met")
