"""What the findings say: one contribution a signal, with the chips that it favours."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ..catalog import Chip, chips, find_chip, row
from ..errors import UserError
from ..evidence import Finding, Signal
from ..facts import store
from ..predicates import Truth, evaluate, parse
from .subject import age, is_guide, relation
from .weights import Weights

FOLDED = {"benchmark": "serving"}  # a benchmark of inference is a use in serving


@dataclass(frozen=True, slots=True)
class Asked:
    """Which model and stage is asked about. others: further models of the repository; released: the model's day."""

    stage: str
    released: date | None = None
    model: str | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contribution:
    """One signal's weight on a stage: the logarithm of its ratio [nats] for chips that meet its predicate.

    families: those that it names, empty where it states a predicate (`implies`). variants: chip ids, where it names
    single variants of these families; other_variants: what is left [nats] for the rest of the family. shares: where
    arithmetic gave a verdict on each chip, what part of the weight it gets, by chip id.
    """

    signal: Signal
    finding: Finding
    log_ratio: float
    transferred: bool
    families: tuple[str, ...] = ()
    implies: str | None = None
    variants: tuple[str, ...] = ()
    other_variants: float = 0.0
    relation: str = "unsaid"
    shares: Mapping[str, float] | None = None

    def for_chip(self, chip: Chip) -> float:
        """What it adds to the log-odds of a chip; half where it is unknown whether the chip meets it."""
        if self.shares is not None:
            return self.log_ratio * self.shares.get(chip.id, MEETS[Truth.UNKNOWN])
        if self.families:
            if chip.family not in self.families:
                return 0.0
            return self.log_ratio if not self.variants or chip.id in self.variants else self.other_variants
        return self.log_ratio * MEETS[_meets(self.implies or "", chip)]


MEETS = {Truth.MET: 1.0, Truth.UNKNOWN: 0.5, Truth.NOT_MET: 0.0}


@store.cached
def _meets(predicate: str, chip: Chip) -> Truth:
    return evaluate(parse(predicate), row(chip)).truth


def contributions(
    findings: Iterable[Finding], signals: Mapping[str, Signal], asked: Asked, weights: Weights
) -> tuple[Contribution, ...]:
    """The contributions to one stage of one model, strongest first.

    A block of boilerplate counts once, as its strongest member; a signal counts once for each chip that it names,
    however many lines and files repeat it. That the authors have a chip for other stages is one fact about it, and
    counts once too. Signals that imply the same come from the same cause, so each further one counts for less.
    """
    blocks: dict[str, Contribution] = {}
    singles: list[Contribution] = []
    for finding in findings:
        found = _contribution(finding, signals[finding.signal], asked, weights)
        if found is None:
            continue
        if finding.block is None:
            singles.append(found)
        elif finding.block not in blocks or found.log_ratio > blocks[finding.block].log_ratio:
            blocks[finding.block] = found
    best: dict[tuple[str, tuple[str, ...]], Contribution] = {}
    for found in (*blocks.values(), *singles):
        having_it = found.transferred and found.families
        what = found.families or (found.implies or "",)
        key = "had for another stage" if having_it else found.signal.id, what
        if key not in best or _stronger(found, best[key]):
            best[key] = found
    return _overlapping(_narrowed(best.values()), weights.number("overlap"))


def _stronger(found: Contribution, kept: Contribution) -> bool:
    # A variant that is named says more than the bare family at the same strength.
    return (found.log_ratio, len(found.variants) > 0) > (kept.log_ratio, len(kept.variants) > 0)


def _narrowed(found: Iterable[Contribution]) -> Iterable[Contribution]:
    """Bare names of a family taken as the variants that the same stage names elsewhere."""
    kept = list(found)
    for one in kept:
        exact = [
            two for two in kept if two.variants and (two.families, two.transferred) == (one.families, one.transferred)
        ]
        if one.variants or not exact:
            yield one
            continue
        surest = max(exact, key=lambda two: two.log_ratio)
        variants = tuple(dict.fromkeys(chip for two in exact for chip in two.variants))
        left = max(0.0, one.log_ratio - (surest.log_ratio - surest.other_variants))
        yield replace(one, variants=variants, other_variants=left)


def _overlapping(found: Iterable[Contribution], overlap: float) -> tuple[Contribution, ...]:
    """Each further contribution of the same meaning times the overlap; strongest first."""
    seen: dict[object, int] = defaultdict(int)
    result = []
    for one in sorted(found, key=_order):
        meaning: object = one.families or one.implies
        share = overlap ** seen[meaning]
        seen[meaning] += 1
        result.append(replace(one, log_ratio=one.log_ratio * share, other_variants=one.other_variants * share))
    return strongest_first(result)


def strongest_first(found: Iterable[Contribution]) -> tuple[Contribution, ...]:
    """The contributions in the order in which they are told."""
    return tuple(sorted(found, key=_order))


def _order(found: Contribution) -> tuple[float, str, tuple[str, ...], str]:
    return -found.log_ratio, found.signal.id, found.families, found.implies or ""


def _contribution(finding: Finding, signal: Signal, asked: Asked, weights: Weights) -> Contribution | None:
    implies = finding.implies or signal.implies
    named = named_chips(finding.chips) if signal.names_chip else ()
    if not (named if signal.names_chip else implies) or not finding.counts:
        return None
    log_ratio, said = power(finding, signal, asked, weights)
    if log_ratio <= 0:
        return None
    families = tuple(dict.fromkeys(family for chip, _ in named for family in _meant(chip.family)))
    variants, whole = _variants(named, families, finding.implies)
    left = log_ratio * (1 - math.log(weights.number("variant_ratio")) / math.log(weights.ratio(signal)))
    return Contribution(
        signal,
        finding,
        log_ratio,
        FOLDED.get(finding.stage, finding.stage) != asked.stage,
        families,
        None if signal.names_chip else implies,
        () if whole else variants,
        max(0.0, left) if variants else 0.0,
        said,
    )


def power(finding: Finding, signal: Signal, asked: Asked, weights: Weights) -> tuple[float, str]:
    """The log of a finding's ratio [nats], cut by context, stage, subject, place and time; and of whom it speaks."""
    left = weights.share(finding) * weights.transfer(signal, FOLDED.get(finding.stage, finding.stage), asked.stage)
    said = relation(finding, asked.model, asked.others)
    left *= weights.subject(said)
    if is_guide(finding) and not finding.model:
        left *= weights.place("guide")
    if asked.released and (era := age(finding, asked.released, weights.days("later"), signal.names_chip)):
        left *= weights.place(era)
    return left * math.log(weights.ratio(signal)), said


def _variants(
    named: Sequence[tuple[Chip, bool]], families: Sequence[str], implies: str | None
) -> tuple[tuple[str, ...], bool]:
    """The variants that a statement singles out, by name or by a figure beside it, and whether it leaves all open."""
    if implies is not None:
        meeting = [chip for chip in chips() if chip.family in families and _meets(implies, chip) is Truth.MET]
        return tuple(chip.id for chip in meeting), not meeting
    return tuple(chip.id for chip, exact in named if exact), any(not exact for _, exact in named)


@store.cached
def _by_name(name: str) -> tuple[Chip, bool] | None:
    """The chip that a written name means, and whether it names one variant of a family that has several."""
    try:
        match = find_chip(name)
    except UserError:
        return None
    several = sum(chip.family == match.chip.family for chip in chips()) > 1
    return match.chip, several and match.note is None and name.lower().replace(" ", "") != match.chip.family.replace(
        " ", ""
    )


@store.cached
def _meant(family: str) -> tuple[str, ...]:
    """The family, and its sibling with an X at the end where there is one: launch scripts ask for MI250 on MI250X."""
    return tuple(name for name in (family, f"{family}x") if any(chip.family == name for chip in chips()))


def named_chips(names: Sequence[str]) -> tuple[tuple[Chip, bool], ...]:
    """The chips that written names mean, each with whether a variant is named; unknown names mean none."""
    return tuple(found for name in names if (found := _by_name(name)) is not None)


def named_families(names: Sequence[str]) -> tuple[str, ...]:
    """The chip families that written names mean; a name that the catalogue lacks means none."""
    return tuple(dict.fromkeys(chip.family for chip, _ in named_chips(names)))
