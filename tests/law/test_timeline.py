"""Periods of a chip's status: asked as a single day is, whole and without gaps; and whose acts begin or end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from whackachip.catalog import DEFAULT, find_chip
from whackachip.law import classify, timeline
from whackachip.law.counterfactual import Counterfactual, moved
from whackachip.law.provision import regime
from whackachip.law.timeline import acts_on
from whackachip.predicates import parse

H20, H800, A100 = (find_chip(name).chip for name in ("h20", "h800", "a100-sxm-80"))
DAY = date(2024, 11, 5)


@pytest.mark.parametrize(
    "asked",
    [
        {"headquarters": "CN"}, {"exporter": "amd"}, {"kind": "transfer"}, {"layer": "codified"},
        {"interpretation": replace(DEFAULT, tf32_bits=19)}, {"counterfactual": moved({"us.ear.3a090.b.tpp": 2300})},
    ],
)  # fmt: skip
def test_a_period_is_what_its_first_day_gets(asked: dict[str, Any]) -> None:
    (period,) = timeline(A100, DAY, DAY, "VN", **asked)
    assert period.decision == classify(A100, DAY.isoformat(), "VN", **asked)
    assert period.decision != classify(A100, DAY.isoformat(), "VN")
    assert (period.begins, period.ends) == (DAY, DAY)


def test_periods_follow_one_another_to_the_last_day() -> None:
    last = date(2025, 4, 9)  # on which the letters begin
    free, letter = timeline(H20, date(2024, 1, 1), last, "CN")
    assert (free.begins, free.ends) == (date(2024, 1, 1), last - timedelta(days=1))
    assert (letter.begins, letter.ends) == (last, last)
    assert [p.decision.on for p in (free, letter)] == ["2024-01-01", "2025-04-09"]
    whole = timeline(H800, date(2022, 8, 1), date(2026, 12, 31), "CN")
    assert whole[-1].ends == date(2026, 12, 31)
    for before, after in pairwise(whole):
        assert after.begins - before.ends == timedelta(days=1)
        assert before.key != after.key
    from_a_change = timeline(H800, date(2023, 11, 17), date(2023, 11, 18), "CN")
    assert [(p.begins, p.ends) for p in from_a_change] == [(date(2023, 11, 17), date(2023, 11, 18))]


def test_whose_acts_begin_on_a_day() -> None:
    assert acts_on(date(2023, 11, 17)) == ("us-2023-10-17",)
    assert acts_on(date(2023, 11, 18)) == acts_on(date(2027, 1, 12)) == ()
    # Something of each begins; on the other days only something of a law of one's own.
    assert acts_on(date(2027, 1, 1)) == ("us-2026-04-07", "us-2025-01-16")
    like = regime("items", DAY)[0]
    items, letters = (
        replace(
            like, kind=kind, id=f"own.{kind}", instrument=f"act-{kind}", when=parse("tpp >= 1"), begins=DAY, ends=DAY
        )
        for kind in ("items", "letters")
    )
    law = Counterfactual(rules={"items": (items,), "letters": (letters,)})
    assert acts_on(DAY) == ()
    assert acts_on(DAY, law) == ("act-items", "act-letters")
    # Where nothing begins, those of which something ended the day before.
    assert acts_on(DAY + timedelta(days=1), law) == ("act-items", "act-letters")
    assert acts_on(DAY + timedelta(days=2), law) == acts_on(DAY - timedelta(days=1), law) == ()
    next_day = replace(items, id="own.next", instrument="act-next", begins=DAY + timedelta(days=1), ends=None)
    assert acts_on(DAY + timedelta(days=1), Counterfactual(rules={"items": (items, next_day)})) == ("act-next",)
