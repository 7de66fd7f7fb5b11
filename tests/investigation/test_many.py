"""Many subjects: one that fails does not end the rest, and a run that was broken off goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from whackachip.errors import UserError
from whackachip.investigation.many import COLUMNS, answers, read_list, table_rows

ROWS = [{"subject": name} for name in ("a", "bad", "b", "", "worse", "c")]


def work(row: Mapping[str, Any]) -> dict[str, Any]:
    if row["subject"] == "bad":
        raise UserError("no such thing")
    if row["subject"] == "worse":
        raise ZeroDivisionError("by zero")
    return {"subject": row["subject"].upper()}


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor(3)])
def test_the_order_is_that_of_the_list_and_failures_are_told(executor: Executor | None) -> None:
    seen: list[tuple[int, int]] = []
    found = list(answers(ROWS, work, executor=executor, progress=lambda done, total: seen.append((done, total))))
    assert [one["asked"] for one in found] == ["a", "bad", "b", "", "worse", "c"]
    assert [one.get("subject") for one in found] == ["A", None, "B", None, None, "C"]
    assert found[1]["error"] == "no such thing"
    assert "no subject" in found[3]["error"]
    assert found[4]["error"] == "fault of the tool: ZeroDivisionError: by zero"
    assert seen[-1] == (6, 6)


def test_what_was_answered_is_not_asked_again(tmp_path: Path) -> None:
    kept = tmp_path / "out.jsonl.part"
    first = list(answers(ROWS[:3], work, kept=kept))
    whole = kept.read_text(encoding="utf-8")
    kept.write_text(whole + whole[: len(whole) // 3].rstrip("\n"), encoding="utf-8")  # broken off in a line
    asked: list[str] = []

    def counted(row: Mapping[str, Any]) -> dict[str, Any]:
        asked.append(row["subject"])
        return work(row)

    again = list(answers(ROWS, counted, kept=kept))
    assert again[:3] == first
    assert asked == ["bad", "worse", "c"]  # a failure is asked again
    assert [json.loads(line)["answer"]["asked"] for line in kept.read_text("utf-8").splitlines()[-2:]] == ["worse", "c"]


def test_another_question_about_the_same_subject_is_another_question(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    list(answers([{"subject": "a"}], work, kept=kept))
    found = list(answers([{"subject": "a", "country": "CN"}], lambda row: {"subject": row["country"]}, kept=kept))
    assert found[0]["subject"] == "CN"


def test_a_worker_that_dies_is_one_answer() -> None:
    class Dying(Executor):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:  # type: ignore[override]
            future: Future[Any] = Future()
            future.set_exception(MemoryError())
            return future

    assert [one["error"] for one in answers(ROWS[:2], work, executor=Dying())] == ["the worker ended: MemoryError"] * 2


def test_lists(tmp_path: Path) -> None:
    path = tmp_path / "list"
    path.write_text("# ours\n\na/b \nhttps://x.org/c\n", encoding="utf-8")
    assert read_list(path) == [{"subject": "a/b"}, {"subject": "https://x.org/c"}]
    path.write_text('subject,model,country\n"a,b",Vela,CN\nc,,\n', encoding="utf-8")
    assert read_list(path) == [{"subject": "a,b", "country": "CN", "models": ["Vela"]}, {"subject": "c"}]
    path.write_text("# nothing\n", encoding="utf-8")
    with pytest.raises(UserError, match="names no subject"):
        read_list(path)
    with pytest.raises(UserError, match="cannot read the list"):
        read_list(tmp_path / "none")


def test_rows_of_a_table_have_its_columns() -> None:
    assert [tuple(row) for row in table_rows({"asked": "x", "error": "no"})] == [COLUMNS]
