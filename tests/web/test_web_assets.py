"""What is shipped of others is what vendor.json says, with a licence each; one palette for figures and pages."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path

from whackachip.report.figures import style
from whackachip.report.figures.style import THEME
from whackachip.web import assets, wording
from whackachip.web.charts import explorer

VENDOR = assets.FOLDER / "vendor"
RECORDS = json.loads((VENDOR / "vendor.json").read_text(encoding="utf-8"))


def test_every_file_has_its_record_and_its_hash() -> None:
    assert {record["file"] for record in RECORDS} | {"vendor.json"} == {path.name for path in VENDOR.iterdir()}
    for record in RECORDS:
        assert sha256((VENDOR / record["file"]).read_bytes()).hexdigest() == record["sha256"], record["file"]


def test_every_package_comes_with_its_licence() -> None:
    for package in {record["package"] for record in RECORDS}:
        files = [record["file"] for record in RECORDS if record["package"] == package]
        assert any(name.endswith(".LICENSE.txt") for name in files), package


def test_an_address_changes_with_the_content() -> None:
    address = assets.address("style.css")
    assert re.fullmatch(r"/assets/style\.css\?v=[0-9a-f]{12}", address)
    assert assets.content("no-such-file") is None


def test_the_style_sheet_names_only_colours_of_the_theme() -> None:
    css = (assets.FOLDER / "style.css").read_text(encoding="utf-8")
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b", css)
    own = set(re.findall(r"(--[a-z]+):", css))
    used = set(re.findall(r"var\((--[a-z-]+)", css))
    assert used <= own | {f"--{name}" for name in THEME["light"]}


def test_every_colour_of_a_figure_has_its_counterpart_for_a_dark_page() -> None:
    figures = Path(style.__file__).parent
    used = {
        colour.lower()
        for path in figures.glob("*.py")
        for colour in re.findall(r"\"(#[0-9a-fA-F]{6})\"", path.read_text(encoding="utf-8"))
    }
    assert used <= {colour.lower() for colour in THEME["light"].values()}


def test_both_sides_of_the_theme_have_the_same_names_and_stand_out() -> None:
    assert THEME["light"].keys() == THEME["dark"].keys()
    for side in ("light", "dark"):
        paper = THEME[side]["paper"]
        assert contrast(THEME[side]["ink"], paper) > 12
        assert contrast(THEME[side]["quiet"], paper) > 7
        for name in ("blue", "vermilion", "umber", "grey"):
            assert contrast(THEME[side][name], paper) > 3, (side, name)


def test_every_status_has_a_shape_of_its_own() -> None:
    for known in (explorer.STATUSES, explorer.MARKETS):
        shapes = [shape for _, _, shape in known.values()]
        assert len(set(shapes)) == len(shapes)
        assert set(shapes) <= wording.PATHS.keys()
    assert {wording.tone(word) for word in wording.MEANING} == {"stop", "warn", "free", "open", "none"}


def contrast(one: str, other: str) -> float:
    """By WCAG 2."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
