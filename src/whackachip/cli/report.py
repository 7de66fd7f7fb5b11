"""whackachip report"""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import UserError, unknown
from .progress import progress_bar


@click.command("report")
@click.option("--from", "stored", type=click.Path(path_type=Path), multiple=True, required=True, metavar="PATH",
              help="A result.json or its folder; for a site as often as there are results.")  # fmt: skip
@click.option(
    "--to", "form", default="html", show_default=True, metavar="FORM", help="html, md, pdf, sarif, csv, site."
)
@click.option("--out", type=click.Path(path_type=Path), help="The file to write; for csv and site the folder.")
@click.option("--brief", is_flag=True, help="One page instead of the whole report; for html, md and pdf.")
def command(stored: tuple[Path, ...], form: str, out: Path | None, brief: bool) -> None:
    """Write a stored result as a page, a brief, a PDF, tables or a site.

    Nothing is worked out again: every form says what the stored document says. Prints the path that was written.

    \b
    whackachip report --from report/result.json --to pdf --brief
    whackachip report --from report --to csv --out tables
    whackachip report --from one/result.json --from other/result.json --to site --out site

    Exit status: 0 written; 2 a file that is no result, one of a newer version, or a place that cannot be written.
    """
    from ..report.render import FORMS
    from ..report.stored import holding_together, read_result

    if form not in (*FORMS, "site"):
        raise unknown("form", form, (*FORMS, "site"))
    if brief and form not in ("html", "md", "pdf"):
        raise UserError(f"--brief is for html, md and pdf, not for {form}")
    if form == "site":
        from ..report.site import save_site

        results = [read_result(path) for path in stored]
        with holding_together(", ".join(map(str, stored))), progress_bar("writing pages") as progress:
            click.echo(str(save_site(results, out or Path("site"), progress)))
        return
    if len(stored) > 1:
        raise UserError("several results make a site: --to site")
    result = read_result(stored[0])
    write, ending = FORMS[form]
    name = ("brief" if brief else "report") + ending if ending else "tables"
    with holding_together(str(stored[0])):
        click.echo(str(write(result, out or Path(name), brief)))
