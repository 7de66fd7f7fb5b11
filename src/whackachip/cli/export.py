"""whackachip chips export"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ..answers.lawasked import readings
from ..catalog import Interpretation, chips
from ..catalog.chipdata import chip_data
from ..catalog.tables import SHAPES, dictionary_table, long_table, sources_table, wide_table
from ..errors import UserError, unknown
from ..provenance import provenance
from .fit import fitted
from .lawoptions import interpret_option
from .output import echo_json

FORMATS = ("csv", "json", "parquet", "sqlite")


@click.command("export")
@click.option(
    "--format", "form", metavar="FORMAT", help="csv, json, parquet or sqlite; by the file's ending if left out."
)
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--shape", default="long", show_default=True, metavar="SHAPE", help="long or wide, for csv and parquet.")
@click.option("--dictionary", is_flag=True, help="Print what every column and key means, and write nothing.")
@interpret_option
@click.option("--json", "as_json", is_flag=True, help="What was written, or the dictionary, as JSON.")
def export(
    form: str | None, out: Path | None, shape: str, dictionary: bool, interpret: tuple[str, ...], as_json: bool
) -> None:
    """Write every chip for other programs, each figure with its source.

    Long is one row for each figure, with source, kind and date, and for each metric; wide is one row for each chip,
    chosen figures without sources. The data dictionary is written beside a csv or parquet file, and inside a json or
    sqlite file, which hold both shapes and the sources. In csv an apostrophe stands before text that a spreadsheet
    would take for a formula. Parquet needs the extra `parquet`.

    \b
    whackachip chips export --out chips.csv
    whackachip chips export --format sqlite --out chips.db
    whackachip chips export --dictionary
    """
    if dictionary:
        _dictionary(as_json)
        return
    if out is None:
        raise UserError("export needs --out FILE, such as chips.csv")
    form = form or {".db": "sqlite", ".sqlite3": "sqlite"}.get(out.suffix, out.suffix.removeprefix("."))
    if form not in FORMATS:
        raise unknown("format", form, FORMATS)
    if shape not in SHAPES:
        raise unknown("shape", shape, SHAPES)
    interpretation = readings(interpret)[0]
    options = "".join(f" --interpret {one}" for one in interpret) + (f" --shape {shape}" if shape != "long" else "")
    about = provenance(f"whackachip chips export --format {form}{options} --out FILE", "")
    del about["python"]
    about["interpretations"] = interpretation.as_dict()
    written = _write(out, form, shape, interpretation, about)
    if as_json:
        echo_json(
            {"format": form, "chips": len(chips()), "files": [path.name for path in written], "provenance": about}
        )
        return
    for path in written:
        click.echo(str(path))


def _write(out: Path, form: str, shape: str, interpretation: Interpretation, about: dict[str, Any]) -> tuple[Path, ...]:
    """Writes the file, and the dictionary beside it where it has no room for one; gives what was written."""
    from ..report import tablefile

    if form == "json":
        columns, rows = dictionary_table()
        meanings = [dict(zip(columns, row, strict=True)) for row in rows]
        data = [chip_data(chip, interpretation) for chip in chips()]
        tablefile.write_json(out, {"chips": data, "dictionary": meanings, "provenance": about})
        return (out,)
    if form == "sqlite":
        tables = {
            "chips": wide_table(chips(), interpretation),
            "figures": long_table(chips(), interpretation),
            "sources": sources_table(chips()),
            "dictionary": dictionary_table(),
        }
        tablefile.write_sqlite(out, tables, about)
        return (out,)
    table = (long_table if shape == "long" else wide_table)(chips(), interpretation)
    if form == "parquet":
        tablefile.write_parquet(out, table, about)
    else:
        tablefile.write_text(out, tablefile.csv_text(table))
    beside = out.with_name(f"{out.name}.dictionary.csv")
    tablefile.write_text(beside, tablefile.csv_text(dictionary_table()))
    return out, beside


def _dictionary(as_json: bool) -> None:
    columns, rows = dictionary_table()
    if as_json:
        echo_json({"dictionary": [dict(zip(columns, row, strict=True)) for row in rows]})
        return
    fitted(columns, rows, shrink=(4,))
