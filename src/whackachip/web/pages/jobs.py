"""Jobs: what is at work, what was, and the button that stops one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import RedirectResponse, Response

from ...errors import UserError
from ..jobs import Job, Jobs, ours
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


@dataclass(frozen=True, slots=True)
class Asked:
    """A long question: its latest job and, of answers from other facts, (address, what they were made with)."""

    job: Job
    title: str
    url: str
    older: tuple[tuple[str, str], ...]


def asked(jobs: Jobs, found: Sequence[Job]) -> Iterator[Asked]:
    """Each question once, in the order of its latest job, which comes first; found: jobs, newest first."""
    groups: dict[str, list[Job]] = {}
    for job in found:
        groups.setdefault(json.dumps([job.kind, job.asked], sort_keys=True), []).append(job)
    for latest, *rest in groups.values():
        page = page_of(latest)
        kept = [job for job in (latest, *rest) if job.state == "done" and not ours(job)]
        older = tuple((f"/api/v1/jobs/{job.id}/result", made_with(jobs, job)) for job in kept)
        yield Asked(latest, page.title if page else latest.kind, address(latest), older)


def made_with(jobs: Jobs, job: Job) -> str:
    """The facts and the version that a kept answer says it was made with."""
    made = (jobs.result(job.id) or {}).get("provenance", {})
    return f"facts {made.get('facts_hash', 'not known')[:12]}, version {made.get('version', 'not known')}"


def routes(app: FastAPI) -> None:
    """The list, and cancelling."""

    def listed(request: Request) -> Response:
        jobs: Jobs = request.app.state.jobs
        page = render("jobs.html.j2", Query("/jobs", ()), questions=list(asked(jobs, jobs.recent(50))))
        return Response(page, media_type="text/html")

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
