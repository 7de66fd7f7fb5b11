"""What would change a decision: the smallest change of each attribute, the next days, and other readings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any

from ..catalog import interpretation
from ..catalog.metrics import UNITS
from ..catalog.row import IDENTITY
from ..predicates.tree import Compare, leaves, term_names
from ..predicates.truth import Known
from ..quantities import Interval
from . import reading
from .axis import DENSITY, TPP, Axis, Cell, Outcome, exact
from .decision import known_data
from .provision import KINDS, change_dates, under
from .question import Question
from .timeline import acts_on

DATES = ("announced", "available", "available_us", "available_cn")


@dataclass(frozen=True, slots=True)
class Flip:
    """One change that changes the answer, all else equal.

    current: what is known now. to and bound: the nearest value with another answer, as `at`, `above` or `below` it;
    `change` is the distance. follows: attributes that move along; reached_by: what else could be changed to get there.
    nearest_for: the parts of the answer that no smaller change of the attribute changes.
    """

    name: str
    unit: str
    current: Any
    to: Any
    bound: str
    outcome: Outcome
    change: float | None = None
    follows: Mapping[str, float] = field(default_factory=dict)
    reached_by: tuple[Mapping[str, Any], ...] = ()
    nearest_for: tuple[str, ...] = ("item", "transaction")

    def to_dict(self) -> dict[str, Any]:
        """The change as plain data."""
        return {
            "name": self.name, "unit": self.unit, "current": self.current, "to": self.to, "bound": self.bound,
            "change": self.change, "nearest_for": list(self.nearest_for), "follows": dict(self.follows),
            "reached_by": [dict(way) for way in self.reached_by], **outcome_data(self.outcome),
        }  # fmt: skip


def flips(asked: Question) -> dict[str, Any]:
    """Everything that would change the answer to a question, as plain data.

    metrics: for each attribute of the chip that a provision in force reads, the nearest value at which the item's
    verdict or paragraphs change, and the nearest at which the transaction's verdict does. open: what the answer would
    be over the range of an attribute that is not known. dates: later days on which an answer changes. readings: other
    interpretations that change it. Every entry was found by asking again.
    """
    attributes = asked.attributes()
    now = asked.judge(attributes)[:2]
    numbers, words = _readable(asked, attributes)
    return {
        "metrics": [
            *(flip.to_dict() for name in numbers for flip in _number_flips(asked, attributes, name, now)),
            *(flip.to_dict() for name, choices in words.items()
              for flip in _word_flips(asked, attributes, name, choices, now)),
        ],
        "open": [found for name in numbers if (found := _open(asked, attributes, name)) is not None],
        "dates": list(_dates(asked, now)),
        "readings": list(_readings(asked, now)),
    }  # fmt: skip


def key(outcome: Outcome) -> tuple[str, tuple[str, ...], str]:
    """What has to differ for an answer to count as another one."""
    item, deal = outcome
    return item.verdict, item.paragraphs, deal.verdict


def outcome_data(outcome: Outcome) -> dict[str, Any]:
    """An answer in short, as plain data."""
    item, deal = outcome
    return {"item": item.verdict, "paragraphs": list(item.paragraphs), "transaction": deal.verdict}


def _readable(asked: Question, attributes: Mapping[str, Known]) -> tuple[list[str], dict[str, frozenset[str]]]:
    """The attributes of the chip that provisions in force compare with numbers, and with words."""
    others, regime = {*asked.deal.row(asked.day), *IDENTITY}, under(asked.law.regime, asked.reading)
    numbers: dict[str, None] = {}
    words: dict[str, frozenset[str]] = {}
    for kind in KINDS:
        for provision in regime(kind, asked.day):
            for leaf in (leaf for expression in provision.expressions for leaf in leaves(expression)):
                if isinstance(leaf, Compare):
                    numbers |= dict.fromkeys((*term_names(leaf.left), *term_names(leaf.right)))
                else:
                    words[leaf.name] = words.get(leaf.name, frozenset()) | leaf.words
    return (
        [name for name in numbers if name not in others],
        {name: choices for name, choices in words.items() if name not in others and name in attributes},
    )


def _number_flips(asked: Question, attributes: Mapping[str, Known], name: str, now: Outcome) -> Iterator[Flip]:
    known = attributes.get(name)
    if not isinstance(known, Interval) or not known.is_exact:
        return
    axis, current = Axis(asked, attributes, name), exact(known.low)
    nearest: dict[str, tuple[Fraction, Cell, Outcome]] = {}
    for walk in (_upwards(axis, current), _downwards(axis, current)):
        for what, cell, outcome in _first_changes(axis, walk, now):
            distance = abs(_edge(cell, current) - current)
            if what not in nearest or distance < nearest[what][0]:
                nearest[what] = (distance, cell, outcome)
    for cell in dict.fromkeys(cell for _, cell, _ in nearest.values()):
        of = tuple(what for what, found in nearest.items() if found[1] == cell)
        outcome = next(found[2] for found in nearest.values() if found[1] == cell)
        yield replace(_flip(axis, current, cell, outcome), nearest_for=of)


def _upwards(axis: Axis, current: Fraction) -> Iterator[Cell]:
    return (cell for cell in axis.cells(current) if cell != Cell(current, current))


def _downwards(axis: Axis, current: Fraction) -> Iterator[Cell]:
    cells = [cell for cell in axis.cells(Fraction(0), current) if cell not in (Cell(current, current), _ZERO)]
    return reversed(cells)


_ZERO = Cell(Fraction(0), Fraction(0))


def _first_changes(axis: Axis, walk: Iterator[Cell], now: Outcome) -> Iterator[tuple[str, Cell, Outcome]]:
    """The first cell of a walk where the item's answer is another one, and the first where the transaction's is."""
    here, wanted = key(now), {"item", "transaction"}
    for cell in walk:
        outcome = axis.outcome(cell.inside)
        there = key(outcome)
        for what, differs in (("item", there[:2] != here[:2]), ("transaction", there[2] != here[2])):
            if differs and what in wanted:
                wanted.discard(what)
                yield what, cell, outcome
        if not wanted:
            return


def _edge(cell: Cell, current: Fraction) -> Fraction:
    """The end of a cell that is nearest to the current value."""
    return cell.begins if cell.begins >= current or cell.ends is None else cell.ends


def _flip(axis: Axis, current: Fraction, cell: Cell, outcome: Outcome) -> Flip:
    edge = _edge(cell, current)
    bound = "at" if cell.is_point else "above" if cell.begins >= current else "below"
    follows = {DENSITY: float(edge / axis.area)} if axis.area else {}
    reached = tuple(_ways(axis, cell, bound)) if axis.name == DENSITY else ()
    return Flip(
        axis.name, unit_of(axis.name), _plain(axis.name, current), _plain(axis.name, edge), bound, outcome,
        None if axis.name in DATES else float(edge - current), follows, reached,
    )  # fmt: skip


def _ways(axis: Axis, cell: Cell, bound: str) -> Iterator[dict[str, Any]]:
    """The die area, or the TPP, that gives a density, each with the answer that it leads to."""
    tpp = axis.attributes.get(TPP)
    edge = cell.ends if bound == "below" and cell.ends else cell.begins
    if not isinstance(tpp, Interval) or not tpp.is_exact or not edge:
        return
    turned = {"at": "at", "above": "below", "below": "above"}[bound]
    area = float(exact(tpp.low) / edge)
    yield {"name": "die_area", "unit": "mm2", "to": area, "bound": turned, **outcome_data(axis.outcome(cell.inside))}
    other = Axis(axis.asked, axis.attributes, TPP)
    if other.area:
        outcome = other.outcome(cell.inside * other.area)
        if key(outcome) != key(axis.asked.judge(axis.attributes)[:2]):
            to = float(edge * other.area)
            yield {"name": TPP, "unit": unit_of(TPP), "to": to, "bound": bound, **outcome_data(outcome)}


def _word_flips(
    asked: Question, attributes: Mapping[str, Known], name: str, choices: frozenset[str], now: Outcome
) -> Iterator[Flip]:
    known = attributes.get(name)
    words = choices | {"yes", "no"} if choices & {"yes", "no"} else choices
    for word in sorted(words):
        if known == frozenset({word}):
            continue
        outcome = asked.judge(dict(attributes) | {name: frozenset({word})})[:2]
        if key(outcome) != key(now):
            yield Flip(name, "", known_data(known), word, "at", outcome)


def _open(asked: Question, attributes: Mapping[str, Known], name: str) -> dict[str, Any] | None:
    """What the answer would be over the range in which an unknown attribute lies; None where it makes no difference."""
    known = attributes.get(name)
    if not (known is None or (isinstance(known, Interval) and not known.is_exact)):
        return None
    begins, ends = Fraction(0), None
    if isinstance(known, Interval):
        begins, ends = exact(known.low), None if known.high == float("inf") else exact(known.high)
    axis = Axis(asked, attributes, name)
    ranges: list[tuple[Cell, Outcome, Cell]] = []
    for cell in axis.cells(begins, ends):
        outcome = axis.outcome(cell.inside)
        if ranges and key(ranges[-1][1]) == key(outcome):
            ranges[-1] = (ranges[-1][0], outcome, cell)
        else:
            ranges.append((cell, outcome, cell))
    if len(ranges) < 2:
        return None
    return {
        "name": name,
        "unit": unit_of(name),
        "known": known_data(known),
        "ranges": [
            {
                "from": _plain(name, first.begins), "from_included": first.is_point,
                "to": None if last.ends is None else _plain(name, last.ends), "to_included": last.is_point,
                **outcome_data(outcome),
            }
            for first, outcome, last in ranges
        ],
    }  # fmt: skip


def _dates(asked: Question, now: Outcome) -> Iterator[dict[str, Any]]:
    """The later days on which the answer changes, those of acts that are already dated ahead included."""
    attributes = asked.attributes()
    for day in sorted({*change_dates(), *asked.law.change_dates()}):
        if day > asked.day:
            outcome = asked.at(day).judge(attributes)[:2]
            if key(outcome) != key(now):
                yield {"on": day.isoformat(), "acts": list(acts_on(day, asked.law)), **outcome_data(outcome)}
                now = outcome


def _readings(asked: Question, now: Outcome) -> Iterator[dict[str, Any]]:
    """Every other choice of every reading, of the chip's figures and of the rules, that changes the answer."""
    chosen = asked.interpretation.as_dict() | asked.reading.as_dict()
    for name, choices in {**interpretation.CHOICES, **reading.CHOICES}.items():
        for choice in choices:
            if choice == chosen[name]:
                continue
            if name in interpretation.CHOICES:
                other = replace(asked, interpretation=asked.interpretation.with_choice(name, choice))
            else:
                other = replace(asked, reading=asked.reading.with_choice(name, choice))
            outcome = other.judge(other.attributes())[:2]
            if key(outcome) != key(now):
                yield {"reading": name, "current": chosen[name], "to": choice, **outcome_data(outcome)}


def unit_of(name: str) -> str:
    """The unit of an attribute, as far as it has one."""
    return UNITS.get(name, "")


def _plain(name: str, value: Fraction) -> float | str:
    return date.fromordinal(int(value)).isoformat() if name in DATES and value >= 1 else float(value)
