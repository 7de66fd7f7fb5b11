"""How verdicts, dates, families, numbers and sources are written for a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..errors import UserError
from .text import clean

STAGES = {
    "pretraining": "Pre-training",
    "finetuning": "Fine-tuning",
    "rl": "Reinforcement learning",
    "serving": "Serving",
    "benchmark": "Benchmark",
    "support": "Support",
    "any": "Any stage",
    "unknown": "No stage given",
}
ITEM = {
    "controlled": "controlled",
    "not-controlled-by-this-rule": "not controlled by this rule",
    "depends": "depends on missing facts",
    "not-in-force": "rule not in force",
    "unknown": "unknown",
}
TRANSACTION = {
    "licence-required": "licence required",
    "exception-available": "licence exception available",
    "no-requirement-found": "no requirement found",
    "depends": "depends on missing facts",
    "unknown": "unknown",
}
TRUTH = {"met": "met", "not-met": "not met", "unknown": "unknown"}
APPLIES = {"met": "applies", "not-met": "does not apply", "unknown": "unknown"}
STATUS = {
    "present": "present",
    "withdrawn": "withdrawn",
    "other-branch": "other branch",
    "pull-request": "pull request",
    "replaced-history": "replaced history",
}
MARKETS = {
    "datacenter": "Data centre",
    "workstation": "Workstation",
    "consumer": "Consumer",
    "embedded": "Embedded",
}
METRICS = {
    "tpp": "TPP",
    "performance_density": "performance density",
    "io_bandwidth": "input/output bandwidth",
    "interconnect_bandwidth": "interconnect bandwidth",
    "memory_bandwidth": "memory bandwidth",
    "marketed_for_datacenter": "marketed for data centres",
}
VENDORS = {
    "amd": "AMD", "aws": "AWS", "google": "Google", "groq": "Groq", "huawei": "Huawei", "hygon": "Hygon",
    "intel": "Intel", "biren": "Biren", "cambricon": "Cambricon", "cerebras": "Cerebras", "metax": "MetaX",
    "kunlunxin": "Kunlunxin", "moorethreads": "Moore Threads", "nvidia": "NVIDIA",
}  # fmt: skip
_IDENTITY = re.compile(r"(?:vendor|market) is [^()]*")
_NAMED = re.compile("|".join(rf"\b{name}\b" for name in (*VENDORS, *MARKETS)))
_KEEP_CASE = {
    "tpu": "TPU",
    "rtx": "RTX",
    "rx": "RX",
    "lpu": "LPU",
    "ipu": "IPU",
    "ai": "AI",
    "mtia": "MTIA",
    "cmp": "CMP",
    "mtt": "MTT",
    "agx": "AGX",
    "xtx": "XTX",
    "super": "SUPER",
    "pro": "PRO",
}


def word(words: Mapping[str, str], value: str | None) -> str:
    """The reader's word for one of ours; an unknown one is shown as it stands."""
    return words.get(value, clean(value).replace("-", " ")) if value else "not stated"


def test(expression: str) -> str:
    """A test of the document in words; what is none is shown as it stands."""
    from ..law.words import say
    from ..predicates import parse

    try:
        text = say(parse(expression), {})
    except UserError:
        return clean(expression)
    return clean(_IDENTITY.sub(lambda found: _NAMED.sub(_proper, found[0]), text).replace(" is yes", ""))


def _proper(found: re.Match[str]) -> str:
    return VENDORS.get(found[0]) or MARKETS[found[0]].lower()


def stage(reading: Mapping[str, Any]) -> str:
    """A stage where its reading is given, by the label of the document: "Fine-tuning tests" where only those are."""
    return clean(reading["label"]) if reading.get("label") else word(STAGES, reading["stage"])


def place(name: object) -> str:
    """A country within a sentence: the United States, China."""
    shown = clean(name)
    return f"the {shown}" if shown.startswith("United ") or shown in ("Netherlands", "Philippines") else shown


def family(name: str) -> str:
    """A family as people write it: h20 as H20, rtx 4090 as RTX 4090, tpu v4 as TPU v4."""
    parts = clean(name).split(" ")
    if len(parts) == 1:
        if name in ("other", "rest"):
            return name
        letters = name.rstrip("0123456789")
        return name.capitalize() if letters.isalpha() and len(letters) > 4 else name.upper()
    return " ".join(_part(part) for part in parts)


def _part(part: str) -> str:
    if part in _KEEP_CASE:
        return _KEEP_CASE[part]
    if part[:1] == "v" and part[1:2].isdigit():
        return part
    return part.upper() if any(letter.isdigit() for letter in part) else part.capitalize()


def listed(items: Iterable[str], last: str = "and", limit: int | None = None) -> str:
    """Words with commas and a last conjunction; beyond `limit` the rest is counted."""
    words = list(items)
    if limit is not None and len(words) > limit:
        words = [*words[:limit], f"{len(words) - limit} more"]
    if not words:
        return "none"
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" {last} {words[-1]}"


def number(value: float | None) -> str:
    """A number with thousands separators and about four digits; None is unbounded."""
    if value is None:
        return "unbounded"
    if abs(value) >= 1e12:
        return f"{value:.3g}".replace("e+", "e")
    if value == int(value):
        return f"{int(value):,}"
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def interval(value: Any, unit: str = "") -> str:
    """A value, [low, high] or {low, high} as one phrase: `1,289 to 9,976 chips`, `4,480 TPP or more`."""
    end = f" {unit}" if unit else ""
    if value is None:
        return "not known"
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        value = [value.get("low"), value.get("high")]
    if isinstance(value, Sequence):
        if all(isinstance(part, str) for part in value):
            return listed([clean(part) for part in value], "or")
        low, high = value[0], value[1]
        if high is None:
            return f"{number(low)}{end} or more"
        return f"{number(low)}{end}" if low == high else f"{number(low)} to {number(high)}{end}"
    return f"{number(value)}{end}"


def percent(share: float) -> str:
    """A probability as a whole percentage that never reads as certainty."""
    if 0 < share < 0.005:
        return "<1%"
    return ">99%" if 0.995 <= share < 1 else f"{share:.0%}"


def day(moment: str | None) -> str:
    """The day of an ISO date-time, as it was where it was written."""
    return clean(moment)[:10] if moment else ""


def short_commit(commit: str | None) -> str:
    """The first seven characters of a commit."""
    return clean(commit)[:7] if commit else ""
