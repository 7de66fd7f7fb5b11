"""Writes a result into a folder: each file whole or not at all, the page last."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..errors import UserError
from .wholefile import write_whole


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
    files: list[tuple[Path, str]] = [(Path("result.json"), json_text(result))]
    for figure in drawn:
        files.append((Path("figures") / f"{figure.name}.svg", figure.svg + "\n"))
        files.append((Path("figures") / f"{figure.name}.vl.json", json_text(figure.spec)))
    files.append((Path("report.md"), render_markdown(result, drawn)))
    page = Path("report.html")
    files.append((page, render_html(result, drawn)))
    try:
        for name, text in files:
            write(folder / name, text)
    except OSError as error:
        raise UserError(f"cannot write the report to {str(folder)!r}: {error.strerror or error}") from error
    return folder / page


def json_text(value: Mapping[str, Any]) -> str:
    """The document as JSON in its own order, the same bytes for the same document."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def write(path: Path, text: str) -> None:
    """Write a file whole or not at all, with the folders that lead to it; raises OSError where that cannot be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # Half a surrogate pair, as in an undecodable path, becomes its JSON escape.
    write_whole(path, lambda beside: beside.write_bytes(text.encode("utf-8", "backslashreplace")))
