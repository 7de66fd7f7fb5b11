"""Back-tests of the designer: a rule, the day it came, and where the chip that answers it should lie."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from math import inf
from pathlib import Path
from typing import Any

from ..catalog.row import attribute
from ..errors import UserError, nearest
from ..facts import store
from .designer.answer import Asked, stress

COLUMNS = ("rule", "as_of", "market", "mode", "base_chip", "metric", "low", "high")
SPELLINGS = {
    "die_area": "nonplanar_die_area", "area": "nonplanar_die_area", "bandwidth": "memory_bandwidth",
    "density": "performance_density", "pd": "performance_density", "capacity": "memory_capacity",
    "memory": "memory_capacity", "mem_bw": "memory_bandwidth", "dram_bandwidth": "memory_bandwidth",
    "io": "io_bandwidth", "new_design": "new_designs",
}  # fmt: skip


@dataclass(frozen=True)
class Case:
    """Where a metric of the designer's answer should lie, both ends included; an empty end is open."""

    rule: str
    as_of: str | None
    market: str
    mode: str
    base_chip: str | None
    metric: str
    low: float
    high: float
    line: int


def read_cases(text: str, label: str) -> tuple[Case, ...]:
    """The cases of a CSV with the columns of COLUMNS; raises UserError naming line and column of what is wrong."""
    reader = csv.DictReader(StringIO(text.lstrip("\ufeff")))
    try:
        given, rows = list(reader.fieldnames or []), list(reader)
    except csv.Error as error:
        raise UserError(f"{label}: not a table of comma-separated values ({error})") from None
    lacking = [name for name in COLUMNS if name not in given]
    if lacking:
        raise UserError(f"{label}: no column {', '.join(lacking)}; there are {', '.join(given) or 'none'}")
    found = [
        _case(row, label, number) for number, row in enumerate(rows, 2) if any((v or "").strip() for v in _texts(row))
    ]
    if not found:
        raise UserError(f"{label} holds no case")
    return tuple(found)


def _texts(row: Mapping[str, Any]) -> Iterable[str]:
    return (value for value in row.values() if isinstance(value, str))


def _case(row: Mapping[str, Any], label: str, line: int) -> Case:
    text = {name: (row.get(name) or "").strip() for name in COLUMNS}

    def end(name: str, open_end: float) -> float:
        try:
            return float(text[name]) if text[name] else open_end
        except ValueError:
            raise UserError(f"{label}, line {line}: {name} {text[name]!r} is not a number") from None

    low, high = end("low", -inf), end("high", inf)
    if not low <= high:
        raise UserError(f"{label}, line {line}: low {text['low']} is above high {text['high']}")
    return Case(
        text["rule"], text["as_of"] or None, text["market"].lower() or "datacenter", text["mode"].lower() or "fuse",
        text["base_chip"] or None, text["metric"], low, high, line,
    )  # fmt: skip


def own_cases() -> tuple[Case, ...]:
    """The cases that the tool carries, of what vendors did. Source: facts/silicon/backtests.yaml."""
    return tuple(
        Case(r["rule"], r["as_of"], r["market"], r["mode"], r.get("base_chip"), r["metric"], r["low"], r["high"], n)
        for n, r in enumerate(store.section("silicon")["backtests"], 1)
    )


def read_file(path: Path) -> tuple[Case, ...]:
    """The cases of a file; raises UserError where it cannot be read."""
    try:
        return read_cases(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot read {path}: {getattr(error, 'strerror', None) or 'not UTF-8'}") from None


def judge(cases: Iterable[Case], progress: Callable[[int, int], None] | None = None) -> dict[str, Any]:
    """Every case with the answer beside it; one question is asked once however many metrics are read of it."""
    listed = list(cases)
    answers: dict[tuple[Any, ...], dict[str, Any] | str] = {}
    rows = []
    for done, case in enumerate(listed):
        key = (case.rule, case.as_of, case.market, case.mode, case.base_chip)
        if key not in answers:
            answers[key] = _answer(case)
        rows.append(_row(case, answers[key]))
        if progress:
            progress(done + 1, len(listed))
    return {"summary": {"n": len(rows), "passed": sum(row["passed"] for row in rows)}, "rows": rows}


def _answer(case: Case) -> dict[str, Any] | str:
    try:
        return stress(Asked(case.rule, case.as_of, case.mode, case.market, base=case.base_chip))
    except UserError as error:
        return str(error)


def _row(case: Case, answer: Mapping[str, Any] | str) -> dict[str, Any]:
    asked = {
        "rule": case.rule, "as_of": case.as_of, "market": case.market, "mode": case.mode, "base_chip": case.base_chip,
        "metric": case.metric, "low": None if case.low == -inf else case.low,
        "high": None if case.high == inf else case.high,
    }  # fmt: skip
    if isinstance(answer, str):
        return asked | {"value": None, "passed": False, "chip": None, "nearest": None, "error": answer}
    value, error = read_metric(answer, case.metric)
    best, real = answer["best"], answer["nearest"]
    return asked | {
        "value": value, "passed": value is not None and case.low <= value <= case.high,
        "chip": best["chip"] if best else None, "nearest": real["id"] if real else None, "error": error,
    }  # fmt: skip


def read_metric(answer: Mapping[str, Any], asked: str) -> tuple[float | None, str | None]:
    """A metric of the best design of an answer by any of its spellings, and what is wrong where it has none."""
    if answer["best"] is None:
        return None, "the rule catches every design"
    said = asked.lower().strip()
    # Memory by the second is a bandwidth, memory by itself a capacity.
    name = "bandwidth" if said.endswith("_gbs") and said[:3] in ("mem", "dra", "hbm") else attribute(said)
    name = SPELLINGS.get(name, name)
    known = dict(answer["best"]["metrics"])
    known |= {"new_designs": 0.0 if answer["mode"] == "existing" else 1.0, "retained": answer["retained"]}
    known |= {f"denied_{row['phase']}": row["denied"] for row in answer["phases"]}
    if name not in known:
        return None, f"unknown metric {asked!r}{nearest(asked, [*known, *SPELLINGS])}"
    return known[name], None
