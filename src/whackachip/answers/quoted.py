"""A decision as a sentence that can be quoted, with the texts and figures that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ..catalog.row import LABELS
from ..facts import store
from ..law.country import find_country
from ..quantities.interval import format_number
from ..report import words
from .classify import disagreeing, missing

ITEM = {
    "controlled": "was controlled under {paragraphs}",
    "not-controlled-by-this-rule": "was not controlled by any paragraph that is checked here",
    "not-in-force": "was under no such rule, since none was in force",
    "depends": "was controlled or not, depending on facts that are missing",
    "unknown": "is too little known for a verdict",
}
DEAL = {
    "licence-required": "sending it to {place}{way} required a licence{policy}",
    "exception-available": "sending it to {place}{way} required a licence unless {exceptions} applied",
    "no-requirement-found": "no licence requirement was found for sending it to {place}{way}",
    "depends": "whether sending it to {place}{way} required a licence depends on facts that are missing",
    "unknown": "nothing can be said of sending it to {place}{way}",
}
LAYER = {"enforced": ", as the law was enforced", "codified": ", by the text of the law"}
WAYS = {"at": "", "above": "above ", "below": "below "}
METRICS = ("tpp", "performance_density")


def sentence(data: dict[str, Any], kind: str | None = None) -> str:
    """Both verdicts of an answer of `classify`, with what was said of the transaction and the layer of the law.

    kind: of the transaction; an export is named where this says so.
    """
    item, deal = data["item"], data["transaction"]
    review = [policy.replace("-", " ") for policy in deal["review_policy"]]
    exceptions = [f"exception {name}" for name in deal["exceptions"]]
    first = ITEM[item["verdict"]].format(paragraphs=words.listed(item["paragraphs"]))
    second = DEAL[deal["verdict"]].format(
        place=find_country(data["to"]).name,
        way=_way(["as an export"] * (kind == "export") + data["given"]),
        policy=f" (review policy: {words.listed(review, 'or')})" if review else "",
        exceptions=words.listed(exceptions, "or"),
    )  # fmt: skip
    if deal["verdict"] == "depends" and disagreeing(data) and not missing(data):
        second = second.replace("depends on facts that are missing", "is open, since the texts disagree")
    begins = "Under a law that was never enacted, on" if data["counterfactual"] else "On"
    layer = "" if data["counterfactual"] else LAYER[data["layer"]]
    told = f"{begins} {data['on']} the {data['chip_name']} {first}, and {second.removesuffix(',')}{layer}."
    other = data["other_layer"]
    if other["differs"]:
        told += f" In the {other['layer']} layer: {words.TRANSACTION[other['transaction']]}."
    return told


def _way(told: Sequence[str]) -> str:
    """The circumstances of a transaction, set off where they take more than a word."""
    if len(told) == 1 and told[0].startswith("as a"):
        return f" {told[0]}"
    return "".join(f", {one}" for one in told) + "," * bool(told)


def nearest(data: Mapping[str, Any]) -> str:
    """The nearest value of a figure that changes a verdict; empty where none is known."""
    now = data["item"]["verdict"], data["transaction"]["verdict"]
    for flip in (data.get("flips") or {"metrics": ()})["metrics"]:
        changes = (flip["item"], flip["transaction"]) != now
        if changes and isinstance(flip["to"], int | float) and isinstance(flip["current"], int | float):
            label = LABELS.get(flip["name"], flip["name"])
            under = f" under {words.listed(flip['paragraphs'])}" if flip["paragraphs"] else ""
            then = f"{words.ITEM[flip['item']]}{under}, {words.TRANSACTION[flip['transaction']]}"
            was = format_number(flip["current"])
            return f"With {label} {WAYS[flip['bound']]}{format_number(flip['to'])} instead of {was}: {then}."
    return ""


def rests_on(data: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Each text and figure behind the sentence, as (what, where it was read); what was read at one place stands once.

    Of the clauses these are the ones that were met or are open, else the tests of the item, which were not met.
    """
    told = [clause for clause in data["clauses"] if clause["truth"] != "not-met"]
    clauses = told or [clause for clause in data["clauses"] if clause["kind"] == "items"]
    yield from _joined([(clause["cite"], clause["sources"]) for clause in clauses])
    yield from _joined([(data["metrics"][name]["formula"], data["metrics"][name]["sources"]) for name in METRICS])


def _joined(found: Sequence[tuple[str, Sequence[str]]]) -> Iterator[tuple[str, str]]:
    places: dict[tuple[str, ...], list[str]] = {}
    for what, sources in found:
        places.setdefault(tuple(sources), []).append(what)
    for sources, several in places.items():
        yield "; ".join(dict.fromkeys(several)), "; ".join(map(_place, sources))


def _place(name: str) -> str:
    record = store.section("sources").get(name)
    if record is None or not record.get("url"):
        return name
    return f"{record['title']}, {record['url']} (read {record['accessed']})"
