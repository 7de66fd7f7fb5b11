"""Errors that a person can act on."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

WHOLE_PART = 4  # characters
LONGEST = 1_200  # of a line that a person reads [character]


class UserError(Exception):
    """A mistake in what was asked; shown as one line, exit status 2.

    The line may quote what a stranger wrote, so characters that show nothing or reorder others are spelled out, and
    the middle of what is endless is left out.
    """

    def __init__(self, message: object) -> None:
        super().__init__(one_line(str(message)))


class FactsError(Exception):
    """The shipped facts contradict themselves; never the user's fault."""


def needs(what: str, package: str, extra: str) -> UserError:
    """What helps where a package of one of our extras is not there; `make setup` works without pip too."""
    way = f"`make setup` in a clone, or install whackachip[{extra}]"
    return UserError(f"{what} {package}, which is not installed: {way}")


def one_line(text: str, limit: int = LONGEST) -> str:
    """A text of at most `limit` characters in which each character is one that can be seen."""
    text = _shortened(text, limit)
    if text.isprintable():
        return text
    seen = (c if c.isprintable() else " " if c in "\n\r\t" else f"<U+{ord(c):04X}>" for c in text)
    return _shortened("".join(seen), limit)


def _shortened(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit * 2 // 3]} … {text[-limit // 4 :]}"


def nearest(asked: str, known: Iterable[str], limit: int = 1) -> str:
    """The known words nearest to the one asked for, as a question that follows it; empty where none is near."""
    lowered = {word.lower(): word for word in known}
    # A whole part of a name, such as the year of a rule, says more than letters that are alike.
    parts = [word for word in lowered if len(asked) >= WHOLE_PART and asked.lower() in word.split("-")]
    found = parts[:limit] or get_close_matches(asked.lower(), lowered, n=limit, cutoff=0.5)
    near = [lowered[match] for match in found]
    return ", did you mean " + " or ".join(repr(word) for word in near) + "?" if near else ""


def unknown(kind: str, asked: str, known: Iterable[str], limit: int = 3, listed: str = "") -> UserError:
    """A UserError that names the known words nearest to the one asked for; listed: the command that lists them."""
    words = list(known)
    near = nearest(asked, words, limit)
    if near:
        hint = near.removeprefix(", ")
    elif len(words) <= 12:
        hint = "known: " + ", ".join(words)
    else:
        hint = f"{len(words)} are known, none is near" + (f"; `{listed}` names them" if listed else "")
    return UserError(f"unknown {kind} {asked!r}: {hint}")
