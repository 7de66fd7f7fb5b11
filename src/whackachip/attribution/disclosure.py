"""Whether the repository discloses its hardware, which is another question than what the hardware probably was."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from ..evidence import Finding, Signal
from .likelihood import FOLDED, Asked, named_families
from .subject import age, is_guide, relation
from .weights import DECLARING, TRAINING, weights

_STATING = ("strong", *sorted(DECLARING))


@dataclass(frozen=True, slots=True)
class Disclosure:
    """word: declared (a statement about this stage names the chip), implied (a weaker mention does) or undisclosed.

    tested: whether every such statement only says that something was tried or measured there.
    """

    word: str
    families: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    tested: bool = False


def disclosure(findings: Iterable[Finding], signals: Mapping[str, Signal], asked: Asked) -> Disclosure:
    """What the findings about one stage disclose; findings about other stages or models disclose nothing here."""
    known = [found for found in findings if _speaks(found, signals[found.signal], asked)]
    declared = [found for found in known if _declares(found, signals[found.signal], asked)]
    chosen = declared or known
    if not chosen:
        return Disclosure("undisclosed")
    families = tuple(dict.fromkeys(family for found in chosen for family in named_families(found.chips)))
    tested = all(signals[found.signal].claim == "tested" for found in chosen)
    return Disclosure("declared" if declared else "implied", families, tuple(chosen), tested)


def _speaks(finding: Finding, signal: Signal, asked: Asked) -> bool:
    """Whether a finding names a chip for this stage of this model.

    Where it states no stage, it speaks of training if it is a statement or a launch script about training itself, or an
    account of experiments on the front page or in a report; a guide in a folder below speaks of what readers may do,
    and what was only tested, of no stage that is not said.
    """
    if not finding.counts or not signal.names_chip or signal.strength == "none" or not named_families(finding.chips):
        return False
    said = relation(finding, asked.model, asked.others)
    if said == "other" or (is_guide(finding) and not finding.model):
        return False
    if asked.released and age(finding, asked.released, weights().days("later"), names_chip=True) == "earlier":
        return False
    stage = FOLDED.get(finding.stage, finding.stage)
    if stage == asked.stage:
        return asked.stage == "serving" or signal.strength in _STATING
    if stage != "unknown" or asked.stage not in TRAINING:
        return False
    if signal.strength in DECLARING:
        return True
    if signal.claim == "tested":
        return False
    path = PurePosixPath(finding.path)
    front = len(path.parts) == 1 or path.suffix.lower() == ".pdf" or said == "same"
    return signal.category == "prose" and signal.strength in _STATING and front


def _declares(finding: Finding, signal: Signal, asked: Asked) -> bool:
    stage = FOLDED.get(finding.stage, finding.stage)
    return stage == asked.stage and signal.strength in _STATING
