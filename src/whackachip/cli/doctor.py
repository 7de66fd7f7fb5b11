"""whackachip doctor"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from shlex import quote

import click

from ..catalog import find_chip
from ..investigation import checkup
from ..law.provision import READ_UNTIL
from ..provenance import provenance
from ..quantities.day import as_day
from .fit import fitted, paragraph
from .output import echo_json


@click.command("doctor")
@click.argument("chips", nargs=-1)
@click.option("--today", metavar="DATE", help="Day of the check-up; the clock's day if left out.")
@click.option("--to", default="CN", show_default=True, metavar="COUNTRY", help="Destination of the verdicts.")
@click.option("--days", default=checkup.OLD_AFTER, show_default=True, help="After how many days a source is old.")
@click.option("--strict", is_flag=True, help="Exit status 1 where anything needs attention.")
@click.option("--json", "as_json", is_flag=True, help="The check-up as JSON.")
def command(chips: tuple[str, ...], today: str | None, to: str, days: int, strict: bool, as_json: bool) -> None:
    """Which facts are old, which parts of the law expire, and which unverified figures decide a verdict.

    Verdicts are those of the day, for the CHIPS that are named or for all. A figure decides where the verdict changes
    once it is taken away. Exit status 0, or with --strict 1 where a source is old, something has run out with nothing
    after it, the law was last read before the day, or an unverified figure decides.

    \b
    whackachip doctor --today 2026-11-23
    whackachip doctor h20 a100 --json
    """
    day = _day(today)
    asked = [find_chip(name).chip for name in chips] or None
    old, steps = checkup.old_sources(day, days), checkup.steps(day)
    weak, unread = list(checkup.weak_verdicts(day, to, asked)), checkup.days_unread(day)
    passed = [step for step in steps if step.days < 0 and step.sort == "ends"]
    if as_json:
        words = " ".join(quote(name) for name in chips)
        line = f"whackachip doctor {words + ' ' if words else ''}--today {day} --to {quote(to)} --days {days}"
        body = {
            "today": day.isoformat(),
            "law_read_until": READ_UNTIL.isoformat(),
            "days_since_law_was_read": unread,
            "old_sources": [asdict(one) for one in old],
            "expiries": [asdict(one) for one in steps],
            "weak_verdicts": [asdict(one) for one in weak],
        }
        echo_json(body | {"provenance": provenance(line, "whackachip.investigation.checkup")})
    else:
        _print(day, days, unread, old, steps, weak)
    if strict and (old or passed or unread or weak):
        raise SystemExit(1)


def _print(
    day: date,
    days: int,
    unread: int,
    old: Sequence[checkup.OldSource],
    steps: Sequence[checkup.Step],
    weak: Sequence[checkup.WeakVerdict],
) -> None:
    click.echo(click.style(f"check-up of the facts on {day}", bold=True))
    if unread:
        paragraph(f"the law was read until {READ_UNTIL}, {unread} days ago: later acts are not in it")
    click.echo()
    if old:
        rows = [(one.source, one.accessed, str(one.days), str(one.figures)) for one in old]
        fitted(("source read long ago", "read on", "days", "figures"), rows, right=(2, 3), shrink=(0,))
    else:
        click.echo(f"no source was read more than {days} days ago")
    click.echo()
    cells = [(step.on, str(step.days), step.sort, step.id, step.cite) for step in steps]
    fitted(("law", "in days", "", "what", "citation"), cells, right=(1,), shrink=(3, 4))
    click.echo()
    if weak:
        turning = [(one.name, " ".join(one.figures), one.verdict, one.without) for one in weak]
        headings = ("chip", "unverified figures that decide", "verdict", "without them")
        fitted(headings, turning, shrink=(0, 1, 2, 3))
        click.echo(f"{len(weak)} chips with a verdict that nobody has checked at a source")
    else:
        click.echo("no verdict turns on an unverified figure")


def _day(text: str | None) -> date:
    return date.today() if text is None else as_day(text)
