"""Which chips could have made a model: the attribution of every model and stage of a repository as one document."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from ..attribution import StageAttribution, attribute, strict_reading
from ..attribution.attribute import STAGES, not_found_titles
from ..attribution.developer import find_developer
from ..attribution.explain import Claim, Hypothesis, Movement, claims, hypotheses, movements, would_change
from ..attribution.weights import weights
from ..catalog import chips
from ..evidence import Evidence
from ..law import find_country, timeline
from ..law.decision import DISCLAIMER, NOT_CHECKED
from ..law.provision import READ_UNTIL
from ..lazy import plain
from ..provenance import provenance
from .about import known_model, models_of, owner, release_day
from .candidates import main_variants
from .document import LIMITS, contribution_data, reference, rounded, stage_data, strict_data
from .run import first_day, scorable
from .verdict import family_name, listed, stage_sentence

SCHEMA_VERSION = "1"
OVERLAID = 4  # families whose status is looked up


@dataclass(frozen=True, slots=True)
class About:
    """Whose hardware is asked for. name: None where no model is named; country: None where it is unknown."""

    name: str | None
    developer: str
    country: str | None
    released: date
    assumed: tuple[str, ...] = ()


def answer(
    evidence: Evidence,
    *,
    named: Iterable[str] = (),
    developer: str | None = None,
    country: str | None = None,
    released: date | None = None,
    stages: Sequence[str] = STAGES,
) -> dict[str, Any]:
    """The attribution of each model named, or of those of the catalogue that the repository is about, as a document.

    named: models by name, of the catalogue or not. developer, country (ISO code), released: where given, they go before
    what the catalogue says. Raises UserError for a country that is not known.
    """
    scored = scorable(evidence)
    names = tuple(named)
    asked = [_about(name, evidence, developer, country, released) for name in names or models_of(evidence)]
    asked = asked or [_about(None, evidence, developer, country, released)]
    readings = [_reading(about, scored, [one.name for one in asked if one.name], stages) for about in asked]
    given = {"developer": developer, "country": country, "released": released.isoformat() if released else None}
    body = {
        "schema_version": SCHEMA_VERSION,
        "subject": evidence.repository,
        "head": evidence.head,
        "weights_version": weights().version,
        "models": readings,
        "strict": strict_data(strict_reading(chips(), scored)),
        "looked_for": len(evidence.signals_looked_for),
        "not_found": list(not_found_titles(evidence.not_found)),
        "skipped": [asdict(skipped) for skipped in evidence.skipped],
        "limits": list(LIMITS),
        "not_checked": list(NOT_CHECKED),
        "disclaimer": DISCLAIMER,
        "provenance": provenance(*_lines(names, given, stages), given["released"], NOT_CHECKED),
    }
    result: dict[str, Any] = plain(body)
    return result


def _lines(names: Sequence[str], given: Mapping[str, str | None], stages: Sequence[str]) -> tuple[str, str]:
    """The command line and the Python line that ask the same again, without a local path."""
    words = ["whackachip", "attribute", "PATH"]
    for name in names:
        words += ["--model", name]
    for key, value in given.items():
        words += [f"--{key}", value] if value else []
    for stage in stages if tuple(stages) != STAGES else ():
        words += ["--stage", stage]
    arguments = [f"named={tuple(names)!r}"]
    for key, value in given.items():
        if value:
            arguments.append(f"{key}=date.fromisoformat({value!r})" if key == "released" else f"{key}={value!r}")
    if tuple(stages) != STAGES:
        arguments.append(f"stages={tuple(stages)!r}")
    return shlex.join(words), f"investigation.answer.answer(wc.scan('PATH'), {', '.join(arguments)})"


def _reading(about: About, evidence: Evidence, names: Sequence[str], stages: Sequence[str]) -> dict[str, Any]:
    found = attribute(
        evidence, chips(), country=about.country, released=about.released, stages=stages,
        developer=about.developer, model=about.name, others=names,
    )  # fmt: skip
    return {
        "model": about.name,
        "developer": about.developer or None,
        "country": about.country,
        "released": about.released.isoformat(),
        "assumptions": list(about.assumed),
        "stages": [_stage(stage, about) for stage in found.stages],
    }


def _stage(stage: StageAttribution, about: About) -> dict[str, Any]:
    named = [family_name(family) for family in stage.disclosure.families]
    return {
        **stage_data(stage),
        "sentence": stage_sentence(stage, ()),
        "generations": rounded(stage.generations),
        "credible_chips": list(stage.credible_chips),
        "separated_by": [contribution_data(one) for one in stage.moved_by if one.families and one.log_ratio > 1],
        "moved": [_movement(move) for move in movements(stage, chips())],
        "hypotheses": [_hypothesis(rival) for rival in hypotheses(stage, chips())],
        "claims": [_claim(claim) for claim in claims(stage)],
        "would_change_it": list(would_change(stage, named)),
        "law": _overlay(stage, about),
    }


def _movement(move: Movement) -> dict[str, Any]:
    return {
        "signal": move.contribution.signal.id,
        "title": move.contribution.signal.title,
        "kind": move.kind,
        "family": move.family,
        "moved": round(move.moved, 6),
        "log_ratio": round(move.contribution.log_ratio, 4),
        "names": list(move.contribution.families),
        "implies": move.contribution.implies,
        "speaks_of": move.contribution.relation,
        "finding": reference(move.contribution.finding),
    }


def _hypothesis(rival: Hypothesis) -> dict[str, Any]:
    return {
        "generation": rival.generation,
        "probability": round(rival.probability, 6),
        "before": round(rival.before, 6),
        "speaks_for": [one.signal.id for one in rival.speaks_for],
        "speaks_for_others": [one.signal.id for one in rival.speaks_against],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "kind": "claimed",
        "by": "the repository's authors",
        "names": list(claim.families),
        "first": claim.first,
        "last": claim.last,
        "withdrawn": claim.withdrawn,
        "finding": reference(claim.finding),
    }


def _overlay(stage: StageAttribution, about: About) -> list[dict[str, Any]]:
    """The status of the probable chips over the days on which they would have been acquired.

    From the chip's first delivery, as far as it is known, to a month before the release. Empty where the country is
    unknown; a chip made in the country itself needs no export.
    """
    if about.country is None:
        return []
    ends = min(about.released - timedelta(days=int(weights().number("pretraining_lead_days"))), READ_UNTIL)
    found: list[dict[str, Any]] = []
    for chip in main_variants(chips(), [name for name in stage.credible if name != "other"][:OVERLAID]):
        begins = first_day(chip)
        if chip.headquarters == about.country:
            found.append({"chip": chip.id, "name": chip.name, "note": "made in the country: no export", "periods": []})
        elif begins is None or begins > ends:
            found.append({"chip": chip.id, "name": chip.name, "note": "no day of acquisition is known", "periods": []})
        else:
            periods = [period.to_dict() for period in timeline(chip, begins, ends, about.country)]
            found.append({"chip": chip.id, "name": chip.name, "note": None, "periods": periods})
    return found


def _about(
    name: str | None, evidence: Evidence, developer: str | None, country: str | None, released: date | None
) -> About:
    model = known_model(name) if name else None
    assumed = []
    maker = developer or (model.developer if model else "") or owner(evidence.repository)
    place = find_country(country).code if country else model.country if model else find_developer(maker).country
    if place is None:
        assumed.append("the developer's country is unknown: labels of all countries count, and no law is laid over")
    if released is None and model is not None:
        released = release_day(model.released)
    if released is None:
        released = date.fromisoformat(evidence.main_line[0][1][:10]) if evidence.main_line else READ_UNTIL
        what = "the first commit" if evidence.main_line else "the last day that the law was read for"
        assumed.append(f"the release is not known; taken is {released}, {what}")
    if model is None and name:
        assumed.append(f"{name} is not in the catalogue")
    return About(model.name if model else name, maker, place, released, tuple(assumed))


def headline(model: Mapping[str, Any]) -> str:
    """One sentence on a model: what is declared, and what is not."""
    declared = [
        f"{stage['label'].lower()} on {listed([family_name(f) for f in stage['disclosure']['families']], 'or')}"
        for stage in model["stages"]
        if stage["disclosure"]["word"] == "declared"
    ]
    return f"{model['model'] or 'the model'}: " + ("; ".join(declared) + ", declared" if declared else "undisclosed")
