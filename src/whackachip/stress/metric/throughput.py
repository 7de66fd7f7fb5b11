"""Modelled throughput of chips over that of another one, as samples over jobs and over the model's own error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log
from typing import Any

import numpy as np

from ...catalog.chip import Chip
from ...facts import store
from ..moat.parameter import Draws
from ..utility import utility
from ..work import Work, work
from .rows import PHASES

# Jobs that a buyer may have: sizes of model and cluster, lengths, and requests at a time. What differs from job to job
# is what a ratio of two chips depends on beside the chips.
MODELS = ("llama-3-8b", "llama-3-70b")
JOBS: dict[str, tuple[dict[str, float], ...]] = {
    "train": tuple({"count": count, "bits": bits} for count in (256.0, 1024.0, 4096.0) for bits in (8.0, 16.0)),
    "prefill": tuple({"prompt": prompt} for prompt in (1024.0, 4096.0, 32768.0)),
    "decode": tuple({"held": held, "context": context} for held in (1.0, 16.0, 64.0) for context in (4096.0, 32768.0)),
}
# Of the variance of an estimate, what two chips share: the same kernels, the same job.
SHARED = 0.5
_ERRORS = {"train": ("training", "full"), "prefill": ("serving", "ttft"), "decode": ("serving", "tpot")}
_COVERED = 1.281552  # standard deviations to either side that hold 80 %


@dataclass(frozen=True)
class Throughput:
    """ratios: by phase, chip by sample: throughput over that of the reference. middles: the same over jobs, exact.

    passing: whether the rule misses the chip; the others are only there because they were sold.
    """

    chips: tuple[str, ...]
    markets: tuple[str, ...]
    passing: tuple[bool, ...]
    ratios: Mapping[str, Any]
    middles: Mapping[str, Any]

    def of(self, chip: str, phase: str) -> Any:
        """Samples for one chip."""
        return self.ratios[phase][self.chips.index(chip)]

    def winner(self, phase: str, markets: Sequence[str] = ()) -> str | None:
        """The passing chip with the largest median over jobs, in some markets or any; None where none can do it.

        Errors of the model have no part in who wins: the largest of several noisy numbers would be too large.
        """
        eligible = [
            passes and (not markets or market in markets)
            for market, passes in zip(self.markets, self.passing, strict=True)
        ]
        middles = np.where(eligible, np.nan_to_num(self.middles[phase], nan=0.0), 0.0)
        return self.chips[int(np.argmax(middles))] if middles.size and middles.max() > 0 else None


def throughput(chips: Sequence[Chip], reference: Chip, draws: Draws, passing: Sequence[bool] = ()) -> Throughput:
    """Samples of the ratio for each chip and phase: a job drawn for all chips, and an error drawn for each.

    The error is the one that the performance floor has on runs left out of its fits (80 % interval), of which two chips
    share half the variance. NaN where a figure is not known; 0 where the chip cannot do the job.
    """
    ratios, middles = {}, {}
    for phase in PHASES:
        table = np.array([_ratios(tuple(chips), reference, phase, job) for job in _jobs(phase)])
        table = table[~np.isnan(table).all(axis=1)] if table.size else table.reshape(0, len(chips))
        middles[phase] = np.median(table, axis=0) if len(table) else np.zeros(len(chips))
        stream = draws.stream(f"job {phase}")
        taken = table[stream.integers(0, len(table), draws.n)].T if len(table) else np.zeros((len(chips), draws.n))
        errors = [draws.stream(f"error {phase} {chip.id}").standard_normal(draws.n) for chip in chips]
        width = error_width(phase)
        own = np.array([0.0 if chip.id == reference.id else 1.0 for chip in chips])[:, None]
        ratios[phase] = taken * np.exp(width * own * np.array(errors)) if len(chips) else taken
    ids, markets = tuple(chip.id for chip in chips), tuple(chip.market for chip in chips)
    return Throughput(ids, markets, tuple(passing) or (True,) * len(ids), ratios, middles)


def error_width(phase: str) -> float:
    """Standard deviation of the logarithm of a ratio of two estimates [1]."""
    name, key = _ERRORS[phase]
    low, high = store.section("performance")[name]["intervals"][key]
    one = log(high / low) / (2 * _COVERED)
    return float(one * np.sqrt(2 * (1 - SHARED)))


@lru_cache(maxsize=32)
def _jobs(phase: str) -> tuple[Work, ...]:
    return tuple(work(model, **job) for model in MODELS for job in JOBS[phase])


@lru_cache(maxsize=512)
def _ratios(chips: tuple[Chip, ...], reference: Chip, phase: str, job: Work) -> Any:
    """Ratios of one job; NaN throughout where the reference cannot do it."""
    rates = utility([*chips, reference], job, phase)
    return rates[:-1] / rates[-1] if rates[-1] > 0 else np.full(len(chips), np.nan)
