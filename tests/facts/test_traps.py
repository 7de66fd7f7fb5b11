"""YAML that is made to harm: what a few lines unfold to, and nesting that breaks the reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from whackachip.errors import UserError
from whackachip.facts.schema.document import DEEPEST, read_document
from whackachip.facts.schema.overlay import read_overlay
from whackachip.law.rulefile import read_patch, read_rule

LAUGHS = "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [{','.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
MERGES = "a0: &a0 {k: 1}\n" + "".join(f"a{n}: &a{n} {{<<: [{','.join([f'*a{n - 1}'] * 9)}]}}\n" for n in range(1, 12))
TRAPS = {
    "laughs": (LAUGHS, "line 2: an alias"),
    "merges": (MERGES, "line 2: an alias"),
    "circle": ("set: &a {x: *a}\n", "line 1: an alias"),
    "brackets": ("[" * 200_000, "nested too deep"),
    "steps": ("".join(" " * n + "a:\n" for n in range(2000)), "nested too deep"),
}


@pytest.mark.parametrize("name", TRAPS)
def test_a_trap_is_refused_before_it_unfolds(name: str, tmp_path: Path) -> None:
    text, said = TRAPS[name]
    path = tmp_path / "chips.yaml"
    path.write_text(text)
    for read in (read_document, read_patch, read_rule):
        with pytest.raises(UserError, match=said):
            read(path)
    with pytest.raises(UserError, match=said):
        read_overlay(tmp_path)


def test_nesting_is_counted_and_not_places(tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text("- {a: [1]}\n" * 200)
    assert len(read_document(path).data) == 200
    path.write_text("[" * DEEPEST + "]" * DEEPEST)
    read_document(path)
    path.write_text("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))
    with pytest.raises(UserError, match="nested too deep"):
        read_document(path)


def test_what_cannot_be_read_is_said_without_a_number_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"^cannot read no-such\.yaml: No such file or directory$"):
        read_document(Path("no-such.yaml"), "no-such.yaml")
    path = tmp_path / "x.yaml"
    path.write_bytes(b"a: \xff")
    with pytest.raises(UserError, match=r"^cannot read x\.yaml: it is not UTF-8 text$"):
        read_document(path)
