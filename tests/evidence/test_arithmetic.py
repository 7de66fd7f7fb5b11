"""Arithmetic evidence: memory, rates, hours, anonymous devices, dates."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from whackachip.catalog import chips, find_chip
from whackachip.evidence import Signal, read_text
from whackachip.evidence.arithmetic.anonymous import Device, candidates, read_devices
from whackachip.evidence.arithmetic.dates import training_window
from whackachip.evidence.arithmetic.memoryfit import memory_fit
from whackachip.evidence.arithmetic.rates import from_decoding, from_device_hours, from_rate
from whackachip.evidence.signal import filled

TABLE = """Device Peak FLOPS (T) Memory (GB) Fair Cost per Hour (RMB) Support FP8
A 370 64 7 ×
C 312 80 10 ×
D 989 80 27.5 √
E 147 96 5.64 √
The rest of the page"""


def chip(name: str):  # type: ignore[no-untyped-def]
    return find_chip(name).chip


def test_sixteen_devices_for_778_gb_leave_80_and_96_and_exclude_141() -> None:
    fits = {
        fit.chip.family: fit.verdict
        for fit in memory_fit(778, 16, map(chip, ("h800", "h20", "h200", "l40s", "mi300x")))
    }
    assert fits == {
        "h800": "consistent",
        "h20": "consistent",
        "h200": "needless",
        "l40s": "impossible",
        "mi300x": "needless",
    }


def test_more_memory_never_turns_possible_into_impossible() -> None:
    order = ["impossible", "consistent", "needless"]
    known = sorted(
        (one for one in chips() if (found := one.interval("memory_capacity_gb")) and found.low == found.high),
        key=lambda one: one.interval("memory_capacity_gb").low,
    )
    verdicts = [order.index(fit.verdict) for fit in memory_fit(389, 8, known)]
    assert all(first <= second for first, second in pairwise(verdicts))
    assert set(verdicts) == {0, 1, 2}


def test_a_chip_of_unknown_memory_is_never_excluded() -> None:
    unknown = [one for one in chips() if one.interval("memory_capacity_gb") is None]
    assert unknown
    assert {fit.verdict for fit in memory_fit(10_000, 1, unknown)} == {"unknown"}


@pytest.mark.parametrize(("weights", "devices"), [(0, 8), (-1, 8), (778, 0)])
def test_nonsense_is_refused(weights: float, devices: int) -> None:
    with pytest.raises(ValueError, match="positive"):
        memory_fit(weights, devices, [])


def test_hours_exclude_what_could_not_have_done_the_work() -> None:
    work = (6 * 37e9 * 14.8e12, 6 * 37e9 * 14.8e12)  # DeepSeek-V3: 37 B active, 14.8 T tokens, 2.664 M H800 hours
    found = {name: from_device_hours(work, 2.664e6, chip(name)) for name in ("h800", "h20", "a800")}
    assert found["h800"].verdict == "plausible"
    assert found["h800"].share is not None
    assert found["h800"].share[0] == pytest.approx(0.346, abs=0.001)
    assert found["h20"].verdict == found["a800"].verdict == "impossible"
    assert "3600 s/h" in found["h20"].formula


def test_a_slow_log_separates_nothing() -> None:
    assert {from_decoding(20.2, 16, 104, chip(name)).verdict for name in ("h20", "h800", "a800")} == {"not-diagnostic"}
    assert from_rate(6.2, chip("h20")).verdict == "not-diagnostic"
    assert from_decoding(10_000, 16, 104, chip("h20")).verdict == "impossible"


def test_rates_against_peaks() -> None:
    assert from_rate(180, chip("a800")).verdict == "plausible"
    assert from_rate(180, chip("h20")).verdict == "impossible"
    assert from_rate(130, chip("h20")).verdict == "implausible"
    assert from_rate(1, chip("h20"), precision="fp4").verdict == "unknown"
    with pytest.raises(ValueError, match="positive"):
        from_rate(0, chip("h20"))
    with pytest.raises(ValueError, match="least work"):
        from_device_hours((2, 1), 1, chip("h20"))


def test_devices_without_a_name_are_found_again() -> None:
    devices = read_devices(TABLE.split("\n"))
    assert [(one.label, one.peak, one.memory, one.fp8, one.line) for one in devices] == [
        ("A", 370, 64, False, 2), ("C", 312, 80, False, 3), ("D", 989, 80, True, 4), ("E", 147, 96, True, 5)
    ]  # fmt: skip
    same = [{found.chip.family for found in candidates(one, chips()) if found.quality == "same"} for one in devices]
    assert same == [{"ascend 910b"}, {"a100", "a800"}, {"h100", "h800"}, {"h20"}]


def test_a_device_that_nothing_comes_near_has_no_candidate() -> None:
    assert candidates(Device("B", 120, 96, False, 1), chips()) == ()
    assert read_devices(["Peak FLOPS and memory", "are large", "A 312 80"]) == ()
    assert read_devices(["| Peak FLOPS | Memory |", "|---|---|", "| X | 312 | 80 |"])[0].fp8 is None


def test_the_flag_decides_between_devices_of_one_memory() -> None:
    with_flag = {found.chip.family for found in candidates(Device("X", 312, 80, True, 1), chips())}
    assert not with_flag & {"a100", "a800"}


def test_the_scan_implies_what_the_row_says(signals: tuple[Signal, ...]) -> None:
    rows = [hit for hit in read_text("report.md", TABLE, signals) if hit.signal == "T06-device"]
    assert [hit.line for hit in rows] == [2, 3, 4, 5]
    assert rows[0].implies is not None
    assert rows[0].implies.startswith("rate_bf16 >= 314.5 and rate_bf16 <= 425.5 and memory_capacity >= 60.16")
    assert rows[0].implies.endswith("fp8_native == no")
    assert rows[3].implies is not None
    assert rows[3].implies.endswith("fp8_native == yes")


def test_numbers_are_put_into_a_predicate() -> None:
    assert filled("a >= {x*0.5} and b == {y}", {"x": "1,000", "y": "3"}) == "a >= 500 and b == 3"
    with pytest.raises(KeyError):
        filled("{z}", {"x": "1"})


def test_only_a_late_chip_is_excluded_by_date() -> None:
    assert training_window(chip("h200"), date(2023, 6, 1)).verdict == "impossible"
    assert training_window(chip("h200"), date(2024, 11, 5), training_days=90).verdict == "possible"
    assert training_window(chip("h200"), date(2024, 5, 15), training_days=60).verdict == "impossible"
    never = next(one for one in chips() if one.interval("available") is None and one.interval("announced") is None)
    assert training_window(never, date(1990, 1, 1)).verdict == "unknown"
    with pytest.raises(ValueError, match="negative"):
        training_window(chip("h200"), date(2024, 1, 1), training_days=-1)


def test_a_day_of_sale_in_china_ends_the_doubt_and_excludes_nothing_more() -> None:
    h20 = training_window(chip("h20"), date(2024, 11, 5))
    assert (h20.verdict, h20.shipped) == ("possible", (date(2023, 11, 9), date(2024, 4, 30)))
    assert "shipped by 2024-04-30" in h20.reason
    assert training_window(chip("h20"), date(2024, 1, 5)).verdict == "unknown"
    h800 = training_window(chip("h800"), date(2024, 11, 5))  # sold in China before it was announced
    assert h800.shipped == (date(2023, 2, 1), date(2023, 2, 28))
