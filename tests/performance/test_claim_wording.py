"""Sentences as people write them: spans, words, Chinese units, prices, paces and shares of the peak."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from whackachip.errors import UserError
from whackachip.performance.claim import read_claim
from whackachip.performance.wording import half_digit, spelled

V3 = "deepseek-v3"


@pytest.mark.parametrize(
    ("text", "field", "low", "high"),
    [
        (f"{V3} took two months on 2048 H800", "days", 60, 62),
        (f"half a year on 512 H100, {V3}", "days", 182.5, 183),
        (f"{V3} on 2,048 H800s for 2-3 months", "days", 60, 93),
        (f"10 H100-days of {V3}", "hours", 240, 240),
        (f"2.6 to 2.8M H800 hours, {V3}", "hours", 2.6e6, 2.8e6),
        (f"{V3} 278.8万 H800 GPU小时", "hours", 2.788e6, 2.788e6),
        (f"{V3} 278.8万 H800 卡时", "hours", 2.788e6, 2.788e6),
        (f"在2048张H800上训练{V3}用了两个月,14.8万亿token", "tokens", 14.8e12, 14.8e12),
        (f"在2048张H800上训练{V3}用了两个月,14.8万亿token", "days", 60, 62),
        (f"3.7 days per trillion tokens on 2048 H800, {V3}", "days_per_token", 3.7e-12, 3.7e-12),
        (
            f"每万亿token 18万 H800 GPU小时, {V3}; 180K H800 hours per trillion tokens",
            "hours_per_token",
            1.8e-7,
            1.8e-7,
        ),
        (f"{V3}: 180K H800 GPU hours per trillion tokens", "hours_per_token", 1.8e-7, 1.8e-7),
        (f"{V3} cost $5.576M at $2 per H800 GPU hour", "money", 5.576e6, 5.576e6),
        (f"{V3} cost $5.576M at $2 per H800 GPU hour", "rate", 2, 2),
        (f"{V3}, 5.576 million dollars at 2 USD a H800-hour", "money", 5.576e6, 5.576e6),
        (f"{V3} 2,788,000 H800卡时, 每卡时2美元", "rate", 2, 2),
        ("llama-3.1-405b at 38-43% MFU on 16,384 H100", "share", 0.38, 0.43),
        ("llama-3.1-405b, MFU of 41% on 16,384 H100", "share", 0.41, 0.41),
        ("llama-1-65b, 380 tokens/sec/GPU on 2048 A100", "speed", 380, 380),
        ("opt-175b on 992 A100, 147 TFLOP/s per GPU", "flops", 1.47e14, 1.47e14),
        ("a 175B parameter model on 300B tokens with 1024 A100 for 34 days", "parameters", 1.75e11, 1.75e11),
    ],
)
def test_it_reads(text: str, field: str, low: float, high: float) -> None:
    found = getattr(read_claim(text), field)
    assert found is not None
    assert (found.value.low, found.value.high) == (pytest.approx(low), pytest.approx(high))


@pytest.mark.parametrize(
    "chips", ["2,048 H800", "2048 x H800", "2048x H800", "H800 x 2048", "H800 × 2,048", "2048张H800"]
)
def test_a_count_stands_before_its_chip_or_behind_a_cross(chips: str) -> None:
    found = read_claim(f"deepseek-v3 on {chips} for 60 days")
    assert (found.count, found.chip.id) == (2048, "nv-h800-sxm")


def test_hours_of_a_cluster_are_a_time_and_no_chip_hours() -> None:
    found = read_claim("2,048 H800 for 60 hours")
    assert found.hours is None
    assert found.days is not None
    assert found.days.value.low == pytest.approx(2.5)
    assert found.count == 2048


def test_chinese_and_english_say_the_same() -> None:
    one = read_claim("deepseek-v3 在 2048 张 H800 上 55 天, 14.8万亿 token").to_dict()
    other = read_claim("deepseek-v3 on 2048 H800 for 55 days, 14.8T tokens").to_dict()
    assert {**one, "text": ""} == {**other, "text": ""}
    assert spelled("１０万张") == "100000"


@settings(max_examples=60, deadline=None)
@given(days=st.integers(1, 3000), count=st.integers(1, 100_000), tokens=st.integers(1, 900))
def test_the_order_of_the_parts_does_not_matter(days: int, count: int, tokens: int) -> None:
    parts = [f"{count:,} H800", f"for {days} days", f"{tokens}B tokens", "of deepseek-v3"]
    read = [read_claim(", ".join(order)).to_dict() for order in (parts, parts[::-1], parts[2:] + parts[:2])]
    for found in read:
        assert found["count"] == count
        assert found["days"] == [days, days]
        assert found["tokens"] == [tokens * 1e9, tokens * 1e9]


@pytest.mark.parametrize(
    ("number", "half"), [("2.788", 0.0005), ("2", 0.5), ("180", 5), ("3.70", 0.005), ("2,048", 0.5), ("1e6", 5e5)]
)
def test_half_of_the_last_digit(number: str, half: float) -> None:
    assert half_digit(number) == pytest.approx(half)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("deepseek-v3 cost $5.576M", "no chip is named"),
        ("deepseek-v3 on 2048 H800", "a time is missing"),
        ("deepseek-v3 on H800 for 60 days", "a count of chips is missing"),
        ("llama-3.1-405b at 60% HFU on 16,384 H100", "say the MFU"),
        ("1e40 H100-hours of llama-3.1-8b", "counted"),
        ("1e20 H100-hours of llama-3.1-8b", "more than ever were"),
        ("1e25 tokens of llama-3.1-8b in 1000 H100-hours", "more than ever were"),
        ("9-3 H100-days of llama-3.1-8b", "ends before it begins"),
        ("1.5 million million H100", "neither"),
        ("H100", "neither"),
        ("0% MFU of llama-3.1-8b on 8 H100", "above zero"),
    ],
)
def test_a_wrong_sentence_gets_a_helpful_line(text: str, hint: str) -> None:
    with pytest.raises(UserError, match=hint):
        read_claim(text)
