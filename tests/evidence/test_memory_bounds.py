"""What a scan keeps has an end that a repository cannot move, and where the end is reached it says so."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
from repositories import Builder

from whackachip.evidence import Evidence, Signal, gitrepo, objects, scan
from whackachip.evidence.content import content_of
from whackachip.evidence.history import Room
from whackachip.evidence.recent import Recent
from whackachip.evidence.source import MAX_LINES, MAX_NAME, Unread

module = import_module("whackachip.evidence.scan")  # the name in the package is the function
HIT = "export NCCL_IB_GID_INDEX=%d\n"


def history(builder: Builder, states: list[str]) -> str:
    commit: tuple[str, ...] = ()
    for number, text in enumerate(states):
        commit = (builder.commit({"run.sh": text}, *commit, date=f"2024-11-{number + 1:02}T12:00:00+00:00"),)
    builder.head("main", commit[0])
    return commit[0]


def reasons(found: Evidence) -> list[str]:
    return [skipped.reason for skipped in found.skipped]


def test_what_is_kept_weighs_no_more_than_the_limit() -> None:
    kept: Recent[str, int] = Recent(10)
    kept.put("a", 1, 6)
    kept.put("b", 2, 6)
    kept.put("c", 3, 11)
    assert (kept.get("a"), kept.get("b"), kept.get("c")) == (None, 2, None)
    kept.put("b", 4, 1)
    kept.put("d", 5, 9)
    assert (kept.get("b"), kept.get("d")) == (4, 5)


def test_what_was_not_read_is_listed_up_to_a_number() -> None:
    unread = Unread(limit=2)
    for path in ("a", "b" * 10_000, "c"):
        unread.add(path, "broken")
    paths = [skipped.path for skipped in unread.listed()]
    assert paths == ["a", "b" * MAX_NAME + "…", "/"]
    assert "more than 2" in unread.listed()[-1].reason


def test_findings_of_a_history_have_an_end(
    builder: Builder, signals: tuple[Signal, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    history(builder, ["".join(HIT % number for number in range(count)) for count in (1, 3, 2)])
    whole = scan(builder.path, signals=signals)
    monkeypatch.setattr(module, "Room", lambda skip: Room(skip, findings=4))
    cut = scan(builder.path, signals=signals)
    assert (len(whole.findings), len(cut.findings)) == (6, 4)
    assert set(cut.findings) < set(whole.findings)
    assert any("no more are kept" in reason for reason in reasons(cut))
    assert not reasons(whole)


def test_places_of_a_history_have_an_end(
    builder: Builder, signals: tuple[Signal, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    history(builder, ["\n" * number + HIT % 1 for number in range(6)] + ["", HIT % 1, ""])
    whole = scan(builder.path, signals=signals).findings[0]
    monkeypatch.setattr(module, "Room", lambda skip: Room(skip, places=0))
    found = scan(builder.path, signals=signals)
    cut = found.findings[0]
    assert len(whole.places) == 9
    assert cut.places == (whole.places[0], whole.places[-1])
    assert (cut.removed_by, cut.status) == (whole.removed_by, "withdrawn")
    assert any("of later moves" in reason for reason in reasons(found))


def test_the_newest_commits_are_read_where_they_are_too_many(
    builder: Builder, signals: tuple[Signal, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    head = history(builder, [HIT % number for number in range(6)])
    monkeypatch.setattr(gitrepo, "MAX_COMMITS", 4)
    found = scan(builder.path, signals=signals)
    assert (found.commits, found.head, found.main_line[-1][0]) == (4, head, head)
    assert found.main_line[0][1].startswith("2024-11-03")
    assert any("the oldest are not read" in reason for reason in reasons(found))


def test_letting_go_of_mapped_packs_changes_nothing(
    builder: Builder, signals: tuple[Signal, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    history(builder, [HIT % number * 50 for number in range(8)])
    before = scan(builder.path, signals=signals)
    builder.repo.object_store.pack_loose_objects()
    monkeypatch.setattr(objects, "_MAPPED_BYTES", 100)
    monkeypatch.setattr(objects, "_CACHE_BYTES", 1000)
    assert scan(builder.path, signals=signals) == before


def test_a_text_of_many_lines_is_read_in_parts_that_lose_none() -> None:
    lines = MAX_LINES * 2 + 10
    data = b"ab\n" * lines + b"last"
    parts = content_of("x.sh", data, lambda _: True).parts
    assert len(parts) > 2
    assert max(part.text.count("\n") for part in parts) <= MAX_LINES
    assert "".join(part.text for part in parts).encode() == data
    assert parts[-1].cited(parts[-1].text.count("\n") + 1) == lines + 1


def test_a_finding_in_a_later_part_is_cited_where_it_stands(tmp_path: Path, signals: tuple[Signal, ...]) -> None:
    (tmp_path / "run.sh").write_text("ab\n" * (MAX_LINES + 5) + HIT % 7)
    assert {found.line for found in scan(tmp_path, signals=signals).findings} == {MAX_LINES + 6}
