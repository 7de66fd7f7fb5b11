"""A figure: its spec, its words, the data behind it, and its picture."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...errors import UserError
from ..table import Table
from ..text import clean
from .following import following
from .style import untitled

VEGA_LITE = "5.21"
_SVG_START = re.compile(r"<svg\b[^>]*>")
_ARIA = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_IDS = re.compile(r'\bid="([A-Za-z_][\w-]*)"')


@dataclass(frozen=True, slots=True)
class Figure:
    """What a figure module makes: everything but the picture.

    name: of the file. alt: what a reader hears who does not see it. sources: ids that its data rest on.
    notes: what it leaves out, and how to read it.
    """

    name: str
    title: str
    subtitle: str
    alt: str
    spec: dict[str, Any]
    table: Table
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """A figure with its number and its pictures: `svg` stands alone with its title, `inline` goes into a page and
    follows its colours."""

    number: int
    figure: Figure
    svg: str
    inline: str

    @property
    def name(self) -> str:
        """The name of its files."""
        return self.figure.name

    @property
    def spec(self) -> dict[str, Any]:
        """The Vega-Lite spec."""
        return self.figure.spec


def picture(figure: Figure, number: int) -> Drawn:
    """Draw a figure without network or browser."""
    label = f"Figure {number}: {figure.title}"
    alone = dict(figure.spec)
    return Drawn(
        number,
        figure,
        _named(_render(alone), figure.name, label, figure.alt),
        following(_named(_render(untitled(figure.spec)), f"{figure.name}-inline", label, figure.alt)),
    )


def png(figure: Figure, scale: float = 2.0) -> bytes:
    """The figure with its title as a PNG file."""
    import vl_convert

    return bytes(vl_convert.vegalite_to_png(dict(figure.spec), vl_version=VEGA_LITE, scale=scale, allowed_base_urls=[]))


def pdf(figure: Figure, titled: bool = True) -> bytes:
    """The figure as a PDF file of one page, with its title or, to stand under one of the page, without."""
    import vl_convert

    spec = dict(figure.spec) if titled else untitled(figure.spec)
    return bytes(vl_convert.vegalite_to_pdf(spec, vl_version=VEGA_LITE, allowed_base_urls=[]))


def _render(spec: Mapping[str, Any]) -> str:
    import vl_convert

    try:
        return vl_convert.vegalite_to_svg(dict(spec), vl_version=VEGA_LITE, allowed_base_urls=[])
    except ValueError as error:
        raise UserError(f"a figure could not be drawn: {error}") from error


def _named(svg: str, name: str, label: str, alt: str) -> str:
    """One image to a screen reader, with ids of its own so that several can stand in one page."""
    svg = _ARIA.sub("", svg)
    for place, identifier in enumerate(dict.fromkeys(_IDS.findall(svg))):
        svg = svg.replace(f'id="{identifier}"', f'id="{name}-{place}"').replace(
            f"url(#{identifier})", f"url(#{name}-{place})"
        )
    start = _SVG_START.search(svg)
    if start is None:
        raise UserError(f"figure {name!r} came out without a picture")
    tag = start.group(0)[:-1].replace(' class="marks"', "")
    head = (
        f'{tag} role="img" aria-label="{html.escape(clean(label))}" aria-describedby="{name}-desc">'
        f'<desc id="{name}-desc">{html.escape(clean(alt))}</desc>'
    )
    return svg[: start.start()] + head + svg[start.end() :]


def source_line(result: Mapping[str, Any], sources: Sequence[str] = ()) -> str:
    """The line at the foot of a figure: tool, date of the facts, day of the law, and the sources by title."""
    made = result["provenance"]
    known = result.get("sources", {})
    titles = [clean(known[name]["title"]) for name in sources if name in known]
    shown = "; ".join(titles[:4]) + (f"; and {len(titles) - 4} more, listed in the report" if len(titles) > 4 else "")
    text = f"{made['tool']}, facts {made['facts_version']}, law as of {result['question']['on']}"
    return text + (f"; sources: {shown}" if shown else "")
