"""Whole training runs whose makers state their chip-hours, against the estimate of the same work."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from typing import Any

from ..catalog import find_chip, find_model
from ..errors import UserError
from ..quantities import Interval
from .columns import Refused, number
from .measured import Compared, Row, by, read_table, reasons, relative_error, require, score
from .run import SEQUENCE, Question
from .train import Run, train
from .training.rows import year_of

COLUMNS = {"id", "model", "chip", "count", "tokens", "precision", "sequence", "batch_tokens", "chip_hours"}
FIRST_YEAR = 2022.0  # of software that can be asked for
COUNT = 1024  # chips of a run that does not say how many
RULE_OF_THUMB = 0.40  # of the dense 16-bit peak, the share that estimates on the back of an envelope assume


@dataclass(frozen=True, slots=True)
class Judged(Compared):
    """One run in chip-hours: as stated, and as estimated from model, chip, count and tokens.

    predicted: the middle of the interval, by ratio. thumb: by one share of the peak for every run. fresh: the run was
    not looked at while the tool was built. refused says why there is no estimate.
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
    try:
        hours = number(row, "chip_hours")
        count, tokens = int(number(row, "count", COUNT)), Interval.exact(number(row, "tokens"))
        asked = _question(row, count)
        if then and row.get("date"):
            asked = replace(asked, year=max(FIRST_YEAR, year_of(row["date"])))
        found = train(asked, tokens=tokens)
    except (Refused, UserError) as reason:
        return Judged(row["id"], row["model"], row["chip"], 0, fresh=_fresh(row), refused=str(reason))
    known = found.chip_hours.value
    if found.verdict != "fits" or known is None:
        return Judged(row["id"], asked.model.id, asked.chip.id, count, hours, fresh=_fresh(row), refused=found.reason)
    thumb = train(asked, tokens=tokens, mfu=Interval.exact(RULE_OF_THUMB)).chip_hours.value
    return Judged(
        row["id"], asked.model.id, asked.chip.id, count, hours, _middle(known), known.low, known.high,
        _middle(thumb) if thumb else None, _fresh(row), _plan(found),
    )  # fmt: skip


def _middle(span: Interval) -> float:
    return sqrt(span.low * span.high)


def _question(row: Row, count: int) -> Question:
    sequence = int(number(row, "sequence", SEQUENCE))
    batch = round(number(row, "batch_tokens") / sequence)
    return Question(
        find_model(row["model"]),
        find_chip(row["chip"]).chip,
        count,
        row["precision"] or "bf16",
        sequence,
        batch or None,
    )


def _fresh(row: Row) -> bool:
    return row.get("seen", "") != "yes"


def _plan(found: Run) -> str:
    plan = found.plan.plan if found.plan else None
    return f"TP {plan.tp:g}, PP {plan.pp:g}, DP {plan.dp:g}, EP {plan.ep:g}" if plan else ""


def summary(judged: Sequence[Judged]) -> dict[str, Any]:
    """Counts, errors as fractions, and the share of runs inside the interval: of all, of fresh ones, and by chip."""
    return {
        **figures(judged),
        "fresh": figures([row for row in judged if row.fresh]),
        "by_chip": by(judged, lambda row: row.chip, figures),
        "refused": reasons(row.refused for row in judged),
    }


def figures(rows: Sequence[Judged]) -> dict[str, Any]:
    """Counts, median and mean absolute error, coverage, and the median error of the rule of thumb."""
    answered = [row for row in rows if row.predicted is not None]
    thumb = score(answered, lambda row: row.thumb_error, lambda row: None)
    return {
        "n": len(rows),
        "answered": len(answered),
        **score(rows, lambda row: row.error, lambda row: row.covered),
        "thumb_median_ape": thumb["median_ape"],
        "thumb_mape": thumb["mape"],
    }


def judge_all(rows: Iterable[Row], then: bool = False) -> list[Judged]:
    """Every run, in the order given."""
    return [judge(row, then) for row in rows]
