"""One page of the site: its address, its question, its figures and its template; and how it is answered."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from ..answers import QUESTIONS
from ..errors import UserError, unknown
from ..report.figures.figure import Figure
from . import embed, pictures
from .form import Control, controls
from .jobs import Job, Jobs
from .mistake import Mistake, error_document, mistake_of
from .query import Query, answer
from .site import Site
from .view import citation, json_text, render

Context = dict[str, Any]
SUFFIXES = {
    ".json": "application/json",
    ".csv": "text/csv; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".vl.json": "application/json",
    ".bib": "application/x-bibtex; charset=utf-8",
    ".pdf": "application/pdf",
    ".html": "text/html; charset=utf-8",
    "/figure": "text/html; charset=utf-8",
    "/chart": "application/json",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: status, type and body; name: of the file where it is saved."""

    body: str | bytes
    type: str = "text/html; charset=utf-8"
    status: int = 200
    name: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


class Stopped(UserError):
    """An answer that a job failed to give, or was kept from giving."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.message or "this was cancelled before it was answered")
        self.job = job


class Pending(Exception):
    """An answer that a job still works at."""

    def __init__(self, job: Job) -> None:
        super().__init__(job.id)
        self.job = job


@dataclass(frozen=True)
class Page:
    """A page that puts one question.

    path: may hold names in braces, which are words of the question. long: whether a job answers it.
    bare: whether the context is made without an answer too.
    own: words of the address that the page reads itself and the question does not know. defaults: what an empty address
    shows. context: more for the template, from the answer. figures: by name, made when they are asked for. headline:
    the answer in a sentence, for citations and documents.
    """

    path: str
    title: str
    question: str
    template: str
    labels: Mapping[str, str] = field(default_factory=dict)
    own: tuple[str, ...] = ()
    defaults: tuple[tuple[str, str], ...] = ()
    always: Mapping[str, str] = field(default_factory=dict)
    tabs: tuple[tuple[str, str], ...] = ()
    context: Callable[[dict[str, Any], Query], Context] | None = None
    figures: Mapping[str, Callable[[dict[str, Any], Query], Figure | None]] = field(default_factory=dict)
    charts: Mapping[str, Callable[[dict[str, Any], Query], dict[str, Any]]] = field(default_factory=dict)
    headline: Callable[[dict[str, Any]], str] | None = None
    without: tuple[str, ...] = ()
    long: bool = False
    bare: bool = False
    translate: Callable[[Query], Query] | None = None

    def ask(self, query: Query, site: Site) -> dict[str, Any]:
        """The answer to an address; raises UserError for what is wrong with it, Pending while a job works at it."""
        values = {**{name: [value] for name, value in self.always.items()}, **query.without(*self.unasked).values()}
        if not self.long:
            return answer(self.question, values)
        QUESTIONS[self.question].read(values)
        return settled(site.jobs, site.jobs.submit("ask", {"question": self.question, "values": values}, again=False))

    def show(self, query: Query, site: Site, suffix: str = "") -> Reply:
        """The page or another form of its answer; a mistake gives the same page with what is wrong."""
        if embed.wanted(query) and not suffix:
            suffix = ".html"
        query = query.without("embed").defaulting(self.defaults, self.unasked)
        if suffix == ".html":
            return self.embedded(query, site)
        try:
            if self.translate:
                query = self.translate(query)
            data = self.ask(query, site)
            if suffix:
                return self.file(data, query, suffix)
            more = self.context(data, query) if self.context else {}
            return Reply(self._html(query, site, data, more))
        except Pending as wait:
            if suffix:
                return Reply(json_text(wait.job.to_dict()), "application/json", 202)
            return Reply(self._html(query, site, None, self._bare(query), job=wait.job), status=202)
        except UserError as error:
            if suffix == "/figure":
                return Reply(fragment(mistake_of(error, query, self.question, self.labels).text), status=400)
            if suffix:
                return Reply(json_text(error_document(error, self.question)), "application/json", 400)
            return Reply(self._html(query, site, None, self._bare(query), error), status=400)

    def embedded(self, query: Query, site: Site) -> Reply:
        """The answer as a file to place in an article; what it says stays bare where there is none."""
        headers, status = embed.headers(site.settings), 200
        try:
            asked = self.translate(query) if self.translate else query
            data = self.ask(asked, site)
            if not data:
                raise UserError("nothing is asked, so there is nothing to place")
            figure = self.figure(data, asked) if self.figures else None
            body = embed.document(self.say(data), data, figure)
        except Pending:
            body, status = embed.notice("This is being worked out; ask for it again in a while."), 202
        except UserError as error:
            body, status = embed.notice(mistake_of(error, query, self.question, self.labels).text), 400
        return Reply(body, status=status, name=self._named(query, ".html"), headers=headers)

    def _html(
        self,
        query: Query,
        site: Site,
        data: dict[str, Any] | None,
        more: Context,
        error: UserError | None = None,
        job: Job | None = None,
    ) -> str:
        mistake = mistake_of(error, query, self.question, self.labels) if error else None
        return render(
            self.template,
            query,
            page=self,
            mark=site.mark,
            settings=site.settings,
            result=data,
            job=job,
            mistake=mistake,
            stopped=error.job if isinstance(error, Stopped) else None,
            controls=controls(self.question, query, self.labels, mistake.field if mistake else "", self.without),
            bibtex=citation(data["provenance"], self.say(data)) if data else "",
            **{"names": name_lists(), **more},
        )

    def _bare(self, query: Query) -> Context:
        """What the form needs where there is no answer."""
        return self.context({}, query) if self.context and self.bare else {}

    @property
    def unasked(self) -> tuple[str, ...]:
        """The words of an address that the question does not know."""
        return (*self.own, pictures.PHONE)

    @property
    def formats(self) -> tuple[str, ...]:
        """The forms that are data."""
        return (".json",) if QUESTIONS[self.question].rows is None else (".json", ".csv")

    def say(self, data: dict[str, Any]) -> str:
        """The answer in a sentence."""
        return self.headline(data) if self.headline else self.title

    def figure(self, data: dict[str, Any], query: Query) -> Figure:
        """The figure that an address names, or the first; raises UserError for one that is not there."""
        name = query.get("figure") or next(iter(self.figures), "")
        if name not in self.figures:
            raise unknown("figure", name, self.figures) if self.figures else UserError("there is no figure here")
        found = self.figures[name](data, query)
        if found is None:
            raise UserError(f"there is nothing to draw for {name}")
        return found

    def file(self, data: dict[str, Any], query: Query, suffix: str) -> Reply:
        """Another form of the answer, by the end of its address."""
        if not data:
            raise UserError("nothing is asked, so there is nothing to take along")
        name = self._named(query, suffix) if suffix.startswith(".") else ""
        return Reply(self._bytes(data, query, suffix), SUFFIXES[suffix], name=name)

    def _named(self, query: Query, suffix: str) -> str:
        return f"{query.path.strip('/').replace('/', '-')}{suffix}"

    def _bytes(self, data: dict[str, Any], query: Query, suffix: str) -> str | bytes:
        if suffix == ".json":
            return json_text(data)
        if suffix == ".csv":
            return csv_text(self.rows(data))
        if suffix == ".bib":
            return citation(data["provenance"], self.say(data))
        if suffix == ".pdf":
            from .sheet import pdf

            drawn = [one for make in self.figures.values() if (one := make(data, query))]
            table = self.rows(data) if ".csv" in self.formats else ()
            return pdf(self.title, self.say(data), data, table, drawn)
        if suffix == "/chart":
            name = query.get("figure") or next(iter(self.charts), "")
            if name not in self.charts:
                raise unknown("chart", name, self.charts)
            return json.dumps(self.charts[name](data, query), ensure_ascii=False)
        figure = self.figure(data, query)
        if suffix == "/figure":
            return pictures.inline(figure)
        if suffix == ".vl.json":
            return json_text(pictures.spec(figure))
        return pictures.svg(figure) if suffix == ".svg" else pictures.png(figure)

    def rows(self, data: dict[str, Any]) -> Iterable[Mapping[str, Any]]:
        """The answer as rows of a table; raises UserError where it is none."""
        make = QUESTIONS[self.question].rows
        if make is None:
            raise UserError("this answer is no table; take .json")
        return make(data)


def fragment(text: str) -> str:
    """A mistake where a page would have put a figure."""
    return f'<p class="missing">{escape(text)}</p>'


def settled(jobs: Jobs, job: Job) -> dict[str, Any]:
    """What a job found; raises UserError where it failed or was taken back, Pending while it is at work."""
    if job.state == "done":
        found: dict[str, Any] = jobs.result(job.id)
        return found
    if job.over:
        raise Stopped(job)
    raise Pending(job)


def csv_text(rows: Iterable[Mapping[str, Any]]) -> str:
    """Rows as CSV, a list joined by semicolons; a cell that a spreadsheet would run stands behind an apostrophe."""
    listed = list(rows)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = list(dict.fromkeys(name for row in listed for name in row))
    writer.writerow(names)
    writer.writerows([_cell(row.get(name)) for name in names] for row in listed)
    return text.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, Sequence) and not isinstance(value, str):
        value = "; ".join(map(str, value))
    if isinstance(value, str) and value[:1] in ("=", "@", "+", "\t", "\r"):
        return f"'{value}"
    return "" if value is None else value


def name_lists() -> dict[str, list[tuple[str, str]]]:
    """The names that help to fill in a form, by kind: (value, what it means)."""
    from .names import lists

    return lists()


__all__ = ["Control", "Mistake", "Page", "Pending", "Reply", "Stopped", "csv_text", "settled"]
