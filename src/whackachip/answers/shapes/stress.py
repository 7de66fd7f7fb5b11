"""Shapes of stress tests and of the market: the keys that stay; what else they hold may still grow."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict

from ...shapes.common import Answer


class Growing(Answer):
    """A document that may hold more keys than these."""

    model_config = ConfigDict(extra="allow")


class Stress(Growing):
    """What a rule denies, what slips under it, and whom it catches besides."""

    rule: dict[str, Any]
    best: dict[str, Any] | None
    plane: dict[str, Any] | None
    sweep: dict[str, Any] | None


class StressCompare(Growing):
    """Rules side by side."""

    as_of: str
    rules: list[dict[str, Any]]


class StressSweep(Growing):
    """Every point of a sweep."""

    rule: str
    least_collateral: dict[str, Any] | None


class StressDesigns(Growing):
    """Designs drawn at random under rules."""

    as_of: str
    designs: int
    seed: int
    rules: dict[str, Any]


class Whack(Growing):
    """Rounds of rule, answer and repair."""

    rule: str
    title: str
    on: str
    rounds: list[dict[str, Any]]


class WhackHistory(Growing):
    """Rounds and repairs that happened, with the back-test."""

    rounds: list[dict[str, Any]]
    repairs: list[dict[str, Any]]
    backtest: dict[str, Any]


class Denial(Growing):
    """Metrics with the literature's values beside them."""

    rule: str
    title: str
    metrics: list[dict[str, Any]]


class Moat(Growing):
    """Two claims and the residual."""

    absolute: dict[str, Any]
    relative: dict[str, Any]
    residual: dict[str, Any]
    sensitivity: list[dict[str, Any]] | None
