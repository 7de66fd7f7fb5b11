"""The report as a PDF, set by typst from the same blocks as the Markdown; needs the extra `pdf`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..errors import UserError, needs
from .content.block import Block, Grid, Paragraph, Picture, plain
from .content.blocks import blocks
from .content.brief import brief
from .content.page import page
from .figures.figure import Drawn, pdf
from .glyphs import NOTE, spelled
from .table import Cell, Table

TEMPLATE = Path(__file__).with_name("templates") / "report.typ"
SHORT, NARROWEST, WIDEST = 12, 10, 34  # of the longest text of a column [character]
ONE_LINE = 24  # small print that stands in one line, at most [character]


def render_pdf(result: Mapping[str, Any], drawn: Sequence[Drawn] = (), *, short: bool = False) -> bytes:
    """The whole report, or with `short` the brief of one page; raises UserError where typst is not installed.

    The same document gives the same bytes on one machine: no clock goes in, and fonts are typst's own but for scripts
    that these lack, for which it takes one of the machine; without one, code points stand there.
    """
    try:
        import typst
    except ImportError:
        raise needs("a PDF needs", "typst", "pdf") from None
    parts = page(result, drawn)
    made = parts["provenance"]
    chosen = list(brief(parts) if short else blocks(parts))
    shown = {block.name for block in chosen if isinstance(block, Picture)}
    data = {
        "title": parts["title"],
        "tool": f"{made['tool']} {made['version']}",
        "foot": f"{made['tool']} {made['version']} · law as of {parts['on']} · facts of {made['facts_version']} · "
        + parts["disclaimer"],
        "compact": short,
        "blocks": _data(chosen),
    }
    text, example = spelled(json.dumps(data, ensure_ascii=False))
    if example:
        given = data["blocks"]
        front = next((n for n, it in enumerate(given) if it.get("level") == 2), len(given))
        data["blocks"] = [*given[:front], *_data([Paragraph(plain(f"{NOTE}{example}."))]), *given[front:]]
        text, _ = spelled(json.dumps(data, ensure_ascii=False))
    files = {
        "report.typ": TEMPLATE.read_bytes(),
        "data.json": text.encode("utf-8", "backslashreplace"),
        **{f"{item.name}.pdf": pdf(item.figure, titled=False) for item in drawn if item.name in shown},
    }
    with TemporaryDirectory(prefix="whackachip-") as folder:
        for name, content in files.items():
            (Path(folder) / name).write_bytes(content)
        try:
            return bytes(typst.compile(str(Path(folder) / "report.typ"), root=folder, format="pdf", timestamp=0))
        except typst.TypstError as error:
            raise UserError(f"the PDF could not be set: {error}") from error


def _data(chosen: Iterable[Block]) -> list[dict[str, Any]]:
    """Blocks as plain data with the name of their kind."""
    return [_block(block) for block in chosen]


def _block(block: Block) -> dict[str, Any]:
    kind = type(block).__name__.lower()
    if isinstance(block, Grid):
        return {"kind": kind, **_table(block.table)}
    if isinstance(block, Picture):
        return {"kind": kind, **asdict(block), "file": f"{block.name}.pdf"}
    return {"kind": kind, **asdict(block)}


def _table(made: Table) -> dict[str, Any]:
    heads = [head + (f" ({made.tags[n]})" if n in made.tags else "") for n, head in enumerate(made.headers)]
    return {
        "headers": heads,
        "rows": [[asdict(cell) for cell in row] for row in made.rows],
        "numeric": sorted(made.numeric),
        "widths": [_width(heads[n], [row[n] for row in made.rows]) for n in range(len(heads))],
    }


def _width(head: str, column: Sequence[Cell]) -> float:
    """The share of the page that a column takes; 0 where all of it is short and stands in one line."""
    longest = max((max(len(cell.text), _small(cell.note or "")) for cell in column), default=0)
    if max(len(head) - 3, longest) <= SHORT and not any(cell.note or cell.tag for cell in column):
        return 0.0
    return float(min(WIDEST, max(NARROWEST, longest)))


def _small(note: str) -> float:
    """How wide small print is: in one line where it is short, else in two or more."""
    return len(note) * (0.85 if len(note) <= ONE_LINE else 0.5)
