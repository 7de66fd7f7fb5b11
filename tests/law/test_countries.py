"""Country groups over time."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from whackachip.catalog import find_chip
from whackachip.law import country as country_module
from whackachip.law.country import find_country, group_changes, group_move
from whackachip.law.provision import change_dates
from whackachip.law.question import question
from whackachip.law.timeline import periods_of


def test_days_on_which_groups_change_are_days_of_the_law() -> None:
    assert set(group_changes()) <= set(change_dates())
    for code, day in (("NI", date(2024, 3, 15)), ("AE", date(2026, 7, 10))):
        assert day in group_changes()
        country = find_country(code)
        assert group_move(country, day)
        assert group_move(country, day + timedelta(days=1)) is None


def test_a_group_changes_where_a_membership_begins_and_after_it_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    members = [
        {"country": "NI"},
        {"country": "AE", "begins": "2026-07-10"},
        {"country": "BR", "begins": "2023-05-01", "ends": "2024-02-28"},
        {"country": "MO", "ends": "2024-02-29"},
    ]
    law = {"country_groups": [{"id": "D1", "members": members[:2]}, {"id": "D5", "members": members[2:]}]}
    monkeypatch.setattr(country_module.store, "section", lambda name: {"law": law}[name])
    assert group_changes() == (date(2023, 5, 1), date(2024, 2, 29), date(2024, 3, 1), date(2026, 7, 10))


def test_what_a_country_joins_and_leaves_is_said() -> None:
    move = group_move(find_country("AE"), date(2026, 7, 10))
    assert move == "United Arab Emirates joins A:5 and leaves D:3 chemical and biological, D:4 missile technology"


def test_a_timeline_turns_where_a_country_joins_a_group() -> None:
    """Nicaragua's embargo of 2024 was seen by `classify` and not by `timeline`."""
    asked = question(find_chip("h100").chip, "2023-11-17", "NI")
    found = [(period.begins, period.decision.transaction.verdict) for period in periods_of(asked, date(2024, 12, 31))]
    assert (date(2024, 3, 15), "licence-required") in found
