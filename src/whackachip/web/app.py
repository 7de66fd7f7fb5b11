"""The application: pages, assets, jobs and the REST interface behind one guard."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

from ..errors import UserError
from ..version import __version__
from . import assets
from .jobs import Jobs
from .page import SUFFIXES, Page, Reply, fragment
from .pages import PAGES, Routes
from .query import Query
from .rest import router
from .runner import Runner
from .security import Forms, Guard
from .settings import Settings
from .site import Site
from .view import render

log = logging.getLogger("whackachip.web")


def create_app(settings: Settings | None = None) -> FastAPI:
    """The whole site; jobs run while it is up. Raises UserError for a host beyond loopback without a token."""
    chosen = settings or Settings()
    if not chosen.loopback and not chosen.token:
        raise UserError(f"{chosen.host} can be reached from outside this machine: give --token too")
    jobs = Jobs(chosen.data / "jobs.sqlite", chosen.limits.jobs_waiting)
    runner = Runner(jobs, chosen)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        runner.start()
        try:
            yield
        finally:
            runner.stop()

    app = FastAPI(
        title="whackachip", version=__version__, lifespan=running, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    app.state.settings, app.state.jobs = chosen, jobs
    app.state.site = Site(chosen, jobs, Forms())
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    app.add_middleware(Guard, settings=chosen)
    for page in PAGES:
        _mount(app, page)
    for routes in Routes:
        routes(app)
    app.include_router(router())
    app.add_api_route("/assets/{name:path}", _asset, methods=["GET"], include_in_schema=False)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(UserError, _mistaken)
    app.add_exception_handler(Exception, _fault)
    return app


def _mount(app: FastAPI, page: Page) -> None:
    """The page's own address and those of its other forms; the longest ending first."""
    for suffix in (*sorted(SUFFIXES, key=len, reverse=True), ""):

        def shown(request: Request, suffix: str = suffix) -> Response:
            site = site_of(request)
            return respond(page.show(query_of(request, suffix), site, suffix), site)

        app.add_api_route(page.path + suffix, shown, methods=["GET", "HEAD"], include_in_schema=False)


def query_of(request: Request, suffix: str = "") -> Query:
    """The words of a request's address; raises UserError beyond the bounds."""
    limits = request.app.state.settings.limits
    path = request.url.path.removesuffix(suffix) if suffix else request.url.path
    fixed = tuple((name, str(value)) for name, value in request.path_params.items())
    return Query.read(path, request.query_params.multi_items(), limits, fixed)


def site_of(request: Request) -> Site:
    """The site as this visitor sees it."""
    made: Site = request.app.state.site
    return made.seen_by(request.cookies.get(Forms.COOKIE))


def respond(reply: Reply, site: Site) -> Response:
    """A reply as a response; a file gets its name, a new visitor a cookie."""
    headers = {"content-disposition": f'inline; filename="whackachip-{reply.name}"'} if reply.name else {}
    response = Response(reply.body, reply.status, {**headers, **reply.headers}, reply.type)
    if site.fresh and reply.type.startswith("text/html"):
        response.set_cookie(Forms.COOKIE, site.visitor, httponly=True, samesite="strict")
    return response


def _asset(name: str) -> Response:
    found = assets.content(name)
    if found is None:
        raise HTTPException(404)
    return Response(found[0], headers={"cache-control": assets.FOREVER}, media_type=found[1])


def _is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def _problem(request: Request, status: int, title: str, text: str) -> Response:
    """A page, or for programs a document, that says what is wrong."""
    if _is_api(request):
        from .mistake import error_document
        from .view import json_text

        return Response(json_text(error_document(UserError(text))), status, media_type="application/json")
    if request.url.path.endswith("/figure"):
        return Response(fragment(text), status, media_type="text/html")
    return Response(render("problem.html.j2", Query(request.url.path, ()), title=title, text=text), status,
                    media_type="text/html")  # fmt: skip


async def _refused(request: Request, error: Exception) -> Response:
    status = getattr(error, "status_code", 404)
    told: dict[int, tuple[str, str]] = {
        404: ("No such page", f"There is nothing at {request.url.path}."),
        405: ("Not that way", f"{request.url.path} does not take {request.method}."),
    }
    title, text = told.get(status, ("Not possible", str(getattr(error, "detail", ""))))
    response = _problem(request, status, title, text)
    response.headers.update(getattr(error, "headers", None) or {})  # `allow`, which a 405 must name
    return response


async def _mistaken(request: Request, error: Exception) -> Response:
    return _problem(request, 400, "That cannot be asked", str(error))


async def _fault(request: Request, error: Exception) -> Response:
    log.error("fault at %s", request.url.path, exc_info=error)
    return _problem(request, 500, "A fault of the tool", "This is our mistake, not yours. The server's log says more.")
