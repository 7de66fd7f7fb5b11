"""A stress test as one HTML page that needs no network, no script and no other file: the words, and three figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from .content.block import Block, Grid, Heading, Listing, Paragraph, Picture, Run, plain
from .figures.figure import Figure, picture
from .figures.stressdenial import stress_denial
from .figures.stressplane import stress_plane
from .figures.stresssweep import stress_sweep
from .html import environment, stylesheet
from .stresswords import GLOSSARY, asked, named, number, sections
from .table import table
from .text import clean

# The figure that stands under each heading.
UNDER = {"What it denies": stress_denial, "What it lets through": stress_plane, "Whom it catches besides": stress_sweep}
DISCLAIMER = "Not legal advice; check the official text."


def figures(result: Mapping[str, Any]) -> dict[str, Figure]:
    """The figures of a stress test by the heading that each stands under; those that a rule has no place for are left
    out."""
    drawn = {heading: draw(result) for heading, draw in UNDER.items()}
    return {heading: figure for heading, figure in drawn.items() if figure is not None}


def render_stress(result: Mapping[str, Any]) -> str:
    """The whole page; every word of the document is escaped."""
    drawn = figures(result)
    blocks = [{"kind": type(block).__name__, "it": block} for block in _blocks(result, drawn)]
    pictures = {figure.name: {"svg": picture(figure, place).inline} for place, figure in enumerate(drawn.values(), 1)}
    return environment().get_template("brief.html.j2").render(
        css=stylesheet(), title=clean(result["rule"]["title"]), blocks=blocks, figures=pictures, kind="brief"
    )  # fmt: skip


def _blocks(result: Mapping[str, Any], drawn: Mapping[str, Figure]) -> Iterator[Block]:
    rule, made = result["rule"], result["provenance"]
    yield Heading(clean(rule["title"]), 1)
    if rule["counterfactual"]:
        told = f": this law was never enacted; {rule['counterfactual']}"
        yield Paragraph((Run("Counterfactual", strong=True), Run(told)))
    yield Paragraph(plain(f"{rule['id']}, first day {rule['on']}. {asked(result)}"))
    for heading, sentences in sections(result):
        yield Heading(heading, 2)
        strong = heading == "In short"
        if len(sentences) == 1 or strong:
            for place, text in enumerate(sentences):
                yield Paragraph((Run(clean(text), strong=strong and not place),))
        else:
            yield Listing(tuple(plain(clean(text)) for text in sentences))
        if heading in drawn:
            figure = drawn[heading]
            number_of = list(drawn).index(heading) + 1
            yield Picture(figure.name, number_of, figure.title, figure.alt, " ".join((figure.subtitle, *figure.notes)))
    yield from _room(result)
    yield Heading("What stands behind it", 2)
    work = result["objective"]["work"]
    lines = [*result["warnings"], *result["assumptions"], f"work: {'; '.join(work.values())}", GLOSSARY]
    yield Listing(tuple(plain(f"{text[0].upper()}{clean(text[1:])}.") for text in lines))
    yield Paragraph((Run(DISCLAIMER, strong=True), Run(" Not checked: "), Run("; ".join(made["not_checked"]))))
    yield Paragraph((Run("Check it: "), Run(made["command"], code=True), Run(f", facts of {made['facts_version']}.")))


def _room(result: Mapping[str, Any]) -> Iterator[Block]:
    """How far the best design stays from each threshold."""
    best = result["best"]
    rows = [
        (named(row["metric"]), number(row["value"]), number(row["limit"]), f"{row['margin']:+.1%}",
         ", ".join(row["paragraphs"]))
        for row in (best["margins"] if best else ())
    ]  # fmt: skip
    if rows:
        heads = ("Metric", "Best design", "Threshold", "Room", "Tested by")
        yield Heading("Room to each threshold", 2)
        yield Grid(table("Room to each threshold", heads, rows, numeric=(1, 2, 3)))
