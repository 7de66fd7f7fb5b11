"""Several results as a folder of pages that opens from disk: an index, and the report and brief of each."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from .content.overview import stage_cards
from .figures import draw
from .html import environment, render_brief, stylesheet
from .save import save, write_files
from .text import clean


def save_site(
    results: Sequence[Mapping[str, Any]], folder: Path, progress: Callable[[int, int], None] | None = None
) -> Path:
    """Write the pages and return the path of index.html, which is written last; raises UserError where that fails."""
    names = _names(results)
    rows = []
    for number, (name, result) in enumerate(zip(names, results, strict=True), start=1):
        save(result, folder / name)
        write_files(folder / name, {"brief.html": render_brief(result, draw(result))})
        rows.append(_row(name, result))
        if progress is not None:
            progress(number, len(results))
    page = environment().get_template("index.html.j2").render(css=stylesheet(), rows=rows)
    write_files(folder, {"index.html": page})
    return folder / "index.html"


def _row(name: str, result: Mapping[str, Any]) -> dict[str, Any]:
    asked = result["question"]
    return {
        "folder": name,
        "title": clean(asked["title"]),
        "headline": clean(result["verdict"]["headline"]),
        "asked": f"Law as of {clean(asked['on'])}, destination {clean(asked['destination'])}",
        "cards": stage_cards(result),
        "disclaimer": clean(result["disclaimer"]),
    }


def _names(results: Sequence[Mapping[str, Any]]) -> list[str]:
    """A folder for each result, by its subject; the second of a name gets a number."""
    names: list[str] = []
    for result in results:
        subject = result["question"]["subject"].rstrip("/").rpartition("/")[2]
        base = re.sub(r"[^a-z0-9]+", "-", subject.lower()).strip("-")[:60] or "result"
        count = sum(re.fullmatch(rf"{re.escape(base)}(-\d+)?", name) is not None for name in names)
        names.append(f"{base}-{count + 1}" if count else base)
    return names
