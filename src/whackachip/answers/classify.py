"""Is a chip controlled on a day, and does sending it somewhere need a licence?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..catalog import find_chip
from ..law.classify import decide
from ..law.daynote import day_notes
from ..law.provision import READ_UNTIL
from ..law.question import Question, question
from .lawasked import LawAsked
from .request import command_line, said
from .signed import LAW, signed


@dataclass(frozen=True, kw_only=True)
class Request(LawAsked):
    """One chip, one day, one destination."""

    chip: str = said(
        "A chip by name, id, alias or family, or figures of one that is not in the catalogue.",
        example="h20", kind="chip", first=True,
    )  # fmt: skip
    on: str | None = said(
        f"Day of the question; {READ_UNTIL} if left out.", None, example="2024-11-05", kind="day", always=True
    )
    to: str | None = said("Destination: code or name; China if left out.", None, example="CN", kind="country")


def answer(asked: Request, with_flips: bool = True) -> dict[str, Any]:
    """Both verdicts with clauses, metrics and what would change them; raises UserError for what is not known."""
    match = find_chip(asked.chip)
    day = READ_UNTIL.isoformat() if asked.on is None else asked.on
    country = "CN" if asked.to is None else asked.to
    put = question(match.chip, day, country, **asked.arguments())
    data = decide(put, match.note).to_dict()
    taken = [] if asked.on is not None else [f"the day is {READ_UNTIL}, the last that the law was read for"]
    taken += [] if asked.to is not None else ["the destination is China"]
    data["assumptions"] = taken + data["assumptions"]
    data["given"] = asked.given()
    if with_flips:
        from ..law.flip import flips

        data["flips"] = flips(put)
    data["date_notes"] = list(day_notes(put.day))
    return signed(data, *again(asked, put), as_of=put.day.isoformat(), not_checked=LAW)


def again(asked: LawAsked, put: Question, function: str = "classify") -> tuple[str, str]:
    """The command line and the Python line that ask the same again."""
    on, to = put.day.isoformat(), put.deal.destination.code
    name = getattr(asked, "chip")  # noqa: B009 - of every request that this is asked for
    arguments = [repr(name), f"on={on!r}", f"destination={to!r}", *asked.python()]
    full: Any = replace(asked, on=on, to=to)  # type: ignore[call-arg]
    return command_line("whackachip classify", full), f"wc.{function}({', '.join(arguments)})"


COLUMNS = (
    "chip", "name", "on", "to", "layer", "item", "paragraphs", "possible_paragraphs", "missing", "transaction",
    "outcomes", "texts_disagree", "exceptions", "review_policy", "requirements", "tpp", "performance_density",
    "counterfactual",
)  # fmt: skip


def missing(data: dict[str, Any]) -> list[str]:
    """The facts that keep either verdict open; what follows from them is left out."""
    found = dict.fromkeys((*data["item"]["missing"], *data["transaction"]["missing"]))
    return [name for name in found if not name.startswith("meets_")]


def disagreeing(data: dict[str, Any]) -> list[str]:
    """The texts of equal rank that keep the transaction open."""
    return [found["cite"] for found in data["transaction"]["conflicts"] if found["decides"] == "transaction"]


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The decision as one row of a table; lists are joined by a semicolon."""
    item, deal = data["item"], data["transaction"]
    numbers = [span(data["metrics"][name]) for name in ("tpp", "performance_density")]
    lists = [item["paragraphs"], item["possible_paragraphs"], missing(data)]
    more = [deal["outcomes"], disagreeing(data), deal["exceptions"], deal["review_policy"], deal["requirements"]]
    values = (
        data["chip"], data["chip_name"], data["on"], data["to"], data["layer"], item["verdict"],
        *("; ".join(words) for words in lists), deal["verdict"], *("; ".join(words) for words in more),
        *numbers, "counterfactual" if data["counterfactual"] else "",
    )  # fmt: skip
    yield dict(zip(COLUMNS, values, strict=True))


def span(metric: dict[str, Any]) -> str:
    """A number, `low..` or `low..high` where it is only known within bounds, empty where it is not known."""
    if metric["interval"] is None:
        return str(metric["value"] or "")
    low, high = metric["interval"]
    return f"{low:g}" if low == high else f"{low:g}.." + ("" if high is None else f"{high:g}")
