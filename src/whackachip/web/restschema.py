"""What the OpenAPI document says of each operation: parameters, bodies, and every status with its schema."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from ..answers import Question

Responses = dict[int | str, dict[str, Any]]


class Mistake(BaseModel):
    """One line that says what is wrong, and the nearest words that would be right."""

    model_config = ConfigDict(extra="forbid")
    error: str
    nearest: list[str]


class JobState(BaseModel):
    """A long question on its way. done, total: how far it is, both 0 while that is not known."""

    model_config = ConfigDict(extra="forbid")
    id: str
    kind: str
    asked: dict[str, Any]
    state: Literal["waiting", "running", "stopping", "done", "failed", "cancelled"]
    done: int
    total: int
    message: str
    url: str
    result: str = Field(description="Where the result is, once it is done.")


class Listed(BaseModel):
    """One question with the JSON Schema of its parameters; table: whether a table can be made of its answer."""

    model_config = ConfigDict(extra="forbid")
    name: str
    summary: str
    long: bool
    table: bool
    parameters: dict[str, Any]


class Questions(BaseModel):
    """Every question."""

    model_config = ConfigDict(extra="forbid")
    questions: list[Listed]


REASONS = {
    400: "It cannot be asked: a name that is not known, a date that is none, a plan that cannot be.",
    401: "The operator of this server asks for a token.",
    403: "It was sent by a page of another site.",
    404: "There is no such job.",
    405: "This address takes another method; `allow` names it.",
    413: "The body is too large.",
    414: "The address is too long.",
    421: "Not under this host name.",
    422: "A parameter is missing, not known, or outside its bounds.",
    429: "Too many jobs wait; try again later.",
    503: "The store of jobs does not answer; try again later.",
}
GUARD = (401, 403, 405, 413, 414, 421)


def refusals(*statuses: int) -> Responses:
    """The statuses of mistakes, with those that every address may give."""
    return {status: {"description": REASONS[status], "model": Mistake} for status in sorted((*GUARD, *statuses))}


def answers(model: Any, what: str, *statuses: int) -> Responses:
    """A document, or one of the mistakes."""
    return {200: {"description": what, "model": model}, **refusals(*statuses)}


def words_of(question: Question) -> dict[str, Any]:
    """The parameters of a question in the address; one that is a list is given several times."""
    schema = question.model.model_json_schema()
    return {"parameters": [_word(name, told, schema) for name, told in schema["properties"].items()]}


def _word(name: str, told: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    kind = next((part for part in told.get("anyOf", ()) if part.get("type") != "null"), None) or {
        key: value for key, value in told.items() if key not in ("title", "description", "examples", "default")
    }
    found = {
        "name": name, "in": "query", "required": name in schema.get("required", ()), "schema": kind,
        "description": told.get("description", ""),
    }  # fmt: skip
    return found | ({"example": told["examples"][0]} if "examples" in told else {})


def body_of(question: Question) -> dict[str, Any]:
    """The parameters of a question as a JSON object."""
    schema = question.model.model_json_schema()
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
