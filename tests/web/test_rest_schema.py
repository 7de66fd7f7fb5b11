"""schemathesis against the OpenAPI document: no 5xx, no status that is not documented, no body off its schema."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("fastapi")
pytest.importorskip("schemathesis")

import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from whackachip.answers import QUESTIONS
from whackachip.web.app import create_app
from whackachip.web.settings import Settings

EXAMPLES = int(os.environ.get("WHACKACHIP_API_EXAMPLES", "5"))  # of each sort a question; more to search longer
BOUNDS = settings(
    max_examples=EXAMPLES, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
CHECKS = (not_a_server_error, status_code_conformance, response_schema_conformance)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder: Path = tmp_path_factory.mktemp("jobs")
    app = create_app(Settings(data=folder))
    return schemathesis.openapi.from_asgi("/api/v1/openapi.json", app, headers={"host": "localhost"})


JOBS = {"/jobs/{job}": ("GET", "DELETE"), "/jobs/{job}/result": ("GET",), "/questions": ("GET",)}
OPERATIONS = [(f"/{name}", "POST" if question.long else "GET") for name, question in QUESTIONS.items()]
OPERATIONS += [(path, method) for path, methods in JOBS.items() for method in methods]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=str)
def test_no_words_break_the_interface(api: Any, path: str, method: str, mode: GenerationMode) -> None:
    operation = api[f"/api/v1{path}"][method]

    @BOUNDS
    @given(case=operation.as_strategy(generation_mode=mode))
    def every(case: schemathesis.Case) -> None:
        case.call_and_validate(checks=list(CHECKS), headers={"host": "localhost"})

    try:
        every()
    except Unsatisfiable:
        pytest.skip("nothing can be wrong with it")


def test_every_question_is_an_operation(api: Any) -> None:
    paths = api.raw_schema["paths"]
    assert {f"/api/v1/{name}" for name in QUESTIONS} <= paths.keys()
    for name, question in QUESTIONS.items():
        (method,) = paths[f"/api/v1/{name}"]
        assert method == ("post" if question.long else "get")
        statuses = set(paths[f"/api/v1/{name}"][method]["responses"])
        assert {"202", "422", "429", "503"} <= statuses if question.long else {"200", "400", "422"} <= statuses
