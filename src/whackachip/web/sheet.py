"""An answer as a PDF to file: the sentence, the table, the figures, and how to ask again. Set by typst (extra pdf)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from ..errors import needs
from ..report.figures.figure import Figure
from . import assets, pictures

ROWS = 60
COLUMNS = 8
SOURCE = """
#let sheet = json(bytes(sys.inputs.sheet))
#set document(title: sheet.title, author: "whackachip")
#set page(paper: "a4", margin: (x: 18mm, y: 20mm), footer: context [
  #set text(8pt, fill: rgb("#595959"))
  #sheet.foot #h(1fr) #counter(page).display("1 / 1", both: true)])
#set text(font: ("Liberation Sans", "Arial", "Helvetica", "DejaVu Sans", "Libertinus Serif"), size: 9.5pt, lang: "en")
#set par(leading: 0.6em)
#text(9pt, fill: rgb("#595959"))[#sheet.kicker]
#v(-2mm)
#text(17pt, weight: "bold")[#sheet.title]
#v(1mm)
#for picture in sheet.figures [#image(bytes(picture), format: "svg", width: 100%) #v(2mm)]
#for fact in sheet.facts [*#fact.at(0).* #fact.at(1) \\ ]
#if sheet.rows.len() > 0 [
  #v(2mm)
  #set text(7.5pt)
  #table(columns: sheet.head.len(), stroke: (x, y) => (bottom: 0.4pt + rgb("#d0d0d0")), inset: (x: 2pt, y: 3pt),
    table.header(..sheet.head.map(name => strong(name))), ..sheet.rows.flatten())
  #sheet.more
]
#v(3mm)
#set text(8pt)
#for line in sheet.lines [*#line.at(0).* #raw(line.at(1)) \\ ]
#v(1mm)
#text(fill: rgb("#595959"))[#sheet.caveat]
"""


def pdf(
    title: str, said: str, data: Mapping[str, Any], rows: Iterable[Mapping[str, Any]], figures: Sequence[Figure]
) -> bytes:
    """One answer on paper; raises UserError where typst is not installed."""
    try:
        import typst
    except ModuleNotFoundError:
        raise needs("a PDF needs", "typst", "pdf") from None
    content = json.dumps(_content(title, said, data, rows, figures), ensure_ascii=False)
    fonts = [str(assets.FOLDER / "vendor")]
    compiled: Any = typst.compile
    return bytes(compiled(SOURCE.encode(), sys_inputs={"sheet": content}, font_paths=fonts))


def _content(
    title: str, said: str, data: Mapping[str, Any], rows: Iterable[Mapping[str, Any]], figures: Sequence[Figure]
) -> dict[str, Any]:
    listed = list(islice(rows, ROWS + 1))
    # A single row is read more easily as lines than as a table with one line.
    single = listed[0] if len(listed) == 1 else None
    names = list(listed[0])[:COLUMNS] if listed and single is None else []
    made = data["provenance"]
    lines = [("Command line", made["command"]), ("Python", made["python"]), ("Facts", made["facts_hash"])]
    unchecked = data.get("not_checked") or made.get("not_checked") or []
    return {
        "title": said,
        "kicker": f"whackachip {made['version']} · {title} · facts of {made['facts_version']} · as of {made['as_of']}",
        "foot": f"whackachip {made['version']}. Not legal advice; check the official text.",
        "figures": [pictures.svg(figure) for figure in figures],
        "facts": [[_name(key), _text(value)] for key, value in single.items() if value != ""] if single else [],
        "head": [_name(name) for name in names],
        "rows": [[_text(row.get(name)) for name in names] for row in listed[:ROWS]] if names else [],
        "more": f"The first {ROWS} rows; the rest is in the CSV." if len(listed) > ROWS else "",
        "lines": [[name, text] for name, text in lines if text],
        "caveat": f"Not checked: {'; '.join(unchecked)}." if unchecked else "",
    }


def _name(key: str) -> str:
    return key.replace("_", " ").capitalize()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
