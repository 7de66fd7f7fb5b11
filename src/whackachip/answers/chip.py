"""One chip: every figure with its source, every metric with its substitution."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ..catalog import find_chip
from ..catalog.chipdata import chip_data
from ..catalog.explain import Explanation, explain
from .lawasked import readings
from .request import command_line, said
from .signed import signed


@dataclass(frozen=True, kw_only=True)
class Request:
    """A chip, and how its metrics are to be read."""

    chip: str = said(
        "A chip by name, or figures of one that is not in the catalogue.", example="h20", kind="chip", first=True
    )
    interpret: tuple[str, ...] = said("A reading of the law, as KEY=VALUE.", (), example="tf32_bits=19", kind="reading")
    explain: bool = said("Every substitution, and the usual wrong answers.", False)


def answer(asked: Request) -> dict[str, Any]:
    """The chip as plain data; raises UserError for a chip or reading that is not known."""
    match, interpretation = find_chip(asked.chip), readings(asked.interpret)[0]
    found = match.chip
    data = chip_data(found, interpretation) | {"resolved": match.note, "note": found.note}
    data["explanation"] = _explanation(explain(found, interpretation)) if asked.explain else None
    python = f"import whackachip as wc; wc.chip({asked.chip!r})"
    return signed(data, command_line("whackachip chips show", asked), python)


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a metric and figure."""
    for name, metric in data["metrics"].items():
        yield {
            "chip": data["id"], "key": name, "sort": "metric", "value": metric["value"], "unit": metric["unit"],
            "kind": "derived", "source": "; ".join(metric["sources"]), "formula": metric["formula"],
        }  # fmt: skip
    for name, figure in data["figures"].items():
        yield {
            "chip": data["id"], "key": name, "sort": "figure", "value": figure["value"], "unit": "",
            "kind": figure["kind"], "source": figure["source"], "formula": "",
        }  # fmt: skip


def _explanation(told: Explanation) -> dict[str, object]:
    return {
        "deciding": list(told.deciding),
        "products": [
            {"precision": p.precision, "bits": p.bits, "rate": [p.rate.low, p.rate.high],
             "value": [p.value.low, p.value.high], "formula": p.formula, "figures": list(p.inputs)}
            for p in told.products
        ],
        "wrong_answers": [
            {"name": m.name, "metric": m.metric, "value": [m.value.low, m.value.high], "formula": m.formula,
             "why": m.why}
            for m in told.mistakes
        ],
    }  # fmt: skip
