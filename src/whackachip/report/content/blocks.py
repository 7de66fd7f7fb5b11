"""A whole report as blocks, in the order in which it is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..table import Table, table
from .block import Block, Grid, Heading, Listing, Paragraph, Picture, Run, Verbatim, plain
from .sources import SourceLine


def blocks(parts: Mapping[str, Any]) -> Iterator[Block]:
    """parts: as `page` gathers them."""
    yield from _opening(parts)
    yield from _readings(parts)
    yield from _evidence(parts)
    yield from _law(parts)
    yield from _feasibility(parts)
    yield from _closing(parts)


def _opening(parts: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading(parts["title"], 1)
    yield Paragraph((Run(parts["headline"], strong=True),))
    yield Paragraph(plain(" · ".join(f"{label}: {value}" for label, value in parts["asked"])))
    yield Paragraph(plain(f"{parts['disclaimer']} {parts['caution']}".rstrip()), aside=True)
    cards = [(card.stage, card.disclosure, card.answer, card.detail) for card in parts["cards"]]
    yield from _grid(table("The stages at a glance", ("Stage", "Disclosure", "Answer", "Probability"), cards))
    yield Heading("The answer in sentences", 2)
    for heading, sentences in parts["groups"]:
        yield Heading(heading, 3)
        yield from _bullets(sentences)
    if parts["assumptions"]:
        yield Paragraph(plain(f"Assumed: {'; '.join(parts['assumptions'])}."))


def _readings(parts: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading("1. The paper's chain", 2)
    yield Paragraph(
        plain(
            "The paper “Whack-a-Chip” (arXiv 2411.14425) concludes, on its own case and in our words: "
            f"{parts['conclusion']} Audit: {parts['conclusion_audited']}"
        )
    )  # fmt: skip
    yield from _figure(parts, "eliminations")
    yield from _grid(parts["steps"])
    yield Heading("2. The audited reading", 2)
    yield from _figure(parts, "attribution")
    for reading in parts["readings"]:
        yield Heading(reading.stage, 3)
        if reading.moved:
            yield from _grid(reading.moved)
        else:
            yield Paragraph(plain("Nothing moved it."))
        if reading.numbers:
            yield Paragraph(plain("What its numbers say by arithmetic:"))
            yield from _grid(reading.numbers)
        yield Paragraph(plain("What would change it:"))
        yield from _bullets(reading.would_change)
    missing = len(parts["not_found"])
    yield Paragraph(plain(f"{missing} of {parts['looked_for']} signals looked for have no finding that counts."))
    yield Heading("3. Where the two differ, and why", 2)
    yield from _grid(parts["differences"])


def _evidence(parts: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading("4. The evidence and its history", 2)
    yield Paragraph(plain(parts["scanned"]))
    yield from _figure(parts, "evidence")
    if parts["views"]:
        yield Heading("States of the repository", 3)
        yield from _grid(parts["views"])
    for file in parts["files"]:
        yield Heading(file.path, 3, code=True)
        yield from _grid(file.findings)
    if parts["skipped"]:
        yield Heading("Skipped", 3)
        yield from _grid(parts["skipped"])


def _law(parts: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading("5. The law on the day", 2)
    for name in ("candidates", "plane", "status"):
        yield from _figure(parts, name)
    for card in parts["decisions"]:
        yield Heading(f"{card.family} ({card.chip})", 3)
        yield from _bullets(
            (
                f"Item: {card.item}" + (f" under {card.paragraphs}" if card.paragraphs else ""),
                f"Transaction: {card.transaction}" + (f"; review policy: {card.policy}" if card.policy else ""),
                *(f"Under: {text}" for text in card.requirements),
                *(f"While it could be bought: {text}" for text in card.windows),
                *card.metrics,
                card.other_layer,
            )
        )
        yield from _grid(card.clauses)
    if parts["window_note"]:
        yield Paragraph(plain(f"Acquisition window: {parts['window_note']}"))
    if parts["law_assumptions"]:
        yield Heading("Assumed", 3)
        yield from _bullets(parts["law_assumptions"])
    yield Heading("Not checked", 3)
    yield from _bullets(parts["not_checked"])


def _feasibility(parts: Mapping[str, Any]) -> Iterator[Block]:
    yield Heading("6. Could it have been trained on it?", 2)
    if not parts["feasibility"]:
        yield Paragraph(plain("Not worked out: no model was given."))
        return
    yield Paragraph(plain("An interval is a range of assumptions, not a probability."))
    yield from _figure(parts, "feasibility")
    yield from _bullets(
        f"{label}: {value} ({formula})" + (" [unverified]" if unverified else "")
        for label, value, formula, unverified in parts["workload"]
    )
    yield from _grid(parts["feasibility"])
    yield Paragraph(plain("Assumptions and caveats:"))
    yield from _bullets(parts["shared_assumptions"])


def _closing(parts: Mapping[str, Any]) -> Iterator[Block]:
    made, cite = parts["provenance"], parts["citation"]
    yield Heading("7. What others have said", 2)
    if parts["statements"]:
        yield Paragraph(plain("Shown for the reader, never scored."))
        yield from _grid(parts["statements"])
    else:
        yield Paragraph(plain("None are bundled for this repository."))
    yield Heading("8. How to read this", 2)
    yield from _bullets(parts["limits"])
    yield Paragraph((Run(parts["disclaimer"], strong=True),))
    yield Heading("Reproduce", 3)
    yield Paragraph((Run(made["command"], code=True), Run(" or "), Run(made["python"], code=True)))
    facts = f"{made['tool']} {made['version']}, facts of {made['facts_version']}, SHA-256 "
    yield Paragraph((Run(facts), Run(made["facts_hash"], code=True)))
    yield Heading("Cite", 3)
    yield Paragraph(plain(cite["text"]))
    yield Verbatim(cite["bibtex"], "bibtex")
    yield Heading("Sources", 3)
    if parts["accessed"]:
        yield Paragraph(plain(f"Accessed on {parts['accessed']}."))
    yield Listing(tuple(map(_source, parts["sources"])), numbered=True)


def _source(source: SourceLine) -> tuple[Run, ...]:
    line = [Run(source.title, href=source.href)]
    if source.grade != "read":
        line += [Run(" "), Run(f"[{source.grade}]", strong=True)]
    return (*line, Run(f" ({source.detail})")) if source.detail else tuple(line)


def _figure(parts: Mapping[str, Any], name: str) -> Iterator[Picture]:
    figure = parts["figures"].get(name)
    if figure is not None:
        yield Picture(name, figure["number"], figure["title"], figure["alt"], " ".join(figure["notes"]))


def _grid(made: Table) -> Iterator[Grid]:
    if made:
        yield Grid(made)


def _bullets(items: Iterable[str]) -> Iterator[Listing]:
    lines = tuple(plain(item) for item in items)
    if lines:
        yield Listing(lines)
