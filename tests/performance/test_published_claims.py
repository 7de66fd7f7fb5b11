"""Claims as their authors published them, each with its source; and what must not pass."""

from __future__ import annotations

from typing import Any

import pytest
from click.testing import CliRunner

from whackachip.cli.group import program
from whackachip.performance.claim import read_claim
from whackachip.performance.verify import verify

# Numbers as printed at the address; the sentence is ours.
PUBLISHED = [
    ("2.788M H800-hours for 14.8T tokens of deepseek-v3", "arXiv 2412.19437, abstract and table 1"),
    ("deepseek-v3: 3.7 days per trillion tokens on 2048 H800, 180K H800 hours per trillion tokens",
     "arXiv 2412.19437, section 1"),
    ("deepseek-v3 cost $5.576M at $2 per H800 GPU hour, 2788K H800 GPU hours", "arXiv 2412.19437, table 1"),
    ("30.84M H100 GPU hours for 15T tokens of llama-3.1-405b",
     "https://github.com/meta-llama/llama-models/blob/main/models/llama3_1/MODEL_CARD.md"),
    ("llama-3.1-405b at 38-43% BF16 MFU on 16,384 H100", "arXiv 2407.21783, section 3.3.2"),
    ("llama-1-65b on 2048 A100 for 21 days, 1.4T tokens, 380 tokens/sec/GPU", "arXiv 2302.13971, section 2.4"),
    ("opt-175b on 992 A100 80GB, 147 TFLOP/s per GPU", "arXiv 2205.01068, section 2.4"),
    ("falcon-40b on 384 A100 40GB took two months, 1T tokens", "https://huggingface.co/tiiuae/falcon-40b"),
    ("falcon-180b: 4,096 A100 40GB, 7,000,000 GPU hours, 3.5T tokens",
     "https://huggingface.co/tiiuae/falcon-180B; https://huggingface.co/blog/falcon-180b"),
    ("llama-2-70b: 1,720,320 A100 hours, 2T tokens", "arXiv 2307.09288, table 2"),
    ("bloom-176b on 384 A100 80GB for 3-4 months, 366B tokens", "https://huggingface.co/bigscience/bloom"),
]  # fmt: skip


def judged(text: str) -> dict[str, Any]:
    return verify(read_claim(text))


@pytest.mark.parametrize(("text", "source"), PUBLISHED, ids=[text[:32] for text, _ in PUBLISHED])
def test_a_published_claim_can_be(text: str, source: str) -> None:
    body = judged(text)
    assert body["verdict"] == "plausible", (body["reason"], source)


@pytest.mark.parametrize(
    ("text", "verdict", "why"),
    [
        ("2.788M A100-hours in fp8 for 14.8T tokens of deepseek-v3", "impossible", "no units for FP8"),
        ("8 H100 for 30 days, llama-3.1-405b, 15T tokens", "impossible", "times the dense"),
        ("deepseek-v3 at 250% MFU on 2048 H800", "impossible", "200% at most"),
        ("llama-3.1-405b at 75% MFU on 16,384 H100 in bf16", "implausible", "reaches"),
        ("llama-1-65b on 2048 A100 at 900 tokens/s/GPU", "impossible", "100% at most"),
        ("a 70B parameter model on 15T tokens with 8 H100 for 3 days", "impossible", "times"),
        ("1M H800 hours, $5.576M at $2 per H800-hour, deepseek-v3", "inconsistent", "2,788,000"),
        ("2,048 H800 for 60 days, 1M H800-hours, deepseek-v3", "inconsistent", "2,949,120"),
        ("180K H800 hours per trillion tokens, 14.8T tokens, 1M H800 hours, deepseek-v3", "inconsistent", "trillion"),
        ("llama-1-65b on 2048 A100 for 21 days, 1.4T tokens, 20% MFU", "inconsistent", "counting FLOPs"),
        ("2 H100 for 3000 days, llama-3.1-405b, 1B tokens in bf16", "implausible", "fit"),
        ("a 175B parameter model on 300B tokens with 1024 A100 for 34 days", "depends", "no model"),
        ("1.2M hygon-k100-ai hours in fp8, llama-3.1-8b", "depends", "fp8"),
    ],
)
def test_what_cannot_be_says_why(text: str, verdict: str, why: str) -> None:
    body = judged(text)
    assert (body["verdict"], why in body["reason"]) == (verdict, True), body["reason"]


def test_dollars_hours_and_price_agree_within_their_rounding() -> None:
    assert judged("2.8M H800 hours, $5.6M at $2 per H800-hour, deepseek-v3")["verdict"] == "plausible"
    body = judged("deepseek-v3 278.8万 H800 GPU小时, 2007.36万元, 每卡时7.2元")
    paid = body["price"]["implied"]["value"]
    assert paid["low"] == pytest.approx(7.2 / 7.35)
    assert paid["high"] == pytest.approx(7.2 / 7.0)


def test_a_pace_alone_is_a_share_of_the_peak() -> None:
    body = judged("deepseek-v3: 180K H800 GPU hours per trillion tokens")
    flops = body["flops"]["value"]["low"] / 14.8e12
    assert body["utilisation"]["value"]["low"] == pytest.approx(flops / (1.8e-7 * 3600 * 989.4e12), rel=1e-6)


def test_a_chip_that_is_not_in_the_catalogue() -> None:
    figures = "name=x, bf16_dense=400, memory=80, memory_bandwidth=2000"
    words = ["check-claim", "1M x GPU-hours, 1T tokens of llama-3.1-8b", "--chip", figures]
    done = CliRunner().invoke(program, words, prog_name="whackachip")
    assert done.exit_code == 0, done.output
    assert "of the dense 16-bit peak" in done.output
    bad = CliRunner().invoke(program, ["check-claim", "deepseek-v3 cost $5.576M"], prog_name="whackachip")
    assert bad.exit_code != 0
