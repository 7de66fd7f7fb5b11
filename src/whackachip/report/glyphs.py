"""Characters that no font at hand can show, written by their code points; needs the extra `pdf`.

Fonts for Chinese or Japanese weigh megabytes, so none is shipped: typst takes one of the machine where it has one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

NOTE = "Characters for which no font was at hand are written by their code points, as "
_SOURCE = '#set document(title: "x")\n#set text(font: "Libertinus Serif")\n#"{}"\n'


def spelled(text: str, *, system: bool = True) -> tuple[str, str]:
    """The text with <U+9700> for each character that typst cannot show, and the first of those, or nothing.

    system: whether the fonts of the machine count, beside typst's own. Characters of a script are shown all or none.
    """
    missing = _missing(text, system)
    table = {ord(character): f"<U+{ord(character):04X}>" for character in missing}
    return text.translate(table), next((table[ord(character)] for character in text if ord(character) in table), "")


def _missing(text: str, system: bool) -> set[str]:
    scripts: dict[str, set[str]] = {}
    for character in set(text):
        if not character.isascii():
            scripts.setdefault(unicodedata.name(character, "?").split()[0], set()).add(character)
    return {character for group in scripts.values() if not _shows(group, system) for character in group}


def _shows(characters: Iterable[str], system: bool) -> bool:
    """Whether a font has all of them: a PDF made for archives must show every character, so that typst refuses else."""
    import typst

    source = _SOURCE.format("".join(sorted(characters))).encode("utf-8", "replace")
    try:
        typst.compile(source, format="pdf", pdf_standards="a-2b", ignore_system_fonts=not system, timestamp=0)
    except typst.TypstError:
        return False
    return True
