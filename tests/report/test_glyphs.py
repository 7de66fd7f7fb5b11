"""Characters of a PDF: shown where a font has them, spelled out where none has, never a box."""

from __future__ import annotations

import pytest

pytest.importorskip("typst")

from whackachip.report.glyphs import spelled


def test_without_a_font_code_points_stand_there() -> None:
    text, example = spelled("BF16需要16卡 é → “x”", system=False)
    assert text == "BF16<U+9700><U+8981>16<U+5361> é → “x”"
    assert example == "<U+9700>"


def test_what_every_report_needs_is_in_the_fonts_that_come_along() -> None:
    ours = "½ × − – ≥ ² … · “”’ é ü → ≈ ±"
    assert spelled(ours, system=False) == (ours, "")


def test_no_font_has_what_nobody_has_named() -> None:
    assert spelled("a\U000f0000") == ("a<U+F0000>", "<U+F0000>")
    assert spelled('{"plain": "ASCII \\\\ alone"}') == ('{"plain": "ASCII \\\\ alone"}', "")
