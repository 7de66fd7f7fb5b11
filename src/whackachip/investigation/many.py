"""Attributions of many subjects over an executor: each answered by itself, kept as soon as it is there, and resumed."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future, as_completed
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..errors import UserError
from ..facts import store
from ..version import __version__

Row = Mapping[str, Any]
Work = Callable[[Row], dict[str, Any]]
FIELDS = ("developer", "country", "released", "revision")  # that a CSV may state beside `subject` and `model`
COLUMNS = (
    "asked", "subject", "model", "developer", "country", "released", "stage", "disclosure", "declared", "family",
    "probability", "credible", "head", "error",
)  # fmt: skip


def read_list(path: Path) -> list[dict[str, Any]]:
    """The rows of a list: a subject a line, or a CSV with a column `subject` and others of `model` and FIELDS.

    Lines that begin with # are comments. Raises UserError for a list that cannot be read or names nothing.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"cannot read the list {path.name!r}: {type(error).__name__}") from None
    try:
        rows = list(_rows(text))
    except csv.Error as error:
        raise UserError(f"the list {path.name!r} is no CSV table: {error}") from None
    if not rows:
        raise UserError(f"the list {path.name!r} names no subject")
    return rows


def _rows(text: str) -> Iterator[dict[str, Any]]:
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if lines and "subject" in next(csv.reader(lines[:1])):
        for cells in csv.DictReader(lines):
            row: dict[str, Any] = {"subject": (cells["subject"] or "").strip()}
            row |= {key: cells[key].strip() for key in FIELDS if (cells.get(key) or "").strip()}
            yield row | ({"models": [cells["model"].strip()]} if (cells.get("model") or "").strip() else {})
    else:
        yield from ({"subject": line.strip()} for line in lines)


def answers(
    rows: Sequence[Row],
    work: Work,
    *,
    kept: Path | None = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Iterator[dict[str, Any]]:
    """The answer to each row, in the order of the list; one that fails is a row with `error`.

    work: answers one row; with an executor of processes it must be picklable. kept: a file to which each answer goes
    as soon as it is there, with the question that it answers; what it holds already is not asked again.
    """
    known = _kept(kept)
    keys = [_key(row) for row in rows]
    found: dict[int, dict[str, Any]] = {at: known[key] for at, key in enumerate(keys) if key in known}
    done = len(found)
    shown = 0
    for at, answer in _fresh([at for at in range(len(rows)) if at not in found], rows, work, executor):
        found[at] = answer
        done += 1
        _keep(kept, keys[at], answer)
        if progress is not None:
            progress(done, len(rows))
        while shown in found:
            yield found[shown]
            shown += 1
    for at in range(shown, len(rows)):
        yield found[at]


def table_rows(answer: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """An answer as flat rows, one a model and stage, or one with the error; the keys are COLUMNS."""
    empty: dict[str, Any] = dict.fromkeys(COLUMNS) | {"asked": answer["asked"]}
    if "error" in answer:
        yield empty | {"error": answer["error"]}
        return
    for model in answer["models"]:
        for stage in model["stages"]:
            family, probability = next(iter(stage["families"].items()))
            yield empty | {
                "subject": answer["subject"],
                "head": answer["head"],
                **{key: model[key] for key in ("model", "developer", "country", "released")},
                "stage": stage["stage"],
                "disclosure": stage["disclosure"]["word"],
                "declared": " ".join(name.replace(" ", "-") for name in stage["disclosure"]["families"]),
                "family": family,
                "probability": probability,
                "credible": " ".join(name.replace(" ", "-") for name in stage["credible"]),
            }


def safely(work: Work, row: Row) -> dict[str, Any]:
    """One answer, or what was wrong with it: one bad subject must not end the others. asked: as the list has it."""
    asked = {"asked": row["subject"]}
    if not row["subject"]:
        return asked | {"error": "the list has no subject here"}
    try:
        return asked | work(row)
    except UserError as error:
        return asked | {"error": str(error)}
    except Exception as error:  # a fault of ours, which a list of thousands must outlive; it is told in the answer
        return asked | {"error": f"fault of the tool: {type(error).__name__}: {error}"}


def _fresh(
    wanted: Sequence[int], rows: Sequence[Row], work: Work, executor: Executor | None
) -> Iterator[tuple[int, dict[str, Any]]]:
    if executor is None:
        yield from ((at, safely(work, rows[at])) for at in wanted)
        return
    futures: dict[Future[dict[str, Any]], int] = {executor.submit(safely, work, rows[at]): at for at in wanted}
    for future in as_completed(futures):
        at = futures[future]
        try:
            yield at, future.result()
        except Exception as error:  # the worker itself died, as where memory ran out
            yield at, {"asked": rows[at]["subject"], "error": f"the worker ended: {type(error).__name__}"}


def _key(row: Row) -> str:
    """What a question is known by: all that is asked, and the version of the tool and of its facts."""
    asked = {key: list(value) if isinstance(value, tuple) else value for key, value in row.items()}
    text = json.dumps([asked, __version__, store.digest()], sort_keys=True, default=str)
    return sha256(text.encode()).hexdigest()[:24]


def _kept(path: Path | None) -> dict[str, dict[str, Any]]:
    """What an earlier run answered; a line that was cut off is asked again, and so is one that failed."""
    if path is None or not path.is_file():
        return {}
    found = {}
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            record = json.loads(line)
            if "error" not in record["answer"]:
                found[str(record["key"])] = record["answer"]
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _keep(path: Path | None, key: str, answer: Mapping[str, Any]) -> None:
    if path is None:
        return
    with path.open("a", encoding="utf-8") as file:
        file.write("\n" if file.tell() and not _ends_line(path) else "")
        file.write(json.dumps({"key": key, "answer": answer}, ensure_ascii=False) + "\n")


def _ends_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, 2)
        return file.read(1) == b"\n"
