"""The report as one HTML page that needs no network, no script and no other file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .content.brief import brief
from .content.overview import stage_cards
from .content.page import page
from .figures.figure import Drawn
from .figures.following import theme_css
from .text import clean

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

_DATE = re.compile(r"(?<![\w-])\d{4}-\d{2}-\d{2}(?![\w-])")
TEMPLATES = Path(__file__).with_name("templates")


@cache
def environment() -> Environment:
    """The templates; every word that they are given is escaped."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["dates"] = _whole_dates
    return environment


def _whole_dates(text: str) -> Markup:
    """Escaped text in which no line breaks inside a date."""
    from markupsafe import Markup, escape

    return Markup(_DATE.sub(r'<span class="d">\g<0></span>', str(escape(text))))


def render_html(result: Mapping[str, Any], drawn: Sequence[Drawn] = ()) -> str:
    """The whole page; every word of the document is escaped."""
    return "".join(html_pieces(result, drawn))


def html_pieces(result: Mapping[str, Any], drawn: Sequence[Drawn] = ()) -> Iterator[str]:
    """The same piece by piece: its tables of findings may be long."""
    return environment().get_template("report.html.j2").generate(css=stylesheet(), **page(result, drawn))


def render_brief(result: Mapping[str, Any], drawn: Sequence[Drawn] = ()) -> str:
    """The report on one page."""
    parts = page(result, drawn)
    blocks = [{"kind": type(block).__name__, "it": block} for block in brief(parts)]
    return environment().get_template("brief.html.j2").render(
        css=stylesheet(), title=parts["title"], blocks=blocks, figures=parts["figures"], kind="brief one"
    )  # fmt: skip


def stylesheet() -> str:
    """The one sheet of styles, which every page carries in itself."""
    return theme_css() + (TEMPLATES / "report.css").read_text(encoding="utf-8")


def render_card(result: Mapping[str, Any]) -> str:
    """The verdict card alone, for notebooks: headline, stages, the first caution."""
    verdict = result["verdict"]
    return environment().get_template("card.html.j2").render(
        title=clean(result["question"]["title"]),
        headline=clean(verdict["headline"]),
        sentences=[clean(text) for text in verdict["sentences"]],
        cards=stage_cards(result),
        disclaimer=clean(result["disclaimer"]),
    )  # fmt: skip
