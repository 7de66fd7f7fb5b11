"""What the numbers of a repository say, as plain data: each with the verdict on the families that are in question."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..attribution import StageAttribution
from ..attribution.reckoning import Reckoning
from ..catalog import Chip, chips
from ..evidence import Finding

SHOWN = 8  # families with their formula


def arithmetic_data(stage: StageAttribution, reference: Any) -> list[dict[str, Any]]:
    """The reckonings of a stage. reference: makes plain data of a finding."""
    families = _in_question(stage)
    return [_data(one, families, reference) for one in stage.reckonings]


def _data(one: Reckoning, families: Sequence[str], reference: Any) -> dict[str, Any]:
    return {
        "sort": one.sort,
        "stated": one.stated,
        "excludes": len(one.impossible) if one.vetoes else 0,
        "of": len(one.verdicts),
        "weighs": one.weighs,
        "note": one.note,
        "families": [
            {
                "family": chip.family,
                "chip": chip.id,
                "verdict": one.verdicts[chip.id],
                "formula": one.formulas.get(chip.id, ""),
            }
            for chip in _main(families)
            if chip.id in one.verdicts
        ],
        "finding": _reference(one.finding, reference),
    }


def _reference(finding: Finding | None, reference: Any) -> Any:
    return None if finding is None else reference(finding)


def _in_question(stage: StageAttribution) -> list[str]:
    """The families that are declared, those of the credible set, and those that were most probable before."""
    found = dict.fromkeys((*stage.disclosure.families, *stage.credible, *list(stage.prior_families)[:SHOWN]))
    return [family for family in found if family != "other"][:SHOWN]


def _main(families: Sequence[str]) -> list[Chip]:
    main = {chip.family: chip for chip in chips() if chip.main_variant}
    return [main[family] for family in families if family in main]


def arithmetic_sentence(one: dict[str, Any], name: Any) -> str:
    """One reckoning in words. name: writes a family as people do."""
    by_verdict: dict[str, list[str]] = {}
    for row in one["families"]:
        by_verdict.setdefault(row["verdict"].replace("-", " "), []).append(name(row["family"]))
    said = "; ".join(f"{verdict} {', '.join(families)}" for verdict, families in by_verdict.items())
    out = f" Excludes {one['excludes']} of {one['of']} chips." if one["excludes"] else ""
    note = f" Not used: {one['note']}." if one["note"] and not one["excludes"] else ""
    return f"{one['stated']}: {said}.{out}{note}" if said else f"{one['stated']}.{out}{note}"
