"""An answer as one small file to place in an article: its figure, the sentence and the source line, and no script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ..errors import UserError
from ..report.figures.figure import Figure
from ..report.figures.following import theme_css
from . import pictures
from .query import Query
from .view import render

if TYPE_CHECKING:
    from .settings import Settings

ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:\d{1,5})?")


def wanted(query: Query) -> bool:
    """Whether an address asks for the small form."""
    return query.get("embed").lower() in ("1", "true", "yes")


def headers(settings: Settings) -> dict[str, str]:
    """Nothing but its own style, and a frame around it only on our pages and those that the operator names."""
    frames = " ".join(("'self'", *settings.embed))
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; sandbox"
    return {"content-security-policy": f"{policy}; frame-ancestors {frames}"}


def document(said: str, data: dict[str, Any], figure: Figure | None) -> str:
    """The file for an answer; figure: None where the answer has none."""
    drawn = pictures.inline(figure) if figure else ""
    return _page(
        said=said, made=data["provenance"], figure=figure, drawn=drawn, counterfactual=data.get("counterfactual")
    )


def notice(text: str) -> str:
    """The same form for what is no answer: a mistake, or work that goes on."""
    return _page(said=text, made=None, figure=None, drawn="", counterfactual=None)


def check_origin(text: str) -> str:
    """An origin such as https://example.org; raises UserError for what is none."""
    if not ORIGIN.fullmatch(text.lower()):
        raise UserError(f"{text!r} is no origin, such as https://example.org")
    return text.lower()


def _page(**parts: Any) -> str:
    return render("embed.html.j2", Query("/", ()), theme=theme_css(), **parts)
