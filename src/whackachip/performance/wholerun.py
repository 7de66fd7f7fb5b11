"""Whole training runs whose makers state their chip-hours, against the estimate of the same work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np

from ..catalog import find_chip, find_model
from ..errors import UserError
from ..quantities import Interval
from .columns import Refused, number
from .compute import is_mixture
from .measured import Compared, Row, by, once, read_table, reasons, relative_error, require, score
from .run import SEQUENCE, Question
from .train import Run, train
from .training.rows import year_of

COLUMNS = {"id", "model", "chip", "count", "tokens", "precision", "sequence", "batch_tokens", "chip_hours"}
FIRST_YEAR = 2022.0  # of software that can be asked for
COUNT = 1024  # chips of a run that does not say how many
ROUNDED = 0.05  # of a batch, what a figure such as 4M may be off
TENTHS = (0.1, 0.5, 0.9)
RULE_OF_THUMB = 0.40  # of the dense 16-bit peak, the share that estimates on the back of an envelope assume


@dataclass(frozen=True, slots=True)
class Judged(Compared):
    """One run in chip-hours: as stated, and as estimated from model, chip, count and tokens.

    predicted: the middle of the interval, by ratio. thumb: by one share of the peak for every run. fresh: the run was
    not looked at while the tool was built. kind: dense or mixture. group: runs that are one fact weigh as one.
    left_out: why it is shown and not counted. refused says why there is no estimate.
    """

    id: str
    model: str
    chip: str
    count: int
    measured: float | None = None
    predicted: float | None = None
    low: float | None = None
    high: float | None = None
    thumb: float | None = None
    fresh: bool = True
    kind: str = ""
    group: str = ""
    left_out: str = ""
    plan: str | None = None
    refused: str | None = None

    @property
    def thumb_error(self) -> float | None:
        """The share's estimate over the stated one, less one."""
        return relative_error(self.thumb, self.measured)


def read_rows(path: Path) -> list[Row]:
    """Rows of a table of whole runs; raises UserError for one that lacks a column."""
    return require(path, read_table(path), COLUMNS)


def judge(row: Row, then: bool = False) -> Judged:
    """A run as estimated by the fastest plan, told nothing but what was to be trained on what.

    What a row leaves open is filled by rule: 1,024 chips, 16 bits, sequences of 4,096 tokens and the usual batch. then:
    with the software of the row's date, but none before 2022, in place of what estimates take unless told.
    """
    stated = Judged(
        row["id"], row["model"], row["chip"], 0, fresh=row.get("seen", "") != "yes",
        group=row.get("group", "") or row["id"], left_out=row.get("left_out", ""),
    )  # fmt: skip
    try:
        hours, tokens = number(row, "chip_hours"), Interval.exact(number(row, "tokens"))
        if not (hours and tokens.high and row["chip"]):
            raise Refused("chip, tokens or chip-hours are not stated")
        asked = _question(row, then)
        found = train(asked, tokens=tokens)
    except (Refused, UserError) as reason:
        return replace(stated, refused=str(reason))
    kind = "mixture" if is_mixture(asked.model) else "dense"
    stated = replace(stated, model=asked.model.id, chip=asked.chip.id, count=asked.count, measured=hours, kind=kind)
    known = found.chip_hours.value
    if found.verdict != "fits" or known is None:
        return replace(stated, refused=found.reason)
    thumb = train(asked, tokens=tokens, mfu=Interval.exact(RULE_OF_THUMB)).chip_hours.value
    return replace(
        stated, predicted=_middle(known), low=known.low, high=known.high,
        thumb=_middle(thumb) if thumb else None, plan=_plan(found),
    )  # fmt: skip


def _middle(span: Interval) -> float:
    return sqrt(span.low * span.high)


def _question(row: Row, then: bool) -> Question:
    count, sequence = int(number(row, "count", COUNT)), int(number(row, "sequence", SEQUENCE))
    batch = _batch(number(row, "batch_tokens") / sequence, count)
    model, chip = find_model(row["model"]), find_chip(row["chip"]).chip
    asked = Question(model, chip, count, row["precision"] or "bf16", sequence, batch)
    if then and row.get("date"):
        return replace(asked, year=max(FIRST_YEAR, year_of(row["date"])))
    return asked


def _batch(stated: float, count: int) -> int | None:
    """Sequences of a step that chips can share: a batch such as "4M tokens" is rounded as its writer rounded it.

    Whole multiples of 64 stand. All else goes to the coarsest multiple of the count's odd part, times a power of two,
    within a twentieth of it.
    """
    if not stated or stated % 64 == 0:
        return int(stated) or None
    unit = odd = count // (count & -count)
    while 2 * unit <= stated:
        unit *= 2
    while unit > odd and abs(round(stated / unit) * unit / stated - 1) > ROUNDED:
        unit //= 2
    return max(round(stated / unit) * unit, 1)


def _plan(found: Run) -> str:
    plan = found.plan.plan if found.plan else None
    return f"TP {plan.tp:g}, PP {plan.pp:g}, DP {plan.dp:g}, EP {plan.ep:g}" if plan else ""


def summary(judged: Sequence[Judged]) -> dict[str, Any]:
    """Counts, errors as fractions, and the share inside the interval: of all runs that count, of fresh ones, by chip.

    Runs of one group weigh as one.
    """
    kept = [row for row in judged if not row.left_out]
    return {
        **figures(kept),
        "fresh": figures([row for row in kept if row.fresh]),
        "by_chip": by(kept, lambda row: row.chip or "not stated", figures),
        "by_kind": by([row for row in kept if row.kind], lambda row: row.kind, figures),
        "left_out": reasons(row.left_out for row in judged),
        "refused": reasons(row.refused for row in kept),
    }


def figures(rows: Sequence[Judged]) -> dict[str, Any]:
    """Counts, median and mean absolute error, coverage, and the errors of the rule of thumb.

    stated_over_middle: the 10th, 50th and 90th percentile of stated hours over the middle of the estimate.
    """
    answered = [row for row in rows if row.predicted is not None]
    ratios = [1 / (1 + row.error) for row in answered if row.error is not None]
    weights = once([row.group for row in answered])
    thumb = score(answered, lambda row: row.thumb_error, lambda row: None, lambda row: row.group)
    return {
        "n": len(rows),
        "answered": len(answered),
        **score(rows, lambda row: row.error, lambda row: row.covered, lambda row: row.group),
        "thumb_median_ape": thumb["median_ape"],
        "thumb_mape": thumb["mape"],
        "stated_over_middle": np.quantile(ratios, TENTHS, weights=weights, method="inverted_cdf").tolist()
        if ratios
        else None,
    }


def judge_all(rows: Iterable[Row], then: bool = False) -> list[Judged]:
    """Every run, in the order given."""
    return [judge(row, then) for row in rows]
