"""whackachip diff"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from ..provenance import provenance
from .output import echo_json, echo_lines, page_width
from .subject import local_copy


@click.command("diff")
@click.argument("before")
@click.argument("after")
@click.option("--repo", "subject", default=".", metavar="SUBJECT", help="A git clone or URL; the folder you are in.")
@click.option("--all", "show_all", is_flag=True, help="Also findings that do not count, and those that only moved.")
@click.option("--json", "as_json", is_flag=True, help="Every finding that appeared, is gone or moved, as JSON.")
def command(before: str, after: str, subject: str, show_all: bool, as_json: bool) -> None:
    """How the evidence of BEFORE and AFTER differs: two commits, branches or tags, or two dates.

    A date means the last commit of the main line by the end of that day, UTC. Exit status: 0 whether or not they
    differ, 2 a mistake in what was asked.

    \b
    whackachip diff 2024-11-20 2024-11-25 --repo path/to/clone
    whackachip diff v1.0 main --repo https://github.com/owner/name
    """
    from ..evidence.comparison import compare_states

    with local_copy(subject) as (where, name):
        found = compare_states(where, before, after, name)
    document = {
        "repository": found.after.repository,
        "before": {"asked": before, "commit": found.before.head},
        "after": {"asked": after, "commit": found.after.head},
        "appeared": [finding.to_dict() for finding in found.appeared],
        "gone": [finding.to_dict() for finding in found.gone],
        "moved": [{"before": old.to_dict(), "after": new.to_dict()} for old, new in found.moved],
        "stayed": found.stayed,
        "skipped": sorted({(skipped.path, skipped.reason) for skipped in found.after.skipped}),
        "provenance": provenance(f"whackachip diff {before} {after} --repo SUBJECT", ""),
    }
    if as_json:
        echo_json(document)
    else:
        echo_lines(_page(document, show_all, page_width()))


def _page(document: dict[str, Any], show_all: bool, width: int) -> Iterator[str]:
    from ..report.scanned.listing import findings_lines

    for mark, label in (("before", "before"), ("after", "after ")):
        yield f"{label}  {document[mark]['commit'][:12]}  ({document[mark]['asked']})"
    for heading in ("gone", "appeared"):
        shown = [found for found in document[heading] if show_all or found["counts"]]
        if shown:
            yield ""
            yield click.style(f"{heading.capitalize()}: {len(shown):,}", bold=True)
            yield from findings_lines(shown, width)
    if show_all and document["moved"]:
        yield ""
        yield click.style(f"Moved: {len(document['moved']):,}", bold=True)
        for pair in document["moved"]:
            old, new = pair["before"], pair["after"]
            yield f"  {old['signal']} {old['token']}: {old['path']}:{old['line']} to {new['path']}:{new['line']}"
    quiet = sum(not found["counts"] for heading in ("gone", "appeared") for found in document[heading])
    yield ""
    yield (
        f"{len(document['gone']):,} gone, {len(document['appeared']):,} appeared, {len(document['moved']):,} moved, "
        f"{document['stayed']:,} where they were" + (f"; {quiet:,} of them do not count" if quiet else "")
    )
