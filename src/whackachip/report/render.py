"""A stored result written in one of the forms that readers, files and programs take."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .save import figure_files, write_files

Files = dict[str, str | bytes]


def write_html(result: Mapping[str, Any], place: Path, short: bool) -> Path:
    """One page that needs no other file."""
    from .figures import draw
    from .html import render_brief, render_html

    return _one(place, (render_brief if short else render_html)(result, draw(result)))


def write_markdown(result: Mapping[str, Any], place: Path, short: bool) -> Path:
    """The page as Markdown with a folder of figures beside it."""
    from .content.brief import brief
    from .content.page import page
    from .figures import draw
    from .markdown import markdown_of, render_markdown

    drawn = draw(result)
    text = markdown_of(brief(page(result, drawn))) if short else render_markdown(result, drawn)
    write_files(place.parent, {**figure_files(drawn), place.name: text})
    return place


def write_pdf(result: Mapping[str, Any], place: Path, short: bool) -> Path:
    """Pages to print or to file."""
    from .figures import draw
    from .typeset import render_pdf

    return _one(place, render_pdf(result, draw(result), short=short))


def write_sarif(result: Mapping[str, Any], place: Path, short: bool) -> Path:
    """The findings for a code viewer."""
    from .scanned import sarif

    document = {**result["evidence"], "skipped": result["skipped"], "provenance": result["provenance"]}
    signals = [{"id": name, **record} for name, record in result["signals"].items()]
    return _one(place, json.dumps(sarif(document, signals, result["provenance"]["version"]), indent=1) + "\n")


def write_csv(result: Mapping[str, Any], place: Path, short: bool) -> Path:
    """A folder of tables for a spreadsheet."""
    from .sheets import sheets
    from .tablefile import csv_text

    write_files(place, {f"{name}.csv": csv_text(table) for name, table in sheets(result).items()})
    return place


# Form: what writes it, and the ending of its file; empty for a folder.
FORMS: dict[str, tuple[Callable[[Mapping[str, Any], Path, bool], Path], str]] = {
    "html": (write_html, ".html"),
    "md": (write_markdown, ".md"),
    "pdf": (write_pdf, ".pdf"),
    "sarif": (write_sarif, ".sarif"),
    "csv": (write_csv, ""),
}


def _one(place: Path, content: str | bytes) -> Path:
    write_files(place.parent, {place.name: content})
    return place
