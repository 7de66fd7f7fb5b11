"""Destinations that a hasty question gets wrong: embargoes, changed country groups, the United States, the last day."""

from __future__ import annotations

from typing import Any

import pytest

from whackachip.catalog import find_chip
from whackachip.law import classify
from whackachip.law.decision import NOT_CHECKED, TransactionVerdict


def deal(name: str, on: str, to: str, **asked: Any) -> TransactionVerdict:
    return classify(find_chip(name).chip, on, to, **asked).transaction


def review(name: str, on: str, to: str, **asked: Any) -> set[str]:
    return {found.result for found in deal(name, on, to, **asked).review}


@pytest.mark.parametrize("to", ["CU", "IR", "KP", "SY", "RU", "BY"])
@pytest.mark.parametrize("chip", ["h20", "l4", "rtx 4090"])
def test_part_746_asks_for_a_licence_for_every_chip_and_no_exception_helps(chip: str, to: str) -> None:
    for on in ("2022-12-01", "2024-11-05", "2026-11-23"):
        found = deal(chip, on, to)
        assert found.verdict == "licence-required"
        assert found.exceptions == ()
        assert any(cite.startswith("15 CFR 746") for cite in found.requirements)
        assert "not-stated" not in {policy.result for policy in found.review if policy.cite.startswith("15 CFR 746")}
    assert "sanctions of the Treasury Department" in NOT_CHECKED


@pytest.mark.parametrize(
    ("to", "on", "result"),
    [
        ("CU", "2024-11-05", "policy-of-denial"),
        ("IR", "2024-11-05", "policy-of-denial"),
        ("KP", "2024-11-05", "case-by-case"),
        ("RU", "2022-12-01", "policy-of-denial"),
        ("BY", "2026-11-23", "policy-of-denial"),
        ("SY", "2025-09-01", "policy-of-denial"),
        ("SY", "2025-09-02", "case-by-case"),
    ],
)
def test_part_746_says_how_an_application_is_reviewed(to: str, on: str, result: str) -> None:
    assert review("t4", on, to) == {result}  # no other paragraph reaches it, so no other policy stands beside it
    beside = [policy.result for policy in deal("h100", on, to).review if policy.cite.startswith("15 CFR 746")]
    assert beside == [result]


def test_cambodia_was_in_d5_until_november_2025_and_nicaragua_since_march_2024() -> None:
    assert review("h100", "2024-06-01", "KH") == {"presumption-of-denial"}
    assert deal("l4", "2025-11-06", "MY", headquarters="KH").verdict == "licence-required"
    assert deal("l4", "2025-11-07", "MY", headquarters="KH").verdict == "no-requirement-found"
    assert deal("h100", "2024-03-14", "NI").verdict == "no-requirement-found"
    assert review("h100", "2024-03-15", "NI") == {"presumption-of-denial"}


def test_what_stays_in_the_united_states_is_no_export_whoever_the_recipient_is() -> None:
    for on in ("2024-06-01", "2025-06-01", "2026-06-15"):
        for layer in ("enforced", "codified"):
            assert deal("h100", on, "US", headquarters="CN", layer=layer).verdict == "no-requirement-found"
        assert deal("h100", on, "CA", headquarters="CN").verdict == "licence-required"


def test_a_western_owned_user_in_china_meets_two_policies_from_november_2023() -> None:
    both = {"presumption-of-approval", "presumption-of-denial"}
    assert review("h100", "2024-02-01", "CN", headquarters="US") == both
    assert review("h100", "2024-02-01", "CN") == {"presumption-of-denial"}
    assert review("h100", "2023-10-01", "CN", headquarters="US") == {"case-by-case"}


def test_the_last_day_of_the_calendar_has_a_law_too() -> None:
    decision = classify(find_chip("h100").chip, "9999-12-31", "CN")
    assert decision.item.verdict == "controlled"
    assert decision.transaction.verdict == "licence-required"
