"""Readings of the law: worked by hand, and unknown where a figure is missing."""

from __future__ import annotations

import math

import pytest

from whackachip.catalog import DEFAULT, Interpretation, find_chip, hypothetical_chip, metrics
from whackachip.catalog.interpretation import CHOICES
from whackachip.catalog.tpp import products
from whackachip.errors import UserError

COUNTED = DEFAULT.with_choice("vector_path", "counted")
WIDE = DEFAULT.with_choice("accumulate", "fp32_accumulate")


def tpp(name: str, reading: Interpretation) -> tuple[float, float]:
    value = metrics(find_chip(name).chip, reading)["tpp"].value
    return value.low, value.high


def test_sums_in_32_bits_halve_geforce_cards_and_leave_out_their_integers() -> None:
    assert tpp("rtx 4090", DEFAULT) == pytest.approx((5285, 5285), rel=1e-3)
    assert tpp("rtx 4090", WIDE) == pytest.approx((2643, 2643), rel=1e-3)
    found = {product.precision: product for product in products(find_chip("rtx 4090").chip, WIDE)}
    assert not found.keys() & {"int8", "int4"}
    assert found["fp8"].formula == "330.4 TFLOP/s FP8 with FP32 accumulation x 8 bit = 2,643.2 TPP"


@pytest.mark.parametrize("name", ["h20", "a100", "mi300x", "ascend 910b"])
def test_a_chip_without_such_a_rate_keeps_the_claimed_one(name: str) -> None:
    assert tpp(name, WIDE) == tpp(name, DEFAULT)


@pytest.mark.parametrize(
    ("name", "by_hand"),
    [
        ("h20", (148 + 2 * 44) * 16),
        ("a100", (312 + 4 * 19.5) * 16),  # NVIDIA's own table: 78 TFLOP/s beside the tensor units
        ("v100", (125 + 2 * 15.7) * 16),
    ],
)
def test_the_vector_path_adds_at_its_bit_length(name: str, by_hand: float) -> None:
    assert tpp(name, COUNTED)[0] == pytest.approx(by_hand, rel=0.01)
    assert tpp(name, COUNTED)[1] < math.inf


def test_a_vector_path_that_nobody_described_leaves_tpp_open() -> None:
    low, high = tpp("mi300x", COUNTED)
    assert (low, high) == (tpp("mi300x", DEFAULT)[0], math.inf)
    stated = hypothetical_chip("bf16=100, fp16_vector=20")
    assert metrics(stated, COUNTED)["tpp"].value.low == (100 + 20) * 16
    assert metrics(stated, COUNTED)["tpp"].formula == "(100 + 20 vector) TFLOP/s BF16 x 16 bit = 1,920 TPP"


def test_a_vector_rate_is_not_added_to_itself() -> None:
    rates = {product.precision: product.rate.low for product in products(find_chip("h20").chip, COUNTED)}
    assert rates["fp32"] == find_chip("h20").chip.interval("rate_fp32_tops").low


def test_tf32_of_19_bits_does_not_meet_fp32_of_32() -> None:
    both = COUNTED.with_choice("tf32_bits", "19")
    found = {product.precision: product for product in products(find_chip("h20").chip, both)}
    assert found["tf32"].vector is None


@pytest.mark.parametrize("key", CHOICES)
def test_every_reading_has_its_choices_and_refuses_others(key: str) -> None:
    assert getattr(DEFAULT, key) == CHOICES[key][0]
    for choice in CHOICES[key]:
        assert DEFAULT.with_choice(key, choice).as_dict()[key] == choice
    with pytest.raises(UserError, match="known are"):
        DEFAULT.with_choice(key, "maybe")


def test_sums_that_are_faster_than_the_claim_are_left_out() -> None:
    sound = hypothetical_chip("fp16=400, fp16_fp32acc=200")
    broken = hypothetical_chip("fp16=400, fp16_fp32acc=800")
    assert metrics(sound, WIDE)["tpp"].value.low == pytest.approx(200 * 16)
    assert metrics(broken, WIDE)["tpp"].value.low == pytest.approx(400 * 16)
