"""Figures in a page follow its colours; files of their own keep the light ones."""

from __future__ import annotations

import re

from whackachip.investigation import investigate
from whackachip.report.figures import draw
from whackachip.report.figures.following import following, theme_css
from whackachip.report.figures.style import THEME
from whackachip.report.html import render_brief, stylesheet


def test_colours_of_the_palette_follow_and_others_stay() -> None:
    blue = THEME["light"]["blue"].lower()
    assert following(f'<rect fill="{blue}"/>') == f'<rect fill="var(--c-{blue[1:]},{blue})"/>'
    assert following('<rect fill="#123456" stroke="none"/>') == '<rect fill="#123456" stroke="none"/>'


def test_the_theme_has_every_colour_on_both_sides() -> None:
    assert THEME["light"].keys() == THEME["dark"].keys()
    css = theme_css()
    for name, colour in THEME["dark"].items():
        assert f"--{name}:{colour};" in css
    printed = css[css.index("@media print") :]
    assert f"--paper:{THEME['light']['paper']};" in printed
    assert THEME["dark"]["paper"] not in printed


def test_a_report_carries_what_its_pictures_follow() -> None:
    result = investigate("hunyuan-large")
    drawn = draw(result)
    page = render_brief(result, drawn)
    asked = set(re.findall(r"var\((--c-[0-9a-f]{6}),", page))
    assert asked
    assert all(f"{name}:" in page for name in asked)
    assert not [item.name for item in drawn if "var(" in item.svg]


def test_every_property_that_the_sheet_uses_is_set() -> None:
    css = stylesheet()
    assert {name for name in re.findall(r"var\((--[a-z-]+)\)", css) if f"{name}:" not in css} == set()
