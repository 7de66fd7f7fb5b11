"""One figure as a file of its own, in the format that the ending of its name asks for."""

from __future__ import annotations

import json
from pathlib import Path

from ...errors import UserError
from ..wholefile import write_whole
from .figure import Figure, pdf, picture, png

SUFFIXES = (".svg", ".png", ".pdf", ".json")  # .json is the Vega-Lite spec


def check_name(path: str | Path) -> Path:
    """The path of a figure; raises UserError for an ending that names no format, before anything is worked out."""
    target = Path(path)
    if target.suffix.lower() not in SUFFIXES:
        known = f"{', '.join(SUFFIXES[:-1])} or {SUFFIXES[-1]}"
        raise UserError(f"a figure's name ends in {known}, and {target.name!r} does not")
    if not target.parent.is_dir():
        raise UserError(f"cannot write {str(path)!r}: there is no folder {str(target.parent)!r}")
    return target


def write_figure(figure: Figure, path: str | Path) -> None:
    """Draw a figure into a file, whole or not at all; raises UserError for another ending or a place that is closed."""
    target = check_name(path)
    data = _drawn(figure, target.suffix.lower())
    try:
        write_whole(target, lambda beside: beside.write_bytes(data))
    except OSError as error:
        raise UserError(f"cannot write {str(path)!r}: {error.strerror or error}") from None


def _drawn(figure: Figure, suffix: str) -> bytes:
    if suffix == ".png":
        return png(figure)
    if suffix == ".pdf":
        return pdf(figure)
    if suffix == ".svg":
        return (picture(figure, 1).svg + "\n").encode()
    return (json.dumps(figure.spec, ensure_ascii=False, indent=2) + "\n").encode()
