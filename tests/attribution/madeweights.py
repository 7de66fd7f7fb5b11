"""Weights of made-up numbers, no two alike, with signals and findings of no repository."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from whackachip.attribution.weights import Weights, weights
from whackachip.catalog import Chip, find_chip
from whackachip.evidence import Finding, Signal, load_signals

DAY = date(2024, 11, 5)
SIGNALS = {signal.id: signal for signal in load_signals()}
NAMING = SIGNALS["T01"]  # a statement that names a chip
MADE = Weights({
    **weights().record,
    "strengths": {
        "none": {"likelihood_ratio": 1}, "weak": {"likelihood_ratio": 2}, "medium": {"likelihood_ratio": 4},
        "strong": {"likelihood_ratio": 8}, "very-strong": {"likelihood_ratio": 64},
        "decisive": {"likelihood_ratio": 512},
    },
    "contexts": {"code": {"share": 1}, "string": {"share": 0.7}, "comment": {"share": 0.3}, "copied": {"share": 0.9}},
    "subjects": {"same": {"share": 1}, "unsaid": {"share": 0.83}, "other": {"share": 0.13}},
    "places": {"guide": {"share": 0.31}, "later": {"share": 0.37}, "earlier": {"share": 0.11}, "old": {"share": 0.41}},
    "transfer": {
        "stack": {"share": 0.53}, "chip": {"share": 0.17}, "training": {"share": 0.29}, "unstated": {"share": 0.79},
    },
    "later_days": 50, "overlap": 0.59, "variant_ratio": 32, "other_share": 0.05, "other_ratio": 0.25,
    "label_half_life_years": 2, "kind_share": 0.61, "prior_label_share": 0.43, "main_variant_share": 0.71,
    "card_share": 0.19, "own_chip_share": 0.89, "domestic_floor": 3, "pretraining_lead_days": 40,
    "floor": {"datacenter": 0.23, "workstation": 0.07, "consumer": 0.05, "embedded": 0.01},
})  # fmt: skip


def signal(category: str = "precision", strength: str = "strong", names_chip: bool = False, **fields: Any) -> Signal:
    return replace(NAMING, id="X1", category=category, strength=strength, names_chip=names_chip, **fields)


def finding(stage: str = "pretraining", **fields: Any) -> Finding:
    plain = {"path": "train.sh", "line": 1, "token": "x", "context": "code", "category": "precision"} | fields
    return Finding(signal="X1", stage=stage, **plain)


def chip(name: str) -> Chip:
    return find_chip(name).chip
