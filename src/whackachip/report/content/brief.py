"""The report on one page: the answer, what it rests on, the law on the day, and how to check it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..table import Cell, table
from .block import Block, Grid, Heading, Listing, Paragraph, Picture, Run, plain
from .law import DecisionCard

_BY = re.compile(r" \((?:[^()]|\([^()]*\))*\)")  # the provision, which the full report names
_SPAN = re.compile(r"(\S+) to (\S+): (.*)")
# The chips and findings that a page has room for; the full report has all.
CHIPS = 4
MOVED = 3
ODDS = 2  # the column, whose note says that a finding is from another stage


def brief(parts: Mapping[str, Any]) -> Iterator[Block]:
    """parts: as `page` gathers them."""
    made = parts["provenance"]
    yield Heading(parts["title"], 1)
    yield Paragraph((Run(parts["headline"], strong=True),))
    yield Paragraph(plain(" · ".join(f"{label}: {value}" for label, value in parts["asked"])))
    cards = [(card.stage, card.disclosure, card.answer, card.detail) for card in parts["cards"]]
    yield Grid(table("The stages at a glance", ("Stage", "Disclosure", "Answer", "Probability"), cards))
    figure = parts["figures"].get("attribution")
    if figure is not None:
        yield Picture("attribution", 0, figure["title"], figure["alt"], figure["subtitle"], share=0.72)
    yield from _evidence(parts)
    if parts["decisions"]:
        rows = [
            (card.family, card.item, _asked(card), "; ".join(_spans(card.windows)))
            for card in parts["decisions"][:CHIPS]
        ]
        headers = ("Chip", "Item", f"To {parts['place']} on {parts['on']}", "While it could be bought")
        yield Grid(table("The law on the day", headers, rows))
    if parts["rule"]:
        yield Heading("Would a rule have stopped it?", 3)
        yield Listing(tuple(plain(text) for text in parts["rule"][:CHIPS]))
    yield Heading("What to keep in mind", 3)
    yield Listing(tuple(plain(text) for text in parts["limits"][:3]))
    yield Paragraph(
        (Run(parts["disclaimer"], strong=True), Run(" Not checked: "), Run("; ".join(parts["not_checked"]) + "."))
    )
    yield Paragraph((Run("Check it: "), Run(made["command"], code=True), Run(f". {parts['citation']['text']}")))


def _evidence(parts: Mapping[str, Any]) -> Iterator[Block]:
    """What moved the first stage most."""
    for reading in parts["readings"][:1]:
        rows = [
            [
                replace(cell, text=_odds(cell) if column == ODDS else cell.text, note=None, sources=())
                for column, cell in enumerate(row)
            ]
            for row in reading.moved.rows[:MOVED]
        ]
        if rows:
            headers = (f"What moved {reading.stage.lower()} most", *reading.moved.headers[1:])
            yield Grid(table(f"What moved the reading of {reading.stage} most", headers, rows, numeric=(ODDS,)))


def _odds(cell: Cell) -> str:
    return f"{cell.text}, {cell.note}" if cell.note else cell.text


def _asked(card: DecisionCard) -> str:
    """What the transaction needs, with the review policy."""
    return f"{card.transaction} ({_bare(card.policy)})" if card.policy else card.transaction


def _bare(text: str) -> str:
    """A status without the provision that it rests on."""
    return _BY.sub("", text)


def _spans(windows: Sequence[str]) -> list[str]:
    """Days and status without provisions, neighbours of one status joined."""
    joined: list[list[str]] = []
    for begins, ends, status in (_SPAN.fullmatch(_bare(text)).groups() for text in windows):  # type: ignore[union-attr]
        if joined and joined[-1][2] == status:
            joined[-1][1] = ends
        else:
            joined.append([begins, ends, status])
    return [f"{begins} to {ends}: {status}" for begins, ends, status in joined]
