"""All that is proved about one rule, or about one against another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ...notebook import Card, Shown
from ...predicates import And, Not
from ...predicates.prove import Undecided, apart
from ..words import say
from .against import differences
from .answer import Answer
from .areas import Segment, bound_by_area
from .designs import TPP, Designs
from .escape import escape_above, largest_escapes
from .overlap import overlaps
from .plane import Rectangle, axes_of, free_region, rectangles
from .stronger import MEANING, backwards
from .subject import Subject
from .words import name_of


@dataclass(frozen=True, slots=True)
class Plane:
    """Regions as rectangles: of each paragraph, of what escapes them all, and of what only one of two rules catches."""

    axes: tuple[str, str]
    paragraphs: Mapping[str, list[Rectangle]]
    free: list[Rectangle]
    only: Mapping[str, list[Rectangle]] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Rectangles by paragraph, with exact ends as text."""
        return {
            "axes": list(self.axes),
            "paragraphs": {name: self._data(found) for name, found in self.paragraphs.items()},
            "free": self._data(self.free),
            "only": {name: self._data(found) for name, found in self.only.items()},
        }

    def _data(self, found: list[Rectangle]) -> list[dict[str, Any]]:
        return [rectangle.to_dict(self.axes) for rectangle in found]


@dataclass(frozen=True, slots=True)
class Proof(Shown):
    """segments: the largest TPP that escapes by die area; plane: None where the rule does not draw on two metrics."""

    subject: Subject
    other: Subject | None
    designs: Designs
    answers: tuple[Answer, ...]
    segments: tuple[Segment, ...]
    plane: Plane | None

    @property
    def unbounded(self) -> bool:
        """Whether no TPP is too high to escape."""
        return any(a.question == "largest" and a.about == (TPP,) and a.answer == "unbounded" for a in self.answers)

    @property
    def in_words(self) -> dict[str, str]:
        """Each paragraph and exclusion as a phrase."""
        subject = self.subject
        found = {name: say(test, {}) for name, test in subject.tests.items()}
        return found | {name: f"not where {say(test, {})}" for name, test in subject.exclusions.items()}

    @property
    def assumptions(self) -> tuple[str, ...]:
        return (*self.designs.assumptions, MEANING)

    def _card(self) -> Card:
        rows = tuple((answer.question, answer.answer, answer.sentence) for answer in self.answers)
        title = f"{self.subject.title} ({self.subject.id}, as of {self.subject.on})"
        lines = (f"counterfactual: {self.subject.counterfactual}",) if self.subject.counterfactual else ()
        return Card(title, lines, ("question", "answer", "in words"), rows, self.assumptions)

    def to_dict(self) -> dict[str, Any]:
        """The proof as plain data; every number exact, as the text of a fraction."""
        return {
            "rule": self.subject.id,
            "title": self.subject.title,
            "on": self.subject.on,
            "counterfactual": self.subject.counterfactual or None,
            "against": None if self.other is None else {"rule": self.other.label, "on": self.other.on},
            "controlled_where": self.in_words,
            "assumptions": list(self.assumptions),
            "unbounded": self.unbounded,
            "answers": [answer.to_dict() for answer in self.answers],
            "largest_tpp_by_die_area": [segment.to_dict() for segment in self.segments],
            "plane": None if self.plane is None else self.plane.to_dict(),
        }


def prove(
    subject: Subject,
    other: Subject | None = None,
    designs: Designs | None = None,
    above: Mapping[str, Fraction] | None = None,
) -> Proof:
    """Every question about a rule answered with a proof or a witness; with another rule, how they differ.

    above: metrics that an escaping chip should have at least. Raises UserError for a metric that is not known,
    ModuleNotFoundError without z3-solver.
    """
    with apart():
        return _prove(subject, other, designs or Designs(), above or {})


def _prove(subject: Subject, other: Subject | None, designs: Designs, above: Mapping[str, Fraction]) -> Proof:
    answers: list[Answer] = []
    if above:
        answers.append(escape_above(subject, designs, above))
    if other is not None:
        answers += differences(subject, other, designs)
    answers += [*largest_escapes(subject, designs), *backwards(subject, designs), *overlaps(subject, designs)]
    try:
        segments = bound_by_area(subject.rule, designs)
    except Undecided as reason:
        segments = ()
        answers.append(Answer("by-area", "undecided", f"Undecided as a function of the die area: {reason}."))
    plane = _plane(subject, other, designs)
    if plane is not None:
        answers.append(_gaps(subject, plane))
    return Proof(subject, other, designs, tuple(answers), segments, plane)


def _gaps(subject: Subject, plane: Plane) -> Answer:
    """What all paragraphs leave, in one sentence."""
    names = [name_of(axis) for axis in plane.axes]
    places = []
    for free in plane.free:
        axes = [
            f"any {name}" if span.words == "any" else f"{name} {span.words}"
            for name, span in zip(names, (free.x, free.y), strict=True)
        ]
        places.append(", ".join(axes) + ("" if free.certain else " (for some values of the other figures)"))
    if not places:
        return Answer("gaps", "nothing", f"{subject.label} leaves no gap.", plane.axes)
    return Answer("gaps", "yes", f"{subject.label} leaves free: {'; '.join(places)}.", plane.axes)


def _plane(subject: Subject, other: Subject | None, designs: Designs) -> Plane | None:
    axes = axes_of(subject.rule)
    if axes is None:
        return None
    paragraphs = {name: rectangles(part, axes, designs, subject.rule) for name, part in subject.parts.items()}
    only = {}
    if other is not None and axes_of(other.rule) == axes:
        whole = And((subject.rule, other.rule))  # for the limits of both
        for one, two in ((subject, other), (other, subject)):
            only[one.label] = rectangles(And((one.rule, Not(two.rule))), axes, designs, whole)
    return Plane(axes, paragraphs, free_region(subject.rule, axes, designs), only)
