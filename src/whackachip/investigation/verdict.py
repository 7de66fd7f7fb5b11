"""The verdict in sentences, each built from what the floors below found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..attribution import StageAttribution, StrictReading
from ..attribution.attribute import word_for
from ..attribution.weights import TRAINING
from ..catalog import Chip
from ..law import Decision, Period

STAGE_NAMES = {
    "pretraining": "Pre-training",
    "finetuning": "Fine-tuning",
    "rl": "Reinforcement learning",
    "serving": "Serving",
}

TESTED = " tests"  # after the name of a stage of training, where only a test of it is spoken of
_STANDS = {"depends": "depends on missing facts", "not-in-force": "falls under no rule in force"}
_ASKED = {  # what is asked of sending a chip, by the verdict on the transaction
    "licence-required": "to send it needs a licence",
    "exception-available": "to send it needs a licence or an exception, which is available",
    "no-requirement-found": "no licence requirement for sending it was found",
    "depends": "whether it may be sent depends on missing facts",
    "unknown": "whether it may be sent is unknown",
}
_LISTED = 8  # families named in one sentence


def family_name(family: str) -> str:
    """A family as people write it."""
    return (
        family.upper() if len(family.split()) == 1 else family.title().replace("Rtx", "RTX").replace("Tpu V", "TPU v")
    )


def stage_name(stage: StageAttribution) -> str:
    """A stage as people write it; to test serving is to serve, but to test fine-tuning is not to have made a model."""
    name = STAGE_NAMES.get(stage.stage, stage.stage)
    return name + TESTED if stage.disclosure.tested and stage.stage in TRAINING else name


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words with commas and a last conjunction."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" {last} {words[-1]}" if words else "none"


def percent(probability: float) -> str:
    """A probability for a reader, never 0% or 100%."""
    if probability >= 0.995:
        return "over 99%"
    return "under 1%" if probability < 0.005 else f"{probability:.0%}"


def stage_sentence(stage: StageAttribution, priority: Sequence[str]) -> str:
    """One stage: disclosure first, then the class or chip that is probable, then what cannot be told apart.

    priority: families that the sentence names first among those that cannot be separated.
    """
    name = stage_name(stage)
    if stage.disclosure.word == "declared":
        declared = listed([family_name(family) for family in stage.disclosure.families], "or")
        top, probability = stage.top
        sure = f"{family_name(top)} {percent(probability)}"
        if top in stage.disclosure.families:
            return f"{name}: {declared}, declared (probability of {sure})."
        return (
            f"{name}: {declared}, declared, but the reading does not follow it: the statement is of another time than "
            f"the release, or of another use ({sure})."
        )
    label, probability = stage.top_class
    said = stage.disclosure.word
    if stage.disclosure.families:
        said = f"{listed(_cut([family_name(family) for family in stage.disclosure.families]), 'or')} {said}"
    text = f"{name}: {said}; {label} {word_for(probability)} ({percent(probability)})"
    if stage.inseparable:
        first = [family for family in priority if family in stage.inseparable]
        rest = [family for family in stage.inseparable if family not in first]
        shown = [family_name(family) for family in (*first, *rest)]
        text += f"; the repository does not separate {listed(_cut(shown))}"
    return text + "."


def _cut(names: Sequence[str]) -> list[str]:
    """The first names, and how many more there are."""
    return [*names] if len(names) <= _LISTED else [*names[:_LISTED], f"{len(names) - _LISTED} more"]


def _plain(word: str) -> str:
    return word.replace("-", " ")


def law_sentence(name: str, decision: Decision, place: str) -> str:
    """Both verdicts on one chip on the day."""
    under = f" under {listed(decision.item.paragraphs)}" if decision.item.paragraphs else ""
    review = list(dict.fromkeys(found.result for found in decision.transaction.review))
    policy = f" (review policy: {_plain(listed(review, 'or'))})" if review else ""
    item, transaction = decision.item.verdict, decision.transaction.verdict
    stands = _STANDS.get(item, f"is {_plain(item)}")
    return f"{name} to {place} on {decision.on}: the item {stands}{under}; {_ASKED[transaction]}{policy}."


def window_sentence(name: str, periods: Sequence[Period], place: str) -> str | None:
    """When the chip could be sent without a licence within the acquisition window; None where it has no window."""
    if not periods:
        return None
    free = [period for period in periods if period.decision.transaction.verdict == "no-requirement-found"]
    if not free:
        kinds = {period.decision.transaction.verdict for period in periods}
        asked = "licence required" if kinds == {"licence-required"} else "a licence question arose"
        days = f"{periods[0].begins} to {periods[-1].ends}"
        return f"{name} to {place}: {asked} on every day of the acquisition window, {days}."
    first, last = free[0].begins, free[-1].ends
    if last == periods[-1].ends and len(free) == len(periods):
        return f"{name} to {place}: no requirement found on any day of the acquisition window, {first} to {last}."
    later = next((period for period in periods if period.begins > last), None)
    then = f"; {_plain(later.decision.transaction.verdict)} from {later.begins}" if later else ""
    return f"{name} to {place}: no requirement found from {first} to {last}{then}."


def rule_sentence(name: str, periods: Sequence[Period], place: str) -> str | None:
    """The first day on which a rule or letter that is built asked for a licence, if there was one."""
    asking = ("licence-required", "exception-available")
    stopped = next((p for p in periods if p.decision.transaction.verdict in asking), None)
    if not periods:
        return None
    if stopped is None:
        return f"{name} to {place}: no rule that is built ever asked for a licence, up to {periods[-1].ends}."
    by = listed(list(dict.fromkeys(stopped.decision.transaction.requirements)))
    open_ = ", with an exception available" if stopped.decision.transaction.verdict == "exception-available" else ""
    return f"{name} to {place}: the first licence requirement found begins on {stopped.begins} ({by}){open_}."


def chain_sentence(strict: StrictReading, chips: Mapping[str, Chip]) -> str:
    """What the strict chain leaves standing."""
    if not any(step.findings for step in strict.steps):
        return "None of the findings that the strict chain needs is there, so it eliminates nothing."
    families = list(dict.fromkeys(chips[chip].family for chip in strict.remaining))
    shown = [family_name(family) for family in families]
    return (
        f"The strict chain alone leaves {len(strict.remaining)} chips of {len(families)} families standing "
        f"({listed(_cut(shown))}); its tests single out none of them."
    )
