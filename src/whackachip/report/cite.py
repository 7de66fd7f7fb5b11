"""How a result is cited."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any

AUTHOR = "{The whackachip maintainers}"


def bibtex(provenance: Mapping[str, Any], title: str, read: date) -> str:
    """A BibTeX entry for one result: version, facts, the command that recreates it, and the day it was read."""
    facts = str(provenance["facts_hash"])
    key = sha256(f"{provenance['command']}{facts}".encode()).hexdigest()[:8]
    fields = {
        "author": AUTHOR,
        "title": "{" + _plain(title) + "}",
        "year": f"{read.year}",
        "version": str(provenance["version"]),
        "howpublished": "command line: \\texttt{" + _plain(str(provenance["command"])) + "}",
        "note": f"facts of {provenance['facts_version']} ({facts[:12]}), as of {provenance['as_of']}",
        "urldate": read.isoformat(),
    }
    width = max(map(len, fields))
    lines = [
        f"  {name:<{width}} = {value if value[:1] == '{' else '{' + value + '}'}," for name, value in fields.items()
    ]
    return "\n".join([f"@software{{whackachip-{key},", *lines, "}"]) + "\n"


def _plain(text: str) -> str:
    """Text with what TeX reads as commands made harmless."""
    return re.sub(r"([&%$#_{}])", r"\\\1", text.replace("\\", "/")).replace("~", " ").replace("^", " ")
