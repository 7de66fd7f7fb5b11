"""Every form says what the stored document says; nothing is made of a document that is not one."""

from __future__ import annotations

import copy
import csv
import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from whackachip.cli.group import program
from whackachip.errors import UserError
from whackachip.investigation import investigate
from whackachip.report.content.blocks import blocks
from whackachip.report.content.brief import brief
from whackachip.report.content.page import page
from whackachip.report.glyphs import NOTE, spelled
from whackachip.report.markdown import markdown_of
from whackachip.report.sheets import sheets
from whackachip.report.site import save_site
from whackachip.report.stored import read_result

HOSTILE = '#eval("1") <script>alert(1)</script> $x$ \\ @ref [a](b) `c` =1+1'


@pytest.fixture(scope="module")
def result() -> dict[str, Any]:
    return investigate("hunyuan-large")


@pytest.fixture
def stored(result: dict[str, Any], tmp_path: Path) -> Path:
    place = tmp_path / "result.json"
    place.write_text(json.dumps(result), encoding="utf-8")
    return place


def report(*words: object) -> Any:
    return CliRunner().invoke(program, ["report", *map(str, words)])


def pages(data: bytes) -> list[str]:
    import pypdfium2

    document = pypdfium2.PdfDocument(data)
    try:
        return [document[number].get_textpage().get_text_range() for number in range(len(document))]
    finally:
        document.close()


def test_reads_a_file_or_its_folder(stored: Path, result: dict[str, Any]) -> None:
    assert read_result(stored) == read_result(stored.parent) == result


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"schema_version": "2"}, "a result of schema '2'; this version of whackachip reads 1"),
        ({"schema_version": None}, "has no schema_version"),
        ({"verdict": {}}, "verdict.headline: field required, and 6 more"),
        ({"extra": 1}, "extra: extra inputs are not permitted"),
    ],
)
def test_refuses_what_is_no_result(stored: Path, result: dict[str, Any], change: dict[str, Any], said: str) -> None:
    stored.write_text(json.dumps({**result, **change}), encoding="utf-8")
    with pytest.raises(UserError) as error:
        read_result(stored)
    assert said in str(error.value)
    assert str(stored.parent) not in str(error.value)


def test_every_form_is_written(stored: Path, tmp_path: Path, result: dict[str, Any]) -> None:
    made = {}
    for form, name in (("html", "p.html"), ("md", "p.md"), ("sarif", "p.sarif"), ("csv", "tables"), ("site", "site")):
        done = report("--from", stored, "--to", form, "--out", tmp_path / form / name)
        assert done.exit_code == 0, done.output
        made[form] = Path(done.output.strip())
    headline = result["verdict"]["headline"]
    assert headline in made["html"].read_text()
    assert headline in made["site"].read_text()
    assert (made["md"].parent / "figures" / "attribution.svg").is_file()
    sarif = json.loads(made["sarif"].read_text())
    assert len(sarif["runs"][0]["results"]) == len(result["evidence"]["findings"])
    assert {path.stem for path in made["csv"].iterdir()} == set(sheets(result))


def test_the_pdf_holds_what_the_document_says(stored: Path, tmp_path: Path, result: dict[str, Any]) -> None:
    pytest.importorskip("typst")
    place = tmp_path / "r.pdf"
    assert report("--from", stored, "--to", "pdf", "--out", place).exit_code == 0
    text = " ".join(" ".join(pages(place.read_bytes())).split())
    assert "Which chips could have made Hunyuan-Large?" in text
    for record in list(result["sources"].values())[:5]:
        assert record["title"].split()[0] in text
    spelling, example = spelled("BF16需要16卡")
    assert spelling in text
    assert (f"{NOTE}{example}" in text) == bool(example)


def test_the_brief_is_one_page_and_twice_the_same(stored: Path, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    made = []
    for name in ("a", "b"):
        place = tmp_path / name / "brief.pdf"
        assert report("--from", stored, "--to", "pdf", "--brief", "--out", place).exit_code == 0
        made.append(place.read_bytes())
    assert made[0] == made[1]
    assert len(pages(made[0])) == 1


def test_words_of_a_document_are_never_markup(result: dict[str, Any], stored: Path, tmp_path: Path) -> None:
    pytest.importorskip("typst")
    changed = copy.deepcopy(result)
    changed["verdict"]["headline"] = HOSTILE
    stored.write_text(json.dumps(changed), encoding="utf-8")
    for form in ("pdf", "html"):
        done = report("--from", stored, "--to", form, "--brief", "--out", tmp_path / f"x.{form}")
        assert done.exit_code == 0, done.output
    assert '#eval("1") <script>alert(1)</script> $x$' in " ".join(pages((tmp_path / "x.pdf").read_bytes())[0].split())
    assert "<script>" not in (tmp_path / "x.html").read_text()


def test_brief_and_report_are_made_of_the_same_page(result: dict[str, Any]) -> None:
    parts = page(result, ())
    short, whole = markdown_of(brief(parts)), markdown_of(blocks(parts))
    assert parts["headline"] in short
    assert parts["headline"] in whole
    assert len(short) < len(whole) / 10
    assert parts["disclaimer"] in short


def test_tables_hold_every_row_and_no_formula(result: dict[str, Any]) -> None:
    from whackachip.report.tablefile import csv_text

    made = sheets(result)
    assert len(made["findings"].rows) == len(result["evidence"]["findings"])
    assert len(made["candidates"].rows) == len(result["candidates"])
    for stage in result["audited"]["stages"]:
        shares = [row[4] for row in made["attribution"].rows if row[0] == stage["stage"]]
        assert sum(shares) == pytest.approx(1, abs=1e-4)
    for table in made.values():
        rows = list(csv.reader(io.StringIO(csv_text(table))))
        assert all(len(row) == len(table.columns) for row in rows)
        assert not any(cell.startswith(("=", "+", "@")) for row in rows for cell in row)
    assert len(made["windows"].rows) == sum(map(len, result["law"]["windows"].values()))
    assert [row[0] for row in made["feasibility"].rows] == [row["chip"] for row in result["feasibility"]]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_run_as_a_formula(begin: str) -> None:
    from whackachip.report.scanned import Sheet
    from whackachip.report.tablefile import csv_text

    (_, row) = csv.reader(io.StringIO(csv_text(Sheet(("a", "b"), [(f"{begin}1+cmd", -1.5)])), newline=""))
    assert row == [f"'{begin}1+cmd".replace("\r", "\n"), "-1.5"]


def test_the_page_on_reports_names_every_column(result: dict[str, Any]) -> None:
    text = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")
    told = {}
    for part in re.split(r"^`(?=\w+\.csv`)", text, flags=re.MULTILINE)[1:]:
        name, _, rest = part.partition(".csv`")
        cells = [line.split("|")[1] for line in rest.splitlines() if line.startswith("| `")]
        told[name] = [column for cell in cells for column in re.findall(r"`(\w+)`", cell)]
    assert told == {name: list(table.columns) for name, table in sheets(result).items()}


def test_a_site_of_two_results_keeps_them_apart(result: dict[str, Any], tmp_path: Path) -> None:
    index = save_site([result, result], tmp_path / "site")
    assert 'href="hunyuan-large/report.html"' in index.read_text()
    assert 'href="hunyuan-large-2/brief.html"' in index.read_text()
    assert (tmp_path / "site" / "hunyuan-large-2" / "result.json").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--to", "htm"], "did you mean 'html'"),
        (["--to", "csv", "--brief"], "--brief is for html, md and pdf"),
    ],
)
def test_mistakes_are_one_line(stored: Path, words: list[str], said: str) -> None:
    done = report("--from", stored, *words)
    assert done.exit_code == 2
    assert said in done.output
    assert done.output.count("\n") == 1


def test_two_results_are_no_page(stored: Path) -> None:
    assert "--to site" in report("--from", stored, "--from", stored).output


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_closed_folder_is_said(stored: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert "cannot write" in report("--from", stored, "--out", closed / "x.html").output
