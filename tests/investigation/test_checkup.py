"""The check-up of the facts: old sources, steps of the law, and verdicts that rest on nothing."""

from __future__ import annotations

import json
from datetime import date

import pytest
from click.testing import CliRunner, Result

from whackachip.catalog import chips, find_chip, hypothetical_chip
from whackachip.cli.group import program
from whackachip.facts import store
from whackachip.investigation import checkup

READ = date(2026, 11, 23)


def run(*words: str) -> Result:
    return CliRunner().invoke(program, ["doctor", *words], prog_name="whackachip")


def test_sources_grow_old_by_the_day() -> None:
    assert checkup.old_sources(READ) == ()
    later = checkup.old_sources(date(2027, 11, 25))
    assert {one.source for one in later} <= set(store.section("sources"))
    assert all(one.days > 365 for one in later)
    assert sum(one.figures for one in later) > 2500
    assert not checkup.old_sources(date(2027, 11, 25), after=10_000)


def test_known_steps_of_the_law_are_ahead_or_passed() -> None:
    found = {(step.on, step.id): step for step in checkup.steps(READ)}
    uae = found["2027-04-06", "united-arab-emirates"]  # Supplement No. 8
    assert (uae.days, uae.sort) == (134, "changes")
    assert found["2026-11-09", "affiliates"].days == -14
    assert not [step for step in checkup.steps(READ) if step.days < -checkup.LOOK_BACK]
    days = [step.on for step in checkup.steps(READ)]
    assert days == sorted(days)


def test_the_law_is_unread_after_the_last_day() -> None:
    assert checkup.days_unread(READ) == 0
    assert checkup.days_unread(date(2026, 12, 3)) == 10


def test_a_verdict_that_turns_on_an_unverified_figure_is_found() -> None:
    weak = {one.chip: one for one in checkup.weak_verdicts(READ, "CN", [find_chip("mi300x").chip])}
    for one in weak.values():
        kinds = find_chip(one.chip).chip.figures
        assert all(kinds[key].kind == "unverified" for key in one.figures)
        assert one.verdict != one.without


def test_a_figure_that_changes_nothing_is_not() -> None:
    chip = find_chip("h20").chip
    assert any(figure.kind == "unverified" for figure in chip.figures.values())
    assert not list(checkup.weak_verdicts(date(2024, 11, 5), "CN", [chip]))
    assert not list(checkup.weak_verdicts(READ, "CN", [hypothetical_chip("bf16=400, die_area=800")]))


def test_every_chip_is_asked_where_none_is_named() -> None:
    names = {one.chip for one in checkup.weak_verdicts(READ, "CN")}
    assert names < {chip.id for chip in chips()}


def test_the_command_says_all_of_it() -> None:
    data = json.loads(run("h20", "--today", "2027-12-30", "--json").output)
    assert data["days_since_law_was_read"] == 402
    assert data["old_sources"]
    assert data["expiries"]
    assert "--today 2027-12-30" in data["provenance"]["command"]
    text = run("h20", "--today", "2026-11-23").output
    assert "no source was read more than 365 days ago" in text
    assert "Supplement No. 8" in text


@pytest.mark.parametrize(("day", "status"), [("2026-11-23", 0), ("2027-12-30", 1)])
def test_strict_fails_where_something_needs_attention(day: str, status: int) -> None:
    assert run("h100", "--today", day).exit_code == 0
    assert run("h100", "--today", day, "--strict").exit_code == status


def test_a_wrong_day_is_one_line() -> None:
    done = run("--today", "tomorrow")
    assert done.exit_code == 2
    assert "a day is written YYYY-MM-DD" in done.output
