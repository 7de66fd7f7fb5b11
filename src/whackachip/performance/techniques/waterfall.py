"""From the gap between two chips to what techniques leave of it, and the smallest set that closes it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

from ...catalog.chip import Chip
from ...errors import UserError
from ...notebook import Card, Shown
from ..device import MissingFigure
from .technique import Span, Technique, chosen, factor

WORTH = 1.005  # a technique that gains less by itself is not tried in sets
LARGEST_SET = 4
LEVELS = (0, 1, 2)  # low, mid, high of the amounts that mechanisms need
MID = 1
# Seconds of a chip for a token where these mechanisms are used, each with its amount; None where nothing fits.
Timed = Callable[[Mapping[str, float | None]], float | None]


@dataclass(frozen=True, slots=True)
class Side:
    """A model on chips in one phase: what the model has, and how long a token takes.

    has: ids of techniques in the model's configuration. said: what is asked besides, for a reader. plain: amounts that
    a run without techniques needs as well, by mechanism (the size of a dense model of equal loss).
    """

    model: str
    chip: Chip
    count: int
    phase: str
    has: Collection[str]
    said: str
    timed: Timed
    plain: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One technique of a waterfall: the gap before and after it, if it is known, and its gain (low, mid, high)."""

    technique: Technique
    before: float | None
    after: float | None
    gain: Span


@dataclass(frozen=True, slots=True)
class Waterfall(Shown):
    """The gap is the time of a token on the chip over that on the other chip without techniques.

    left: what all techniques leave of it (low, mid, high); left_both: where the other chip uses them as well.
    smallest: ids of the smallest set that closes the gap in the middle, None where no set of up to four does.
    depends: figures that techniques hang on, by id. Where a figure of a chip that the gap itself hangs on is missing,
    the steps are those whose gain is a multiplier of their sources, and there is no gap.
    """

    model: str
    chip: str
    versus: str
    count: int
    phase: str
    said: str
    gap: float | None
    steps: tuple[Step, ...]
    left: Span | None
    left_both: float | None
    smallest: tuple[str, ...] | None
    left_out: dict[str, str]
    depends: dict[str, str] = field(default_factory=dict)
    missing: str | None = None
    reason: str = ""

    @property
    def verdict(self) -> str:
        """answered, or depends: on the figure `missing`."""
        return "depends" if self.missing else "answered"

    def _card(self) -> Card:
        lines, notes = (f"depends: {self.reason}",), tuple[str, ...]()
        if self.gap is not None and self.left is not None:
            lines = (f"a token takes {self.gap:.2f} times as long without techniques",)
            notes = (f"left: {self.left[1]:.2f} ({self.left[0]:.2f} to {self.left[2]:.2f})",)
        rows = tuple(
            (step.technique.name, f"÷ {step.gain[1]:.3g}", "" if step.after is None else f"{step.after:.2f}")
            for step in self.steps
        )
        title = f"{self.model}: {self.chip} against {self.versus}"
        return Card(title, lines, ("technique", "gain", "gap after"), rows, notes)

    def to_dict(self) -> dict[str, Any]:
        steps = [
            {
                "id": step.technique.id, "name": step.technique.name, "group": step.technique.group,
                "by": "mechanism" if step.technique.mechanism else "multiplier", "gap_before": step.before,
                "gap_after": step.after, "gain": dict(zip(("low", "mid", "high"), step.gain, strict=True)),
                "quality": step.technique.quality, "relaxes": step.technique.relaxes, "spends": step.technique.spends,
                "kind": step.technique.kind, "sources": list(step.technique.sources),
            }
            for step in self.steps
        ]  # fmt: skip
        return {
            "model": self.model, "chip": self.chip, "versus": self.versus, "count": self.count, "phase": self.phase,
            "said": self.said, "verdict": self.verdict, "missing": self.missing, "reason": self.reason,
            "gap": self.gap, "steps": steps,
            "left": dict(zip(("low", "mid", "high"), self.left, strict=True)) if self.left else None,
            "left_where_both_use_them": self.left_both,
            "smallest_set": list(self.smallest) if self.smallest is not None else None, "left_out": self.left_out,
            "depends": self.depends,
        }  # fmt: skip


def fall(asked: Side, versus: Side, added: Iterable[str] = (), without: Iterable[str] = ()) -> Waterfall:
    """The techniques that a model can use on one chip, one after the other, against a plain run on another chip.

    Techniques with a mechanism are computed anew with all that stand before them, so that none is counted twice.
    Raises UserError where no plain plan fits.
    """
    kept, out, hanging = chosen(asked.phase, asked.has, asked.chip, added, without)
    theirs, _, _ = chosen(versus.phase, versus.has, versus.chip, added, without)
    needed = {technique.mechanism: technique for technique in (*kept, *theirs) if technique.mechanism in asked.plain}

    def seconds(side: Side, present: Iterable[Technique], level: int) -> float | None:
        used = {t.mechanism: t.amount[level] if t.amount else None for t in present if t.mechanism}
        lacking = {f"-{name}": t.amount[level] for name, t in needed.items() if name not in used and t.amount}
        return side.timed(used | lacking)

    starts = [seconds(asked, (), level) for level in LEVELS]
    references = [seconds(versus, (), level) for level in LEVELS]
    if None in starts or None in references:
        which = asked.chip.name if None in starts else versus.chip.name
        raise UserError(f"no plan without techniques fits on {asked.count:,} {which}; give more with --count")
    first, other = _known(starts), _known(references)
    gap = first[MID] / other[MID]
    steps: list[Step] = []
    present: list[Technique] = []
    before = gap
    for technique in kept:
        earlier = factor(present)
        was = [seconds(asked, present, level) or first[level] for level in LEVELS]
        present.append(technique)
        now = [seconds(asked, present, level) or was[level] for level in LEVELS]
        later = factor(present)
        gains = [was[level] / now[level] * later[level] / earlier[level] for level in LEVELS]
        after = before / gains[MID]
        steps.append(Step(technique, before, after, (min(gains), gains[MID], max(gains))))
        before = after
    done = [(seconds(asked, kept, level) or first[level]) / other[level] for level in LEVELS]
    left = [done[level] / factor(kept)[level] for level in LEVELS]
    best = (seconds(versus, theirs, MID) or other[MID]) / other[MID] / factor(theirs)[MID]

    def remains(some: Iterable[Technique]) -> float:
        some = list(some)
        return (seconds(asked, some, MID) or first[MID]) / other[MID] / factor(some)[MID]

    return Waterfall(
        asked.model, asked.chip.id, versus.chip.id, asked.count, asked.phase, asked.said, gap, tuple(steps),
        (min(left), left[MID], max(left)), left[MID] / best, _smallest(kept, remains), out, hanging,
    )  # fmt: skip


def unanswered(
    model: str, chip: Chip, versus: Chip, count: int, phase: str, has: Collection[str], missing: MissingFigure,
    added: Iterable[str] = (), without: Iterable[str] = (),
) -> Waterfall:  # fmt: skip
    """What is known without a figure that the gap hangs on: gains that their sources state as a multiplier."""
    kept, out, hanging = chosen(phase, has, chip, added, without)
    steps = tuple(Step(t, None, None, t.multiplier) for t in kept if t.multiplier and not t.mechanism)
    hanging = hanging | {technique.id: missing.figure for technique in kept if technique.mechanism}
    return Waterfall(model, chip.id, versus.id, count, phase, "", None, steps, None, None, None, out, hanging,
                     missing.figure, str(missing))  # fmt: skip


def _known(values: Iterable[float | None]) -> list[float]:
    return [value for value in values if value is not None]


def _smallest(kept: tuple[Technique, ...], left: Callable[[Iterable[Technique]], float]) -> tuple[str, ...] | None:
    """The smallest set that brings the gap to one or below; of several the one that leaves the least."""
    alone = left(())
    if alone <= 1:
        return ()
    worth = [technique for technique in kept if alone / left((technique,)) > WORTH]
    for size in range(1, min(LARGEST_SET, len(worth)) + 1):
        closing = [(gap, some) for some in combinations(worth, size) if (gap := left(some)) <= 1]
        if closing:
            return tuple(technique.id for technique in min(closing, key=lambda found: found[0])[1])
    return None
