"""Techniques as the facts have them, and which of them may stand together."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from ...catalog.chip import Chip
from ...errors import UserError, unknown
from ...facts import store

AGGREGATE = "aggregate"
PHASES = ("train", "prefill", "decode")
Span = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Technique:
    """One technique: a mechanism that the formulas carry out, or a multiplier (low, mid, high).

    amount: a number that the mechanism needs (low, mid, high). gate: figures of which a chip must have one.
    """

    id: str
    name: str
    group: str
    default: str
    mechanism: str | None
    multiplier: Span | None
    gate: tuple[str, ...]
    quality: str
    relaxes: str
    spends: str
    sources: tuple[str, ...]
    kind: str
    conditions: str | None = None
    phases: tuple[str, ...] = ("train",)
    amount: Span | None = None
    amount_of: str | None = None


@store.cached
def techniques() -> tuple[Technique, ...]:
    """All techniques of all phases, in the order in which a waterfall applies them."""
    found = []
    for record in store.section("performance")["techniques"]["techniques"]:
        fields: dict[str, Any] = {"mechanism": None, "multiplier": None, **record}
        for name in ("multiplier", "amount"):
            if fields.get(name):
                fields[name] = tuple(float(fields[name][key]) for key in ("low", "mid", "high"))
        for name in ("sources", "gate", "phases"):
            fields[name] = tuple(fields.get(name) or ())
        found.append(Technique(**fields))
    return tuple(found)


def chosen(
    phase: str, has: Collection[str], chip: Chip, added: Iterable[str] = (), without: Iterable[str] = ()
) -> tuple[tuple[Technique, ...], dict[str, str], dict[str, str]]:
    """The techniques of a phase that a model can use on a chip, why each of the others is left out, and of which it
    depends on a figure that no source states, with the figure.

    has: ids of those that the model's configuration has. added: ids that are off by default. Raises UserError for a
    phase or an id that is not known, and where the aggregate would be counted beside what it holds.
    """
    if phase not in PHASES:
        raise unknown("phase", phase, PHASES)
    known = {technique.id: technique for technique in techniques() if phase in technique.phases}
    every = {technique.id for technique in techniques()}
    wanted, unwanted = set(added), set(without)
    for key in wanted | unwanted:
        if key not in every:
            raise unknown("technique", key, sorted(every))
    for key in wanted - set(known):
        raise UserError(f"{key} is no technique of {phase}: it has {', '.join(known)}")
    kept, out, depends = [], {}, {}
    for technique in known.values():
        why = _why_not(technique, has, wanted, unwanted)
        lacking = technique.gate and not any(key in chip.figures for key in technique.gate)
        if why:
            out[technique.id] = why
        elif lacking and (figure := _unstated(technique, chip)):
            depends[technique.id] = figure
        elif lacking:
            out[technique.id] = f"the {chip.name} has no {' or '.join(technique.gate)}"
        else:
            kept.append(technique)
    if any(t.group == AGGREGATE for t in kept) and len(kept) > 1:
        raise UserError("algorithms-of-a-year holds all other techniques: leave out the rest with --without, or it")
    return tuple(kept), out, depends


def _unstated(technique: Technique, chip: Chip) -> str | None:
    """The figure of a technique's gate that the chip may have and no source states; None where its silicon has none."""
    native = chip.native_precisions
    return next((key for key in technique.gate if native is None or key.split("_")[1] in native), None)


def _why_not(technique: Technique, has: Collection[str], wanted: set[str], unwanted: set[str]) -> str | None:
    if technique.id in unwanted:
        return "left out as asked"
    if technique.default == "model" and technique.id not in has:
        return "the model does not have it"
    if technique.mechanism in ("overlap-ep", "node-limit", "wide-groups", "few-units") and "moe" not in has:
        return "the model routes nothing"
    if technique.default == "off" and technique.id not in wanted:
        return "off unless asked for with --with"
    return None


def factor(present: Iterable[Technique]) -> Span:
    """The product of multipliers (low, mid, high): the largest of a group, and none beside a mechanism of its group."""
    present = list(present)
    groups: dict[str, Span] = {}
    mechanisms = {technique.group for technique in present if technique.mechanism}
    for technique in present:
        if technique.multiplier and technique.group not in mechanisms:
            best = groups.get(technique.group, (1.0, 1.0, 1.0))
            groups[technique.group] = max(best, technique.multiplier, key=lambda found: found[1])
    low = mid = high = 1.0
    for one in groups.values():
        low, mid, high = low * one[0], mid * one[1], high * one[2]
    return low, mid, high
