"""Whether a bundled case still agrees with its repository."""

from __future__ import annotations

from dataclasses import dataclass

from ..evidence import Evidence, Finding


@dataclass(frozen=True, slots=True)
class Agreement:
    """Findings that both have, and those that only the case or only the scan has."""

    shared: int
    only_bundled: tuple[Finding, ...]
    only_scanned: tuple[Finding, ...]

    @property
    def agrees(self) -> bool:
        return not self.only_bundled and not self.only_scanned


def compare(bundled: Evidence, scanned: Evidence) -> Agreement:
    """The two sets of findings, equal only where every field is: commit, path, line, token, stage and life span."""
    ours, theirs = set(bundled.findings), set(scanned.findings)
    return Agreement(
        len(ours & theirs),
        tuple(sorted(ours - theirs, key=Finding.sort_key)),
        tuple(sorted(theirs - ours, key=Finding.sort_key)),
    )
