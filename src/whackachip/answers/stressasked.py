"""What every stress test can be asked with: what the designer wants, from when, how, and for whom."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from .request import said

PHASES = ("train", "prefill", "decode")
MODES = ("fuse", "free", "existing")
MARKETS = ("datacenter", "workstation", "consumer")


@dataclass(frozen=True, kw_only=True)
class Designer:
    """The designer who plays against a rule."""

    objective: str = said(
        "What is wanted: train, prefill, decode, mix, price-performance, or weights.", "mix", example="train=1,decode=2"
    )
    as_of: str | None = said(
        "Day of the silicon; the rule's release if left out.", None, example="2023-10-17", kind="day"
    )
    mode: str = said("Cut a chip on sale, draw a new one, or take one as it is.", "fuse", choices=MODES)
    market: str = said("For whom the chip is made.", "datacenter", choices=MARKETS)
    model: str | None = said(
        "The model that is trained and served; usual ones if left out.", None, example="llama-3.1-70b", kind="model"
    )


def chosen(asked: Any, names: tuple[str, ...] = ("as_of", "mode", "market", "objective", "model")) -> dict[str, Any]:
    """Of these fields of a request those that are not at their default."""
    usual = {each.name: each.default for each in fields(asked)}
    return {name: value for name in names if (value := getattr(asked, name)) != usual[name]}
