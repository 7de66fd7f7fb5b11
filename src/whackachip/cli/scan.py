"""whackachip scan"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..errors import UserError, unknown
from .output import page_width
from .progress import progress_bar
from .subject import opened

if TYPE_CHECKING:
    from ..report.scanned import LeftOut

FORMATS = ("table", "json", "sarif", "csv")
# What these say leaves a hole in the evidence; links, binaries and submodules are read elsewhere or hold no text.
_HOLES = (
    "missing",
    "damaged",
    "larger",
    "not read",
    "longer",
    "expands",
    "more than",
    "unreadable",
    "encrypted",
    "LFS",
)


@click.command("scan")
@click.argument("subject")
@click.option("--format", "form", default="table", show_default=True, metavar="FORMAT", help="table, json, sarif, csv.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="A file to write instead of printing.")
@click.option("--revision", metavar="REV", help="Follow the history up to this branch, tag or commit.")
@click.option(
    "--ref", "refs", metavar="REF", multiple=True, help="Read these refs only; pull/12/head is a pull request."
)
@click.option("--since", metavar="DATE", help="Only what appeared or was removed on or after this day.")
@click.option("--as", "called", metavar="NAME", help="The name that standard input is read by, such as run.sh.")
@click.option("--no-history", is_flag=True, help="Read one tree only.")
@click.option("--all", "show_all", is_flag=True, help="In the table, also findings that do not count as evidence.")
@click.option(
    "--complete", is_flag=True, help="Exit status 1 where something that may hold evidence could not be read."
)
@click.option("--ignore", "ignore", type=click.Path(path_type=Path), metavar="FILE",
              help="Leave out the paths that this file of gitignore patterns names.")  # fmt: skip
@click.option("--baseline", type=click.Path(path_type=Path), metavar="FILE",
              help="Leave out what this earlier `scan --json` holds.")  # fmt: skip
@click.option("--suppressed", is_flag=True,
              help="In SARIF, keep what --ignore and --baseline leave out, marked as suppressed.")  # fmt: skip
@click.option("--exit-code", is_flag=True, help="Exit status 1 where a finding that counts is left.")
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
def command(
    subject: str, form: str, out: Path | None, revision: str | None, refs: tuple[str, ...], since: str | None,
    called: str | None, no_history: bool, show_all: bool, complete: bool, ignore: Path | None,
    baseline: Path | None, suppressed: bool, exit_code: bool, as_json: bool,
) -> None:  # fmt: skip
    """Find evidence of hardware in SUBJECT; nothing is executed, and nothing is said about who did it.

    SUBJECT is a folder (a model's own, too), a git clone with its whole history, a git URL, a tar, zip or gz archive, a
    PDF, a notebook, any other file, or - for standard input. In a PDF the number cited is the page. JSON, CSV and SARIF
    hold every finding, the table those that count.

    Exit status: 0 done, whatever was found; 1 with --complete where the reading has a hole, and with --exit-code where
    a finding counts that neither --ignore nor --baseline leaves out; 2 a mistake in what was asked.

    \b
    whackachip scan path/to/clone
    whackachip scan report.pdf --format csv --out findings.csv
    whackachip scan https://github.com/owner/name --since 2024-11-01 --format sarif
    """
    form = "json" if as_json else form
    if form not in FORMATS:
        raise unknown("format", form, FORMATS)
    if suppressed and form != "sarif":
        raise UserError("--suppressed is for --format sarif")
    from ..answers.scan import Request, answer
    from ..evidence import scan
    from ..report.scanned import sifted

    asked = Request(subject=subject, revision=revision, ref=refs, since=since, no_history=no_history)
    with opened(subject, called) as (source, name), progress_bar("scanning") as report:
        evidence = scan(source, revision=revision, history=not no_history, refs=refs, progress=report, name=name)
    document, left_out = sifted(answer(asked, evidence), ignore, baseline)
    _write(document, form, out, show_all, left_out if suppressed else None)
    if exit_code and any(finding["counts"] for finding in document["findings"]):
        sys.exit(1)
    if complete and any(word in skipped["reason"] for skipped in document["skipped"] for word in _HOLES):
        sys.exit(1)


def _write(
    document: dict[str, Any], form: str, out: Path | None, show_all: bool, left_out: Sequence[LeftOut] | None
) -> None:
    from ..report.tablefile import write_pieces

    pieces = _rendered(document, form, show_all, left_out)
    if out is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    write_pieces(out, pieces)
    click.echo(f"{len(document['findings']):,} findings in {out}")


def _rendered(document: dict[str, Any], form: str, show_all: bool, left_out: Sequence[LeftOut] | None) -> Iterable[str]:
    """The text of the document in one of FORMATS, piece by piece: findings may be very many."""
    from ..lazy import where
    from ..report import scanned, stream
    from ..report.tablefile import csv_text

    if form == "csv":
        return [csv_text(scanned.sheet(document["findings"]))]
    if form == "json":
        return stream.json_pieces(document)
    if form == "sarif":
        from ..facts import store
        from ..version import __version__

        said = scanned.sarif(document, store.section("signals"), __version__, left_out)
        return stream.json_pieces(said, depth=4, indent=1, ascii_only=True)
    shown = where(document["findings"], lambda found: show_all or found["counts"])
    return (f"{line}\n" for line in scanned.listing(document, shown, page_width()))
