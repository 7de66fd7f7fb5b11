"""Days as people write them: one form is read, any other is refused with the day that was meant."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from whackachip.errors import UserError
from whackachip.quantities.day import as_day, meant


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2024-13-01", ("2024-01-13", "2024-12-01")),  # the order is wrong, or the month
        ("2024-13-13", ("2024-12-13",)),
        ("2024-02-30", ("2024-02-29",)),
        ("2023-02-29", ("2023-02-28",)),
        ("2024-00-00", ("2024-01-01",)),
        ("2024-99-99", ("2024-12-31",)),
        ("2024-1-5", ("2024-01-05",)),
        ("2024/11/05", ("2024-11-05",)),
        (" 2024-11-05 ", ("2024-11-05",)),
        ("2024-11-05T12:00", ("2024-11-05",)),
        ("20241105", ("2024-11-05",)),
        ("202411", ("2024-11-01",)),
        ("2024-11", ("2024-11-01",)),
        ("2024", ("2024-01-01",)),
        ("05/11/2024", ("2024-05-11", "2024-11-05")),  # nobody can know
        ("5.5.2024", ("2024-05-05",)),
        ("13/11/2024", ("2024-11-13",)),
        ("11/13/2024", ("2024-11-13",)),
        ("31/31/2024", ("2024-12-31",)),
        ("5 November 2024", ("2024-11-05",)),
        ("Nov 5, 2024", ("2024-11-05",)),
        ("october 2023", ("2023-10-01",)),
        ("yesterday", ()),
        ("", ()),
        ("h20", ()),
        ("0000-01-01", ()),
        ("2０24-01-01", ()),
    ],
)
def test_the_day_that_was_meant_is_named(text: str, days: tuple[str, ...]) -> None:
    assert meant(text) == days
    with pytest.raises(UserError) as refused:
        as_day(text)
    line = str(refused.value)
    assert line.startswith(f"unknown date {text!r}: a day is written YYYY-MM-DD")
    assert all(repr(day) in line for day in days)
    assert ("did you mean" in line) == bool(days)
    assert ("such as 2024-11-05" in line) == (not days)


@given(st.dates())
def test_every_day_is_read_as_itself(day: date) -> None:
    assert as_day(day.isoformat()) == day


@given(st.text() | st.from_regex(r"\d{1,4}[-/. ]\d{1,2}[-/. ]\d{1,4}"))
def test_whatever_is_offered_is_a_day(text: str) -> None:
    for day in meant(text):
        assert date.fromisoformat(day).isoformat() == day
