"""The pages, one a module."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..page import Page
from . import chip, chips, classify, compare, coverage, estimate, home, investigate, jobs, moat, plane, rules, stress

PAGES: tuple[Page, ...] = (
    stress.COMPARE, stress.SWEEP, stress.ROUNDS, stress.TEST, moat.PAGE,
    investigate.PAGE, coverage.PAGE, estimate.TRAIN, estimate.SERVE, estimate.TECHNIQUES, estimate.FIT, estimate.CLAIM,
    classify.PAGE, chips.PAGE, chip.PAGE, compare.PAGE, rules.DIFF, plane.PAGE, rules.PROVE, rules.LIST, rules.ONE,
)  # fmt: skip
# What does not answer one question: each adds its own addresses to the application.
Routes: tuple[Callable[[Any], None], ...] = (home.routes, jobs.routes, investigate.routes)
