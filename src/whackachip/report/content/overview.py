"""The top of a report: who asked what, one card a stage, how to cite it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .. import words
from ..text import clean


@dataclass(frozen=True, slots=True)
class StageCard:
    """One stage at a glance. answer: what is declared, or that it is not. bars: the most probable families."""

    stage: str
    disclosure: str
    answer: str
    detail: str
    inseparable: str
    bars: tuple[tuple[str, str, float], ...]


def stage_cards(result: Mapping[str, Any]) -> list[StageCard]:
    """A card for each stage, in the order of the document."""
    return [_card(stage) for stage in result["audited"]["stages"]]


def _card(stage: Mapping[str, Any]) -> StageCard:
    disclosure = stage["disclosure"]
    families = [words.family(name) for name in disclosure["families"]]
    detail = ""
    if stage["classes"]:
        label, share = max(stage["classes"].items(), key=lambda item: item[1])
        detail = f"{clean(label)}: {clean(stage['word'])} ({words.percent(share)})"
    top = sorted(stage["families"].items(), key=lambda item: -item[1])[:4]
    return StageCard(
        stage=words.stage(stage),
        disclosure=clean(disclosure["word"]),
        answer=words.listed(families, "or") if families else f"Hardware {clean(disclosure['word'])}",
        detail=detail,
        inseparable=words.listed((words.family(name) for name in stage["inseparable"]), limit=6)
        if stage["inseparable"]
        else "",
        bars=tuple((words.family(name), words.percent(share), round(share * 100, 1)) for name, share in top),
    )


def facts_line(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What the question was, as label and value."""
    asked = result["question"]
    lines = [
        ("Repository", clean(asked["repository"])),
        ("Model", clean(asked["model_name"] or "none given")),
        ("Developer", clean(asked["developer"] or "")),
        ("Day of the verdict", clean(asked["on"])),
        ("Destination", clean(asked["destination"])),
        ("Reading of the law", "as enforced" if asked["layer"] == "enforced" else clean(asked["layer"])),
    ]
    return [(label, value) for label, value in lines if value]


def citation(result: Mapping[str, Any]) -> dict[str, str]:
    """One sentence to cite the result with, and a BibTeX record; the reader adds the day of access."""
    asked, made = result["question"], result["provenance"]
    tool, version, facts = clean(made["tool"]), clean(made["version"]), clean(made["facts_version"])
    title = clean(asked["title"])
    note = f"law as of {clean(asked['on'])}, destination {clean(asked['destination'])}"
    digest = clean(made["facts_hash"])[:12]
    key = re.sub(r"[^a-z0-9-]+", "-", f"{tool}-{clean(asked['subject'])}-{clean(asked['on'])}".lower()).strip("-")
    bibtex = "\n".join(
        [
            f"@misc{{{key},",
            f"  title        = {{{{{_bibtex(title)}}}}},",
            f"  author       = {{{{{tool} {version}}}}},",
            f"  year         = {{{facts[:4]}}},",
            f"  howpublished = {{{_bibtex(clean(made['command']))}}},",
            f"  note         = {{{_bibtex(note)}; facts {facts}, SHA-256 {digest}}}",
            "}",
        ]
    )
    text = f"{tool} {version}, “{title}”, {note}; facts of {facts} (SHA-256 {digest}…)."
    return {"text": text, "bibtex": bibtex}


def _bibtex(text: str) -> str:
    """Text without the characters that have a meaning in BibTeX."""
    return re.sub(r"([&%$#_])", r"\\\1", text.replace("\\", "/").replace("{", "(").replace("}", ")"))
