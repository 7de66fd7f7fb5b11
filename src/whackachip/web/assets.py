"""The files that pages load: ours and vendored ones, under addresses that change with their content."""

from __future__ import annotations

import json
from functools import cache
from hashlib import sha256
from pathlib import Path

from ..report.figures.following import theme_css
from ..report.figures.style import THEME

FOLDER = Path(__file__).with_name("assets")
TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
FOREVER = "public, max-age=31536000, immutable"


@cache
def content(name: str) -> tuple[bytes, str] | None:
    """The bytes and type of an asset; None for what is none, wherever a name may point."""
    if name == "theme.css":
        return theme_css().encode(), TYPES[".css"]
    if name == "theme.json":
        return json.dumps(THEME).encode(), TYPES[".json"]
    if name not in names():
        return None
    path = FOLDER / name
    return path.read_bytes(), TYPES[path.suffix]


@cache
def names() -> frozenset[str]:
    """Every file that is served, relative to the folder of assets."""
    found = (path for path in FOLDER.rglob("*") if path.is_file() and path.suffix in TYPES)
    return frozenset(path.relative_to(FOLDER).as_posix() for path in found)


@cache
def address(name: str) -> str:
    """Where a page finds an asset; raises KeyError for one that is not there."""
    found = content(name)
    if found is None:
        raise KeyError(name)
    return f"/assets/{name}?v={sha256(found[0]).hexdigest()[:12]}"
