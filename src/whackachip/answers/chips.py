"""The chips of the catalogue, or those that meet a predicate over figures, metrics and verdicts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..catalog import Chip, chips, row
from ..catalog.chipdata import chip_data
from ..errors import UserError, unknown
from ..law import Counterfactual
from ..law.country import find_country
from ..law.question import as_day
from ..predicates import Among, Expression, Known, Truth, evaluate, leaves, names, parse
from .lawasked import Changed
from .request import command_line, said
from .signed import FACTS, LAW, signed

# The verdict words that a predicate knows beside those of the day that is asked for.
VERDICTS = {
    "item": {"controlled", "not-controlled-by-this-rule", "not-in-force"},
    "transaction": {"licence-required", "exception-available", "no-requirement-found"},
}


@dataclass(frozen=True, kw_only=True)
class Request(Changed):
    """Which chips; all where no predicate is given."""

    predicate: str | None = said(
        "What they have to meet; `item` and `transaction` need a day and a destination.",
        None, example="memory_bandwidth >= 3000 and vendor != nvidia", kind="predicate", first=True,
    )  # fmt: skip
    on: str | None = said("Day for the two verdicts; goes with to.", None, example="2024-06-01", kind="day")
    to: str | None = said("Destination for the two verdicts.", None, example="CN", kind="country")


def answer(asked: Request) -> dict[str, Any]:
    """The chips with figures and metrics, and those for which a missing fact leaves the question open.

    With a day and a destination each chip also has `item` and `transaction`. Raises UserError for a predicate that
    cannot be read, and for an attribute or word that no chip has.
    """
    if (asked.on is None) != (asked.to is None):
        raise UserError("--on and --to go together")
    law = asked.law()
    if law and asked.on is None:
        raise UserError("a changed law changes the verdicts of a day: give --on and --to too")
    rows = {
        chip: row(chip) | (verdicts(chip, asked.on, asked.to, law) if asked.on and asked.to else {}) for chip in chips()
    }
    found: list[Chip] = list(rows)
    undecided: list[Chip] = []
    if asked.predicate is not None:
        found, undecided = _meeting(asked.predicate, rows)
    listed = [chip_data(chip) | (_told(rows[chip]) if asked.on else {}) for chip in found]
    data = {
        "predicate": asked.predicate,
        "to": find_country(asked.to).code if asked.to else None,
        "chips": listed,
        "unknown": [chip.id for chip in undecided],
        "counterfactual": law.to_dict(as_day(asked.on)) if law and asked.on else None,
    }
    not_checked = (*LAW, *FACTS) if asked.on else FACTS
    return signed(data, *_lines(asked), as_of=asked.on, not_checked=not_checked)


def _meeting(predicate: str, rows: Mapping[Chip, Mapping[str, Known]]) -> tuple[list[Chip], list[Chip]]:
    """The chips that meet a predicate, and those for which it is open."""
    expression = parse(predicate)
    attributes = sorted({name for attributes in rows.values() for name in attributes})
    for name in names(expression):
        if name not in attributes:
            hint = "; it needs --on and --to" if name in VERDICTS else ""
            raise UserError(f"{unknown('attribute', name, attributes)}{hint}")
    _refuse_unknown_words(expression, rows.values())
    truths = {chip: evaluate(expression, attributes).truth for chip, attributes in rows.items()}
    met = [chip for chip, truth in truths.items() if truth is Truth.MET]
    return met, [chip for chip, truth in truths.items() if truth is Truth.UNKNOWN]


def _refuse_unknown_words(expression: Expression, rows: Collection[Mapping[str, Known]]) -> None:
    """A word that no chip has is a slip of the pen, and finding nothing would hide it."""
    for leaf in leaves(expression):
        if not isinstance(leaf, Among):
            continue
        values = (attributes.get(leaf.name) for attributes in rows)
        known = {word for value in values if isinstance(value, frozenset) for word in value}
        known |= VERDICTS.get(leaf.name, {"yes", "no"} if known <= {"yes", "no"} else set())
        for word in sorted(leaf.words - known):
            raise unknown(leaf.name, word, sorted(known))


def verdicts(chip: Chip, on: str, to: str, law: Counterfactual) -> dict[str, Known]:
    """Both verdicts as attributes: what is open stays unknown, so that it is never counted as free."""
    from ..law import classify

    decision = classify(chip, on, to, counterfactual=law)
    item, deal = decision.item, decision.transaction
    controlled = frozenset({"controlled", "not-controlled-by-this-rule"})
    return {
        "item": controlled if item.verdict in ("depends", "unknown") else frozenset({item.verdict}),
        "transaction": frozenset(deal.outcomes) if deal.verdict == "depends" else frozenset({deal.verdict}),
    }


def _told(attributes: Mapping[str, Known]) -> dict[str, str]:
    return {key: " or ".join(sorted(attributes[key])) for key in VERDICTS}  # type: ignore[arg-type]


def _lines(asked: Request) -> tuple[str, str]:
    if asked.predicate is None and asked.on is None:
        return "whackachip chips list", "from whackachip.catalog import chips; chips()"
    # With a day the verdicts are attributes too; wc.classify gives them one by one.
    python = (
        "from whackachip.catalog import chips, row; from whackachip.predicates import evaluate, parse; "
        f"[c for c in chips() if evaluate(parse({asked.predicate!r}), row(c)).truth.value == 'met']"
    )
    if asked.predicate is None:
        words = command_line("whackachip classify --all", asked)
        more = "".join(f", {text}" for text in asked.python())
        return words, f"[wc.classify(c, on={asked.on!r}, destination={asked.to!r}{more}) for c in wc.catalog.chips()]"
    return command_line("whackachip chips where", asked), "" if asked.on else python


def table_row(chip: Mapping[str, Any]) -> dict[str, Any]:
    """A chip as one row: names, metrics as low ends and whether they are exact, and verdicts where it has them."""
    plain = {key: chip[key] for key in ("id", "name", "vendor", "family", "market", "form_factor", "architecture")}
    for name, metric in chip["metrics"].items():
        ends = metric["interval"]
        plain[name] = ends[0] if ends else metric["value"]
        plain[f"{name}_at_most"] = ends[1] if ends else None
    return plain | {key: chip[key] for key in VERDICTS if key in chip}


def rows(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """One row a chip."""
    return map(table_row, data["chips"])
