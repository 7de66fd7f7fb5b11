"""The findings of a scan as lines for a reader, by file, and what was not read in one line a reason."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from unicodedata import east_asian_width

from ..text import clean
from .sheet import unit

_TOKEN = 44  # columns at most, where the page is wide
_NOTE = 21  # columns that are always kept for what is said of a finding; more goes on a line of its own
_REASONS = 12


def listing(document: Mapping[str, Any], findings: Sequence[Mapping[str, Any]], width: int) -> Iterator[str]:
    """document: as Evidence.to_dict writes it. findings: those to show, by path. width: of the page [characters]."""
    yield from findings_lines(findings, width)
    if findings:
        yield ""
    yield from _summary(document, findings)


def findings_lines(findings: Sequence[Mapping[str, Any]], width: int) -> Iterator[str]:
    """The findings under the names of their files; width: of the page [characters]."""
    for path, group in groupby(findings, key=lambda finding: finding["path"]):
        yield clean(path)
        rows = [_row(finding) for finding in group]
        place, signal, token, stage, note = (max(columns(row[at]) for row in rows) for at in range(5))
        token = max(12, min(_TOKEN, token, width - 10 - place - signal - stage - min(note, _NOTE)))
        for row in rows:
            cells = (row[0].rjust(place), row[1].ljust(signal), padded(row[2], token), row[3].ljust(stage))
            line = f"  {'  '.join(cells)}"
            if columns(line) + 2 + len(row[4]) > width:
                yield line.rstrip()
                line = " " * (4 + place + signal)
            yield f"{line}  {row[4]}".rstrip()


def columns(text: str) -> int:
    """How many columns of a terminal a text takes; Chinese and Japanese characters take two."""
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def padded(text: str, width: int) -> str:
    """A text cut or filled up to a number of columns."""
    if columns(text) > width:
        while columns(text) >= width:
            text = text[:-1]
        text += "…"
    return text + " " * (width - columns(text))


def _row(finding: Mapping[str, Any]) -> tuple[str, str, str, str, str]:
    place = f"p. {finding['line']}" if unit(finding["path"]) == "page" else str(finding["line"])
    words = [] if finding["status"] == "present" else [finding["status"].replace("-", " ")]
    if finding["removed_on"]:
        words = [" ".join([*words, finding["removed_on"][:10]])]
    if not finding["counts"]:
        words.append(f"not counted: {', '.join(finding['marks']) or finding['context']}")
    return place, finding["signal"], clean(finding["token"]), finding["stage"], ", ".join(words)


def _summary(document: Mapping[str, Any], findings: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    counted = sum(finding["counts"] for finding in document["findings"])
    of = f"{document['blobs']:,} {_many('file', document['blobs'])}"
    if document["head"]:
        of = (
            f"{document['blobs']:,} versions of files in {document['commits']:,} {_many('commit', document['commits'])}"
        )
    yield f"{counted:,} {_many('finding', counted)} counted, {len(document['findings']) - counted:,} not, in {of}"
    hidden = len(document["findings"]) - len(findings)
    if hidden:
        yield f"{hidden:,} not shown: --all shows what does not count"
    for key, why in (("ignored", "in ignored paths"), ("known", "in the baseline already")):
        if document.get(key):
            yield f"{document[key]:,} {_many('finding', document[key])} left out, {why}"
    reasons: dict[str, list[str]] = {}
    for skipped in document["skipped"]:
        reasons.setdefault(_kind(skipped["reason"]), []).append(skipped["path"])
    common = sorted(reasons.items(), key=lambda item: (-len(item[1]), item[0]))
    for reason, paths in common[:_REASONS]:
        more = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
        yield f"not read, {reason}: {clean(paths[0])}{more}"
    if len(common) > _REASONS:
        rest = sum(len(paths) for _, paths in common[_REASONS:])
        yield f"not read for other reasons: {rest:,}; --json lists them"


def _kind(reason: str) -> str:
    """A reason without its own figures, so that like goes with like."""
    return re.sub(r"[0-9a-f]{40,64}|\d[\d,]*", "…", reason.partition(" (")[0] if "larger" in reason else reason)


def _many(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
