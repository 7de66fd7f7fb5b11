"""Sentences about training runs, read and judged."""

from __future__ import annotations

import pytest

from whackachip.errors import UserError
from whackachip.performance.claim import read_claim
from whackachip.performance.verify import verify


@pytest.mark.parametrize(
    ("text", "chip", "model", "count", "hours", "tokens"),
    [
        ("2.788M H800-hours for 14.8T tokens of deepseek-v3", "nv-h800-sxm", "deepseek-v3", None, 2.788e6, 14.8e12),
        ("2,048 H800s for 2 months", "nv-h800-sxm", None, 2048, None, None),
        ("deepseek-v3, 14.8 trillion tokens, 2664K H800 hours", "nv-h800-sxm", "deepseek-v3", None, 2.664e6, 14.8e12),
        ("hunyuan-large on 10,000 H20 GPUs for 20 days in fp8", "nv-h20-96", "hunyuan-large", 10_000, None, None),
        ("16,384 H100 for 54 days training llama-3.1-405b", "nv-h100-sxm-80", "llama-3.1-405b", 16_384, None, None),
    ],
)  # fmt: skip
def test_it_reads_what_people_write(
    text: str, chip: str, model: str | None, count: int | None, hours: float | None, tokens: float | None
) -> None:
    found = read_claim(text)
    assert found.chip.id == chip
    assert (found.model.id if found.model else None) == model
    assert found.count == count
    assert (found.hours.value.low if found.hours else None) == (pytest.approx(hours) if hours else None)
    assert (found.tokens.value.low if found.tokens else None) == (pytest.approx(tokens) if tokens else None)


def test_the_share_of_the_peak_by_hand() -> None:
    body = verify(read_claim("2.788M H800-hours for 14.8T tokens of deepseek-v3"))
    flops = body["flops"]["value"]["low"]
    share = body["utilisation"]["value"]["low"]
    assert share == pytest.approx(flops / (2.788e6 * 3600 * 989.4e12), rel=1e-9)
    assert body["utilisation"]["formula"].endswith("of the dense 16-bit peak")
    assert body["verdict"] == "plausible"


def test_it_tells_the_impossible_from_the_implausible_and_the_slow() -> None:
    verdicts = [
        verify(read_claim(f"{hours} H800-hours for 14.8T tokens of deepseek-v3"))["verdict"]
        for hours in ("400k", "1M", "100M")
    ]
    assert verdicts == ["impossible", "implausible", "plausible"]
    assert "slower" in verify(read_claim("100M H800-hours for 14.8T tokens of deepseek-v3"))["reason"]


def test_numbers_that_contradict_and_numbers_that_lack() -> None:
    assert verify(read_claim("2,048 H800 for 60 days, 1M H800-hours, deepseek-v3"))["verdict"] == "inconsistent"
    alone = verify(read_claim("2,048 H800s for 2 months"))
    assert (alone["verdict"], alone["missing"]) == ("depends", ["model"])
    assert alone["chip_hours"]["value"] == {"low": 2048 * 60 * 24, "high": 2048 * 62 * 24}
    assert alone["flops"]["value"]["high"] == pytest.approx(2048 * 62 * 24 * 3600 * 989.4e12)


def test_a_sum_of_money_is_a_price_of_an_hour() -> None:
    body = verify(read_claim("2.788M H800-hours, $5.576M, 14.8T tokens of deepseek-v3"))
    assert body["price"]["implied"]["value"]["low"] == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("5 bananas for 3 days", "no chip"),
        ("0 H800-hours of deepseek-v3", "above zero"),
        ("100 H800-hours of deepsek-v3", "deepseek-v3"),
        ("deepseek-v3 on H800", "neither"),
        ("0.5 H800 for 3 days", "no count"),
        ("2,048 H800 for 0 days", "above zero"),
        ("", "no chip"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, hint: str) -> None:
    with pytest.raises(UserError, match=hint):
        read_claim(text)
