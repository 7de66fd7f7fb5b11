"""Writes a result into a folder: each file whole or not at all, the page last."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UserError
from .stream import json_pieces
from .wholefile import write_all, write_whole

if TYPE_CHECKING:
    from .figures import Drawn

Content = str | bytes | Iterable[str]  # of a file; text may come piece by piece


def save(result: Mapping[str, Any], folder: Path | str, *, figures: bool = True) -> Path:
    """Write result.json, report.md, report.html and the figures; returns the path of report.html.

    All files are written beside their places and then renamed, report.html last, so that an interruption leaves the old
    report or none. Raises UserError where the folder cannot be written.
    """
    from .figures import draw
    from .html import html_pieces
    from .markdown import markdown_pieces

    folder = Path(folder)
    drawn = draw(result) if figures else ()
    page = "report.html"
    write_files(
        folder,
        {
            "result.json": result_pieces(result),
            **figure_files(drawn),
            "report.md": markdown_pieces(result, drawn),
            page: html_pieces(result, drawn),
        },
    )
    return folder / page


def result_pieces(result: Mapping[str, Any]) -> Iterator[str]:
    """The JSON of an investigation, whose lists of findings may be long and lazy, piece by piece."""
    return json_pieces(result, depth=6)  # as deep as a list of findings stands


def figure_files(drawn: Sequence[Drawn]) -> dict[str, str]:
    """Pictures and specs of figures by the name of their file."""
    files = {}
    for figure in drawn:
        files[f"figures/{figure.name}.svg"] = figure.svg + "\n"
        files[f"figures/{figure.name}.vl.json"] = json_text(figure.spec)
    return files


def write_files(folder: Path, files: Mapping[str, Content]) -> None:
    """Write files into a folder, each whole and in their order; raises UserError where it cannot be written."""
    try:
        for name in files:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_all({folder / name: partial(_fill, content) for name, content in files.items()})
    except OSError as error:
        raise UserError(f"cannot write the report to {str(folder)!r}: {error.strerror or error}") from error


def json_text(value: Mapping[str, Any]) -> str:
    """The document as JSON in its own order, the same bytes for the same document."""
    return "".join(json_pieces(value, depth=3))  # json.dumps holds every number and mark of it as a piece


def write(path: Path, content: Content) -> None:
    """Write a file whole or not at all, with the folders that lead to it; raises OSError where that cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, partial(_fill, content))


def _fill(content: Content, place: Path) -> None:
    if isinstance(content, bytes):
        place.write_bytes(content)
        return
    # Half a surrogate pair, as in an undecodable path, becomes its JSON escape.
    with place.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        file.writelines([content] if isinstance(content, str) else content)
