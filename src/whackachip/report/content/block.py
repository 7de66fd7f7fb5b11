"""The blocks that a report is made of, whatever it is then written as."""

from __future__ import annotations

from dataclasses import dataclass

from ..table import Table


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one kind within a line."""

    text: str
    strong: bool = False
    code: bool = False
    href: str | None = None


Line = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the title. code: it names a file."""

    text: str
    level: int
    code: bool = False


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; aside: it is a caution beside the text."""

    line: Line
    aside: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, numbered or with bullets."""

    lines: tuple[Line, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table."""

    table: Table


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure, by the name of its file; number is 0 for the only one. share: of the width of the page."""

    name: str
    number: int
    title: str
    alt: str
    notes: str
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Text of another language, as BibTeX."""

    text: str
    language: str


Block = Heading | Paragraph | Listing | Grid | Picture | Verbatim


def plain(text: str) -> Line:
    """A line of one kind of words."""
    return (Run(text),)
