"""Measured kernels against the formulas: row by row, and in sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...catalog.lookup import find_chip
from ...errors import UserError
from ..device import MissingFigure, device
from ..measured import Compared, Row, by, read_table, reasons, require, score
from .family import Family, columns_of, family_of, library, refusal
from .lookup import fitted, software_factor

FILES = ("gemm", "attention", "moe", "memory_ops", "collectives")


@dataclass(frozen=True, slots=True)
class Judged(Compared):
    """One row: times in seconds; refused says why there is no prediction. scope: whose ceilings were used."""

    family: str
    precision: str
    chip: str
    source: str
    software: str
    measured: float | None
    predicted: float | None = None
    low: float | None = None
    high: float | None = None
    scope: str = ""
    shape: tuple[str, ...] = ()
    refused: str | None = None
    counts: bool = True


def read_rows(path: Path) -> list[Row]:
    """The rows of a table of measured kernels, or of all such tables in a folder; raises UserError."""
    files = [path] if path.is_file() else [found for name in FILES if (found := path / f"{name}.csv").is_file()]
    if not files:
        raise UserError(f"{path}: no such table, and no folder with {', '.join(FILES)} as .csv")
    return [row for file in files for row in require(file, read_table(file), ("chip_id", "latency_us"))]


def judge(rows: Iterable[Row], pooled: bool = False) -> list[Judged]:
    """Every row predicted or refused with a reason, in the order given.

    pooled: without the chips' own ceilings, as for a chip that nobody has measured. A library that is slower than the
    fastest at the same shape is predicted with its median factor.
    """
    placed: list[Judged | None] = []
    groups: dict[tuple[str, str, str], list[tuple[int, Family, Row]]] = defaultdict(list)
    for number, row in enumerate(rows):
        family = family_of(row)
        reason = refusal(row) if family else f"no formula for {row.get('op', 'this table')}"
        try:
            precision = family.precision(row) if family else ""
            if family and not reason:
                family.columns(row)
        except (KeyError, ValueError) as error:
            precision, reason = "", f"not understood: {error}"
        if family is None or reason:
            placed.append(_refused(family, precision, row, reason or ""))
        else:
            placed.append(None)
            groups[family.name, precision, row["chip_id"]].append((number, family, row))
    for (_, precision, chip), members in groups.items():
        for (number, _, _), found in zip(members, _predict(members, precision, chip, pooled), strict=True):
            placed[number] = found
    return [found for found in placed if found is not None]


def _refused(family: Family | None, precision: str, row: Row, reason: str) -> Judged:
    try:
        measured = float(row.get("latency_us") or 0) * 1e-6 or None
    except ValueError:
        measured = None
    name = family.name if family else row.get("op", "")
    return Judged(
        name, precision, row.get("chip_id", ""), row.get("source_id", ""), row.get("software", ""), measured,
        refused=reason, counts=not reason.startswith("suspect"),
    )  # fmt: skip


def _predict(members: list[tuple[int, Family, Row]], precision: str, chip: str, pooled: bool) -> list[Judged]:
    """Rows of one family, class and chip at once."""
    family, rows = members[0][1], [row for _, _, row in members]
    try:
        on = device(find_chip(chip).chip)
        found = fitted(family.name, precision, on, pooled)
        times = family.time(columns_of(family, rows), on, precision, found.curve)
    except MissingFigure as error:
        return [_refused(family, precision, row, f"depends: {error}") for row in rows]
    except UserError as error:
        return [_refused(family, precision, row, str(error)) for row in rows]
    result = []
    for row, time in zip(rows, times, strict=True):
        predicted = float(time) * software_factor(family.name, precision, library(row))
        shape = tuple(row.get(key, "") for key in family.keys)
        measured = float(row["latency_us"]) * 1e-6
        ends = (predicted * found.low, predicted * found.high)
        source, software = row.get("source_id", ""), row.get("software", "")
        result.append(
            Judged(family.name, precision, chip, source, software, measured, predicted, *ends, found.scope, shape)
        )
    return result


def summary(judged: list[Judged]) -> dict[str, Any]:
    """Counts and errors as fractions: in sum, and by family, class of precision, chip and source.

    fastest: over the fastest library at each shape alone, which is what the curves are fitted to.
    """
    counted = [row for row in judged if row.counts]
    best: dict[tuple[str, ...], Judged] = {}
    for row in counted:
        key = (row.family, row.precision, row.chip, *row.shape)
        if row.predicted is not None and (key not in best or (row.measured or 0) < (best[key].measured or 0)):
            best[key] = row
    return {
        **_figures(counted),
        "fastest": _figures(list(best.values())),
        "by_family": by(counted, lambda row: row.family, _figures),
        "by_precision": by(counted, lambda row: f"{row.family} {row.precision}", _figures),
        "by_chip": by(counted, lambda row: row.chip, _figures),
        "by_source": by(counted, lambda row: row.source, _figures),
        "refused": reasons(row.refused for row in judged),
    }


def _figures(rows: Sequence[Judged]) -> dict[str, Any]:
    return {
        "n": len(rows),
        "answered": sum(row.error is not None for row in rows),
        **score(rows, lambda row: row.error, lambda row: row.covered),
    }
