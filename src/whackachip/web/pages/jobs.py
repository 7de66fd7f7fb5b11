"""Jobs: what is at work, what was, and the button that stops one."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from ..jobs import Job
from ..query import Query
from ..view import render


def address(job: Job) -> str:
    """The page on which a job's answer stands."""
    from . import PAGES

    if job.kind == "investigate":
        words = {name: value for name, value in job.asked.items() if value}
        return Query("/investigate", tuple((name, str(value)) for name, value in words.items())).url()
    question = job.asked.get("question")
    page = next((page for page in PAGES if page.question == question and "{" not in page.path), None)
    values: dict[str, Any] = job.asked.get("values", {})
    words_ = tuple((name, str(one)) for name, many in values.items() for one in _listed(many))
    return Query(page.path, words_).url() if page else f"/api/v1/jobs/{job.id}/result"


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def routes(app: FastAPI) -> None:
    """The list, and cancelling."""

    def listed(request: Request) -> Response:
        jobs = [(job, address(job)) for job in request.app.state.jobs.recent(50)]
        return Response(render("jobs.html.j2", Query("/jobs", ()), jobs=jobs), media_type="text/html")

    def cancel(request: Request, id: str) -> Response:
        job = request.app.state.jobs.cancel(id)
        return RedirectResponse("/jobs" if job is None else address(job), 303)

    app.add_api_route("/jobs", listed, methods=["GET"], include_in_schema=False)
    app.add_api_route("/jobs/{id}/cancel", cancel, methods=["POST"], include_in_schema=False)
