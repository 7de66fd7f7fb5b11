"""Measured serving against the formulas: row by row, and in sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...catalog import find_chip
from ..columns import Refused
from ..elsewhere import widened
from ..measured import Compared, by, inside, read_table, reasons, relative_error, require, score
from .coefficients import Coefficients, coefficients, interval
from .predict import Predicted, predict
from .rows import Row, Run, run_of

COLUMNS = {"chip_id", "n_accelerators", "layers", "hidden", "heads", "weight_precision"}


@dataclass(frozen=True, slots=True)
class Judged(Compared):
    """One row: seconds a token, or tokens a second and chip; refused says why there is no prediction.

    counts: ready, of quality A or B and no copy of another row.
    """

    id: str
    source: str
    chip: str
    group: str
    quantity: str = ""
    measured: float | None = None
    predicted: float | None = None
    low: float | None = None
    high: float | None = None
    ttft: float | None = None
    ttft_predicted: float | None = None
    ttft_low: float | None = None
    ttft_high: float | None = None
    filled: tuple[str, ...] = ()
    warning: str | None = None
    refused: str | None = None
    counts: bool = True

    @property
    def ttft_error(self) -> float | None:
        """Of the time to first token."""
        return relative_error(self.ttft_predicted, self.ttft)

    @property
    def ttft_covered(self) -> bool | None:
        """Whether the measured time to first token lies in its interval."""
        return inside(self.ttft_low, self.ttft, self.ttft_high)


def read_rows(path: Path) -> list[Row]:
    """Rows with the columns of inference_runs.csv; raises UserError."""
    return require(path, read_table(path), COLUMNS)


def counted(row: Row) -> bool:
    """Whether a row is among those to be answered: complete, read in its source or derived, and no copy."""
    known = row.get("ready", "yes") == "yes" and row.get("quality", "A") in ("A", "B")
    return known and row.get("dup_keep") != "no"


def judge(rows: Iterable[Row], constants: Coefficients | None = None) -> list[Judged]:
    """Every row predicted or refused with a reason, in the order given.

    A row that was measured is predicted even where the memory formula says that it doesn't fit, with a warning.
    """
    constants = constants or coefficients()
    found: list[Judged | tuple[Run, bool]] = []
    for place, row in enumerate(rows):
        try:
            run = run_of({**row, "id": row.get("id") or f"row-{place + 1}"})
            found.append((run, counted(row)))
        except Refused as reason:
            found.append(_refused(row, str(reason)))
    runs = [entry[0] for entry in found if not isinstance(entry, Judged)]
    answers = iter(predict(runs, constants))
    return [entry if isinstance(entry, Judged) else _judged(*entry, next(answers)) for entry in found]


def _refused(row: Row, reason: str) -> Judged:
    group = row.get("dup_group", "") or row.get("id", "")
    return Judged(
        row.get("id", ""), row.get("source_short", ""), row.get("chip_id", ""), group, refused=reason,
        counts=counted(row),
    )  # fmt: skip


def _judged(run: Run, counts: bool, answer: Predicted) -> Judged:
    chip, kind = find_chip(run.chip).chip, "tpot" if run.quantity == "tpot" else "rate"
    low, high = widened(chip, kind, interval(kind))
    first_low, first_high = widened(chip, "ttft", interval("ttft"))
    first = answer.ttft if run.ttft else None
    warning = f"by the formula it takes {answer.filled:.0%} of the memory" if answer.filled > 1 else None
    return Judged(
        run.id, run.source, run.chip, run.group, run.quantity, run.measured, answer.value, answer.value * low,
        answer.value * high, run.ttft, first, first and first * first_low, first and first * first_high, run.filled,
        warning, None, counts,
    )  # fmt: skip


def summary(judged: Sequence[Judged]) -> dict[str, Any]:
    """Counts and errors as fractions, in sum and by source and chip; rows of one dup_group weigh as one.

    median_ape is of the time per token, else of the rate; ttft_median_ape of the time to first token.
    """
    kept = [row for row in judged if row.counts]
    return {
        **figures(kept),
        "by_source": by(kept, lambda row: row.source or "unknown", figures),
        "by_chip": by(kept, lambda row: row.chip or "unknown", figures),
        "by_quantity": by(kept, lambda row: row.quantity or "refused", figures),
        "refused": reasons(row.refused for row in judged),
    }


def figures(rows: Sequence[Judged]) -> dict[str, Any]:
    """Counts, weighted median and mean of absolute errors, and coverage."""
    first = score(rows, lambda row: row.ttft_error, lambda row: row.ttft_covered, lambda row: row.group)
    return {
        "n": len(rows),
        "answered": sum(row.predicted is not None for row in rows),
        **score(rows, lambda row: row.error, lambda row: row.covered, lambda row: row.group),
        **{f"ttft_{key}": value for key, value in first.items()},
    }
