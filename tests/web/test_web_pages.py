"""Every page answers, in every form that it offers; nothing that can be typed breaks one."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import time
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from whackachip.answers import QUESTIONS, ask
from whackachip.web.pages import PAGES

CHIP, DAY = "h20", "2024-11-05"
PATHS = {
    "/": "Which chips could have made this model",
    "/classify": "not controlled by this rule",
    "/classify?chip=h100&on=2024-11-05&to=CN": "+11,031.2",
    "/classify?chip=910b&on=2024-11-05&to=CN": "5,008 or more",
    "/chips": "chips",
    f"/chips/{CHIP}": "Wrong answers in circulation",
    "/compare": "NVIDIA H800",
    "/rules": "Enacted, the latest first",
    f"/rules?on={DAY}": f"In force on {DAY}",
    "/rules/us-2023-10-17": "ECCN 3A090.a.1",
    "/rules/diff": "change their status",
    "/rules/plane": "Drag a line",
    "/estimate": "Where the memory goes",
    "/estimate/serve": "What it gives",
    "/estimate/techniques": "The smallest set that closes it",
    "/estimate/fit": "hold the training of",
    "/estimate/claim": "Plausible",
    "/coverage": "Not modelled",
    "/investigate": "A bundled case",
    "/jobs": "Jobs",
    "/api": "/api/v1/classify",
    "/licences": "OFL-1.1",
}
ALERT = 'role="alert"'


@pytest.mark.parametrize("path", PATHS)
def test_a_page_shows_its_answer(site: Any, path: str) -> None:
    reply = site.get(path)
    assert reply.status_code == 200, reply.text[-600:]
    assert PATHS[path] in reply.text
    assert ALERT not in reply.text
    assert reply.text.count("<h1") == 1
    for leak in ("built-in", " object at 0x", "&lt;bound", ">None<", "{&#39;"):  # what Python says of what is no text
        assert leak not in reply.text, leak


def test_every_page_is_walked() -> None:
    """A page that is added has to be added here; what runs as a job has a test of its own."""
    walked = {
        path.partition("?")[0].replace(f"/{CHIP}", "/{chip}").replace("us-2023-10-17", "{rule}") for path in PATHS
    }
    assert {page.path for page in PAGES if not page.long} <= walked


@pytest.mark.parametrize("path", ["/classify", "/chips?predicate=tpp>20000", "/rules", "/estimate", "/compare"])
def test_the_address_with_json_is_the_answer(site: Any, path: str) -> None:
    base, _, words = path.partition("?")
    found = site.get(f"{base}.json{'?' + words if words else ''}")
    assert found.headers["content-type"] == "application/json"
    assert found.json()["provenance"]["command"] in site.get(path).text.replace("&#39;", "'").replace("&gt;", ">")


def test_json_is_what_the_registry_says(site: Any) -> None:
    words = {"chip": CHIP, "on": DAY, "to": "CN"}
    shown = site.get("/classify.json", params=words).json()
    assert shown == json.loads(json.dumps(ask("classify", words)))


def test_csv_has_a_row_a_chip(site: Any) -> None:
    rows = list(csv.DictReader(io.StringIO(site.get("/chips.csv?predicate=family == h20").text)))
    assert {row["family"] for row in rows} == {"h20"}
    assert len(rows) == len(ask("chips", {"predicate": "family == h20"})["chips"])


@pytest.mark.parametrize(
    ("path", "kind", "begins"),
    [
        ("/classify.svg", "image/svg+xml", b"<svg"), ("/classify.png", "image/png", b"\x89PNG"),
        ("/chips.svg?predicate=tpp>20000", "image/svg+xml", b"<svg"), ("/classify.pdf", "application/pdf", b"%PDF"),
        ("/rules/plane.svg", "image/svg+xml", b"<svg"), ("/classify.bib", "application/x-bibtex", b"@software{"),
        ("/estimate/techniques.vl.json", "application/json", b"{"),
        ("/rules/us-2023-10-17.pdf", "application/pdf", b"%PDF"),
    ],
)  # fmt: skip
def test_what_can_be_taken_along(site: Any, path: str, kind: str, begins: bytes) -> None:
    reply = site.get(path)
    assert reply.status_code == 200
    assert reply.headers["content-type"].startswith(kind)
    assert reply.content.startswith(begins)


def test_a_figure_alone_says_where_it_is_from(site: Any) -> None:
    text = site.get("/classify.svg").text
    assert "whackachip" in text
    assert "facts 20" in text


def test_a_figure_in_a_page_follows_its_colours(site: Any) -> None:
    text = site.get("/classify/figure").text
    assert 'fill="var(--c-0072b2,#0072b2)"' in text
    assert "style=" not in text


def test_a_card_says_how_to_ask_again(site: Any) -> None:
    text = site.get(f"/classify?chip={CHIP}&on={DAY}&to=CN").text
    assert f"whackachip classify {CHIP} --on {DAY} --to CN" in text
    assert "wc.classify(" in text
    assert "@software{" in text
    assert f"/classify.json?chip={CHIP}&amp;on={DAY}&amp;to=CN" in text


def test_a_card_names_the_facts_that_it_was_asked_with(site: Any) -> None:
    page = site.get("/classify?chip=5090&on=2026-02-01&to=VN&headquarters=CN").text
    said = "for a recipient with headquarters in China,"
    assert said in page.split('class="sub"')[1].split("</p>")[0]
    assert said in page.split('id="line-said">')[1].split("</span>")[0]


SENTENCES = {
    "/rules/plane?on=2022-12-01&to=CN": "of 198 chips for China",
    "/chips?predicate=tpp+>+40000&on=2026-01-01&to=India": "meet tpp > 40000 on 2026-01-01 for India; open for",
    "/rules/diff?rules=2024-12-01&rules=2025-06-01&to=AE": "change their status for United Arab Emirates",
}


@pytest.mark.parametrize("path", SENTENCES)
def test_a_sentence_to_quote_names_day_and_destination(site: Any, path: str) -> None:
    said = html.unescape(site.get(path).text.split('id="line-said">')[1].split("</span>")[0])
    assert SENTENCES[path].replace("198", str(len(ask("chips", {})["chips"]))) in said


def test_a_comparison_keeps_bills_apart_from_the_law(site: Any) -> None:
    page = site.get("/rules/diff?rules=us-2025-01-13&rules=us-2026-01-15&to=CN").text.replace("<wbr>", "")
    law, bills, *_ = page.split("which no verdict uses")
    assert "us.ear.3a090.c.cell_area" in law
    assert "us.measures.gain-ai.tpp" in bills
    assert ".measures." not in law


def test_verdicts_never_stand_by_colour_alone(site: Any) -> None:
    text = site.get("/classify?chip=h100&on=2024-11-05&to=CN").text
    assert '<span aria-hidden="true">■</span> controlled' in text
    assert '<span aria-hidden="true">■</span> licence required' in text


WRONG = {
    "/classify?chip=h2O&on=2024-11-05&to=Chnia": ("unknown", 'value="Chnia"'),
    "/classify?chip=h2O&on=2024-11-05&to=CN": ("did you mean", 'href="/classify?chip=h20&amp;on=2024-11-05&amp;to=CN"'),
    "/classify?chip=h20&on=yesterday&to=CN": ("yesterday", 'value="h20"'),
    "/classify?chip=h20&layer=foo": ("layer", "h20"),
    "/classify?chip=h20&nonsense=1": ("unknown parameter", "h20"),
    "/classify?chip=name%3Dx,bf16_dense%3Dten": ("ten", "name=x"),
    "/classify?chip=h20&set=us.ear.3a090.a.tpp%3D1e999": ("finite", "1e999"),
    "/chips?predicate=tpp+>": ("expected an attribute", 'value="tpp &gt;"'),
    "/chips?predicate=colour+==+red": ("colour", "colour == red"),
    "/chips?x=foo": ("foo", '<option value="memory_bandwidth"'),
    "/chips?y=tdp&predicate=nosuch+>+1": ("nosuch", '<option value="tdp" selected'),
    "/chips?on=2024-01-01": ("together", "2024-01-01"),
    "/chips/nosuchchip": ("nosuchchip", "alert"),
    "/rules/nosuch": ("nosuch", "alert"),
    "/rules?on=2024-13-01": ("2024-13-01", "alert"),
    "/rules/diff?rules=a&rules=b": ("unknown", 'value="a"'),
    "/rules/plane?on=2024-11-05&to=CN&set=us.ear.3a090.a.tpp%3D2300": ("contradicts itself", 'value="2300"'),
    "/rules/plane?on=2024-11-05&to=CN&t.us.ear.3a090.a.tpp=many": ("many", "2024-11-05"),
    "/rules/prove?rule=nosuch": ("nosuch", "alert"),
    "/estimate?model=hunyuan-large&chip=h20&count=0": ("“Chips”", 'value="0"'),
    "/estimate?model=nosuch&chip=h20&count=8": ("nosuch", 'value="8"'),
    "/estimate/claim?sentence=hello": ("hello", "hello"),
    "/estimate/serve?model=hunyuan-large&chip=h20&count=eight": ("“Chips”", "eight"),
    "/compare?chips=h20&chips=nosuch": ("nosuch", 'value="h20"'),
    "/investigate?subject=nosuch": ("nosuch", "alert"),
    "/investigate?path=/etc/passwd": ("not in a folder", "alert"),
    "/investigate?upload=../../etc/passwd": ("not here", "alert"),
    "/?q=qqqqqqqq": ("qqqqqqqq", "alert"),
}  # fmt: skip


@pytest.mark.parametrize("path", WRONG)
def test_a_mistake_is_said_and_the_form_kept(site: Any, path: str) -> None:
    reply = site.get(path)
    assert reply.status_code == 400
    says, keeps = WRONG[path]
    assert ALERT in reply.text
    alert = reply.text.split(ALERT)[1].split("</div>")[0]
    assert says in alert
    assert keeps in reply.text
    assert "Traceback" not in reply.text


ODD = (
    "/classify?chip=h20&on=2025-05-01&to=AE",
    "/classify?chip=h200&on=2026-02-01&to=CN",
    "/classify?chip=910b&on=2024-11-05",
    "/classify?chip=rtx+4090&on=2023-12-01&to=RU&layer=codified",
    "/classify?chip=h100&on=1900-01-01&to=CN",
    "/classify?chip=name%3Dx,+bf16_dense%3D400&on=2024-11-05&to=CN&interpret=vector_path%3Dcounted",
    "/chips/name%3Dx,%20bf16_dense%3D400,%20die_area%3D800",
    "/compare?chips=h20&chips=name%3Dx,+bf16_dense%3D400",
    "/rules/diff?rules=us-2022-10-07&on=0001-01-01",
    "/rules/plane?on=2022-11-05&to=CN",
    "/rules/plane?on=2021-01-01&to=CN",
    "/rules/us-letters-2025-04",
    "/rules/us-before-2022-08",
    "/chips?predicate=tpp>1e12",
    "/chips?x=announced&y=announced",
    "/estimate?model=deepseek-v3&chip=910b&count=64",
    "/estimate?model=llama-3.1-8b&chip=h20&count=8&mfu=30..45%25",
    "/estimate/serve?model=deepseek-v3&chip=h20&count=1",
    "/estimate/claim?sentence=1000+H100+for+3+days+trained+llama-3.1-8b",
)


@pytest.mark.parametrize("path", ODD)
def test_days_and_chips_of_all_kinds(site: Any, path: str) -> None:
    reply = site.get(path)
    assert reply.status_code == 200, path
    assert ALERT not in reply.text


IN_WORDS = {
    "/classify?chip=bf17_dense%3D400,die_area%3D800": ("“Chip”: unknown key", "in-chip"),
    "/classify?chip=bf16_dense%3Dmany": ("“Chip”: bf16_dense=many is not a number", "in-chip"),
    "/compare?chips=h20&chips=bf17_dense%3D3": ("“Chips”: unknown key", "in-chips"),
    "/chips?on=2024-01-01": ("“Day” and “Destination” go together", "in-on"),
    "/estimate/techniques?model=deepseek-v3&chip=h20&count=1&versus=h800": ("give more with “Chips”", ""),
    "/estimate/serve?model=deepseek-v3&chip=h20": ("“Chips” is missing", "in-count"),
    "/rules/nosuch": ("the page “Rules” lists them", ""),
}


@pytest.mark.parametrize("path", IN_WORDS)
def test_a_mistake_speaks_of_fields_and_not_of_options(site: Any, path: str) -> None:
    says, marked = IN_WORDS[path]
    page = site.get(path).text
    alert = html.unescape(page.split(ALERT)[1].split("</div>")[0])
    assert says in alert
    assert "--" not in alert
    assert re.findall(r'id="(in-\w+)"[^>]*aria-invalid', page) == ([marked] if marked else [])


def test_a_word_of_a_chip_that_is_described_can_be_put_right(site: Any) -> None:
    page = html.unescape(site.get("/compare?chips=h20&chips=bf17_dense%3D400,die_area%3D800").text)
    repaired = re.search(r'href="([^"]*)">bf16_dense</a>', page)
    assert repaired
    assert site.get(repaired[1]).status_code == 200
    assert "chips=h20&chips=bf16_dense%3D400" in repaired[1]


def test_programs_hear_of_parameters(site: Any) -> None:
    said = "chip: unknown key 'bf17_dense'"
    for path in ("/classify.json", "/api/v1/classify"):
        assert site.get(f"{path}?chip=bf17_dense%3D400").json()["error"].startswith(said)


def test_an_assistant_finds_every_question_and_page(site: Any) -> None:
    text = site.get("/llms.txt").text
    links = re.findall(r"\]\((/[^)]+)\)", text)
    assert {f"/api/v1/{name}" for name in QUESTIONS} <= set(links)
    for link in links:
        long = link.startswith("/api/v1/") and link.removeprefix("/api/v1/") in QUESTIONS
        assert site.get(link).status_code in ((200, 405, 422) if long else (200, 202)), link


def test_nothing_asked_is_nothing_to_take_along(site: Any) -> None:
    for suffix in (".json", ".bib", ".pdf", ".svg"):
        assert site.get(f"/investigate{suffix}").status_code == 400


def test_a_mistake_is_a_document_for_programs(site: Any) -> None:
    reply = site.get("/classify.json?chip=h2O")
    assert reply.status_code == 400
    assert reply.json()["nearest"][0] == "h20"


def test_what_is_typed_is_only_ever_text(site: Any) -> None:
    attack = "<script>alert(1)</script>"
    for path in (f"/classify?chip={quote(attack)}", f"/?q={quote(attack)}", f"/chips?predicate={quote(attack)}",
                 f"/nosuch/{quote(attack)}", f"/chips/{quote(attack, safe='')}"):  # fmt: skip
        assert attack not in site.get(path).text


def test_csv_runs_nothing_in_a_spreadsheet(site: Any) -> None:
    text = site.get("/classify.csv", params={"chip": "name=@SUM(1), bf16_dense=400", "on": DAY}).text
    assert all(not cell.startswith(("=", "@", "+")) for row in csv.reader(io.StringIO(text)) for cell in row)


QUICK = [page for page in PAGES if not page.long and "{" not in page.path and page.question != "techniques"]
WORD = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=40, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(page=st.sampled_from(QUICK), data=st.data())
def test_no_words_break_a_page(site: Any, page: Any, data: st.DataObject) -> None:
    names = [*QUESTIONS[page.question].model.model_fields, *page.own, "nonsense"]
    words = data.draw(st.lists(st.tuples(st.sampled_from(names), WORD), max_size=4))
    suffix = data.draw(st.sampled_from(["", ".json", ".csv"]))
    reply = site.get(page.path + suffix, params=words)
    assert reply.status_code in (200, 202, 400, 414), (page.path, words)


def test_a_long_question_is_a_job_whose_address_stays(site: Any) -> None:
    path = "/rules/prove?rule=us-2022-10-07&dies=1"
    first = site.get(path)
    assert first.status_code == 202
    assert "hx-trigger" in first.text
    assert site.get(path.replace("prove?", "prove.json?")).status_code == 202
    ends = time.monotonic() + 120
    while (reply := site.get(path)).status_code == 202 and time.monotonic() < ends:
        time.sleep(0.2)
    assert reply.status_code == 200
    assert "What follows" in reply.text
    assert site.get(path.replace("prove?", "prove.json?")).json()["rule"] == "us-2022-10-07"
    assert "/rules/prove?rule=us-2022-10-07" in site.get("/jobs").text
