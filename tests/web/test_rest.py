"""The REST interface: documents, mistakes with their status, long questions as jobs."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")

from starlette.testclient import TestClient

from whackachip.answers import QUESTIONS
from whackachip.web.app import create_app
from whackachip.web.settings import Limits, Settings


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("jobs")
    with TestClient(create_app(Settings(data=folder)), base_url="http://localhost") as found:
        yield found


def test_a_quick_question_is_a_document(client: TestClient) -> None:
    found = client.get("/api/v1/classify?chip=h20&on=2024-11-05&to=CN")
    assert found.status_code == 200
    assert found.headers["content-type"] == "application/json"
    assert found.json()["transaction"]["verdict"] == "no-requirement-found"


@pytest.mark.parametrize(
    ("path", "status", "line"),
    [
        ("/api/v1/classify", 422, "chip is missing, such as h20"),
        ("/api/v1/classify?chip=h20&chp=x", 422, "unknown parameter 'chp': did you mean 'chip'?"),
        ("/api/v1/classify?chip=h20&layer=x", 422, "unknown layer 'x'"),
        ("/api/v1/classify?chip=h2O", 400, "unknown chip 'h2O': did you mean 'h20'"),
        ("/api/v1/classify?chip=h20&on=2024-13-01", 400, "2024-12-01"),
        ("/api/v1/rule-text?rule=%2Fetc%2Fpasswd", 422, "unknown rule '/etc/passwd'"),
        ("/api/v1/nope", 404, "/api/v1/nope"),
        ("/api/v1/jobs/nope", 404, "unknown job 'nope'"),
        ("/api/v1/jobs/nope/result", 404, "unknown job 'nope'"),
        ("/api/v1/prove?rule=us-2022-10-07", 405, "does not take GET"),
        ("/api/v1/chip?chip=" + "x" * 9000, 414, "too long"),
    ],
)
def test_a_mistake_is_a_line_with_its_status(client: TestClient, path: str, status: int, line: str) -> None:
    found = client.get(path)
    assert found.status_code == status
    assert found.json().keys() == {"error", "nearest"}
    assert line in found.json()["error"]


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [("GET", "prove", "POST"), ("DELETE", "classify", "GET"), ("PUT", "jobs/x", "GET"), ("PATCH", "questions", "GET")],
)
def test_another_method_is_told_the_right_one(client: TestClient, method: str, path: str, allow: str) -> None:
    found = client.request(method, f"/api/v1/{path}")
    assert found.status_code == 405
    assert allow in found.headers["allow"]
    assert found.json().keys() == {"error", "nearest"}
    documented = client.get("/api/v1/openapi.json").json()["paths"]
    assert all("405" in told["responses"] for methods in documented.values() for told in methods.values())


def test_nearest_words_stand_apart(client: TestClient) -> None:
    assert client.get("/api/v1/chip?chip=h2O").json()["nearest"] == ["h20", "h200", "gh200"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"3", b"[" * 100_000, b'{"rule": 3}', b'{"rule": "\\ud800"}'])
def test_a_body_that_is_no_question_is_refused(client: TestClient, body: bytes) -> None:
    found = client.post("/api/v1/prove", content=body)
    assert found.status_code == 422
    assert found.json()["error"]


def test_a_body_that_is_too_large_is_refused(client: TestClient) -> None:
    found = client.post("/api/v1/prove", content=b"x" * (2 << 20))
    assert found.status_code == 413
    assert found.json().keys() == {"error", "nearest"}


def test_a_page_of_another_site_cannot_ask(client: TestClient) -> None:
    found = client.post("/api/v1/prove", json={"rule": "us-2022-10-07"}, headers={"origin": "http://example.org"})
    assert found.status_code == 403
    assert found.json().keys() == {"error", "nearest"}
    assert client.get("/api/v1/coverage", headers={"host": "example.org"}).status_code == 421


def test_a_long_question_is_a_job_with_an_address(client: TestClient) -> None:
    asked = {"rule": "us-2022-10-07", "above": ["tpp=5000"]}
    taken = client.post("/api/v1/prove", json=asked)
    assert taken.status_code == 202
    job = taken.json()
    assert taken.headers["location"] == job["url"]
    again = client.post("/api/v1/prove", json=asked).json()
    assert again["id"] == job["id"]
    found = _ended(client, job)
    assert found.status_code == 200
    assert found.json()["answers"][0]["answer"] == "yes"
    assert client.get(job["url"]).json()["state"] == "done"


def test_a_job_that_fails_says_why(client: TestClient) -> None:
    taken = client.post("/api/v1/prove", json={"rule": "us-2023-01-17"}).json()
    found = _ended(client, taken)
    assert found.status_code == 400
    assert "nothing to prove" in found.json()["error"]


def test_a_job_can_be_taken_back_and_too_many_are_refused(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, limits=Limits(jobs_waiting=1))
    client = TestClient(create_app(settings), base_url="http://localhost")  # no lifespan, so nothing is begun
    first = client.post("/api/v1/prove", json={"rule": "us-2022-10-07"})
    assert first.status_code == 202
    second = client.post("/api/v1/prove", json={"rule": "us-2023-10-17"})
    assert second.status_code == 429
    assert "waiting" in second.json()["error"]
    assert client.get(first.json()["result"]).status_code == 202
    assert client.delete(first.json()["url"]).json()["state"] == "cancelled"
    assert client.get(first.json()["result"]).status_code == 400


def test_the_list_of_questions_has_their_schemas(client: TestClient) -> None:
    listed = {one["name"]: one for one in client.get("/api/v1/questions").json()["questions"]}
    assert listed.keys() == QUESTIONS.keys()
    assert listed["classify"]["parameters"]["required"] == ["chip"]
    assert listed["prove"]["long"]


def _ended(client: TestClient, job: dict[str, Any]) -> Any:
    ends = time.monotonic() + 240
    while (found := client.get(job["result"])).status_code == 202 and time.monotonic() < ends:
        time.sleep(0.1)
    return found
