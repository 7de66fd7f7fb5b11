"""The report in short as GitHub-flavoured Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from .content.block import Block, Grid, Heading, Line, Listing, Paragraph, Picture, Run, Verbatim
from .content.blocks import blocks
from .content.page import page
from .figures.figure import Drawn
from .table import Cell, Table
from .text import markdown, markdown_code


def render_markdown(result: Mapping[str, Any], drawn: Sequence[Drawn] = ()) -> str:
    """The same content as the page, with tables but without the data behind the figures."""
    return "".join(markdown_pieces(result, drawn))


def markdown_pieces(result: Mapping[str, Any], drawn: Sequence[Drawn] = ()) -> Iterator[str]:
    """The same piece by piece: its tables of findings may be long."""
    return _pieces(blocks(page(result, drawn)))


def markdown_of(parts: Iterable[Block]) -> str:
    """Blocks one under another."""
    return "".join(_pieces(parts))


def _pieces(parts: Iterable[Block]) -> Iterator[str]:
    mark = ""
    for block in parts:
        yield mark
        yield from _table(block.table) if isinstance(block, Grid) else [_block(block)]
        mark = "\n\n"
    yield "\n"


def _block(block: Heading | Paragraph | Listing | Picture | Verbatim) -> str:
    if isinstance(block, Heading):
        return f"{'#' * block.level} {markdown_code(block.text) if block.code else markdown(block.text)}"
    if isinstance(block, Paragraph):
        return f"{'> ' if block.aside else ''}{_line(block.line)}"
    if isinstance(block, Listing):
        marks = (f"{n}." if block.numbered else "-" for n in range(1, len(block.lines) + 1))
        return "\n".join(f"{mark} {_line(line)}" for mark, line in zip(marks, block.lines, strict=True))
    if isinstance(block, Picture):
        return f"![{markdown(f'Figure {block.number}: {block.title}')}](figures/{block.name}.svg)"
    # The text is our own and holds no fence, which is made sure of all the same.
    return f"```{block.language}\n" + block.text.replace("```", "'''") + "\n```"


def _line(line: Line) -> str:
    return "".join(map(_run, line))


def _run(run: Run) -> str:
    text = markdown_code(run.text) if run.code else markdown(run.text)
    return _link(f"**{text}**" if run.strong else text, run.href)


def _table(made: Table) -> Iterator[str]:
    """A table with pipes, whatever stands in its cells."""
    rule = "|".join("---:" if column in made.numeric else "---" for column in range(len(made.headers)))
    yield "| " + " | ".join(_header(made, column) for column in range(len(made.headers))) + f" |\n|{rule}|"
    for row in made.rows:
        yield "\n| " + " | ".join(_cell(cell) for cell in row) + " |"


def _header(made: Table, column: int) -> str:
    tag = made.tags.get(column)
    return markdown(made.headers[column]) + (f" ({markdown(tag)})" if tag else "")


def _cell(cell: Cell) -> str:
    text = markdown_code(cell.text) if cell.code else markdown(cell.text)
    shown = _link(text, cell.href)
    if cell.sources:
        shown += " \\[" + ", ".join(map(str, cell.sources)) + "\\]"
    if cell.tag:
        shown += f" **({markdown(cell.tag)})**"
    return f"{shown} <br>{markdown(cell.note)}" if cell.note else shown


def _link(text: str, href: str | None) -> str:
    """A link where there is an address; the address cannot end it early."""
    if not href:
        return text
    safe = href.replace("(", "%28").replace(")", "%29").replace("|", "%7C").replace(" ", "%20")
    return f"[{text}]({safe})"
