"""What differs between two versions of the law, and every chip whose status changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from ..catalog import chips
from ..law import find_country
from ..law.decision import DISCLAIMER
from ..law.difference import difference
from ..law.version import find_pair
from .lawasked import Changed
from .request import command_line, said
from .signed import LAW, signed


@dataclass(frozen=True, kw_only=True)
class Request(Changed):
    """Two acts, bills or days; one alone is compared with the day before it, or with itself changed."""

    rules: tuple[str, ...] = said(
        "One or two acts, bills or days.", example=["us-2022-10-07", "us-2023-10-17"], kind="rule", first=True, most=2
    )
    on: str | None = said("Day for a rule, instead of its own.", None, example="2024-11-05", kind="day")
    to: str = said("Destination: code or name.", "CN", example="CN", kind="country", always=True)
    layer: str = said("Layer of the verdicts.", "enforced", choices=("enforced", "codified"))


def answer(asked: Request) -> dict[str, Any]:
    """Thresholds, provisions and chips that differ; raises UserError for what is not known."""
    a, b = find_pair(asked.rules, asked.law(), asked.on)
    data = difference(a, b, chips(), find_country(asked.to).code, layer=asked.layer)
    data["counterfactual"] = bool([v for v in (a, b) if v.law and not v.bill])
    data["disclaimer"] = DISCLAIMER
    line = command_line("whackachip rules diff", replace(asked, to=data["to"]))
    return signed(data, line, "", as_of=data["b"]["on"], not_checked=LAW)


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a chip whose status changes."""
    for chip in data["chips"]:
        found: dict[str, Any] = {"chip": chip["chip"], "name": chip["name"], "to": data["to"]}
        for side in ("a", "b"):
            found[f"version_{side}"] = data[side]["id"]
            found[f"item_{side}"] = chip[side]["item"]
            found[f"paragraphs_{side}"] = "; ".join(chip[side]["paragraphs"])
            found[f"transaction_{side}"] = chip[side]["transaction"]
        yield found
