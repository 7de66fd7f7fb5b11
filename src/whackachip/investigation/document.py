"""The investigation as one document of plain data, which every rendering reads."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from ..attribution import Attribution, StageAttribution, StrictReading
from ..attribution.attribute import not_found_titles, word_for
from ..attribution.likelihood import Contribution
from ..catalog import Chip
from ..evidence import Evidence, Finding, load_signals
from ..law import Period, find_country
from ..law.decision import DISCLAIMER, NOT_CHECKED
from ..law.provision import thresholds
from ..lazy import Lazy, plain
from ..predicates import describe, parse
from ..provenance import provenance
from ..quantities import source
from .about import short_name
from .arithmetic import arithmetic_data
from .verdict import (
    chain_sentence,
    family_name,
    law_sentence,
    listed,
    rule_sentence,
    stage_name,
    stage_sentence,
    window_sentence,
)

if TYPE_CHECKING:
    from .run import Findings, Question, ViewReading

SCHEMA_VERSION = "1"
HOME = "US"  # the country whose exports the law is about
LIMITS = (
    "A verdict on one day covers neither an earlier lawful purchase nor later use.",
    "A repository tells what its authors publish; use in one stage is no evidence of use in another.",
    "Chips outside China, rented or owned through others, leave no trace in a repository.",
    "A mix of chips is not modelled: probabilities are of single chips.",
    "Withdrawn evidence keeps its weight; nothing is implied about why it was withdrawn.",
)


def document(found: Findings) -> dict[str, Any]:
    """The whole result, in the order in which it is read; follows docs/schema/result.schema.json.

    Lists of findings, which may be very long, are lazy: `lazy.plain` makes all of it plain data.
    """
    question = found.question
    eliminated = {chip: step.id for step in found.strict.steps for chip in step.eliminated}
    body: dict[str, Any] = {
        "schema_version": SCHEMA_VERSION,
        "question": question_data(question, found),
        "verdict": verdict_data(found),
        "candidates": [candidate.to_dict(eliminated.get(candidate.chip.id)) for candidate in found.candidates],
        "undated": [chip.id for chip in found.undated],
        "strict": strict_data(found.strict),
        "audited": audited_data(found.audited),
        "differences": [asdict(difference) for difference in found.differences],
        "evidence": evidence_data(found.evidence),
        "skipped": [asdict(skipped) for skipped in found.evidence.skipped],
        "signals": signal_data(found.evidence.findings),
        "views": [view_data(view) for view in found.views],
        "law": law_data(found),
        "feasibility": [estimate.to_dict() for estimate in found.estimates],
        "statements": [dict(statement) for statement in question.case.statements] if question.case else [],
        "chips": {chip.id: {"name": chip.name, "family": chip.family} for chip in _chips(found)},
        "limits": list(LIMITS),
        "assumptions": list(question.assumptions),
        "not_checked": list(NOT_CHECKED),
        "disclaimer": DISCLAIMER,
    }
    body["sources"] = {name: asdict(source(name)) for name in sorted(set(_source_ids(body)))}
    body["provenance"] = provenance(*_lines(question), question.on.isoformat(), NOT_CHECKED)
    result: dict[str, Any] = plain(body, lazy=True)
    return result


def question_data(question: Question, found: Findings) -> dict[str, Any]:
    model = question.model
    return {
        "subject": question.case.id if question.case else found.evidence.repository,
        "title": question.case.title
        if question.case
        else f"Which chips could have made the model of {short_name(found.evidence.repository)}?",
        "repository": question.case.repository if question.case else found.evidence.repository,
        "model": model.id if model else None,
        "model_name": model.name if model else None,
        "developer": question.developer or None,
        "on": question.on.isoformat(),
        "to": question.to,
        "destination": find_country(question.to).name,
        "layer": question.layer,
        "stages": list(question.stages),
    }


def verdict_data(found: Findings) -> dict[str, Any]:
    """The headline and the sentences of the verdict, each under what it speaks about."""
    question = found.question
    place = find_country(question.to).name
    priority = [chip.family for chip in found.named]
    stages = [stage_sentence(stage, priority) for stage in found.audited.stages]
    law = [law_sentence(_short(chip), found.decisions[chip.id], place) for chip in found.named]
    windows = [window_sentence(_short(chip), found.windows[chip.id], place) for chip in found.named]
    rules = [rule_sentence(_short(chip), found.lives[chip.id], place) for chip in found.named]
    if question.to == HOME:
        law, windows, rules = (
            ["Chips for use in the United States are not exported; no rule here asks for a licence."],
            [],
            [],
        )
    by_id = {candidate.chip.id: candidate.chip for candidate in found.candidates}
    chain = chain_sentence(found.strict, by_id)
    groups = {
        "stages": stages,
        "strict": [chain],
        "law": law,
        "window": [text for text in windows if text],
        "rule": [text for text in rules if text],
    }
    return {
        "headline": _headline(found),
        "sentences": [text for group in groups.values() for text in group] + [LIMITS[0]],
        **groups,
    }


def _headline(found: Findings) -> str:
    """Disclosure by stage, in one sentence."""
    parts = []
    for stage in found.audited.stages:
        name = stage_name(stage).lower()
        if stage.disclosure.word == "declared":
            families = listed([family_name(family) for family in stage.disclosure.families], "or")
            parts.append(f"{name} on {families}, declared")
        elif stage.disclosure.word == "undisclosed":
            label, probability = stage.top_class
            parts.append(f"{name} hardware undisclosed, {word_for(probability)} {label}")
    model, repository = found.question.model, short_name(found.evidence.repository)
    subject = model.name.split(" (")[0] if model else repository
    return f"{subject}: {'; '.join(parts)}." if parts else f"{subject}: nothing in the repository speaks of hardware."


def evidence_data(evidence: Evidence) -> dict[str, Any]:
    """What was found and read, without what was skipped."""
    rest = replace(evidence, findings=(), skipped=()).to_dict()
    rest["findings"] = Lazy(evidence.findings, Finding.to_dict)
    del rest["skipped"]
    return rest


def strict_data(strict: StrictReading) -> dict[str, Any]:
    steps = []
    for step in strict.steps:
        record = {
            "id": step.id,
            "title": step.title,
            "figure": step.figure,
            "keeps": step.keeps,
            "keeps_words": describe(parse(step.keeps), LABELS),
            "fired": bool(step.findings),
            "findings": Lazy(step.findings, reference),
            "before": len(step.before),
            "after": len(step.after),
            "eliminated": list(step.eliminated),
            "undecided": list(step.undecided),
            "verdict": step.verdict,
            "audited": step.audited,
            "sources": list(step.sources),
        }
        steps.append(record)
    return {
        "title": strict.title,
        "source": strict.source,
        "steps": steps,
        "remaining": list(strict.remaining),
        "conclusion": strict.conclusion,
        "conclusion_audited": strict.conclusion_audited,
    }


LABELS = {
    "vendor": "vendor",
    "market": "market",
    "compute_capability": "compute capability",
}


def audited_data(audited: Attribution) -> dict[str, Any]:
    return {
        "weights_version": audited.weights_version,
        "stages": [stage_data(stage) for stage in audited.stages],
        "looked_for": list(audited.looked_for),
        "not_found": list(not_found_titles(audited.not_found)),
    }


def stage_data(stage: StageAttribution) -> dict[str, Any]:
    """One stage: the distribution by family and class, what moved it, and what would change it."""
    return {
        "stage": stage.stage,
        "label": stage_name(stage),
        "disclosure": {
            "word": stage.disclosure.word,
            "families": list(stage.disclosure.families),
            "tested": stage.disclosure.tested,
            "findings": Lazy(stage.disclosure.findings, reference),
        },
        "chips": rounded(stage.chips),
        "families": rounded(stage.families),
        "prior_families": rounded(stage.prior_families),
        "classes": rounded(stage.classes),
        "word": word_for(stage.top_class[1]),
        "credible": list(stage.credible),
        "inseparable": list(stage.inseparable),
        "moved_by": [contribution_data(contribution) for contribution in stage.moved_by],
        "arithmetic": arithmetic_data(stage, reference),
        "would_change_it": _would_change(stage),
    }


def _would_change(stage: StageAttribution) -> list[str]:
    """What would disprove the reading of a stage."""
    if stage.disclosure.word == "declared":
        named = listed([family_name(family) for family in stage.disclosure.families], "or")
        return [f"a first-party statement or log that names another chip than {named} for this stage"]
    return [
        "a first-party statement, report or log that names the chips of this stage",
        "a measured link bandwidth, device name or memory size from a run of this stage, which tells siblings apart",
        "a dated purchase or fleet record that rules a family in or out",
    ]


def rounded(values: Mapping[str, float]) -> dict[str, float]:
    """Probabilities to six digits, without those that round to zero."""
    return {name: round(value, 6) for name, value in values.items() if round(value, 6) > 0}


def contribution_data(contribution: Contribution) -> dict[str, Any]:
    return {
        "signal": contribution.signal.id,
        "title": contribution.signal.title,
        "log_ratio": round(contribution.log_ratio, 4),
        "transferred": contribution.transferred,
        "families": list(contribution.families),
        "implies": contribution.implies,
        "reason": contribution.signal.reason,
        "finding": reference(contribution.finding),
        "sources": list(contribution.signal.sources),
    }


def reference(finding: Finding) -> dict[str, Any]:
    """What is needed to look a finding up: commit, path, line, token, and whether it still stands."""
    return {
        "signal": finding.signal,
        "commit": finding.last_commit,
        "path": finding.path,
        "line": finding.line,
        "token": finding.token,
        "stage": finding.stage,
        "status": finding.status,
        "removed_on": finding.removed_on,
        "removed_by": finding.removed_by,
    }


def signal_data(findings: Iterable[Finding]) -> dict[str, Any]:
    """The meaning of each signal that was found."""
    used = {finding.signal for finding in findings}
    return {
        signal.id: {
            "title": signal.title,
            "category": signal.category,
            "strength": signal.strength,
            "implies": signal.implies,
            "names_chip": signal.names_chip,
            "reason": signal.reason,
            "exceptions": list(signal.exceptions),
            "sources": list(signal.sources),
        }
        for signal in load_signals()
        if signal.id in used
    }


def view_data(reading: ViewReading) -> dict[str, Any]:
    """One state of the repository, as somebody sees it who has no history."""
    fired = [step.id for step in reading.strict.steps if step.findings]
    return {
        "id": reading.view.id,
        "commit": reading.view.commit,
        "moment": reading.view.moment,
        "note": reading.view.note,
        "findings": reading.findings,
        "strict_steps": fired,
        "strict_remaining": len(reading.strict.remaining),
        "stages": [
            {
                "stage": stage.stage,
                "label": stage_name(stage),
                "disclosure": stage.disclosure.word,
                "declared": list(stage.disclosure.families),
                "families": rounded(dict(list(stage.families.items())[:8])),
                "credible": list(stage.credible),
            }
            for stage in reading.audited.stages
        ],
    }


def law_data(found: Findings) -> dict[str, Any]:
    return {
        "on": found.question.on.isoformat(),
        "to": found.question.to,
        "layer": found.question.layer,
        "decisions": [found.decisions[chip.id].to_dict() for chip in found.named],
        "thresholds": thresholds(found.question.on),
        "windows": {chip.id: periods_data(found.windows[chip.id]) for chip in found.named},
        "lives": {chip.id: periods_data(found.lives[chip.id]) for chip in found.named},
        "window_note": found.question.case.window_note if found.question.case else None,
    }


def periods_data(periods: Sequence[Period]) -> list[dict[str, Any]]:
    return [period.to_dict() for period in periods]


def _short(chip: Chip) -> str:
    return family_name(chip.family)


def _chips(found: Findings) -> Iterator[Chip]:
    yield from (candidate.chip for candidate in found.candidates)
    yield from found.undated


def _source_ids(value: Any) -> Iterator[str]:
    """Every source id under the keys `source` and `sources`, wherever it stands."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key == "source" and isinstance(part, str):
                yield part
            elif key == "sources" and isinstance(part, list | tuple):
                yield from (item for item in part if isinstance(item, str))
            else:
                yield from _source_ids(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _source_ids(part)


def _lines(question: Question) -> tuple[str, str]:
    """The command line and the Python line that ask the same again, without a local path."""
    subject = question.case.id if question.case else "PATH"
    words = ["whackachip", "investigate", subject]
    arguments = [repr(subject)]
    if question.case is None or question.on.isoformat() != question.case.on:
        words += ["--on", question.on.isoformat()]
        arguments.append(f"on={question.on.isoformat()!r}")
    if question.case is None or question.to != question.case.destination:
        words += ["--to", question.to]
        arguments.append(f"to={question.to!r}")
    if question.case is None and question.model is not None:
        words += ["--model", question.model.id]
        arguments.append(f"model={question.model.id!r}")
    if question.layer != "enforced":
        words += ["--layer", question.layer]
        arguments.append(f"layer={question.layer!r}")
    return shlex.join(words), f"wc.investigate({', '.join(arguments)})"
