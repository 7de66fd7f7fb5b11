"""Why a stage is read as it is: what moved it and how far, rival hypotheses, who claimed what, what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..catalog import Chip
from ..evidence import Finding
from .attribute import StageAttribution, posterior
from .grouping import OTHER, added, generation
from .likelihood import Contribution
from .weights import DECLARING, Weights, weights

CLAIMED, INFERRED, CONSTRAINED = "claimed", "inferred", "physically constrained"
_RIVALS = 4


@dataclass(frozen=True, slots=True)
class Movement:
    """What one contribution did: the probability of the most probable family with it and without it."""

    contribution: Contribution
    family: str
    with_it: float
    without_it: float
    kind: str

    @property
    def moved(self) -> float:
        """By how much of probability the result moved."""
        return self.with_it - self.without_it


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One generation of chips that may have done it, with what speaks for it and what for others."""

    generation: str
    probability: float
    before: float
    speaks_for: tuple[Contribution, ...]
    speaks_against: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What the authors say of the stage, and when they first and last did; dates are None where unknown."""

    finding: Finding
    families: tuple[str, ...]
    first: str | None
    last: str | None
    withdrawn: str | None


def movements(
    stage: StageAttribution, candidates: Sequence[Chip], rules: Weights | None = None
) -> tuple[Movement, ...]:
    """Each contribution with how far the most probable family moves when it alone is taken away, largest first."""
    rules = rules or weights()
    by_id = {chip.id: chip for chip in candidates}
    family, probability = stage.top
    found = []
    for at, one in enumerate(stage.moved_by):
        rest = [*stage.moved_by[:at], *stage.moved_by[at + 1 :]]
        after, _ = posterior(rest, candidates, stage.prior, rules)
        without = added(after, lambda chip: by_id[chip].family).get(family, 0.0)
        found.append(Movement(one, family, probability, without, _kind(one)))
    return tuple(sorted(found, key=lambda move: (-abs(move.moved), move.contribution.signal.id)))


def hypotheses(stage: StageAttribution, candidates: Sequence[Chip]) -> tuple[Hypothesis, ...]:
    """The most probable generations, each with the findings that favour it and those that favour only others."""
    by_id = {chip.id: chip for chip in candidates}
    before = added(stage.prior, lambda chip: generation(by_id[chip]))
    found = []
    for name, probability in list(stage.generations.items())[:_RIVALS]:
        members = [chip for chip in candidates if generation(chip) == name and chip.id in stage.chips]
        favours = [one for one in stage.moved_by if any(one.for_chip(chip) > 0 for chip in members)]
        against = [one for one in stage.moved_by if one not in favours]
        if name == OTHER:
            favours, against = [], list(stage.moved_by)
        found.append(Hypothesis(name, probability, before.get(name, 0.0), tuple(favours), tuple(against)))
    return tuple(found)


def claims(stage: StageAttribution) -> tuple[Claim, ...]:
    """What the authors say themselves about this stage, in the order in which they said it; each place once."""
    found: dict[tuple[str, tuple[str, ...]], Claim] = {}
    for finding in stage.disclosure.findings:
        key = finding.path, finding.chips
        if key not in found:
            day = finding.first_date[:10] if finding.first_date else None
            last = finding.last_date[:10] if finding.last_date else None
            gone = finding.removed_on[:10] if finding.removed_on else None
            found[key] = Claim(finding, finding.chips, day, last, gone)
    return tuple(sorted(found.values(), key=lambda claim: (claim.first or "9", claim.finding.sort_key())))


def would_change(stage: StageAttribution, named: Sequence[str]) -> tuple[str, ...]:
    """What would disprove the reading of a stage; named: what it declares, as people write it."""
    if stage.disclosure.word == "declared":
        return (
            f"a first-party statement or log that names another chip than {' or '.join(named)} for this stage",
            "proof that the statement speaks of another model" + ("" if stage.disclosure.tested else " or of a test"),
        )
    return (
        "a first-party statement, report or log that names the chips of this stage",
        "a measured link bandwidth, device name or memory size from a run of this stage, which tells siblings apart",
        "a dated purchase or fleet record that rules a family in or out",
    )


def _kind(one: Contribution) -> str:
    """claimed (the authors say it), physically constrained (arithmetic), or inferred."""
    if one.families and one.signal.category == "prose" and one.signal.strength in (*DECLARING, "strong"):
        return CLAIMED
    return CONSTRAINED if one.signal.category == "arithmetic" else INFERRED
