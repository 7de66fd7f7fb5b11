"""docs/moat.md says what the model says, and the generator finds what is out of step."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from whackachip.stress.moat.answer import answer

ROOT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tools"))

import write_market  # noqa: E402

TEXT = (ROOT / "docs" / "moat.md").read_text(encoding="utf-8")


def test_the_tables_of_the_moat_are_those_of_the_model() -> None:
    body = answer()
    for part in (write_market.claims, write_market.ladder, write_market.anchors, write_market.drivers):
        assert part(body).strip() in TEXT, part.__name__
    assert write_market.listing(("algorithms", "actors", "supply")).strip() in TEXT


def test_what_stands_between_the_marks_is_replaced_and_the_rest_stays() -> None:
    text = "a\n<!-- x: written by make docs -->\nold\n<!-- end -->\nb\n"
    once = write_market.filled(text, {"x": "new"})
    assert once == "a\n<!-- x: written by make docs -->\n\nnew\n\n<!-- end -->\nb\n"
    assert write_market.filled(once, {"x": "new"}) == once
    with pytest.raises(AssertionError):
        write_market.filled(text, {"y": "new"})
