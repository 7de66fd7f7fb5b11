"""whackachip investigate"""

from __future__ import annotations

from pathlib import Path

import click

from ..answers.investigate import Request, answer
from ..investigation import cases
from ..report import save
from ..report.content.page import GROUPS
from ..report.save import result_pieces
from .progress import progress_bar
from .subject import local_copy


@click.command("investigate")
@click.argument("subject")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for result.json, report.md and report.html.")
@click.option("--on", metavar="DATE", help="Day of the verdict; the model's release, else the first commit.")
@click.option("--to", metavar="COUNTRY", help="Destination: code or name; where the developer sits, if left out.")
@click.option("--model", metavar="MODEL", help="Which model of the catalogue; the repository's own if left out.")
@click.option("--layer", default="enforced", metavar="LAYER", help="enforced or codified.")
@click.option("--revision", metavar="REV", help="Read the history up to this commit.")
@click.option("--json", "as_json", is_flag=True, help="The whole result as JSON on standard output.")
def command(
    subject: str, out: Path | None, on: str | None, to: str | None, model: str | None, layer: str,
    revision: str | None, as_json: bool,
) -> None:  # fmt: skip
    """Repeat and audit the whole argument for SUBJECT: a bundled case, a path, or a git URL.

    Prints the verdict, and the path of the report last. Nothing in the repository is executed.

    \b
    whackachip investigate hunyuan-large --out report
    whackachip investigate path/to/clone --on 2024-11-05 --to CN --out report
    """
    with local_copy(subject) as (where, name), progress_bar("reading history") as report:
        asked = Request(subject=name or where, on=on, to=to, model=model, layer=layer, revision=revision)
        result = answer(asked, where if name else None, report, lazy=True)
    if as_json:
        for piece in result_pieces(result):
            click.echo(piece, nl=False)
        if out is not None:
            save(result, out)
        return
    click.echo(click.style(result["question"]["title"], bold=True))
    for heading, group in GROUPS:
        if not result["verdict"][group]:
            continue
        click.echo(click.style(f"\n{heading}", bold=True))
        for sentence in result["verdict"][group]:
            click.echo(f"  {sentence}")
    click.echo("\n" + "\n".join(f"  {text}" for text in (result["limits"][0], result["disclaimer"])))
    if result["assumptions"]:
        click.echo(f"  assumed: {'; '.join(result['assumptions'])}")
    if result["skipped"]:
        skipped = result["skipped"]
        click.echo(f"  skipped {len(skipped)} in the repository, such as {skipped[0]['path']} ({skipped[0]['reason']})")
    click.echo(str(save(result, out or Path(f"report-{_slug(subject, result)}"))))


def _slug(subject: str, result: dict[str, object]) -> str:
    known = {case.id for case in cases()}
    return subject if subject in known else Path(subject.rstrip("/")).name.removesuffix(".git") or "result"
