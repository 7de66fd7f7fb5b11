"""Answers to place in an article: one file without script, which only those may frame whom the operator names."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from whackachip.cli.group import program
from whackachip.errors import UserError

H20 = {"chip": "h20", "on": "2024-11-05", "to": "CN"}


def policy(reply: Any) -> dict[str, str]:
    """The content policy by directive."""
    parts = (part.strip().partition(" ") for part in reply.headers["content-security-policy"].split(";"))
    return {name: value for name, _, value in parts}


def test_the_word_and_the_ending_give_the_same_file(site: Any) -> None:
    word = site.get("/classify", params={**H20, "embed": "1"})
    ending = site.get("/classify.html", params=H20)
    assert word.status_code == ending.status_code == 200
    assert word.text == ending.text
    assert 'filename="whackachip-classify.html"' in word.headers["content-disposition"]


def test_it_says_the_answer_and_its_source_and_loads_nothing(site: Any) -> None:
    text = site.get("/classify", params={**H20, "embed": "1"}).text
    assert "no licence requirement was found for sending it to China" in text
    assert "whackachip classify h20 --on 2024-11-05 --to CN" in text
    assert "Not legal advice" in text
    assert "<svg" in text
    assert "<script" not in text
    assert "<form" not in text
    assert not re.findall(r'(?:src|href)="', text)
    assert not re.findall(r"url\((?!#)", text)


def test_a_changed_law_is_called_so(site: Any) -> None:
    text = site.get("/classify", params={**H20, "set": "us.ear.3a090.b.tpp=2300", "embed": "1"}).text
    assert "Counterfactual: this law was never enacted." in text


@pytest.mark.parametrize(
    "path", ["/classify?chip=h2O&embed=1", "/classify?chip=%3Cscript%3E&embed=1", "/investigate?embed=1"]
)
def test_a_mistake_is_a_line_in_the_same_form(site: Any, path: str) -> None:
    reply = site.get(path)
    assert reply.status_code == 400
    assert policy(reply)["frame-ancestors"] == "'self'"
    assert "<script" not in reply.text


def test_what_takes_long_says_so(site: Any) -> None:
    reply = site.get("/rules/prove", params={"rule": "us-2022-10-07", "embed": "1"})
    assert reply.status_code in (200, 202)
    assert reply.headers["content-type"].startswith("text/html")


def test_only_those_may_frame_it_whom_the_operator_names(tmp_path: Path) -> None:
    from fastapi.testclient import TestClient

    from whackachip.web.app import create_app
    from whackachip.web.settings import Settings

    app = create_app(Settings(data=tmp_path, embed=("https://example.org",)))
    client = TestClient(app, base_url="http://127.0.0.1")
    placed = policy(client.get("/classify", params={**H20, "embed": "1"}))
    assert placed["frame-ancestors"] == "'self' https://example.org"
    assert "sandbox" in placed
    assert "script-src" not in placed
    assert placed["default-src"] == "'none'"
    assert policy(client.get("/classify", params=H20))["frame-ancestors"] == "'none'"  # a page with forms never


def test_an_origin_that_is_none_is_refused(tmp_path: Path) -> None:
    from whackachip.web.embed import check_origin

    assert check_origin("https://Example.org:8443") == "https://example.org:8443"
    for text in ("*", "https://a.org; script-src *", "example.org", "https://a.org/path", "javascript:x", ""):
        with pytest.raises(UserError, match="no origin"):
            check_origin(text)
    done = CliRunner().invoke(program, ["web", "--embed", "*", "--data", str(tmp_path)])
    assert done.exit_code == 2
    assert "no origin" in done.output
