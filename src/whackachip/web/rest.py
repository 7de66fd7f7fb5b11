"""The REST interface under /api/v1: every question of the registry by its name, the documents that commands print.

Quick questions are asked with GET and words in the address; long ones with POST, as a job whose result has an address
of its own. A mistake is `{"error": one line, "nearest": [words]}`.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from ..answers import QUESTIONS, Question
from ..errors import UserError
from ..facts import store
from .jobs import Job, Jobs
from .mistake import error_document
from .restschema import JobState, Questions, Responses, answers, body_of, refusals, words_of

PREFIX = "/api/v1"
KEPT = 128  # answers in memory
LIST = "Every question with its parameters."


def router() -> APIRouter:
    """All operations: one a question, the list of them, and jobs."""
    made = APIRouter(prefix=PREFIX)
    _add(made, "GET", "/questions", questions, answers(Questions, "The questions."), LIST, "questions")
    for question in QUESTIONS.values():
        path, summary = f"/{question.name}", question.summary
        if question.long:
            taken = {202: {"description": "It is taken.", "model": JobState}, **refusals(422, 429, 503)}
            _add(made, "POST", path, _long(question), taken, summary, question.name, body_of(question))
        else:
            found = answers(question.shape, "The answer.", 400, 422)
            _add(made, "GET", path, _quick(question), found, summary, question.name, words_of(question))
    state = answers(JobState, "The job.", 404, 503)
    at_work: Responses = {202: {"description": "It waits or is at work.", "model": JobState}}
    result = at_work | answers(dict[str, Any], "The answer.", 400, 404, 503)
    _add(made, "GET", "/jobs/{job}", job_state, state, "How far a job is.", "job")
    _add(made, "DELETE", "/jobs/{job}", job_cancel, state, "Take a job back, or stop it.", "cancel")
    _add(made, "GET", "/jobs/{job}/result", job_result, result, "What a job found; 202 while it is at work.", "result")
    return made


def _add(
    made: APIRouter, method: str, path: str, function: Callable[..., Any], responses: Responses, summary: str,
    name: str, more: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """One operation; its responses are declared, not made, by their models."""
    made.add_api_route(
        path, function, methods=[method], responses=responses, summary=summary, operation_id=name, openapi_extra=more,
        response_class=Response, status_code=202 if method == "POST" else 200,
    )  # fmt: skip


def _quick(question: Question) -> Callable[[Request], Response]:
    def answered(request: Request) -> Response:
        values: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            values.setdefault(name, []).append(value)
        values.pop("token", None)  # which the guard has seen to
        try:
            asked = question.read(values)
        except UserError as error:
            return refused(422, error, question.name)
        try:
            return _json(200, _answered(question.name, asked, store.digest()))
        except UserError as error:
            return refused(400, error, question.name)

    return answered


@lru_cache(maxsize=KEPT)
def _answered(name: str, asked: Any, facts: str) -> bytes:
    """The answer as JSON, kept; facts: their hash, so that none is kept beyond them."""
    return _text(QUESTIONS[name].answer(asked))


def _long(question: Question) -> Callable[[Request], Any]:
    async def taken(request: Request) -> Response:
        try:
            values = json.loads(await request.body() or b"{}")
        except (ValueError, RecursionError):
            return refused(422, UserError("the body is no JSON document"))
        if not isinstance(values, dict):
            return refused(422, UserError("the body must be a JSON object with the parameters"))
        try:
            question.read(values)
        except UserError as error:
            return refused(422, error, question.name)
        jobs: Jobs = request.app.state.jobs
        try:
            job = jobs.submit("ask", {"question": question.name, "values": values})
        except UserError as error:
            return refused(429, error)
        except sqlite3.Error:
            return refused(503, UserError("the store of jobs does not answer; try again later"))
        return _state(202, job)

    return taken


def questions() -> Response:
    """Every question: name, what it answers, whether it takes long, and the schema of its parameters."""
    listed = [
        {"name": one.name, "summary": one.summary, "long": one.long, "table": one.rows is not None,
         "parameters": one.model.model_json_schema()}
        for one in QUESTIONS.values()
    ]  # fmt: skip
    return _json(200, _text({"questions": listed}))


def job_state(request: Request, job: str) -> Response:
    """How far a job is."""
    found = request.app.state.jobs.get(job)
    return _unknown(job) if found is None else _state(200, found)


def job_cancel(request: Request, job: str) -> Response:
    """Take a waiting job back, or ask for a running one to be stopped."""
    found = request.app.state.jobs.cancel(job)
    return _unknown(job) if found is None else _state(200, found)


def job_result(request: Request, job: str) -> Response:
    """What a job found: the document where it is done, its state where it is not, the reason where it failed."""
    jobs: Jobs = request.app.state.jobs
    found = jobs.get(job)
    if found is None:
        return _unknown(job)
    if found.state == "done":
        return _json(200, _text(jobs.result(job)))
    if found.over:
        return refused(400, UserError(found.message or f"job {job} was {found.state}"), found.asked.get("question", ""))
    return _state(202, found)


def _state(status: int, job: Job) -> Response:
    here = f"{PREFIX}/jobs/{job.id}"
    return _json(status, _text(job.to_dict() | {"url": here, "result": f"{here}/result"}), {"location": here})


def _unknown(job: str) -> Response:
    return refused(404, UserError(f"unknown job {job!r}"))


def refused(status: int, error: Exception, question: str = "") -> Response:
    """A mistake as a document, in the names of the question's parameters."""
    return _json(status, _text(error_document(error, question)))


def _text(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False).encode("utf-8", "backslashreplace")


def _json(status: int, body: bytes, headers: dict[str, str] | None = None) -> Response:
    return Response(body, status, headers, "application/json")
