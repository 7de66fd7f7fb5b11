"""The law on the day: one card a chip, with both verdicts and every test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .. import words
from ..table import Table
from ..text import clean
from .clauses import clauses_table


@dataclass(frozen=True, slots=True)
class DecisionCard:
    """One chip on the day. item, transaction: words; tone: of the badge. windows: the acquisition window by status."""

    chip: str
    family: str
    item: str
    item_verdict: str
    transaction: str
    transaction_verdict: str
    paragraphs: str
    policy: str
    requirements: tuple[str, ...]
    metrics: tuple[str, ...]
    clauses: Table
    windows: tuple[str, ...]
    assumptions: tuple[str, ...]
    other_layer: str


def decision_cards(result: Mapping[str, Any]) -> list[DecisionCard]:
    """A card for each chip that the law section names."""
    return [_card(result, decision) for decision in result["law"]["decisions"]]


def _card(result: Mapping[str, Any], decision: Mapping[str, Any]) -> DecisionCard:
    item, deal = decision["item"], decision["transaction"]
    family = result["chips"].get(decision["chip"], {}).get("family", decision["chip"])
    other = decision["other_layer"]
    reviews = [f"{clean(r['result']).replace('-', ' ')} ({clean(r['cite'])})" for r in deal["review"]]
    return DecisionCard(
        chip=clean(decision["chip_name"]),
        family=words.family(family),
        item=words.word(words.ITEM, item["verdict"]),
        item_verdict=item["verdict"],
        transaction=words.word(words.TRANSACTION, deal["verdict"]),
        transaction_verdict=deal["verdict"],
        paragraphs=words.listed(map(clean, item["paragraphs"])) if item["paragraphs"] else "",
        policy=words.listed(dict.fromkeys(reviews), "or") if reviews else "",
        requirements=tuple(clean(text) for text in (*deal["requirements"], *deal["exceptions"], *deal["conditions"])),
        metrics=tuple(_metric(name, metric) for name, metric in decision["metrics"].items()),
        clauses=clauses_table(result, decision),
        windows=_windows(result["law"]["windows"].get(decision["chip"], ())),
        assumptions=tuple(clean(text) for text in decision["assumptions"]),
        other_layer=f"As {clean(other['layer'])}: {words.word(words.TRANSACTION, other['transaction'])}"
        + (" (the two readings differ)" if other["differs"] else ", the same"),
    )


def _metric(name: str, metric: Mapping[str, Any]) -> str:
    return f"{words.word(words.METRICS, name)}: {clean(metric['formula']).replace('mm2', 'mm²')}"


def _windows(periods: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    """The status of the transaction over the days, neighbours alike in one line."""
    spans: list[tuple[str, str, str]] = []
    for period in periods:
        status = words.word(words.TRANSACTION, period["transaction"]["verdict"])
        by = period["transaction"]["requirements"]
        status += f" ({words.listed(map(clean, by))})" if by else ""
        if spans and spans[-1][2] == status:
            spans[-1] = (spans[-1][0], clean(period["ends"]), status)
        else:
            spans.append((clean(period["begins"]), clean(period["ends"]), status))
    return tuple(f"{begins} to {ends}: {status}" for begins, ends, status in spans)


def assumptions(result: Mapping[str, Any]) -> list[str]:
    """What the decisions assume, each once."""
    texts = [clean(text) for decision in result["law"]["decisions"] for text in decision["assumptions"]]
    return list(dict.fromkeys(texts))
