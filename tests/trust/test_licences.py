"""What the core brings: locked by hash, its licences permissive, each explained in docs/dependencies.md."""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
CORE = sorted(set(re.findall(r"^([A-Za-z0-9._-]+)==", LOCK, re.MULTILINE)))
PERMISSIVE = {"MIT", "BSD", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Apache-2.0", "PSF-2.0", "Zlib", "CC0-1.0", "ISC"}
# As packages of an older kind say it, in words or classifiers.
SPELLINGS = {
    "MIT License": "MIT",
    "BSD License": "BSD",
    "Apache Software License": "Apache-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
# Why a licence that does not read as permissive is one. Each must be needed.
EXCEPTIONS = {
    "dulwich": ("Apache-2.0 OR GPL-2.0-or-later", "a choice; Apache-2.0 is taken"),
    "pypdfium2": (
        "BSD-3-Clause, Apache-2.0, dependency licenses",
        "those of PDFium and what it holds: BSD, Apache, MIT, FreeType's, IJG's, zlib's; their texts are in the wheel",
    ),
}  # fmt: skip
# Texts that name such a licence, and why it asks nothing of us.
INSIDE = {
    ("numpy", "LICENSE.txt"): "GCC's runtime, GPL-3.0 with its runtime exception, and libquadmath, LGPL-2.1: "
    "libraries of their own beside NumPy, linked at run time, unchanged and replaceable",
    ("dulwich", "COPYING"): "both texts of its choice",
    ("pygments", "AUTHORS"): "a list of lexers, one for the data definition language CDDL",
    ("typing-extensions", "LICENSE"): "the history of Python, which says which of its licences the GPL agrees with",
    ("pypdfium2", "icu.txt"): "scripts of its build, with autoconf's exception; not in the wheel",
    ("pypdfium2", "dragonbox-Apache2-LLVM.txt"): "Apache-2.0 with LLVM's exception, which speaks of GPL-2.0",
    ("pypdfium2", "libunwind.txt"): "Apache-2.0 with LLVM's exception, which speaks of GPL-2.0",
    ("pypdfium2", "llvm-libc.txt"): "Apache-2.0 with LLVM's exception, which speaks of GPL-2.0",
    ("pypdfium2", "libgcc_and_libstdc++.txt"): "GPL-3.0 with GCC's runtime exception, in wheels for musl alone",
}  # fmt: skip
COPYLEFT = re.compile(
    r"\b(?:[AL]?GPL|MPL|EPL|EUPL|CDDL|OSL|SSPL|CC-BY-SA)(?:\b|v\d)|General Public License", re.IGNORECASE
)


def said(name: str) -> list[str]:
    """The licences that a package states; those of an expression joined by AND all hold."""
    found = metadata.metadata(name)
    if expression := found.get("License-Expression"):
        return re.split(r"\s+AND\s+", expression)
    classifiers = [
        line.rpartition(" :: ")[2] for line in found.get_all("Classifier") or () if line.startswith("License")
    ]
    words = (found.get("License") or "").strip()
    return [SPELLINGS.get(word, word) for word in (classifiers or [words]) if word]


@pytest.mark.parametrize("name", CORE)
def test_a_core_dependency_is_permissive(name: str) -> None:
    licences = said(name)
    assert licences, f"{name} states no licence"
    if name in EXCEPTIONS:
        assert licences == [EXCEPTIONS[name][0]]
    else:
        assert set(licences) <= PERMISSIVE
        assert not COPYLEFT.search(" ".join(licences))


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_an_exception_is_needed_and_explained(name: str) -> None:
    assert name in CORE
    assert not set(said(name)) <= PERMISSIVE
    assert len(EXCEPTIONS[name][1].split()) >= 4


def test_words_of_copyleft_in_licence_texts_are_explained() -> None:
    """Wheels carry the texts of the libraries inside them, which no metadata tells of."""
    found = set()
    for name in CORE:
        for file in metadata.files(name) or ():
            if re.search(r"licen[sc]e|copying|notice", str(file), re.IGNORECASE) and file.suffix not in (".py", ".pyc"):
                text = file.locate().read_text("utf-8", "replace")
                if COPYLEFT.search(text):
                    found.add((name, file.name))
    assert found <= set(INSIDE), found - set(INSIDE)
    assert ("numpy", "LICENSE.txt") in found


@pytest.mark.parametrize("licence", ["GPL-3.0-only", "LGPL-2.1", "AGPL-3.0", "MPL-2.0", "GNU General Public License"])
def test_copyleft_is_seen(licence: str) -> None:
    assert COPYLEFT.search(licence)
    assert licence not in PERMISSIVE


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_have_a_hash_for_everything_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    records = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    assert len(records) > 10
    assert all("--hash=sha256:" in record for record in records)
    assert "://" not in text


@pytest.mark.parametrize("name", CORE)
def test_a_core_dependency_is_explained(name: str) -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    core = page.partition("## What the core brings")[2].partition("\n## ")[0]
    assert re.search(rf"^\| {re.escape(name)} \|", core, re.MULTILINE | re.IGNORECASE)


def test_what_is_needed_is_locked() -> None:
    """A dependency that is written down and not locked would be installed unchecked."""
    needed = [re.split(r"[<>=~! ;\[]", line)[0].lower() for line in metadata.requires("whackachip") or ()
              if "extra ==" not in line]  # fmt: skip
    assert len(needed) >= 8
    assert set(needed) <= set(CORE)
