"""whackachip cite"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import click

from ..errors import UserError
from .given import read_given
from .output import hanging, page_width

MOST = 256 * 2**20  # bytes of an answer
NEEDED = ("command", "version", "facts_version", "facts_hash", "as_of")
TOOL = "whackachip: which chips could have made this model, and would any rule have stopped it?"


@click.command("cite")
@click.argument("answer", required=False, type=click.Path(path_type=Path), metavar="[ANSWER]")
def command(answer: Path | None) -> None:
    """How to cite ANSWER, a file that a command wrote with --json or a folder of `investigate`; or the tool itself.

    Prints a line and a BibTeX entry with the version, the facts, the command that gives the same again, and today as
    the day on which it was read. - is standard input.

    \b
    whackachip cite
    whackachip cite report
    whackachip classify h20 --on 2024-11-05 --to CN --json | whackachip cite -

    Exit status: 0 done; 2 a file that is no answer of whackachip.
    """
    from ..report.cite import bibtex

    title, made = (TOOL, _tool()) if answer is None else _cited(_read(answer))
    facts = f"facts of {made['facts_version']} ({str(made['facts_hash'])[:12]})"
    line = (
        f"{title} whackachip {made['version']}, {facts}, as of {made['as_of']}, read {date.today()}: {made['command']}"
    )
    for part in hanging("", line, 0, page_width()):
        click.echo(part)
    click.echo()
    click.echo(bibtex(made, title.removesuffix("."), date.today()), nl=False)


def _tool() -> Mapping[str, Any]:
    from ..provenance import provenance

    return provenance("whackachip", "import whackachip")


def _read(place: Path) -> dict[str, Any]:
    from ..catalog.boundedjson import read_object

    place = place / "result.json" if place.is_dir() else place
    return read_object(read_given(place, MOST), place.name, MOST)


def _cited(document: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """What an answer says, in a sentence, and who gave it."""
    made = document.get("provenance")
    if not isinstance(made, Mapping) or not all(isinstance(made.get(name), str) for name in NEEDED):
        raise UserError("this is no answer of whackachip: it has no provenance; write one with --json")
    verdict = document.get("verdict")
    if isinstance(verdict, Mapping) and isinstance(verdict.get("headline"), str):
        return str(verdict["headline"]), made
    try:
        from ..answers.quoted import sentence

        return sentence(dict(document)), made
    except (KeyError, TypeError, AttributeError):  # an answer to another question
        return f"Answer to `{made['command']}`.", made
