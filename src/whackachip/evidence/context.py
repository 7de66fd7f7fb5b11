"""Where a match stands: code, comment, string, prose, vendored or data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from .filetype import fence_language, is_vendored, language

CONTEXTS = ("code", "comment", "string", "prose", "vendored", "data")
_FENCE = re.compile(r"^\s{0,3}(```+|~~~+)\s*([\w+-]*)")
_ENCODED = re.compile(r"^[A-Za-z0-9+/]{40,}={0,2}(?:\s|$)")
# Prompts, questions of a benchmark and lists of words name chips that nobody ran anything on.
_WORD_LISTS = re.compile(
    r"(?i)(?:^|[/._-])(?:prompts?|block-?list|black-?list|deny-?list|stop-?words?|bad-?words?|keywords|sensitive[_-]?words?|"
    r"few-?shot|questions|conversations?|dialogues?)(?:[/._-]|$)"
)
_LONG = 4096  # characters; no person writes such a line
# What opens a string or a comment, and what closes it; a # opens one only at the start of a word.
_OPEN = {
    "python": re.compile(r"""\"{3}|'{3}|["']|(?<!\S)#"""),
    "c": re.compile(r"""//|/\*|\""""),
    "shell": re.compile(r"""["']|(?<!\S)#"""),
}
_CLOSE = {
    '"""': re.compile(r'(?:[^"\\]|\\.|"(?!""))*"""'),
    "'''": re.compile(r"(?:[^'\\]|\\.|'(?!''))*'''"),
    '"': re.compile(r'(?:[^"\\]|\\.)*"'),
    "'": re.compile(r"(?:[^'\\]|\\.)*'"),
    "*/": re.compile(r".*?\*/"),
}
_OVER_LINES = {"python": ('"""', "'''"), "c": ("/*", "*/")}
_CLOSERS_OVER_LINES = ('"""', "'''", "*/")
_DIRECTIVE = re.compile(r"^\s*#(?:SBATCH|PBS|BSUB|\$)\s")


@dataclass(frozen=True, slots=True)
class Line:
    """How to read one line: its language, and what already runs on it at its start.

    inside: the mark that closes what an earlier line opened (a triple quote, */ or -->), or nothing.
    """

    language: str
    inside: str = ""


_line = lru_cache(maxsize=256)(Line)  # few kinds for very many lines


def read_lines(path: str, lines: Sequence[str]) -> list[Line]:
    """How to read each line of a file, fenced blocks of Markdown and quotes over several lines included."""
    kind = language(path)
    if kind == "markdown":
        return list(_markdown(lines))
    if kind in ("python", "c"):
        return list(_running(kind, lines))
    return [_line(kind)] * len(lines)


def context_of(path: str, text: str, column: int, line: Line) -> str:
    """The context of what starts at a column of a line; text is the whole line."""
    if is_vendored(path):
        return "vendored"
    if line.language == "data" or _WORD_LISTS.search(path) or len(text) > _LONG or _ENCODED.match(text):
        return "data"
    if line.language in ("markdown", "prose"):
        return "comment" if line.inside else "prose"
    if line.language == "json" or _DIRECTIVE.match(text):
        return "code"
    state = _state(line.language, text, column, line.inside)
    if state in ("#", "//", "*/"):
        return "comment"
    # Quotes in shell and configuration hold the values that count; in a program they hold text.
    return "string" if state and line.language in ("python", "c") else "code"


def _markdown(lines: Sequence[str]) -> Iterator[Line]:
    fence, word, comment = "", "", False
    for text in lines:
        mark = _FENCE.match(text)
        if fence:
            closes = mark is not None and mark[1].startswith(fence) and not mark[2]
            yield _line("markdown") if closes else _line(fence_language(word))
            fence = "" if closes else fence
        elif mark is not None:
            fence, word = mark[1], mark[2]
            yield _line("markdown")
        else:
            opened = comment or "<!--" in text
            comment = opened and "-->" not in text.rpartition("<!--")[2]
            yield _line("markdown", "-->" if opened else "")


def _running(kind: str, lines: Sequence[str]) -> Iterator[Line]:
    marks = _OVER_LINES[kind]
    inside = ""
    for text in lines:
        yield _line(kind, inside)
        if any(mark in text for mark in marks):
            state = _state(kind, text, len(text), inside)
            inside = state if state in _CLOSERS_OVER_LINES else ""


def _state(kind: str, text: str, column: int, inside: str) -> str:
    """What is open just before a column: a quote, a comment mark, or nothing; a block comment is its closing mark."""
    state, at = inside, 0
    while state not in ("#", "//"):
        if state:
            closed = _CLOSE[state].match(text, at, column)
            if closed is None:
                break
            state, at = "", closed.end()
        opened = _OPEN.get(kind, _OPEN["shell"]).search(text, at, column)
        if opened is None:
            break
        state, at = ("*/" if opened[0] == "/*" else opened[0]), opened.end()
    return state
