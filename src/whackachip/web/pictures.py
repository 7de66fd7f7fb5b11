"""Figures for pages and downloads: inline in the colours of the page, alone with title and source line."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from ..report.figures.figure import VEGA_LITE, Figure, picture
from ..report.figures.figure import png as png_of
from ..report.figures.style import NARROW, WIDTH
from ..report.table import table
from .query import Query

PHONE = "narrow"  # the word of an address that asks for a figure laid out for a phone
EMPTY = table("", (), ())


@lru_cache(maxsize=64)
def _drawn(name: str, title: str, subtitle: str, alt: str, spec: str) -> tuple[str, str]:
    """The picture alone and inline; a string stands for the spec, since the same figure is asked for often."""
    drawn = picture(Figure(name, title, subtitle, alt, json.loads(spec), EMPTY), 1)
    return drawn.svg, drawn.inline


def _both(figure: Figure) -> tuple[str, str]:
    return _drawn(figure.name, figure.title, figure.subtitle, figure.alt, json.dumps(figure.spec))


def room(query: Query) -> float:
    """How wide a figure is laid out for an address [px]."""
    return NARROW if query.get(PHONE) else WIDTH


def inline(figure: Figure) -> str:
    """The picture without its title, whose colours follow the page's."""
    return _both(figure)[1]


def svg(figure: Figure) -> str:
    """The picture as a file of its own."""
    return _both(figure)[0] + "\n"


def png(figure: Figure, scale: float = 2.0) -> bytes:
    """The same in pixels."""
    return png_of(figure, scale)


def spec(figure: Figure) -> dict[str, Any]:
    """The Vega-Lite spec, whose version is the one that draws it."""
    return {"$schema": f"https://vega.github.io/schema/vega-lite/v{VEGA_LITE}.json", **figure.spec}
