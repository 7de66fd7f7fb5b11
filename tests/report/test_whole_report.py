"""The renderings: whole or not at all, self-contained, safe against what a repository holds."""

from __future__ import annotations

import copy
import json
import os
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from whackachip.errors import UserError
from whackachip.investigation import investigate
from whackachip.report import Report, save
from whackachip.report import save as save_function
from whackachip.report.figures import draw
from whackachip.report.html import render_html
from whackachip.report.markdown import render_markdown
from whackachip.report.save import json_text, write

HOSTILE = (
    '<script>alert(1)</script>"><img src=x onerror=alert(2)> | `x` \u202e evil \x00 [a](javascript:b) ' + "A" * 5000
)


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return investigate("hunyuan-large")


@pytest.fixture(scope="module")
def drawn(result: dict[str, Any]) -> Any:
    return draw(result)


@pytest.fixture(scope="module")
def page(result: dict[str, Any], drawn: Any) -> str:
    return render_html(result, drawn)


class Reader(HTMLParser):
    """Collects ids, targets, tags and attributes; void elements need no end."""

    VOID = frozenset({"meta", "link", "br", "img", "hr", "input"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.targets: list[str] = []
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        for name, value in attrs:
            self.attributes.add(name)
            if name == "id":
                self.ids.append(value or "")
            if name in ("href", "src"):
                self.targets.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        assert self.open
        assert self.open.pop() == tag

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.handle_endtag(tag)


def test_the_page_is_well_formed_and_needs_nothing_else(page: str) -> None:
    found = Reader(page)
    assert found.open == []
    assert len(found.ids) == len(set(found.ids))
    assert not found.tags & {"script", "iframe", "link", "img", "object", "embed"}
    assert not [name for name in found.attributes if name.startswith("on")]
    assert not re.search(r"url\((?!#)", page)
    assert "@import" not in page
    for target in found.targets:
        assert target.startswith(("https://", "http://", "#"))
        if target.startswith("#"):
            assert target[1:] in found.ids


def test_every_figure_has_a_picture_a_title_an_alternative_a_table_and_sources(page: str, drawn: Any) -> None:
    assert len(drawn) == 7
    for item in drawn:
        assert f'id="figure-{item.name}"' in page
        assert item.figure.alt
        assert item.figure.table.rows
        assert "<svg" in item.svg
        assert item.svg.count('role="img"') == 1
        assert "whackachip, facts" in item.svg
        assert "http://" not in item.svg.replace("http://www.w3.org", "")


def test_the_verdict_stands_on_the_page(page: str) -> None:
    text = re.sub(r"<[^>]+>", "", page)
    for words in ("Hardware undisclosed", "no-requirement-found", "licence-required", "withdrawn", "Not legal advice",
                  "not separate H20", "2024-11-24"):  # fmt: skip
        assert words in text


def test_findings_link_to_the_line_at_the_commit(page: str) -> None:
    assert "/blob/4566617" in page
    assert re.search(r"/blob/[0-9a-f]{40}/train/train\.sh#L\d+", page)


def poison(value: Any) -> Any:
    """The document with hostile words wherever a repository or a source supplies them."""
    found = copy.deepcopy(value)
    for finding in found["evidence"]["findings"]:
        finding["token"] = HOSTILE
        finding["path"] = f"a/{HOSTILE[:60]}/b.md"
        finding["removed_subject"] = HOSTILE
    for stage in found["audited"]["stages"]:
        for moved in stage["moved_by"]:
            moved["finding"]["token"] = moved["finding"]["path"] = HOSTILE
    for step in found["strict"]["steps"]:
        for finding in step["findings"]:
            finding["token"] = HOSTILE
    found["skipped"] = [{"path": HOSTILE, "reason": HOSTILE}]
    found["question"]["repository"] = 'https://github.com/x/y"><script>'
    found["question"]["title"] = HOSTILE
    found["verdict"]["headline"] = HOSTILE
    for record in found["sources"].values():
        record["url"] = "javascript:alert(1)"
    return found


def test_hostile_words_stay_words(result: dict[str, Any]) -> None:
    bad = poison(result)
    pictures = draw(bad)
    page = render_html(bad, pictures)
    found = Reader(page)
    assert not found.tags & {"script", "img"}
    assert not [name for name in found.attributes if name.startswith("on")]
    assert not [target for target in found.targets if not target.startswith(("https://", "http://", "#"))]
    assert "\u202e" not in page
    for item in pictures:
        assert not Reader(item.svg).tags & {"script", "img"}
    # Inside a code block nothing is markup, and no hostile word can start a line and end the block.
    text = re.sub(r"^```.*?^```", "", render_markdown(bad, pictures), flags=re.DOTALL | re.MULTILINE)
    assert "<script" not in text
    assert "<img" not in text
    assert not re.search(r"(?<!\\)\]\(javascript", text)
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert rows
    assert "\x00" not in text


def test_markdown_tables_keep_their_columns(result: dict[str, Any], drawn: Any) -> None:
    text = render_markdown(result, drawn)
    for block in re.findall(r"(?:^\|.*\|\n?)+", text, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.strip().splitlines()}
        assert len(widths) == 1
    assert text.startswith("# Which chips could have made Hunyuan")


def test_the_same_result_gives_the_same_files(result: dict[str, Any], tmp_path: Path) -> None:
    for folder in ("one", "two"):
        save(result, tmp_path / folder)
    names = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())
    assert {Path("result.json"), Path("report.html"), Path("report.md"), Path("figures/plane.svg")} <= set(names)
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    assert json.loads((tmp_path / "one" / "result.json").read_text(encoding="utf-8")) == result
    assert json_text(result) == (tmp_path / "one" / "result.json").read_text(encoding="utf-8")


def test_an_interruption_leaves_the_old_report(
    result: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(result, tmp_path, figures=False)
    before = (tmp_path / "report.html").read_bytes()
    calls = []

    def interrupted(source: str, target: Path) -> None:
        calls.append(target)
        if Path(target).name == "report.html":
            raise KeyboardInterrupt
        os.rename(source, target)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        save(result | {"limits": []}, tmp_path, figures=False)
    assert (tmp_path / "report.html").read_bytes() == before
    assert calls[-1].name == "report.html"
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_full_disk_is_one_line(tmp_path: Path, result: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UserError, match="No space left"):
        save(result, tmp_path, figures=False)
    assert list(tmp_path.iterdir()) == []


def test_writing_replaces_whole_files(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.txt"
    write(path, "one")
    write(path, "two \udcff")
    assert path.read_text(encoding="utf-8") == "two \\udcff"


def test_a_report_in_hand(result: dict[str, Any], tmp_path: Path) -> None:
    report = Report(result)
    assert report.headline in report._repr_html_().replace("&#39;", "'")
    assert report.to_dict() == result
    assert report.sentences[0].startswith("Pre-training: undisclosed")
    assert report.save(tmp_path, figures=False) == tmp_path / "report.html"
    assert save_function is save


def test_a_result_without_evidence_or_model_renders(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    found = investigate(str(tmp_path / "empty"))
    assert save(found, tmp_path / "out").is_file()
