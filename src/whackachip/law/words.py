"""Provisions in words: what each asks for, with the values of its thresholds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from ..catalog.row import LABELS
from ..predicates import Among, And, Expression, Not, Or, describe
from .country import GROUPS, find_country
from .provision import Provision

ROLES = {
    "destination": "the destination",
    "headquarters": "the seat of the recipient or its parent",
    "designer_headquarters": "the seat of the designer",
    "exporter_headquarters": "the seat of the exporter",
}
NAMES = {
    **LABELS, **ROLES,
    "kind": "the transaction", "exporter": "the exporter", "family": "the chip",
    "announced": "the announcement", "performance_density": "performance density",
}  # fmt: skip
# A question with yes and no for an answer, as the two sentences.
ANSWERS: Mapping[str, tuple[str, str]] = {
    "marketed_for_datacenter": (
        "it is designed or marketed for data centres",
        "it is not designed or marketed for data centres",
    ),
    "meets_3a090_a": ("it is under 3A090.a", "it is not under 3A090.a"),
    "has_hbm": ("it has high-bandwidth memory", "it has no high-bandwidth memory"),
    "end_user_listed": ("a party is on a list of part 744", "no party is on a list of part 744"),
    "majority_owned_by_listed": (
        "a party is owned to 50 % or more by listed ones",
        "no party is owned to 50 % or more by listed ones",
    ),
    "deemed": ("it is a deemed export", "it is no deemed export"),
    "approved_designer": ("the designer is approved", "the designer is not approved"),
    "authorized_designer": ("the designer is authorized", "the designer is not authorized"),
    "paragraph_dd_filed": ("the paragraph (dd) certifications are filed", "they are not filed"),
}
# How a provision of each kind begins; {covers}, {addressees} and {result} are its own.
OPENINGS = {
    "items": "controlled",
    "commodities": "controlled",
    "lesser_items": "under it",
    "definitions": "the term applies",
    "presumptions": "presumed under {covers}",
    "rebuttals": "{covers} is overcome",
    "exclusions": "taken out of {covers}",
    "requirements": "a licence is needed for {covers}",
    "letters": "{addressees} need a licence",
    "end_use_rules": "a licence is needed for {covers}",
    "exceptions": "available for {covers}",
    "conflicts": "the texts disagree on {covers}",
    "review_policies": "{result} for {covers}",
    "measures": "covered",
}


def say(expression: Expression, limits: Mapping[str, float]) -> str:
    """An expression as an English phrase, yes-or-no attributes as sentences, countries by name."""
    text = describe(_named(expression), NAMES, limits)
    # Longest first, as the name of one may be the end of another's.
    for name, (yes, no) in sorted(_answers().items(), key=lambda answer: -len(answer[0])):
        label = NAMES.get(name, name.replace("_", " "))
        for said, meant in ((f"{label} is not yes", no), (f"{label} is yes", yes),
                            (f"{label} is not no", yes), (f"{label} is no", no)):  # fmt: skip
            text = re.sub(re.escape(said) + r"(?!\w)", meant, text)
    return text


def sentence(provision: Provision, limits: Mapping[str, float]) -> str:
    """What a provision says, in one sentence without its full stop."""
    opening = OPENINGS[provision.kind].format(
        covers=_listed(provision.covers) or "any item",
        addressees=_listed(provision.addressees),
        result=provision.result or "a policy",
    )
    return f"{opening} where {' and '.join(_joined(expression, limits) for expression in provision.expressions)}"


def _joined(expression: Expression, limits: Mapping[str, float]) -> str:
    text = say(expression, limits)
    return f"({text})" if isinstance(expression, Or) else text


def _named(expression: Expression) -> Expression:
    """The tree with the names of countries in place of their codes."""
    match expression:
        case And(parts):
            return And(tuple(_named(part) for part in parts))
        case Or(parts):
            return Or(tuple(_named(part) for part in parts))
        case Not(part):
            return Not(_named(part))
        case Among(name, words) if name in ROLES:
            return Among(name, frozenset(find_country(word).name for word in words))
        case _:
            return expression


def _listed(words: Sequence[str]) -> str:
    return " and ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else "".join(words)


def _answers() -> dict[str, tuple[str, str]]:
    groups = {
        f"{role}_in_{group.lower()}": (f"{words} is in {_group(group)}", f"{words} is not in {_group(group)}")
        for role, words in ROLES.items()
        for group in GROUPS
    }
    return {**ANSWERS, **groups}


def _group(group: str) -> str:
    """A country group as the regulations write it."""
    return "tier 1" if group == "T1" else f"{group[0]}:{group[1:]}"
