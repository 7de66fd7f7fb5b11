"""Jobs: what is at work, what was, and the button that stops one."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from ...errors import UserError
from ..jobs import Job, Jobs
from ..page import Page
from ..query import Query
from ..security import Forms
from ..view import render


def page_of(job: Job) -> Page | None:
    """The page on which a job's answer stands, if there is one."""
    from . import PAGES

    question = "investigate" if job.kind == "investigate" else job.asked.get("question")
    return next((page for page in PAGES if page.question == question and "{" not in page.path), None)


def address(job: Job) -> str:
    """The address at which a job's answer stands."""
    if job.kind == "investigate":
        where = {name: [job.asked[name]] for name in ("upload", "path") if job.asked.get(name)}
        if "upload" in where:
            where.pop("path", None)
        return Query("/investigate", _pairs({**job.asked["values"], **where})).url()
    page = page_of(job)
    return Query(page.path, _pairs(job.asked.get("values", {}))).url() if page else f"/api/v1/jobs/{job.id}/result"


def _pairs(values: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    listed = {name: value if isinstance(value, list) else [value] for name, value in values.items()}
    return tuple((name, str(one)) for name, many in listed.items() for one in many)


def routes(app: FastAPI) -> None:
    """The list, and cancelling."""

    def listed(request: Request) -> Response:
        recent = request.app.state.jobs.recent(50)
        jobs = [(job, address(job), page.title if (page := page_of(job)) else job.kind) for job in recent]
        return Response(render("jobs.html.j2", Query("/jobs", ()), jobs=jobs), media_type="text/html")

    async def change(request: Request, id: str, verb: str) -> Response:
        form = await request.form(max_files=0, max_fields=2)
        forms: Forms = request.app.state.site.forms
        if not forms.genuine(request.cookies.get(Forms.COOKIE), str(form.get("mark", ""))):
            raise UserError("this form is out of date; load the page again")
        jobs: Jobs = request.app.state.jobs
        job = jobs.cancel(id) if verb == "cancel" else jobs.get(id)
        if job and verb == "again":
            job = jobs.submit(job.kind, job.asked)
        return RedirectResponse("/jobs" if job is None else address(job), 303)

    app.add_api_route("/jobs", listed, methods=["GET"], include_in_schema=False)
    for verb in ("cancel", "again"):

        async def changed(request: Request, id: str, verb: str = verb) -> Response:
            return await change(request, id, verb)

        app.add_api_route(f"/jobs/{{id}}/{verb}", changed, methods=["POST"], include_in_schema=False)
