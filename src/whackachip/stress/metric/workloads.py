"""What a rule denies in decode, workload by workload: how many answers are written at a time, and how long they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from ...catalog.chip import Chip
from ..utility import utility
from ..work import work

# Of small and large models, from one user to a busy service, from short chats to long documents.
MODELS = ("llama-3-8b", "llama-3-70b")
HELD = (1.0, 16.0, 64.0, 128.0)
CONTEXT = (2048.0, 8192.0, 32768.0)

Row = Mapping[str, Any]


def workloads(chip: Chip, reference: Chip) -> list[dict[str, Any]]:
    """The share of decode denied to the buyer of one chip for each workload, against the reference.

    denied: 1 - tokens a second of the chip over the reference's; None where a figure is not known, or the reference
    cannot hold the work. No error of the model is in it.
    """
    rows = []
    for model, held, context in product(MODELS, HELD, CONTEXT):
        one, other = utility([chip, reference], work(model, held=held, context=context), "decode")
        denied = float(1 - one / other) if other > 0 and one == one else None
        rows.append({"model": model, "held": held, "context": context, "denied": denied})
    return rows


def told(rows: Sequence[Row], chip: str) -> str:
    """The range in a sentence, with the workloads at its ends; empty where nothing is known."""
    known = sorted((row for row in rows if row["denied"] is not None), key=lambda row: float(row["denied"]))
    if not known:
        return ""
    least, most = known[0], known[-1]
    below = sum(row["denied"] < 0 for row in known)
    return (
        f"decode denied to {chip} turns on the work: from {least['denied']:.0%} ({_words(least)}) to "
        f"{most['denied']:.0%} ({_words(most)}), below zero in {below} of {len(known)} workloads"
    )


def _words(row: Row) -> str:
    many = "one request" if row["held"] == 1 else f"{row['held']:.0f} requests at a time"
    return f"{row['model']}, {many}, {row['context']:,.0f} tokens each"
