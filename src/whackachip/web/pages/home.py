"""The first page, and the few that answer no question: search, licences, the page for programs."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from ... import catalog
from ...answers import QUESTIONS
from ...errors import UserError
from ...investigation.case import cases
from ...law import instruments
from .. import assets, llms
from ..mistake import mistake_of, near
from ..query import Query
from ..search import find
from ..view import render

EXAMPLES = ("h20 2024-11-05 cn", "rtx 4090 2023-12-01 china", "us-2023-10-17", "2022-10-06 2023-11-18", "deepseek-v3")
NEVER = ("bill", "counterfactual", "draft", "baseline", "snapshot")


@cache
def _latest() -> list[Any]:
    """The latest acts that were enacted, newest first."""
    enacted = [act for act in instruments() if act.kind not in NEVER]
    return sorted(enacted, key=lambda act: act.effective, reverse=True)[:5]


@cache
def _counts() -> dict[str, int]:
    return {"chips": len(catalog.chips()), "models": len(catalog.models()), "acts": len(instruments())}


def home(query: Query, error: UserError | None = None) -> Response:
    """The first page; what could not be found stays in the box."""
    mistake = mistake_of(error, query) if error else None
    repairs = near(str(error)) if error else []
    page = render(
        "home.html.j2", query, mistake=mistake, repairs=repairs, examples=EXAMPLES, latest=_latest(), counts=_counts(),
        cases=cases(),
    )  # fmt: skip
    return Response(page, 400 if error else 200, media_type="text/html")


def licences() -> list[dict[str, Any]]:
    """What the pages ship of others, with licence, version and hash."""
    found = assets.content("vendor/vendor.json")
    listed: list[dict[str, Any]] = json.loads(found[0]) if found else []
    return listed


def routes(app: FastAPI) -> None:
    """Search, licences, the pages for programs and assistants."""

    def first(request: Request) -> Response:
        from ..app import query_of

        query = query_of(request)
        asked = query.get("q")
        if not asked:
            return home(query)
        try:
            return RedirectResponse(find(asked).url, 303)
        except UserError as error:
            return home(query, error)

    def shipped(request: Request) -> Response:
        return Response(render("licences.html.j2", Query("/licences", ()), files=licences()), media_type="text/html")

    def programs(request: Request) -> Response:
        page = render("api.html.j2", Query("/api", ()), questions=QUESTIONS.values())
        return Response(page, media_type="text/html")

    def assistants(request: Request) -> Response:
        return Response(llms.text(), media_type="text/plain; charset=utf-8")

    pages = (("/", first), ("/licences", shipped), ("/api", programs), ("/llms.txt", assistants))
    for path, function in pages:
        app.add_api_route(path, function, methods=["GET", "HEAD"], include_in_schema=False)
