"""What every tool gives: the verdict in short, what it rests on, as of when, and what was not looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ..catalog.coverage import topics
from ..facts import store
from ..law.provision import READ_FROM, READ_UNTIL
from ..quantities import source

CITED = 40  # citations at most; the answer itself holds them all


class Citation(BaseModel):
    """Where something was read. id: of a source or a provision."""

    model_config = ConfigDict(extra="forbid")
    id: str
    text: str


class Envelope(BaseModel):
    """One answer with all that has to be said beside it."""

    model_config = ConfigDict(extra="forbid")
    verdict: str = Field(description="The answer in a few words; unknown and depends are answers too.")
    answer: dict[str, Any] = Field(description="The whole answer, as the command prints it with --json.")
    citations: list[Citation] = Field(description="What the answer rests on.")
    as_of: str = Field(description="ISO day that the answer speaks of.")
    data_date: str = Field(description="ISO day on which the facts were last read.")
    coverage: list[str] = Field(description="Bounds of what is covered; say them where they matter.")
    not_checked: list[str] = Field(description="What was not looked at; an answer that leaves this out is wrong.")
    command: str = Field(description="The command line that gives the same.")
    facts_hash: str


def envelope(question: str, answer: Mapping[str, Any], shown: Mapping[str, Any]) -> dict[str, Any]:
    """The envelope of an answer. shown: the part of it that goes in."""
    provenance = answer["provenance"]
    cited = _cited(shown if question == "investigate" else answer)
    return Envelope(
        verdict=_verdict(question, answer),
        answer=dict(shown),
        citations=[Citation(id=id, text=text) for id, text in cited][:CITED],
        as_of=provenance["as_of"],
        data_date=provenance["facts_version"],
        coverage=list(_coverage(question)),
        not_checked=provenance["not_checked"],
        command=provenance["command"],
        facts_hash=provenance["facts_hash"],
    ).model_dump()


def _verdict(question: str, answer: Mapping[str, Any]) -> str:
    if question == "classify":
        marks = " and ".join(answer["item"]["paragraphs"])
        item = answer["item"]["verdict"] + (f" under {marks}" if marks else "")
        return f"item: {item}; transaction: {answer['transaction']['verdict']}"
    if question == "timeline":
        return "; ".join(
            f"{p['begins']} to {p['ends']}: {p['item']['verdict']}, {p['transaction']['verdict']}"
            for p in answer["periods"]
        )
    if question == "chips":
        return f"{len(answer['chips'])} chips meet it, {len(answer['unknown'])} are open for want of a fact"
    if question == "rule-text":
        return f"{answer['title']}: {len(answer['paragraphs'])} paragraphs as of {answer['on']}"
    if question == "compare":
        differ = sum(line["differs"] for line in answer["attributes"])
        return f"{differ} of {len(answer['attributes'])} attributes differ"
    if question == "investigate":
        return str(answer["verdict"]["headline"])
    return f"{answer['verdict']}: {answer['reason']}"


def _cited(answer: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Provisions with their citation, then sources with theirs, each once."""
    ids: dict[str, str] = {}
    for clause in (*answer.get("clauses", ()), *answer.get("paragraphs", ())):
        if isinstance(clause, Mapping):
            ids.setdefault(str(clause.get("provision", clause.get("id"))), str(clause["cite"]))
    yield from ids.items()
    known = store.section("sources")
    named = [name for name in dict.fromkeys(_source_ids(answer)) if name in known]
    for name in sorted(named, key=lambda name: name == "unverified"):
        yield name, source(name).cite()


def _source_ids(value: Any, here: bool = False) -> Iterator[str]:
    """Ids of sources anywhere in an answer; here: whether the key before says that sources are named."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if here:
                yield key
            yield from _source_ids(part, key in ("source", "sources") or here)
    elif isinstance(value, list):
        for part in value:
            yield from _source_ids(part, here)
    elif here and isinstance(value, str):
        yield value


LAW = ("law", "parties", "destinations")
ABOUT = {
    "classify": LAW, "timeline": LAW, "rule-text": LAW, "chips": (*LAW, "catalogue"), "compare": ("catalogue",),
    "estimate-train": ("performance",), "check-claim": ("performance",),
    "investigate": (*LAW, "evidence", "attribution"),
}  # fmt: skip


def _coverage(question: str) -> Iterator[str]:
    """What is modelled in part or not at all, of the topics that a question is about."""
    about = ABOUT.get(question, ())
    if "law" in about:
        yield f"the law of the United States on AI chips as read from {READ_FROM} to {READ_UNTIL}"
    for topic in topics():
        if topic.state != "modelled" and topic.topic in about:
            yield f"{topic.state}: {topic.what}" + (f" ({topic.note})" if topic.note else "")
