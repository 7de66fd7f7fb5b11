"""whackachip rules prove"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..answers.prove import Request, document, proof
from ..errors import UserError
from .ending import keep_figure
from .lawoptions import mark_of, takes_changes
from .output import echo_json, echo_lines, hanging, page_width, table_lines, titled
from .shared import figure_option

if TYPE_CHECKING:
    from ..law.proof import Proof
    from ..law.proof.answer import Answer

RETICLES = (1, 2, 4)  # numbers of dies at which the bound by die area is also given
PARTS = {
    "is there a free chip": ("above",),
    "against": ("equivalent", "only", "only-largest"),
    "what escapes": ("largest", "gaps"),
    "weaker caught, stronger free": ("backwards", "backwards-same-die"),
    "overlaps": ("overlap",),
    "undecided": ("by-area",),
}


@click.command("prove")
@click.argument("rule")
@click.option("--against", metavar="RULE", help="Another rule: which chips only one of the two catches.")
@click.option("--above", multiple=True, metavar="METRIC=NUMBER", help="Is there a free chip with at least this much?")
@click.option("--dies", default=2, type=click.IntRange(1, 100), help="Dies of the full reticle at most.  [default: 2]")
@click.option("--not-datacenter", is_flag=True, help="For chips that are not made or sold for data centres.")
@takes_changes
@figure_option
@click.option("--json", "as_json", is_flag=True, help="Everything as JSON, numbers as exact fractions.")
def prove(figure: Path | None, as_json: bool, **given: Any) -> None:
    """What RULE provably lets through, over all chips that could be made: answers with a proof or a witness.

    RULE is an act, a bill or a letter (see `rules list`), a rule file, or a day, which means the paragraphs in force.

    \b
    whackachip rules prove us-2022-10-07
    whackachip rules prove us-2023-10-17 --above tpp=5000 --figure plane.svg
    whackachip rules prove us-2023-10-17 --against us-2022-10-07 --json
    whackachip rules prove us-2023-10-17 --set us.ear.3a090.a.tpp=3600 --against us-2023-10-17
    """
    asked = Request(**given)
    found = proof(asked)
    result = document(asked, found)
    if figure:
        draw(result, figure)
    if as_json:
        echo_json(result)
    else:
        mark = mark_of({"any": True} if found.subject.counterfactual else None)
        echo_lines(card(found, page_width() - len(mark)), mark)


def draw(result: dict[str, Any], path: Path) -> None:
    """The figure of a proof as a file; raises UserError where there is no plane or the file cannot be written."""
    from ..report.figures.proofplane import proof_figure

    figure = proof_figure(result)
    if figure is None:
        raise UserError(f"{result['rule']} does not draw on two metrics, so there is no figure")
    keep_figure(figure, path)


def card(proof: Proof, width: int) -> Iterator[str]:
    """The proof for a reader: the rule, what escapes, what it gets backwards, what is caught twice."""
    subject = proof.subject
    yield from titled(subject.title, f"({subject.id}, as of {subject.on})", width)
    if subject.counterfactual:
        yield from hanging("  counterfactual: ", subject.counterfactual, 18, width)
    yield from say("controlled where", [f"{name}: {text}" for name, text in proof.in_words.items()], width)
    for heading, questions in PARTS.items():
        yield from say(heading, _sentences([one for one in proof.answers if one.question in questions]), width)
    if proof.segments:
        yield ""
        rows = [(_areas(s.begins, s.ends), f"{'up to' if s.attained else 'below'} {s.formula}") for s in proof.segments]
        yield from table_lines(("applicable die area, mm2", "TPP that escapes"), rows)
        for count in RETICLES:
            yield say_at(proof, count)
    yield from say("assumed", proof.assumptions, width)


def _sentences(answers: Sequence[Answer]) -> list[str]:
    """One sentence an answer, and one for all the metrics that the rule does not test."""
    from ..law.proof.words import name_of

    idle = [answer for answer in answers if answer.untested]
    found = [answer.sentence for answer in answers if answer not in idle]
    return found + ([f"Not tested, so unbounded: {', '.join(name_of(a.about[0]) for a in idle)}."] if idle else [])


def say(heading: str, sentences: Iterable[str], width: int) -> Iterator[str]:
    """A heading and one sentence a line; nothing where there is no sentence."""
    for place, sentence in enumerate(sentences):
        if place == 0:
            yield ""
            yield click.style(heading, bold=True)
        first, *more = hanging("", sentence, 4, width)
        yield from (first[2:], *more)


def say_at(proof: Proof, dies: int) -> str:
    """The bound at so many reticle-sized dies."""
    from ..law.proof.designs import RETICLE_MM2

    area = RETICLE_MM2 * dies
    segment = next(s for s in proof.segments if s.ends is None or area <= s.ends)
    bound = segment.bound(area)
    reach = "any TPP" if bound is None else f"{'up to' if segment.attained else 'below'} {shown(bound)} TPP"
    return f"  {dies} reticle-sized {'dies' if dies > 1 else 'die'} ({shown(area)} mm2): {reach}"


def _areas(begins: Fraction, ends: Fraction | None) -> str:
    return f"above {shown(begins)}" if ends is None else f"{shown(begins)} to {shown(ends)}"


def shown(value: Fraction) -> str:
    """A number without loss: 2,745.6 or 1600/21 (about 76.19)."""
    from ..law.proof.words import exactly

    return exactly(value)
