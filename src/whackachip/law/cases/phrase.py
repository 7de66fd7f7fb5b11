"""What a phrase such as `RTX 4090, reexport from Japan to China` says of a transaction."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from ...errors import UserError
from ...predicates.truth import Known
from ..country import find_country
from ..transaction import Transaction, transaction

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PEOPLE = {
    "Korea": "KR", "Korean": "KR", "Chinese": "CN", "German": "DE", "US": "US", "China": "CN", "Taiwan": "TW",
}  # fmt: skip


def day_in(*texts: str) -> date | None:
    """The first day that one of the texts names."""
    found = next((match for text in texts if (match := _DAY.search(text))), None)
    return date.fromisoformat(found[0]) if found else None


def deal_in(text: str = "", *, to: str = "CN", filed: bool = True) -> Transaction:
    """The transaction that a phrase describes; to: the destination where it names none.

    filed: whether an application carries the certifications of paragraph (dd). What the phrase does not say takes the
    declared defaults.
    """
    kind = "reexport" if "reexport" in text else "transfer" if "in-country transfer" in text else "export"
    destination = next(_destinations(text), to)
    found = transaction(destination, "none", _headquarters(text), None, kind)
    return replace(found, stated=_parties(text) | ({} if filed else {"paragraph_dd_filed": frozenset({"no"})}))


def _destinations(text: str) -> Iterator[str]:
    """Countries that goods go to: after `to`, `in` and `inside`, not where a parent is."""
    for match in re.finditer(r"(?<!parent )\b(?:to|in|inside)\s+(?:the\s+)?([A-Z]\w+)", text):
        try:
            yield find_country(match[1]).code
        except UserError:
            continue


def _headquarters(text: str) -> str | None:
    """Where the recipient is headquartered, where the phrase says so."""
    parent = re.search(r"parent in (\w+)", text)
    if parent:
        return _PEOPLE.get(parent[1], parent[1])
    named = re.search(r"\b([A-Z]\w+)-(?:headquartered|owned)", text) or re.search(r"\ba ([A-Z]\w+) company", text)
    return _PEOPLE.get(named[1]) if named else None


def _parties(text: str) -> dict[str, Known]:
    found: dict[str, Known] = {}
    if "Entity List party" in text:
        found["end_user_listed"] = frozenset({"yes"})
    if "answered the NAC notice with a licence requirement" in text:
        found["nac_answer"] = frozenset({"licence"})
    if "Core42" in text or "G42" in text:
        found["approved_entity"] = frozenset({"g42"})
    elif "Supp. 8 party" in text:
        found["approved_entity"] = frozenset({"government", "g42", "us-company"})
    return found
