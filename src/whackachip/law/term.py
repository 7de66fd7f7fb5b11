"""Defined terms of the law as attributes, and attributes of a chip that only the law asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from ..predicates import Truth
from ..predicates.truth import Known
from ..quantities import Interval
from .provision import Regime, regime
from .remembered import evaluate

_WORDS = {Truth.MET: frozenset({"yes"}), Truth.NOT_MET: frozenset({"no"}), Truth.UNKNOWN: None}
_RATES = ("fp64", "fp32", "tf32", "bf16", "fp16", "fp8", "int8", "fp6", "fp4", "int4")


def with_terms(
    row: Mapping[str, Known], on: date, limits: Mapping[str, float], regime: Regime = regime
) -> tuple[dict[str, Known], dict[str, str]]:
    """The row with every term that is defined on the day, and by term what was assumed for want of its facts.

    A term that the row already states stays as it is.
    """
    found, assumed = dict(row), {}
    for definition in regime("definitions", on):
        if found.get(definition.id) is not None:
            continue
        truth = evaluate(definition.when, found, limits).truth
        found[definition.id] = _WORDS[truth]
        if truth is Truth.UNKNOWN and definition.assumed:
            found[definition.id] = frozenset({definition.assumed})
            assumed[definition.id] = definition.assumption or ""
    return found, assumed


def legal_attributes(row: Mapping[str, Known]) -> dict[str, Known]:
    """What follows from a chip's figures and only the law asks for: whether it has HBM, its operations a second."""
    return {"has_hbm": has_hbm(row.get("memory_kind")), "processing_performance": processing_performance(row)}


def has_hbm(memory: Known) -> Known:
    """Whether the kind of memory is high-bandwidth memory; unknown where the kind is."""
    if not isinstance(memory, frozenset):
        return None
    return frozenset({"yes" if "hbm" in word.lower() else "no" for word in memory})


def processing_performance(row: Mapping[str, Known]) -> Known:
    """The highest rate over all precisions [TOPS], at least: a precision without a known rate may have a higher one.

    Source: 15 CFR 774 Supp. 1, ECCN 3A991.p.
    """
    rates = [rate for name in _RATES if isinstance(rate := row.get(f"rate_{name}"), Interval)]
    return Interval(max(rate.low for rate in rates), float("inf")) if rates else None
