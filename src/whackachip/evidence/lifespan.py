"""Environment variables that no longer do anything, do nothing yet, or never officially did."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest

from ..facts import store
from .signal import Signal, Variable

# Where nothing is pinned: no model of interest is older than the NCCL of 2021.
ASSUMED = {"NCCL": "2.10"}
_NAME = re.compile(r"[A-Z][A-Z0-9_]{3,}")
# How a file pins the library that reads the variables; a version of PyTorch carries one of NCCL with it.
_PINS = {
    "NCCL": re.compile(
        r"(?:nvidia-nccl-cu\d+\s?==\s?|libnccl2?(?:-dev)?=|\bNCCL_VERSION[= ]\"?v?)(\d+\.\d+(?:\.\d+)*)"
    ),
    "torch": re.compile(r"(?:^|[\s\"'])(?:torch|pytorch)\s?==?\s?(\d+\.\d+)"),
}


def lifespans(signals: Iterable[Signal]) -> dict[str, Variable]:
    """Every variable whose life the signals record, by name."""
    return {variable.name: variable for signal in signals for variable in signal.variables}


def pinned(lines: Sequence[str]) -> dict[str, str]:
    """The versions of libraries that a file pins: at most NCCL's, stated or carried by PyTorch's."""
    found: dict[str, str] = {}
    for line in lines:
        if "nccl" not in line and "NCCL_VERSION" not in line and "torch" not in line:
            continue
        for library, pattern in _PINS.items():
            if (pin := pattern.search(line)) and len(line) < 1000:
                found.setdefault(library, pin[1])
    for library, version in tuple(found.items()):
        for name, at in _carried().get((library, version), {}).items():
            found.setdefault(name, at)
    return found


@store.cached
def _carried() -> dict[tuple[str, str], dict[str, str]]:
    """What comes with a library at a version (major.minor): the versions of others, by name."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for record in store.section("upstreams")["carried"]:
        for version in record["versions"]:
            found.setdefault((record["library"], version), {})[record["carries"]] = record["at"]
    return found


def mark_of(token: str, variables: Mapping[str, Variable], pins: Mapping[str, str] | None = None) -> str | None:
    """What is to be said of the variable named in a token: obsolete, too-new, undocumented or nothing.

    Obsolete: removed or deprecated at the pinned version, or at the one assumed where none is pinned. Too new: the
    pinned version does not read it yet. Undocumented: the library's documentation never had it.
    """
    for name in _NAME.findall(token):
        variable = variables.get(name)
        if variable is None:
            continue
        version = (pins or {}).get(variable.library)
        ended = variable.removed or variable.deprecated
        if ended and _at_least(version or ASSUMED.get(variable.library, "0"), ended):
            return "obsolete"
        if version and variable.since and not _at_least(version, variable.since):
            return "too-new"
        if not variable.documented:
            return "undocumented"
    return None


def _at_least(version: str, other: str) -> bool:
    pairs = zip_longest(version.split("."), other.split("."), fillvalue="0")
    mine, theirs = zip(*((int(one), int(two)) for one, two in pairs), strict=True)
    return mine >= theirs
