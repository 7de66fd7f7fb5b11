"""Since when a chip counts as on sale, and that each answer says whether a source states the day."""

from __future__ import annotations

from datetime import date

import pytest

from whackachip.catalog import find_chip
from whackachip.stress.designer.answer import Asked, stress
from whackachip.stress.designer.silicon import on_sale, sale


@pytest.mark.parametrize(
    ("chip", "day", "stated"),
    [
        ("nv-h100-sxm-80", date(2022, 10, 1), True),
        ("nv-h20-96", date(2024, 4, 1), True),  # sold in China alone, months after it was announced
        ("nv-b200", None, False),
    ],
)
def test_a_stated_day_comes_before_the_announcement(chip: str, day: date | None, stated: bool) -> None:
    found = sale(find_chip(chip).chip)
    assert found is not None
    assert found.stated is stated
    if day is not None:
        assert found.day == day


def test_a_chip_without_any_day_is_never_on_sale() -> None:
    made = find_chip("name=x, bf16_dense=400").chip
    assert sale(made) is None
    assert not on_sale(made, date(2030, 1, 1))


def test_an_announced_chip_that_is_not_sold_yet_answers_nothing() -> None:
    h20 = find_chip("nv-h20-96").chip
    assert not on_sale(h20, date(2023, 12, 1))
    assert on_sale(h20, date(2024, 4, 1))


def test_every_chip_of_an_answer_says_what_its_day_rests_on() -> None:
    found = stress(Asked("us-2023-10-17"))
    assert {chip["sale"]["basis"] for chip in found["on_sale"]} == {"stated", "announcement"}
    assert found["nearest"]["sale"] == {"from": "2024-04-01", "basis": "stated"}
    assert found["best"]["sale"]["from"] <= found["as_of"]
    assert all(chip["sale"] is not None for chip in found["came_later"])
