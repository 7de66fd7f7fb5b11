"""Findings left out because a user said so: paths that are ignored, and what an earlier scan had already.

Both are files that the user names. One in a scanned repository is never read by itself: it could hide evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ...catalog.boundedjson import read_object
from ...errors import UserError
from ...lazy import parted
from .sarif import fingerprint

IGNORE_LIMIT, BASELINE_LIMIT = 2**20, 256 * 2**20  # [byte]


class LeftOut(NamedTuple):
    """Findings that a user's file leaves out, and why."""

    findings: Sequence[Any]
    reason: str


def sifted(
    document: Mapping[str, Any], ignore: Path | None, baseline: Path | None
) -> tuple[dict[str, Any], list[LeftOut]]:
    """The document without what these files leave out, if they are given, and what that is."""
    left, out = dict(document), []
    for chosen, sift in ((ignore, ignoring), (baseline, unknown_to)):
        if chosen is not None:
            left, part = sift(left, chosen)
            out.append(part)
    return left, out


def ignoring(document: Mapping[str, Any], patterns: Path) -> tuple[dict[str, Any], LeftOut]:
    """The document without findings in paths that a file of gitignore patterns names; `ignored` counts them.

    Raises UserError for a file that cannot be read. Source of the patterns' meaning: gitignore(5), as in dulwich.
    """
    from dulwich.ignore import IgnoreFilter

    lines = (line.strip() for line in _read(patterns, IGNORE_LIMIT).splitlines())
    chosen = IgnoreFilter([line for line in lines if line and not line.startswith(b"#")])
    kept, out = parted(
        document["findings"], lambda found: not chosen.is_ignored(found["path"].encode("utf-8", "surrogatepass"))
    )
    return {**document, "findings": kept, "ignored": len(out)}, LeftOut(out, "the ignore file names its path")


def unknown_to(document: Mapping[str, Any], baseline: Path) -> tuple[dict[str, Any], LeftOut]:
    """The document without findings that an earlier `scan --json` holds; `known` counts them.

    A finding that only moved to another line is the same; where one stands twice and stood once, the second is new.
    Raises UserError for a file that is no such document.
    """
    before = read_object(_read(baseline, BASELINE_LIMIT + 1), baseline.name, BASELINE_LIMIT)
    try:
        left = Counter(fingerprint(finding) for finding in before["findings"])
    except (KeyError, TypeError):
        raise UserError(f"{baseline.name}: not what `whackachip scan --json` writes") from None

    def is_new(finding: Mapping[str, Any]) -> bool:
        mark = fingerprint(finding)
        left[mark] -= 1
        return left[mark] < 0

    kept, out = parted(document["findings"], is_new)
    return {**document, "findings": kept, "known": len(out)}, LeftOut(out, "the baseline has it already")


def _read(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise UserError(f"cannot read {str(path)!r}: {error.strerror or error}") from None
    if len(data) > limit:
        raise UserError(f"{path.name}: more than {limit:,} bytes")
    return data
