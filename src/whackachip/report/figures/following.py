"""Colours of a figure that follow the page that it stands in, light or dark; alone it keeps the light ones."""

from __future__ import annotations

import re

from .style import THEME

_COLOUR = re.compile(r'\b(fill|stroke)="(#[0-9a-fA-F]{6})"')
_KNOWN = {colour.lower() for colour in THEME["light"].values()}


def following(svg: str) -> str:
    """The picture with each colour of the palette as a custom property, and the colour itself where none is set."""
    return _COLOUR.sub(_follow, svg)


def _follow(found: re.Match[str]) -> str:
    colour = found.group(2).lower()
    if colour not in _KNOWN:
        return found.group(0)
    return f'{found.group(1)}="var(--c-{colour[1:]},{colour})"'


def theme_css() -> str:
    """The palette of figures and pages as custom properties, light and dark, by its names.

    Figures are drawn in the light colours; `--c-RRGGBB` is what each becomes on the page.
    """

    def block(side: str) -> str:
        light, shown = THEME["light"], THEME[side]
        named = "".join(f"--{name}:{shown[name]};" for name in shown)
        drawn = "".join(f"--c-{light[name][1:].lower()}:{shown[name]};" for name in shown)
        return f"color-scheme:{side};{named}{drawn}"

    return (
        f":root{{{block('light')}}}\n"
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{block('dark')}}}}}\n"
        f":root[data-theme=dark]{{{block('dark')}}}\n"
        f"@media print{{:root,:root[data-theme=dark],:root:not([data-theme=light]){{{block('light')}}}}}\n"
    )
