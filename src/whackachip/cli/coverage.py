"""whackachip coverage"""

from __future__ import annotations

import click

from ..answers.coverage import Request, answer
from ..catalog.coverage import STATES
from .fit import fitted, paragraph
from .output import echo_json


@click.command("coverage")
@click.option("--json", "as_json", is_flag=True, help="The counts and the list as JSON.")
def command(as_json: bool) -> None:
    """How much is known, how much of it is sourced, and what is modelled, partly modelled, flagged or missing.

    \b
    whackachip coverage
    whackachip coverage --json
    """
    data = answer(Request())
    if as_json:
        echo_json(data)
        return
    rows = []
    for name, counts in data["figures"].items():
        unverified = counts.get("unverified", 0)
        share = f"{unverified / counts['figures']:.0%}" if counts["figures"] else "none"
        rows.append((name, str(counts["records"]), str(counts["figures"]), str(unverified), share))
    fitted(("facts", "records", "figures", "unverified", "share"), rows, right=(1, 2, 3, 4), shrink=(0,))
    paragraph("built: " + ", ".join(f"{count} {name}" for name, count in data["built"].items()))
    for state, meaning in STATES.items():
        found = [topic for topic in data["topics"] if topic["state"] == state]
        click.echo()
        click.echo(click.style(f"{state} ({len(found)})", bold=True) + f": {meaning}")
        noted = "note" if any(topic["note"] for topic in found) else ""
        fitted(("topic", "what", noted), [(t["topic"], t["what"], t["note"] or "") for t in found], shrink=(1, 2))
