"""What must not reach the pages does not, and what leaves them carries its headers."""

from __future__ import annotations

import gzip
import io
import re
import tarfile
import time
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from whackachip.errors import UserError
from whackachip.web.app import create_app
from whackachip.web.settings import Limits, Settings
from whackachip.web.view import linked

TOKEN = "a-token-long-enough"


def archive(text: str = "We pre-trained the model on 2,048 H20 GPUs.\n") -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w:gz") as tar:
        info = tarfile.TarInfo("repository/README.md")
        info.size = len(text.encode())
        tar.addfile(info, io.BytesIO(text.encode()))
    return data.getvalue()


def mark_of(client: Any) -> str:
    found = re.search(r'name="mark" value="([^"]+)"', client.get("/investigate").text)
    assert found
    return found.group(1)


def test_every_answer_forbids_what_pages_do_not_need(site: Any) -> None:
    for path in ("/", "/nosuch", "/classify?chip=h2O", "/assets/style.css", "/api/v1/questions"):
        headers = site.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_pages_have_no_inline_script_or_style(site: Any) -> None:
    for path in ("/", "/classify", "/chips", "/rules/plane", "/estimate", "/investigate"):
        text = site.get(path).text
        assert not re.search(r"<script(?![^>]*\bsrc=)", text)
        assert "<style" not in text
        assert not re.search(r"<[^>]+\sstyle=", text)
        assert not re.search(r"<[^>]+\son\w+=", text)


def test_pages_name_no_other_host_but_as_a_link(site: Any) -> None:
    for path in ("/", "/classify", "/chips", "/chips/h20", "/rules/plane"):
        text = site.get(path).text
        for tag in re.findall(r"<(?!a\b)[^>]*https?://[^>]*>", text):
            assert tag.startswith('<svg xmlns="http://www.w3.org/'), tag


def test_a_source_is_a_link_that_cannot_break_out() -> None:
    shown = str(linked('<b> see https://a.example/x?y="onload=1 and http://www.b.example/p, (read)'))
    assert shown.startswith("&lt;b&gt; see <a href=")
    assert '"onload' not in shown
    assert '<a href="http://www.b.example/p" rel="noreferrer noopener">b.example</a>, (read)' in shown


def test_a_name_that_is_not_ours_is_refused(site: Any) -> None:
    for host in ("evil.example", "evil.example:8000", "127.0.0.1.evil.example", ""):
        assert site.get("/", headers={"host": host}).status_code == 421
    for host in ("localhost", "127.0.0.1:8000", "[::1]:8000"):
        assert site.get("/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "headers", [{"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_another_site_cannot_send_our_forms(site: Any, headers: dict[str, str]) -> None:
    for path in ("/investigate", "/jobs/x/cancel", "/api/v1/prove"):
        assert site.post(path, headers=headers).status_code == 403


def test_another_site_can_link_here_but_not_load_from_here(site: Any) -> None:
    away = {"sec-fetch-site": "cross-site"}
    assert site.get("/classify", headers={**away, "sec-fetch-mode": "navigate"}).status_code == 200
    for mode in ("no-cors", "cors"):
        assert site.get("/classify.json", headers={**away, "sec-fetch-mode": mode}).status_code == 403


def test_a_form_without_our_mark_is_refused(site: Any) -> None:
    mark_of(site)
    reply = site.post("/investigate", data={"mark": "0" * 64}, files={"file": ("a.tgz", archive())})
    assert reply.status_code == 400
    assert "out of date" in reply.text
    assert site.post("/jobs/x/cancel", data={"mark": ""}).status_code == 400


def test_an_upload_is_investigated_and_its_report_shown_escaped(site: Any) -> None:
    text = "We pre-trained <script>alert(1)</script> on 2,048 H20 GPUs.\n"
    words = {"mark": mark_of(site), "on": "2024-11-05", "to": "CN"}
    reply = site.post("/investigate", data=words, files={"file": ("../../my repo.tar.gz", archive(text))})
    assert reply.status_code == 303
    address = reply.headers["location"]
    assert "subject=my+repo.tar.gz" in address
    ends = time.monotonic() + 240
    while (page := site.get(address)).status_code == 202 and time.monotonic() < ends:
        time.sleep(0.3)
    assert page.status_code == 200, page.text[-500:]
    assert "my repo.tar.gz" in page.text
    report = site.get(address.replace("/investigate?", "/investigate/report?"))
    assert report.status_code == 200
    assert "sandbox" in report.headers["content-security-policy"]
    assert "script-src" not in report.headers["content-security-policy"]
    assert "<script>alert" not in report.text + page.text
    found = site.get(address.replace("/investigate?", "/investigate.json?")).json()
    assert str(site.app.state.settings.data) not in str(found)


@pytest.mark.parametrize("name", ["run.exe", "noending", "a.tgz.sh", ".."])
def test_an_upload_of_another_kind_is_refused(site: Any, name: str) -> None:
    reply = site.post("/investigate", data={"mark": mark_of(site)}, files={"file": (name, archive())})
    assert reply.status_code == 400
    assert "is not taken" in reply.text


def test_an_upload_beyond_the_bound_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, limits=Limits(upload_bytes=4000, uploads=2))
    with TestClient(create_app(settings), base_url="http://127.0.0.1", follow_redirects=False) as client:
        mark = mark_of(client)
        large = client.post("/investigate", data={"mark": mark}, files={"file": ("a.zip", b"x" * 5000)})
        assert large.status_code == 413

        def pieces() -> Any:
            for _ in range(50):
                yield b"x" * 1000

        streamed = client.post(
            "/investigate", content=pieces(), headers={"content-type": "multipart/form-data; boundary=b"}
        )
        assert streamed.status_code in (400, 413)
        for text in ("one", "two", "three"):
            sent = client.post("/investigate", data={"mark": mark}, files={"file": ("a.tgz", archive(text))})
            assert sent.status_code == 303
        assert len(list((tmp_path / "uploads").iterdir())) == 2


def test_a_path_is_read_only_where_it_is_allowed(site: Any, tmp_path: Path) -> None:
    (site.allowed / "out").symlink_to(tmp_path)
    (tmp_path / "secret.md").write_text("H20", encoding="utf-8")
    for path in (tmp_path, site.allowed / "out" / "secret.md", site.allowed / ".." / "x", "relative", "/", "\0"):
        reply = site.get("/investigate", params={"path": str(path)})
        assert reply.status_code == 400, path
        assert "not in a folder" in reply.text
    assert site.get("/investigate", params={"path": str(site.allowed / "README.md"), "to": "CN"}).status_code == 202


def test_assets_are_only_our_files(site: Any) -> None:
    for name in ("../app.py", "..%2Fapp.py", "vendor/../../app.py", "", "vendor", "style.css/"):
        assert site.get(f"/assets/{name}").status_code == 404
    assert site.get("/assets/vendor/vega.min.js").status_code == 200


def test_long_addresses_and_many_words_are_refused(site: Any) -> None:
    assert site.get("/classify?chip=" + "x" * 9000).status_code == 414
    assert site.get("/classify?" + "&".join("set=a" for _ in range(200))).status_code == 400
    assert site.get("/classify?chip=" + "x" * 3000).status_code == 400


def test_beyond_loopback_a_token_is_needed(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="token"):
        create_app(Settings(host="0.0.0.0", data=tmp_path))
    app = create_app(Settings(host="0.0.0.0", token=TOKEN, data=tmp_path))
    with TestClient(app, base_url="http://server.example", follow_redirects=False) as client:
        assert client.get("/").status_code == 401
        assert client.get("/?token=wrong-token-long").status_code == 401
        assert client.get("/api/v1/questions", headers={"authorization": f"Bearer {TOKEN}"}).status_code == 200
        entered = client.get(f"/classify?token={TOKEN}&chip=h20")
        assert entered.status_code == 303
        assert entered.headers["location"] == "/classify?chip=h20"
        assert "HttpOnly" in entered.headers["set-cookie"]
        assert client.get("/").status_code == 200


def test_answers_are_packed(site: Any) -> None:
    reply = site.get("/chips", headers={"accept-encoding": "gzip"})
    assert reply.headers["content-encoding"] == "gzip"
    assert len(gzip.compress(reply.content)) < len(reply.content) / 4


def test_a_fault_is_a_page_without_its_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Settings(data=tmp_path))

    def broken() -> None:
        raise RuntimeError("secret")

    app.add_api_route("/broken", broken)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
        reply = client.get("/broken")
    assert reply.status_code == 500
    assert "fault of the tool" in reply.text
    assert "secret" not in reply.text
