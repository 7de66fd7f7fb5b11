"""What the OpenAPI document says of each operation: parameters, bodies, and every status with its schema."""

from __future__ import annotations

from typing import Any

from ..answers import Question

ERROR = {
    "type": "object",
    "title": "Mistake",
    "description": "One line that says what is wrong, and the nearest words that would be right.",
    "properties": {"error": {"type": "string"}, "nearest": {"type": "array", "items": {"type": "string"}}},
    "required": ["error", "nearest"],
    "additionalProperties": False,
}
JOB = {
    "type": "object",
    "title": "Job",
    "properties": {
        "id": {"type": "string"},
        "kind": {"type": "string"},
        "asked": {"type": "object"},
        "state": {"enum": ["waiting", "running", "stopping", "done", "failed", "cancelled"]},
        "done": {"type": "integer", "description": "Of total; both are 0 while it is not known."},
        "total": {"type": "integer"},
        "message": {"type": "string"},
        "url": {"type": "string"},
        "result": {"type": "string", "description": "Where the result is, once it is done."},
    },
    "required": ["id", "kind", "asked", "state", "done", "total", "message", "url", "result"],
    "additionalProperties": False,
}
LIST = {
    "type": "object",
    "title": "Questions",
    "properties": {"questions": {"type": "array", "items": {"type": "object"}}},
    "required": ["questions"],
}
REASONS = {
    400: "It cannot be asked: a name that is not known, a date that is none, a plan that cannot be.",
    401: "The operator of this server asks for a token.",
    403: "It was sent by a page of another site.",
    404: "There is no such job.",
    413: "The body is too large.",
    414: "The address is too long.",
    421: "Not under this host name.",
    422: "A parameter is missing, not known, or outside its bounds.",
    429: "Too many jobs wait; try again later.",
    503: "The store of jobs does not answer; try again later.",
}
GUARD = (401, 403, 413, 414, 421)

Responses = dict[int | str, dict[str, Any]]


def _json(description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": description, "content": {"application/json": {"schema": schema}}}


def _refusals(*statuses: int) -> Responses:
    return {status: _json(REASONS[status], ERROR) for status in sorted((*GUARD, *statuses))}


def QUICK_RESPONSES(question: Question) -> Responses:
    return {200: _json("The answer.", question.schema), **_refusals(400, 422)}
