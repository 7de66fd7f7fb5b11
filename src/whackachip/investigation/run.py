"""The main job: evidence, attribution, law on the day, feasibility, and what the rule did."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from ..attribution import Attribution, StrictReading, attribute, differences, strict_reading
from ..attribution.developer import find_developer
from ..catalog import DEFAULT, Chip, Model, find_model
from ..errors import UserError, unknown
from ..evidence import Evidence, Skipped, scan
from ..law import Decision, Period, find_country, timeline
from ..law.provision import READ_FROM, READ_UNTIL
from ..law.question import as_day
from ..lazy import plain
from ..performance import TrainingEstimate, feasibility
from ..quantities import Interval
from .about import main_model, owner, release_day
from .candidates import Candidate, candidates, main_variants
from .case import Case, View, case_of, cases, find_case
from .document import document

Progress = Callable[[int, int], None]
CREDIBLE = 6  # families whose status is looked up though nothing names them
STAGES = ("pretraining", "finetuning", "serving")


@dataclass(frozen=True)
class Question:
    """What is asked: which model, which day, which destination; with what was assumed for what was left out."""

    subject: str
    case: Case | None
    model: Model | None
    on: date
    to: str
    layer: str
    stages: tuple[str, ...]
    views: tuple[View, ...]
    assumptions: tuple[str, ...]
    developer: str = ""
    developer_country: str | None = None
    released: date | None = None

    def attribution(self, evidence: Evidence, chips: Sequence[Chip]) -> Attribution:
        """The audited reading of some evidence for this question."""
        return attribute(
            evidence, chips, country=self.developer_country, released=self.released or self.on, stages=self.stages,
            developer=self.developer, model=self.model.name if self.model else None,
        )  # fmt: skip


@dataclass(frozen=True)
class ViewReading:
    """What a reader of one state of the repository sees, who has no history. findings: how many count."""

    view: View
    findings: int
    strict: StrictReading
    audited: Attribution


@dataclass(frozen=True)
class Findings:
    """Everything that was worked out, before it becomes a document."""

    question: Question
    evidence: Evidence
    candidates: tuple[Candidate, ...]
    undated: tuple[Chip, ...]
    strict: StrictReading
    audited: Attribution
    differences: tuple[Any, ...]
    views: tuple[ViewReading, ...]
    named: tuple[Chip, ...]
    decisions: Mapping[str, Decision]
    windows: Mapping[str, tuple[Period, ...]]
    lives: Mapping[str, tuple[Period, ...]]
    estimates: tuple[TrainingEstimate, ...]


def investigate(
    subject: str,
    *,
    on: str | None = None,
    to: str | None = None,
    model: str | None = None,
    layer: str = "enforced",
    revision: str | None = None,
    progress: Progress | None = None,
    name: str | None = None,
    lazy: bool = False,
) -> dict[str, Any]:
    """The whole investigation of a bundled case, a folder or a git repository, as a document.

    name: what the result calls the repository, by default the last part of the path. lazy: findings stay lazy lists,
    for what writes them one by one; else all is plain data.

    on: the day of the verdict, ISO; the model's release if left out. Raises UserError for a subject that is neither a
    case nor a path, and for a date, country, layer or model that is not known.
    """
    evidence, case = _evidence(subject, revision, progress, name)
    question = _question(subject, case, evidence, on, to, model, layer)
    found = document(work_out(question, evidence))
    return found if lazy else plain(found)


def work_out(question: Question, evidence: Evidence) -> Findings:
    """Every step for one question and its evidence."""
    dated, undated = candidates(question.on, question.to, question.layer)
    chips = [candidate.chip for candidate in dated]
    scored = scorable(evidence)
    audited = question.attribution(scored, chips)
    strict = strict_reading(chips, scored)
    named = main_variants(chips, _named_families(audited))
    by_chip = {candidate.chip.id: candidate.decision for candidate in dated}
    ends = as_day(question.case.window_ends) if question.case else question.on
    return Findings(
        question=question,
        evidence=evidence,
        candidates=dated,
        undated=undated,
        strict=strict,
        audited=audited,
        differences=differences(strict, audited, chips),
        views=tuple(_view(view, evidence, chips, question) for view in question.views),
        named=named,
        decisions={chip.id: by_chip[chip.id] for chip in named},
        windows={chip.id: _window(chip, ends, question) for chip in named},
        lives={chip.id: _periods(chip, READ_FROM, READ_UNTIL, question) for chip in named},
        estimates=_estimates(question, strict, audited, chips, ends),
    )


def scorable(evidence: Evidence) -> Evidence:
    """The findings that stood on the main line; pull requests and replaced roots are reported apart."""
    return replace(evidence, findings=tuple(f for f in evidence.findings if f.status in ("present", "withdrawn")))


def visible(evidence: Evidence) -> Evidence:
    """What somebody sees who has no history: the findings that are present."""
    return replace(evidence, findings=tuple(f for f in evidence.findings if f.status == "present"))


def _evidence(
    subject: str, revision: str | None, progress: Progress | None, name: str | None
) -> tuple[Evidence, Case | None]:
    case = find_case(subject)
    if case is not None:
        return case.evidence, case
    if not Path(subject).exists():
        if "/" in subject or subject.startswith("."):
            case = find_case(Path(subject).name)
            raise UserError(f"no such path: {subject}" + (f"; did you mean the case {case.id!r}?" if case else ""))
        raise unknown("case or path", subject, [known.id for known in cases()])
    evidence = scan(subject, revision=revision, progress=progress, name=name)
    if not evidence.main_line and not any(skipped.path == ".git" for skipped in evidence.skipped):
        note = Skipped(".git", "no git repository here: read without history")
        evidence = replace(evidence, skipped=(note, *evidence.skipped))
    return evidence, case_of(evidence)


def _question(
    subject: str, case: Case | None, evidence: Evidence, on: str | None, to: str | None, model: str | None, layer: str
) -> Question:
    assumptions = []
    found = find_model(model) if model else find_model(case.model) if case else main_model(evidence)
    if found is not None and not model and case is None:
        assumptions.append(f"the model is {found.name}, whose repository this is")
    developer = found.developer if found else owner(evidence.repository)
    place = found.country if found else find_developer(developer).country if developer else None
    day = _day(on, case, found, evidence, assumptions)
    if to is None and case is None:
        said = "where the developer sits" if place else "since nobody knows where the developer sits"
        assumptions.append(f"the destination is {find_country(place or 'CN').name}, {said}")
    if case is None:
        assumptions.append("no bundled case has this repository's commits; no statements from outside are shown")
    country = find_country(to or (case.destination if case else place or "CN"))
    if found is None:
        assumptions.append("no model was named, so feasibility was not worked out")
    return Question(
        subject=subject,
        case=case,
        model=found,
        on=day,
        to=country.code,
        layer=layer,
        stages=case.stages if case else STAGES,
        views=_views(case, evidence),
        assumptions=tuple(assumptions),
        developer=developer,
        developer_country=place or (country.code if to else None),
        released=release_day(found.released) if found else None,
    )


def _day(on: str | None, case: Case | None, model: Model | None, evidence: Evidence, assumptions: list[str]) -> date:
    """The day of the verdict: as asked, else the release, else the first commit; what was assumed is added."""
    if on is not None:
        return as_day(on)
    if case is not None:
        return as_day(case.on)
    if model is not None:
        assumptions.append(f"the day of the verdict is that of the release of {model.name}")
        return release_day(model.released)
    if evidence.main_line:
        assumptions.append("the day of the verdict is that of the first commit")
        return as_day(evidence.main_line[0][1][:10])
    assumptions.append(
        f"nothing here is dated, so the verdict is for {READ_UNTIL}, the last day that the law was read for"
    )
    return READ_UNTIL


def _views(case: Case | None, evidence: Evidence) -> tuple[View, ...]:
    if not evidence.main_line:
        return ()
    dates = dict(evidence.main_line)
    if case is not None:
        return tuple(view for view in case.views if view.commit in dates)
    head, moment = evidence.main_line[-1]
    return (View("head", head, moment, "the newest commit"),)


def _view(view: View, evidence: Evidence, chips: Sequence[Chip], question: Question) -> ViewReading:
    seen = visible(evidence.as_of(view.moment))
    audited = question.attribution(seen, chips)
    return ViewReading(view, sum(found.counts for found in seen.findings), strict_reading(chips, seen), audited)


def _named_families(audited: Attribution) -> tuple[str, ...]:
    """The families in question: those that a stage discloses, then those that stay credible for pre-training.

    A chip that the repository names elsewhere, as one that can run the model, is not in question.
    """
    named: dict[str, None] = {}
    for stage in audited.stages:
        named.update(dict.fromkeys(stage.disclosure.families))
    for stage in audited.stages:
        if stage.stage == "pretraining":
            named.update(dict.fromkeys([family for family in stage.credible if family != "other"][:CREDIBLE]))
    return tuple(named)


def first_day(chip: Chip) -> date | None:
    """The first day on which the chip may have shipped to China, or at all, or was announced."""
    for key in ("available_cn", "available", "announced"):
        found = chip.interval(key)
        if found is not None:
            return date.fromordinal(int(found.low))
    return None


def _window(chip: Chip, ends: date, question: Question) -> tuple[Period, ...]:
    """The status over the acquisition window: from the chip's first shipment to its end."""
    begins = first_day(chip)
    return _periods(chip, begins, ends, question) if begins else ()


def _periods(chip: Chip, begins: date, ends: date, question: Question) -> tuple[Period, ...]:
    if begins > ends:
        return ()
    return timeline(chip, begins, ends, question.to, layer=question.layer, interpretation=DEFAULT)


def _estimates(
    question: Question, strict: StrictReading, audited: Attribution, chips: Iterable[Chip], ends: date
) -> tuple[TrainingEstimate, ...]:
    """Pre-training on the main variant of each family that one of the readings leaves."""
    if question.model is None:
        return ()
    by_id = {chip.id: chip for chip in chips}
    families = list(dict.fromkeys(by_id[chip].family for chip in strict.remaining))
    for stage in audited.stages:
        if stage.stage == "pretraining":
            families = list(dict.fromkeys([*[f for f in stage.credible if f != "other"], *families]))
    found = main_variants(list(by_id.values()), families)
    return feasibility(question.model, found, window_days={chip.id: _days(chip, ends) for chip in found})


def _days(chip: Chip, ends: date) -> Interval | None:
    """The days from the first shipment to the end of the window, as far as the first is known."""
    for key in ("available_cn", "available", "announced"):
        found = chip.interval(key)
        if found is not None:
            last = ends.toordinal()
            return Interval(max(0.0, last - found.high), max(0.0, last - found.low))
    return None
