"""Writes a result into a folder: each file whole or not at all, the page last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import UserError
from .stream import json_pieces
from .wholefile import write_whole

if TYPE_CHECKING:
    from .figures import Drawn


def save(result: Mapping[str, Any], folder: Path | str, *, figures: bool = True) -> Path:
    """Write result.json, report.md, report.html and the figures; returns the path of report.html.

    Each file is written beside its place and then renamed, report.html last, so that an interruption leaves the old
    report or none. Raises UserError where the folder cannot be written.
    """
    from .figures import draw
    from .html import render_html
    from .markdown import render_markdown

    folder = Path(folder)
    drawn = draw(result) if figures else ()
    files: dict[str, str] = {"result.json": json_text(result), **figure_files(drawn)}
    files["report.md"] = render_markdown(result, drawn)
    page = "report.html"
    files[page] = render_html(result, drawn)
    write_files(folder, files)
    return folder / page


def figure_files(drawn: Sequence[Drawn]) -> dict[str, str]:
    """Pictures and specs of figures by the name of their file."""
    files = {}
    for figure in drawn:
        files[f"figures/{figure.name}.svg"] = figure.svg + "\n"
        files[f"figures/{figure.name}.vl.json"] = json_text(figure.spec)
    return files


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files into a folder in their order, each whole; raises UserError where it cannot be written."""
    try:
        for name, content in files.items():
            write(folder / name, content)
    except OSError as error:
        raise UserError(f"cannot write the report to {str(folder)!r}: {error.strerror or error}") from error


def json_text(value: Mapping[str, Any]) -> str:
    """The document as JSON in its own order, the same bytes for the same document."""
    return "".join(json_pieces(value, depth=3))  # json.dumps holds every number and mark of it as a piece


def write(path: Path, content: str | bytes) -> None:
    """Write a file whole or not at all, with the folders that lead to it; raises OSError where that cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Half a surrogate pair, as in an undecodable path, becomes its JSON escape.
    data = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    write_whole(path, lambda beside: beside.write_bytes(data))
