"""What a rule provably lets through, over all chips that could be made."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .. import api
from ..errors import UserError
from .lawasked import Changed
from .pairs import pairs
from .request import command_line, said
from .signed import LAW, signed

if TYPE_CHECKING:
    from ..law.proof import Proof

LONGEST = 300  # digits before or after the point


@dataclass(frozen=True, kw_only=True)
class Request(Changed):
    """A rule, and what is asked of it."""

    rule: str = said("An act, a bill or a letter by id, or a day.", example="us-2023-10-17", kind="rule", first=True)
    against: str | None = said(
        "Another rule: which chips only one of the two catches.", None, example="us-2022-10-07", kind="rule"
    )
    above: tuple[str, ...] = said(
        "Is there a free chip with at least this much? METRIC=NUMBER.", (), example="tpp=5000", most=8
    )
    dies: int = said("Dies of the full reticle at most.", 2, least=1, most=100)
    not_datacenter: bool = said("For chips that are not made or sold for data centres.", False)


def answer(asked: Request) -> dict[str, Any]:
    """Every answer with its proof or witness, numbers as exact fractions; raises UserError for what is not known."""
    return document(asked, proof(asked))


def proof(asked: Request) -> Proof:
    """The proof itself."""
    floors = {key: exact(key, value) for key, value in pairs(asked.above)}
    return api.prove(
        asked.rule, against=asked.against, above=floors, dies=asked.dies, datacenter=not asked.not_datacenter,
        counterfactual=asked.law(),
    )  # fmt: skip


def document(asked: Request, found: Proof) -> dict[str, Any]:
    """A proof as plain data."""
    words = [repr(asked.rule)]
    words += [f"against={asked.against!r}"] if asked.against else []
    above = ", ".join(f"{key!r}: {value!r}" for key, value in pairs(asked.above))
    words += [f"above={{{above}}}"] if above else []
    words += [f"dies={asked.dies}"] if asked.dies != 2 else []
    words += ["datacenter=False"] if asked.not_datacenter else []
    python = f"wc.prove({', '.join([*words, *asked.python()])})"
    data = found.to_dict()
    return signed(data, command_line("whackachip rules prove", asked), python, as_of=data["on"], not_checked=LAW)


def exact(key: str, value: str) -> Fraction:
    """A number of a question as it was written, with nothing lost."""
    try:
        if "e" in value.lower() and abs(Decimal(value).adjusted()) > LONGEST:  # which would be written out
            raise UserError(f"{key}={value} is beyond what can be proved about")
        return Fraction(value)
    except (ValueError, ZeroDivisionError, InvalidOperation):
        raise UserError(f"{key}={value} is not a number") from None
