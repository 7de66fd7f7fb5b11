"""What would change the answer: the smallest change of each figure, later days, other readings."""

from __future__ import annotations

from typing import Any

from . import classify
from .signed import LAW, signed


class Request(classify.Request):
    """The same as for classify."""


def answer(asked: Request) -> dict[str, Any]:
    """The decision in short, and every change that gives another one, found by asking again."""
    whole = classify.answer(asked)
    kept = ("chip", "chip_name", "resolved", "on", "to", "layer", "assumptions", "counterfactual", "disclaimer")
    data = {key: whole[key] for key in kept}
    data["item"] = whole["item"]["verdict"]
    data["paragraphs"] = whole["item"]["paragraphs"]
    data["transaction"] = whole["transaction"]["verdict"]
    lines = whole["provenance"]
    python = lines["python"].replace("wc.classify(", "wc.flips(", 1)
    return signed(data | whole["flips"], f"{lines['command']} --explain", python, as_of=whole["on"], not_checked=LAW)
