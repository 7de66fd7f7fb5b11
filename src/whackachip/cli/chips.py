"""whackachip chips"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from shlex import quote
from typing import Any

import click

from ..catalog import DEFAULT, Chip, Interpretation, chips, metrics, row
from ..catalog.chipdata import chip_data
from ..errors import UserError, unknown
from ..law import Counterfactual
from ..law.question import as_day
from ..predicates import Among, Expression, Known, Truth, evaluate, leaves, names, parse
from ..provenance import provenance
from ..quantities import Interval
from .compare import compare
from .export import export
from .fit import fitted, paragraph
from .lawoptions import Changes, mark_of, takes_changes
from .output import echo_json
from .show import show

# The verdict words that `where` knows beside those of the day that is asked for.
VERDICTS = {
    "item": {"controlled", "not-controlled-by-this-rule", "not-in-force"},
    "transaction": {"licence-required", "exception-available", "no-requirement-found"},
}


@click.group("chips")
def command() -> None:
    """List, show, compare, filter and export chips with their figures and metrics."""


command.add_command(show)
command.add_command(compare)
command.add_command(export)


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="The chips as JSON.")
def list_chips(as_json: bool) -> None:
    """Every chip of the catalogue with its legal metrics.

    \b
    whackachip chips list
    """
    _print(chips(), as_json, "whackachip chips list", "from whackachip.catalog import chips; chips()")


@command.command("where")
@click.argument("predicate")
@click.option("--on", "on", metavar="DATE", help="With --to: also the attributes item and transaction, as verdicts.")
@click.option("--to", "to", metavar="COUNTRY", help="Destination: code or name.")
@takes_changes
@click.option("--json", "as_json", is_flag=True, help="The chips as JSON.")
def where(predicate: str, on: str | None, to: str | None, changes: Changes, as_json: bool) -> None:
    """The chips that meet a predicate over figures and metrics; those for which it is open are named apart.

    With --on and --to a predicate can also ask for `item` and `transaction`, the two verdicts on that day, under the
    law as it was or as --set, --patch and --rule change it.

    \b
    whackachip chips where "memory_bandwidth >= 3000 and vendor != nvidia"
    whackachip chips where "memory_bandwidth > 3350 and item != controlled" --on 2024-06-01 --to CN
    whackachip chips where "item == controlled" --on 2024-06-01 --to CN --set us.ear.3a090.a.tpp=3600
    """
    if (on is None) != (to is None):
        raise UserError("--on and --to go together")
    law = changes.law()
    changed = law.to_dict(as_day(on)) if law and on else None
    if law and on is None:
        raise UserError("a changed law changes the verdicts of a day: give --on and --to too")
    expression = parse(predicate)
    rows = {chip: row(chip) | (_verdicts(chip, on, to, law) if on and to else {}) for chip in chips()}
    attributes = sorted({name for attributes in rows.values() for name in attributes})
    for name in names(expression):
        if name not in attributes:
            hint = "; it needs --on and --to" if name in ("item", "transaction") else ""
            raise UserError(f"{unknown('attribute', name, attributes)}{hint}")
    _refuse_unknown_words(expression, rows.values())
    truths = {chip: evaluate(expression, attributes).truth for chip, attributes in rows.items()}
    found = [chip for chip, truth in truths.items() if truth is Truth.MET]
    undecided = [chip.id for chip, truth in truths.items() if truth is Truth.UNKNOWN]
    day = f" --on {on} --to {quote(to)}" if on and to else ""
    verdicts = {chip.id: rows[chip] for chip in found} if on else {}
    # With a day the verdicts are attributes too; wc.classify gives them one by one.
    python = (
        "from whackachip.catalog import chips, row; from whackachip.predicates import evaluate, parse; "
        f"[c for c in chips() if evaluate(parse({predicate!r}), row(c)).truth.value == 'met']"
    )
    line = " ".join([f"whackachip chips where {quote(predicate)}{day}", *changes.words()])
    _print(found, as_json, line, "" if on else python, undecided, verdicts, counterfactual=changed)


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


def _verdicts(chip: Chip, on: str, to: str, law: Counterfactual) -> dict[str, Known]:
    """Both verdicts as attributes: what is open stays unknown, so that it is never counted as free."""
    from ..law import classify

    decision = classify(chip, on, to, counterfactual=law)
    item, deal = decision.item, decision.transaction
    controlled = frozenset({"controlled", "not-controlled-by-this-rule"})
    return {
        "item": controlled if item.verdict in ("depends", "unknown") else frozenset({item.verdict}),
        "transaction": frozenset(deal.outcomes) if deal.verdict == "depends" else frozenset({deal.verdict}),
    }


COLUMNS = ("tpp", "performance_density", "memory_bandwidth", "interconnect_bandwidth")


def _print(
    found: Sequence[Chip], as_json: bool, line: str, python: str, undecided: Sequence[str] = (),
    verdicts: dict[str, dict[str, Known]] | None = None, interpretation: Interpretation = DEFAULT,
    counterfactual: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """The chips, and those for which a missing fact leaves the question open."""
    mark = mark_of(counterfactual)
    told = {id: {key: " or ".join(sorted(row[key])) for key in ("item", "transaction")}  # type: ignore[arg-type]
            for id, row in (verdicts or {}).items()}  # fmt: skip
    if as_json:
        echo_json(
            {
                "chips": [chip_data(chip, interpretation) | told.get(chip.id, {}) for chip in found],
                "unknown": list(undecided),
                "counterfactual": counterfactual,
                "provenance": provenance(line, python),
            }
        )
        return
    rows = []
    for chip in found:
        values = metrics(chip, interpretation)
        numbers = [_cell(values[name].value) for name in COLUMNS]
        rows.append((chip.id, chip.name, chip.market, *numbers, *told.get(chip.id, {}).values()))
    headings = ["id", "name", "market", "TPP", "density", "memory GB/s", "links GB/s"]
    headings += ["item", "transaction"] if told else []
    fitted(headings, rows, right=(3, 4, 5, 6), drop=(2, 1, 6), shrink=(0, *range(7, len(headings))), mark=mark)
    click.echo(f"{mark}{len(found)} of {len(chips())} chips")
    if undecided:
        paragraph(f"open for {len(undecided)} more, because a fact is missing: {', '.join(undecided)}", mark=mark)


def _cell(value: Any) -> str:
    if isinstance(value, Interval):
        return str(value).replace(" or more", "+")
    return "unknown" if value is None else "none"
