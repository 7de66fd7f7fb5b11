"""Investigate: a bundled case, an archive that is sent, or a path that the operator allows; with the whole report."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from ...errors import UserError
from ...investigation.case import cases
from ...report.content.overview import stage_cards
from ...report.content.page import GROUPS
from ...report.figures import attribution, candidates, eliminations, evidence, feasibility, plane, status
from ...report.figures.figure import Figure
from ..jobs import Job
from ..page import Page, Pending, Reply, settled
from ..pictures import room
from ..query import Query
from ..security import REPORT_POLICY, Forms
from ..settings import Limits
from ..site import Site
from ..subject import request_of
from ..uploads import ENDINGS, Uploads, display_name

PATH = "/investigate"
WHERE = ("upload", "path")
FIGURES: dict[str, Callable[[dict[str, Any]], Figure | None]] = {
    "attribution": attribution.attribution_figure,
    "eliminations": eliminations.eliminations_figure,
    "evidence": evidence.evidence_figure,
    "candidates": candidates.candidates_figure,
    "plane": plane.plane_figure,
    "status": status.status_figure,
    "feasibility": feasibility.feasibility_figure,
}
# Those that stand on the page itself, and so on a phone too.
LAID_OUT: dict[str, Callable[[dict[str, Any], float], Figure | None]] = {
    "attribution": attribution.attribution_figure,
    "status": status.status_figure,
}


def uploads_of(site: Site) -> Uploads:
    """The uploads of a site."""
    limits = site.settings.limits
    return Uploads(site.settings.data / "uploads", limits.upload_bytes, limits.uploads)


class Investigation(Page):
    """The page, whose subject may also be an upload or a path."""

    def ask(self, query: Query, site: Site) -> dict[str, Any]:
        """The answer of the job; raises UserError for a path that is not allowed."""
        if not query.without(*self.unasked).words:
            return {}
        return settled(site.jobs, self.job(query, site))

    def job(self, query: Query, site: Site) -> Job:
        """The job that answers an address."""
        values = query.without(*self.unasked, *WHERE).values()
        path = _located(query, site)
        if path is not None:
            values["subject"] = [display_name(query.get("subject") or path.name)]
        request_of(values, path is not None)
        return site.jobs.submit("investigate", _asked(query, values, path), again=False)

    def say(self, data: dict[str, Any]) -> str:
        """The verdict's first sentence."""
        return str(data["verdict"]["headline"]).removesuffix(".") if data else self.title


def _located(query: Query, site: Site) -> Path | None:
    """The file or folder that is asked for; None for a bundled case."""
    if query.get("upload"):
        return uploads_of(site).find(query.get("upload"))
    asked = query.get("path")
    if not asked:
        return None
    if not site.settings.allow:
        raise UserError("this server allows no paths; start it with --allow FOLDER, or send an archive")
    path = Path(asked)
    if not path.is_absolute() or not site.settings.allowed(path):
        raise UserError(f"path {asked!r} is not in a folder that this server allows, or is not there")
    return path


def _asked(query: Query, values: dict[str, list[str]], path: Path | None) -> dict[str, Any]:
    where = {name: query.get(name) for name in WHERE if query.get(name)}
    return {"values": values, "path": str(path) if path else None, **where}


def context(data: dict[str, Any], query: Query) -> dict[str, Any]:
    """The cases to choose from, and the overview of the report."""
    known = {"cases": cases(), "endings": ENDINGS, "cards": (), "sentences": (), "shown": ()}
    if not data:
        return known
    verdict = data["verdict"]
    return known | {
        "cards": stage_cards(data),
        "sentences": [(heading, verdict[name]) for heading, name in GROUPS if verdict.get(name)],
        "shown": [name for name, make in FIGURES.items() if name in LAID_OUT and make(data)],
    }


def _maker(name: str) -> Callable[[dict[str, Any], Query], Figure | None]:
    if name in LAID_OUT:
        return lambda data, query: LAID_OUT[name](data, room(query)) if data else None
    return lambda data, query: FIGURES[name](data) if data else None


PAGE = Investigation(
    path=PATH,
    title="Investigate",
    question="investigate",
    template="investigate.html.j2",
    labels={"subject": "Case", "on": "Day of the verdict", "to": "Destination", "model": "Model", "layer": "Layer"},
    own=("figure",),
    context=context,
    figures={name: _maker(name) for name in FIGURES},
    long=True,
    bare=True,
)


def report(query: Query, site: Site) -> Reply:
    """The whole report, one file that needs no other; raises UserError and Pending as the page does."""
    if not PAGE.ask(query, site):
        raise UserError("nothing is asked: name a case")
    path = site.jobs.folder(PAGE.job(query, site).id) / "report.html"
    try:
        whole = path.read_bytes()
    except OSError:
        raise UserError("the files of this report are not here any more; ask again in a new folder of data") from None
    return Reply(whole, name="report.html", headers={"content-security-policy": REPORT_POLICY})


def routes(app: FastAPI) -> None:
    """The whole report, and the form that sends an archive."""
    from ..app import query_of, respond, site_of

    def whole(request: Request) -> Response:
        site, query = site_of(request), query_of(request, "/report")
        try:
            return respond(report(query, site), site)
        except Pending:
            return RedirectResponse(query.url(), 303)

    async def send(request: Request) -> Response:
        site = site_of(request)
        form = await request.form(max_files=1, max_fields=12)
        words = [(name, value) for name, value in form.multi_items() if isinstance(value, str)]
        if not site.forms.genuine(request.cookies.get(Forms.COOKIE), dict(words).get("mark", "")):
            raise UserError("this form is out of date; load the page again and send it once more")
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise UserError("choose a file to send")
        id = await uploads_of(site).keep(file.filename, file.read)
        kept = Query.read(PATH, words, Limits()).without("mark", "file", "subject", *WHERE)
        target = kept.with_(upload=id, subject=display_name(file.filename))
        return RedirectResponse(target.url(), 303)

    app.add_api_route(f"{PATH}/report", whole, methods=["GET"], include_in_schema=False)
    app.add_api_route(PATH, send, methods=["POST"], include_in_schema=False)
