"""What people ask first: a sentence to quote, a list of parts, a citation."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from whackachip.answers.quoted import DEAL, ITEM, nearest, rests_on, sentence
from whackachip.cli.group import program
from whackachip.report import words


def run(*asked: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(program, list(asked), input=stdin, prog_name="whackachip")


def decision(*asked: str) -> dict:  # type: ignore[type-arg]
    return json.loads(run("classify", *asked, "--json").stdout)  # type: ignore[no-any-return]


def test_every_verdict_has_its_words() -> None:
    assert ITEM.keys() == words.ITEM.keys()
    assert DEAL.keys() == words.TRANSACTION.keys()


def test_a_sentence_says_both_verdicts_and_never_more() -> None:
    free = sentence(decision("h20", "--on", "2024-11-05", "--to", "CN"))
    assert free.startswith(
        "On 2024-11-05 the NVIDIA H20 96GB (HGX) was not controlled by any paragraph that is checked"
    )
    assert "no licence requirement was found" in free
    caught = sentence(decision("h100", "--on", "2024-11-05", "--to", "CN"))
    assert "controlled under 3A090.a.1 and 3A090.a.2" in caught
    assert "required a licence (review policy: presumption of denial)" in caught
    for text in (free, caught):
        assert not {"legal", "cleared", "safe"} & set(text.lower().split())


def test_a_sentence_names_the_facts_that_it_was_asked_with() -> None:
    asked = ("5090", "--on", "2026-02-01", "--to", "VN")
    plain = sentence(decision(*asked))
    assert "sending it to Vietnam required a licence unless exception ACA applied" in plain
    owned = sentence(decision(*asked, "--headquarters", "CN", "--party", "end_user_listed=yes"))
    assert (
        "sending it to Vietnam, for a recipient with headquarters in China, with end user listed: yes, required"
        in owned
    )
    assert "sending it to Vietnam as a reexport required" in sentence(decision(*asked, "--transaction", "reexport"))


def test_what_is_unknown_is_not_said_to_be_free() -> None:
    told = sentence(decision("mi308x", "--on", "2024-05-05", "--to", "AE"))
    assert "too little known" in told
    assert "depends on facts that are missing" in told
    assert "no licence" not in told


def test_a_law_that_was_never_enacted_is_called_so() -> None:
    changed = ("--on", "2024-11-05", "--to", "CN", "--set", "us.ear.3a090.b.tpp=2300")
    assert sentence(decision("h20", *changed)).startswith("Under a law that was never enacted, on 2024-11-05")
    printed = run("classify", "h20", *changed, "--sentence").stdout
    assert all(line.startswith("counterfactual") for line in printed.splitlines())


def test_the_nearest_change_is_one_that_changes_a_verdict() -> None:
    data = decision("h20", "--on", "2024-11-05", "--to", "CN")
    assert nearest(data) == "With TPP 2,400 instead of 2,368: controlled under 3A090.b.1, licence exception available."
    for flip in data["flips"]["metrics"]:
        flip["item"], flip["transaction"] = data["item"]["verdict"], data["transaction"]["verdict"]
    assert nearest(data) == ""


def test_what_it_rests_on_is_named_once_with_its_address() -> None:
    found = list(rests_on(decision("h100", "--on", "2024-11-05", "--to", "CN")))
    assert found[0][0] == "ECCN 3A090.a.1; ECCN 3A090.a.2"
    assert all("https://" in where for _, where in found)
    printed = run("classify", "h100", "--on", "2024-11-05", "--to", "CN", "--sentence").stdout
    assert "whackachip classify h100 --on 2024-11-05 --to CN" in " ".join(printed.split())
    assert "Not legal advice" in printed


@pytest.mark.parametrize(
    "text",
    ["l20\n\n# old stock\nH20\nl20\n", "chip,count\nL20,200\nH20,4\n", '"Part number",x\n l20 ,1\nh20,2\n,3\n'],
    ids=["lines", "csv", "other-heading"],
)
def test_a_list_of_parts_is_classified(text: str, tmp_path: Path) -> None:
    listed = tmp_path / "parts.csv"
    listed.write_bytes(b"\xef\xbb\xbf" + text.encode())  # as a spreadsheet writes it
    where = ("--on", "2024-11-05", "--to", "CN", "--csv")
    table = run("classify", "--many", str(listed), *where).stdout
    assert [line.split(",")[0] for line in table.splitlines()] == ["chip", "nv-l20", "nv-h20-96"]
    assert run("classify", "--many", "-", *where, stdin=text).stdout == table


def test_a_list_of_one_is_still_a_list(tmp_path: Path) -> None:
    (tmp_path / "one").write_text("l20\n")
    found = run("classify", "--many", str(tmp_path / "one"), "--on", "2024-11-05", "--to", "CN", "--json")
    assert [data["chip"] for data in json.loads(found.stdout)] == ["nv-l20"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (b"h20\nzz80\nyy9\n", "unknown chip 'yy9'"),  # all that are wrong, not the first alone
        (b"a,b\n1,2\n", "no column `chip`, but a, b"),
        (b"# nothing\n", "names no chip"),
        (b"chip\n", "names no chip"),
        (b"\xff\xfe\x00", "no UTF-8"),
    ],
)
def test_a_list_that_is_none_is_one_line(text: bytes, hint: str, tmp_path: Path) -> None:
    (tmp_path / "list").write_bytes(text)
    done = run("classify", "--many", str(tmp_path / "list"))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert hint in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_figure_says_where_it_went_and_json_stays_json(tmp_path: Path) -> None:
    target = tmp_path / "h20.json"
    done = run("timeline", "h20", "--figure", str(target), "--json")
    assert done.stderr == f"figure: {target}\n"
    assert json.loads(done.stdout)["chip"] == "nv-h20-96"


def test_an_answer_is_cited_by_what_it_says_and_how_it_is_had_again(tmp_path: Path) -> None:
    answer = run("classify", "h20", "--on", "2024-11-05", "--to", "CN", "--json").stdout
    told = run("cite", "-", stdin=answer).stdout
    made = json.loads(answer)["provenance"]
    assert told.startswith("On 2024-11-05 the NVIDIA H20 96GB (HGX)")
    for part in ("@software{", made["command"], made["facts_hash"][:12], "urldate"):
        assert part in told
    (tmp_path / "result.json").write_text(answer)
    assert run("cite", str(tmp_path)).stdout == told
    other = run("cite", "-", stdin=run("coverage", "--json").stdout).stdout
    assert "Answer to `whackachip coverage`" in other
    assert "@software{" in run("cite").stdout


@pytest.mark.parametrize("text", ["{}", "[]", "", '{"provenance": {"command": 1}}', '{"provenance": []}'])
def test_what_is_no_answer_is_not_cited(text: str) -> None:
    done = run("cite", "-", stdin=text)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1


def test_what_is_open_says_why(tmp_path: Path) -> None:
    where = ("--on", "2026-08-01", "--to", "AE")
    told = sentence(decision("rtx 4090", *where))
    assert "is open, since the texts disagree" in told
    table = " ".join(run("classify", "l20", "rtx 4090", "mi308x", *where).stdout.split())
    assert "open: the texts disagree, 15 CFR 742.6(a)(6)(iii)(A); BIS statement of 2025-05-13: nv-4090" in table
    assert "open: missing performance_density: amd-mi308x" in table
    assert "meets_" not in table
    header, *lines = csv.reader(run("classify", "l20", "rtx 4090", *where, "--csv").stdout.splitlines())
    l20, rtx = (dict(zip(header, line, strict=True)) for line in lines)
    assert (l20["outcomes"], l20["texts_disagree"]) == ("", "")
    assert rtx["outcomes"] == "no-requirement-found; licence-required"
    assert "BIS statement" in rtx["texts_disagree"]
