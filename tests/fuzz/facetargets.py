"""What strangers hand to the faces: addresses, bodies, arguments of tools, stored results, laws and facts of their own.

The pages and the REST interface are called as a server calls them, without a network between.
"""

from __future__ import annotations

import asyncio
import json
from functools import cache
from typing import Any
from urllib.parse import quote, unquote, urlencode

import yaml
from hypothesis import strategies as st
from mutation import texts
from structured import documents, values
from target import SCRATCH, Target, written

from whackachip import classify, investigate, own_facts
from whackachip.answers.registry import QUESTIONS, find_question
from whackachip.answers.request import ordered
from whackachip.errors import UserError
from whackachip.law.rulefile import read_patch, read_rule
from whackachip.mcp.tools import TOOLS
from whackachip.report.figures import figures
from whackachip.report.figures.figure import picture, png
from whackachip.report.html import render_brief, render_card, render_html
from whackachip.report.markdown import render_markdown
from whackachip.report.sheets import sheets
from whackachip.report.stored import holding_together, read_result
from whackachip.report.tablefile import csv_text
from whackachip.report.typeset import render_pdf

DAY, TO = "2024-11-05", "CN"
FORMS = ("", "", "", ".json", ".csv", ".svg", ".vl.json", ".bib", "/figure", "/chart")
EDITS = ("", "", "", "", "&", "=", "%", "%ff", ";", "+" * 50, "&=" * 200, "chip=" + "h" * 3000)
# Questions that are answered within a moment.
QUICK = [name for name, question in QUESTIONS.items() if not question.long and name not in ("scan", "techniques")]
LONGEST_ADDRESS = 12_000  # beyond what the server reads


def samples(name: str) -> dict[str, Any]:
    """What the fields of a question are by example."""
    fields = ordered(find_question(name).request)
    found = {each.name: each.metadata["example"] for each in fields if not each.metadata["local"]}
    return {key: value for key, value in found.items() if value is not None}


# Pages and REST


@cache
def site() -> Any:
    """The whole application; no job runs, since it is not started."""
    from whackachip.web.app import create_app
    from whackachip.web.settings import Settings

    return create_app(Settings(data=SCRATCH / "site"))


def called(method: str, path: str, query: bytes = b"", body: bytes = b"") -> tuple[int, bytes]:
    """Status and body of the answer to a request; a fault of the application comes out as it is."""
    sent: list[dict[str, Any]] = []
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
        "path": unquote(path), "raw_path": path.encode(), "query_string": query, "root_path": "",
        "headers": [(b"host", b"127.0.0.1"), (b"content-length", b"%d" % len(body))],
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80), "state": {},
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(site()(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent[1:])


def _web(given: tuple[str, str, bytes, bytes]) -> object:
    status, body = called(*given)
    assert status < 500, f"{status}: {body[:200]!r}"
    if status >= 400:
        raise UserError(f"{status}")
    return status, body


@cache
def _pages() -> list[tuple[str, str]]:
    """The address of every page, with the question that it puts."""
    from whackachip.web.pages import PAGES

    found = []
    for page in PAGES:
        path = page.path.replace("{chip}", "h20").replace("{rule}", "us-2023-10-17")
        found.append((path, page.question))
    return [*found, ("/", "chips"), ("/search", "chip"), ("/jobs/x", "chip"), ("/assets/style.css", "chip")]


@st.composite
def _words(draw: st.DrawFn, name: str) -> bytes:
    """A question in an address: its examples, some of them strange, again and again where the draw is so."""
    known = samples(name)
    pairs = [(key, one) for key, value in known.items() for one in (value if isinstance(value, tuple) else (value,))]
    kept = draw(st.lists(st.sampled_from(pairs), max_size=5)) if pairs else []
    near = texts(*(str(value) for _, value in pairs), "h20", noise=60) if pairs else texts("h20")
    names = st.sampled_from([*known, "token", "page", "other"]) | texts("chip", noise=10)
    odd = draw(st.lists(st.tuples(names, near), max_size=3))
    many = draw(st.sampled_from([1, 1, 1, 1, 1, 3, 60]))
    said = urlencode([*kept, *odd] * many, errors="surrogatepass").encode()
    edit = draw(
        st.sampled_from(["", "", "", "", "&", "=", "%", "%ff", ";", "+" * 50, "&=" * 200, "chip=" + "h" * 3000])
    )
    at = draw(st.integers(0, len(said)))
    return (said[:at] + edit.encode() + said[at:])[:LONGEST_ADDRESS]


@st.composite
def _addresses(draw: st.DrawFn) -> tuple[str, str, bytes, bytes]:
    path, name = draw(st.sampled_from(_pages()))
    if draw(st.integers(0, 9)) == 0:
        path = "/" + quote(draw(texts(path.lstrip("/") or "x", noise=30)).encode("utf-8", "surrogatepass"))
    if draw(st.integers(0, 4)) == 0:
        name = draw(st.sampled_from([*QUESTIONS]))
    path += draw(st.sampled_from(FORMS))
    return draw(st.sampled_from(["GET", "GET", "GET", "HEAD"])), path, draw(_words(name)), b""


@st.composite
def _rest(draw: st.DrawFn) -> tuple[str, str, bytes, bytes]:
    quick = [name for name, question in QUESTIONS.items() if not question.long and name not in ("scan", "techniques")]
    name = draw(st.sampled_from(quick))
    asked = draw(
        st.sampled_from([name, name, name, f"{name}/", "jobs/x", "jobs/x/result", "questions", "openapi.json"])
    )
    return "GET", f"/api/v1/{asked}", draw(_words(name)), b""


@st.composite
def _bodies(draw: st.DrawFn) -> tuple[str, str, bytes, bytes]:
    """A long question: a document that is nearly right, or bytes that are none."""
    name = draw(st.sampled_from([name for name, question in QUESTIONS.items() if question.long]))
    document = draw(documents(lambda: samples(name)))
    text = json.dumps(document).encode()
    raw = draw(st.sampled_from([b"", b"", b"", b"[", b"\xff", b'"\\ud800"', b"[" * 100_000, b"9" * 5000, b"NaN"]))
    return "POST", f"/api/v1/{name}", b"", raw or text


# Arguments of tools

# Questions that an assistant asks within a moment; an investigation is asked in the tests of the server.
_ASKED = [name for name in TOOLS if name != "investigate_case"]


@st.composite
def _arguments(draw: st.DrawFn) -> tuple[str, dict[str, Any]]:
    name = draw(st.sampled_from(_ASKED))
    known = samples(TOOLS[name].question)
    found = draw(documents(lambda: known, *(str(value) for value in known.values())))
    for key in draw(st.lists(st.sampled_from([*known, "other"]), max_size=2)):
        found[key] = draw(values(str(known.get(key, "x"))))
    return name, found


def _tool(given: tuple[str, dict[str, Any]]) -> object:
    """As the server answers: as text that goes over a pipe."""
    name, arguments = given
    return json.dumps(TOOLS[name].call(arguments), ensure_ascii=False, allow_nan=False).encode("utf-8")


# Stored results


@cache
def result() -> dict[str, Any]:
    """A whole result, as it is read from a file, with the longest lists cut."""
    found = json.loads(json.dumps(investigate("hunyuan-large").result))
    return dict(_cut(found))


def _cut(part: Any, most: int = 12) -> Any:
    """The same with at most so many members of each list, so that an edit meets every kind of value soon."""
    if isinstance(part, dict):
        return {key: _cut(value, most) for key, value in part.items()}
    return [_cut(value, most) for value in part[:most]] if isinstance(part, list) else part


def _rendered(document: dict[str, Any]) -> object:
    """A document that its schema takes is told in every form of words, or refused in a line."""
    read = read_result(written(json.dumps(document).encode("utf-8", "surrogatepass"), "result.json"))
    with holding_together("result.json"):
        tables = {name: csv_text(table) for name, table in sheets(read).items()}
        forms = (render_html(read, ()), render_brief(read, ()), render_markdown(read, ()), render_card(read))
    for text in (*forms, *tables.values()):
        text.encode("utf-8", "backslashreplace")  # as it is written
    return [len(text) for text in forms]


def _drawn(given: tuple[dict[str, Any], int]) -> object:
    """A document that its schema takes is drawn, or refused in a line: one figure, and the one page of the PDF."""
    document, number = given
    read = read_result(written(json.dumps(document).encode("utf-8", "surrogatepass"), "result.json"))
    with holding_together("result.json"):
        made = figures(read)
        drawn = [picture(made[number % len(made)], 1)] if made else []
        forms = [part for one in drawn for part in (one.svg.encode("utf-8", "backslashreplace"), png(one.figure, 1.0))]
        forms.append(render_pdf(read, drawn, short=True))
    assert all(form.startswith((b"<svg", b"\x89PNG", b"%PDF")) for form in forms)
    return [len(form) for form in forms]


# Laws and facts of one's own


def _yaml(document: Any, name: str) -> Any:
    return written(yaml.safe_dump(document, allow_unicode=True, sort_keys=False).encode("utf-8", "surrogatepass"), name)


def _patched(document: Any) -> object:
    """A chip under the law that a patch makes."""
    law = read_patch(_yaml(document, "patch.yaml"))
    return classify("h20", on=DAY, destination=TO, counterfactual=law).to_dict()


def _ruled(document: Any) -> object:
    law = read_rule(_yaml(document, "rule.yaml"))
    return classify("h20", on=DAY, destination=TO, counterfactual=law).to_dict()


def _own(document: Any) -> object:
    """A chip of one's own, told and judged with the facts laid over ours."""
    written(b"own-page: {title: Own page, grade: read, accessed: 2026-11-01}\n", "laid/sources.yaml")
    _yaml(document, "laid/chips/own.yaml")
    with own_facts(SCRATCH / "laid"):
        from whackachip import chip

        return chip("own-1").to_dict(), classify("own-1", on=DAY, destination=TO).to_dict()


def face_targets(chip: str, patches: tuple[str, ...], rule: str) -> tuple[Target, ...]:
    """The targets, with the samples of the parsers' own."""
    return (
        Target("web-page", _addresses(), _web, examples=20),
        Target("rest", _rest(), _web, examples=20),
        Target("rest-body", _bodies(), _web, examples=20),
        Target("tool-arguments", _arguments(), _tool, examples=20),
        Target("stored-report", documents(result), _rendered, examples=10),
        Target("drawn-report", st.tuples(documents(result), st.integers(0, 6)), _drawn, examples=3),
        Target(
            "patched-law", st.sampled_from(patches).flatmap(lambda text: documents(lambda: yaml.safe_load(text))),
            _patched, examples=20,
        ),
        Target("own-rule", documents(lambda: yaml.safe_load(rule)), _ruled, examples=25),
        Target("own-facts", documents(lambda: yaml.safe_load(chip)), _own, examples=15),
    )  # fmt: skip
