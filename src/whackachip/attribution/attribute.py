"""The audited reading: for each model and stage a distribution over chips, and apart from it what is disclosed."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from ..catalog import Chip
from ..evidence import Evidence, load_signals
from ..notebook import Card, Shown
from .developer import Developer, find_developer
from .disclosure import Disclosure, disclosure
from .grouping import OTHER, added, chip_class, generation, ordered, smallest_set
from .likelihood import Asked, Contribution, contributions, strongest_first
from .prior import prior
from .reckoning import Reckoning, excluded, leanings, reckonings
from .weights import Weights, weights

# Calibrated words of the IPCC's guidance note (2010), by the least probability that each stands for.
WORDS = ((0.99, "virtually certain"), (0.9, "very likely"), (0.66, "likely"), (0.33, "about as likely as not"))
STAGES = ("pretraining", "finetuning", "rl", "serving")


@dataclass(frozen=True, slots=True)
class StageAttribution:
    """One stage. Probabilities sum to one with OTHER, a chip outside the catalogue.

    families, generations, classes: the same distribution added up. credible: the smallest set of families with the
    credible mass; credible_chips: of chips. inseparable: families of the credible set that the evidence alone does not
    tell apart. prior: of each chip before any finding is weighed, without those that arithmetic excludes;
    prior_families: before that, too. reckonings: what the numbers say by arithmetic.
    """

    stage: str
    disclosure: Disclosure
    chips: Mapping[str, float]
    families: Mapping[str, float]
    generations: Mapping[str, float]
    classes: Mapping[str, float]
    credible: tuple[str, ...]
    credible_chips: tuple[str, ...]
    inseparable: tuple[str, ...]
    moved_by: tuple[Contribution, ...]
    prior: Mapping[str, float]
    prior_families: Mapping[str, float]
    reckonings: tuple[Reckoning, ...] = ()

    @property
    def top(self) -> tuple[str, float]:
        """The most probable family."""
        return next(iter(self.families.items()))

    @property
    def top_class(self) -> tuple[str, float]:
        """The most probable class of chips."""
        return next(iter(self.classes.items()))


@dataclass(frozen=True, slots=True)
class Attribution(Shown):
    """The stages of one model; model is None where none was named."""

    stages: tuple[StageAttribution, ...]
    weights_version: str
    looked_for: tuple[str, ...]
    not_found: tuple[str, ...]
    model: str | None = None
    developer: Developer | None = None
    released: date | None = None

    def stage(self, name: str) -> StageAttribution:
        return next(found for found in self.stages if found.stage == name)

    def to_dict(self) -> dict[str, Any]:
        """The distributions as plain data, without the findings; `whackachip attribute --json` has those too."""
        return {
            "model": self.model,
            "released": self.released.isoformat() if self.released else None,
            "weights_version": self.weights_version,
            "stages": [
                {"stage": found.stage, "disclosure": found.disclosure.word,
                 "declared": list(found.disclosure.families), "families": dict(found.families),
                 "chips": dict(found.chips), "classes": dict(found.classes), "credible": list(found.credible),
                 "inseparable": list(found.inseparable)}
                for found in self.stages
            ],
            "looked_for": list(self.looked_for),
            "not_found": list(self.not_found),
        }  # fmt: skip

    def _card(self) -> Card:
        rows = tuple(
            (found.stage, found.disclosure.word, ", ".join(f"{name} {share:.0%}" for name, share in _likely(found)))
            for found in self.stages
        )
        notes = (f"{len(self.looked_for)} signals were looked for; {len(self.not_found)} were not found.",)
        return Card(self.model or "Unnamed model", (), ("stage", "hardware", "families"), rows, notes)


def _likely(found: StageAttribution) -> list[tuple[str, float]]:
    return [(name, share) for name, share in found.families.items() if share >= 0.01][:5]


def attribute(
    evidence: Evidence,
    candidates: Sequence[Chip],
    *,
    country: str | None,
    released: date,
    stages: Iterable[str] = ("pretraining", "finetuning", "serving"),
    developer: str | None = None,
    model: str | None = None,
    others: Iterable[str] = (),
    rules: Weights | None = None,
) -> Attribution:
    """The audited reading of the evidence for each stage of one model.

    country: of the developer, ISO code, or None where it is unknown. released: the model's release. developer: by
    name, for what is known of their kind and their own chips. model: whose hardware is asked for; others: further
    models that the repository holds. rules: weights other than the shipped. Withdrawn evidence keeps its weight: that
    it was taken back says nothing about whether it was true.
    """
    rules = rules or weights()
    signals = {signal.id: signal for signal in load_signals()}
    known = [found for found in evidence.findings if found.signal in signals]
    who = find_developer(developer or "", country)
    rivals = tuple(name for name in others if name != model)
    found = []
    for stage in stages:
        asked = Asked(stage, released, model, rivals)
        before = prior(candidates, stage, who, released, rules)
        disclosed = disclosure(known, signals, asked)
        reckoned = reckonings(known, asked, candidates, disclosed.families, rules)
        moved = strongest_first(
            (*contributions(known, signals, asked, rules), *leanings(reckoned, signals, asked, rules))
        )
        found.append(_stage(stage, moved, disclosed, candidates, before, reckoned, rules))
    return Attribution(
        tuple(found), rules.version, evidence.signals_looked_for, evidence.not_found, model, who, released
    )


def posterior(
    moved_by: Sequence[Contribution], candidates: Sequence[Chip], before: Mapping[str, float], rules: Weights
) -> tuple[dict[str, float], dict[str, float]]:
    """Probabilities of the chips after the contributions, largest first, and each one's log likelihood [nats]."""
    likelihood = {
        chip.id: math.fsum(one.for_chip(chip) for one in moved_by) for chip in candidates if chip.id in before
    }
    likelihood[OTHER] = rules.number("other_ratio") * math.fsum(one.log_ratio for one in moved_by if not one.families)
    logs = {chip: math.log(before[chip]) + likelihood[chip] for chip in before if before[chip] > 0}
    peak = max(logs.values())
    raw = {chip: math.exp(value - peak) for chip, value in logs.items()}
    total = math.fsum(raw.values())
    return ordered({chip: value / total for chip, value in raw.items()}), likelihood


def _stage(
    stage: str,
    moved_by: tuple[Contribution, ...],
    disclosed: Disclosure,
    candidates: Sequence[Chip],
    before: Mapping[str, float],
    reckoned: tuple[Reckoning, ...],
    rules: Weights,
) -> StageAttribution:
    by_id = {chip.id: chip for chip in candidates}
    families_before = added(before, lambda chip: by_id[chip].family)
    out = excluded(reckoned, before)
    left = math.fsum(share for chip, share in before.items() if chip not in out)
    before = {chip: share / left for chip, share in before.items() if chip not in out}
    after, likelihood = posterior(moved_by, candidates, before, rules)
    families = added(after, lambda chip: by_id[chip].family)
    credible = smallest_set(families, rules.number("credible_mass"))
    return StageAttribution(
        stage=stage,
        disclosure=disclosed,
        chips=after,
        families=families,
        generations=added(after, lambda chip: generation(by_id[chip])),
        classes=added(after, lambda chip: chip_class(by_id[chip])),
        credible=credible,
        credible_chips=smallest_set(after, rules.number("credible_mass")),
        inseparable=_inseparable(credible, by_id, likelihood, math.log(rules.number("separable_ratio"))),
        moved_by=moved_by,
        prior=before,
        prior_families=families_before,
        reckonings=reckoned,
    )


def word_for(probability: float) -> str:
    """The calibrated word for a probability, such as "very likely" for 0.95."""
    for least, word in WORDS:
        if probability >= least:
            return word
    return "unlikely"


def _inseparable(
    credible: Sequence[str], by_id: Mapping[str, Chip], likelihood: Mapping[str, float], limit: float
) -> tuple[str, ...]:
    """The largest run of credible families whose evidence lies within the limit [nats] of its best member."""
    if len(credible) < 2:
        return ()
    best = {
        family: max(value for chip, value in likelihood.items() if chip != OTHER and by_id[chip].family == family)
        for family in credible
        if family != OTHER
    }
    ranked = sorted(best, key=lambda family: (-best[family], family))
    run = ranked[:1]
    for _, family in pairwise(ranked):
        if best[run[0]] - best[family] < limit:
            run.append(family)
    return tuple(sorted(run, key=list(credible).index)) if len(run) > 1 else ()


def not_found_titles(not_found: Iterable[str]) -> tuple[str, ...]:
    """Titles of the signals that were looked for and not found."""
    titles = {signal.id: signal.title for signal in load_signals()}
    return tuple(titles[signal] for signal in not_found if signal in titles)
