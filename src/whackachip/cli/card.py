"""A decision for a reader: two verdicts, what they rest on, what would change them, what was assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import click

from ..answers.classify import missing
from ..catalog.row import LABELS
from ..quantities.interval import format_number
from .output import hanging, verdict_text

INDENT = 16
READ = "read"
LATEST = 3


def card(result: dict[str, Any], explain: bool, width: int, first: bool = True) -> Iterator[str]:
    """The lines of a decision; an empty line before it where it is not the first."""
    item, deal = result["item"], result["transaction"]
    if not first:
        yield ""
    yield click.style(result["chip_name"], bold=True) + (f"  on {result['on']}  to {result['to']}  ({result['layer']})")
    if result["resolved"]:
        yield from hanging("", result["resolved"], 2, width)
    if result["given"]:
        yield from hanging("", ", ".join(result["given"]), 2, width)
    yield from changed(result["counterfactual"], width)
    yield f"{'  item':<{INDENT}}{verdict_text(item['verdict'])}{_under(item)}"
    yield from _transaction(deal, width)
    for review in deal["review"]:
        doubt = " (turns on a missing fact)" if review["possible"] else ""
        grade = "" if review["grade"] == READ else f" [{review['grade']}]"
        yield from hanging("", f"review: {review['result']}, {review['cite']}{grade}{doubt}", INDENT, width)
    for condition in deal["conditions"]:
        yield from hanging("", f"condition: {condition}", INDENT, width)
    for found in deal["conflicts"]:
        ways = " or ".join(f"{way['result']} ({way['cite']})" for way in found["outcomes"])
        yield from hanging("", f"the texts disagree: {ways}", INDENT, width)
    if facts := missing(result):
        yield from hanging("  missing", ", ".join(facts), INDENT, width)
    if explain:
        for found in item["related"]:
            yield from hanging("  also", f"{found['paragraph']}: {found['what']}, {found['cite']}", INDENT, width)
    elif item["related"]:
        yield from hanging("  related", ", ".join(found["paragraph"] for found in item["related"]), INDENT, width)
    metrics = result["metrics"]
    yield from hanging("  TPP", metrics["tpp"]["formula"] + _driver(metrics["tpp"]), INDENT, width)
    yield from hanging("  density", metrics["performance_density"]["formula"], INDENT, width)
    if explain:
        yield from explained(result, width)
    yield from lines_of_flips(result.get("flips"), width)
    if result["other_layer"]["differs"]:
        yield f"  in the {result['other_layer']['layer']} layer: {result['other_layer']['transaction']}"
    yield from beside_lines(result["beside"], explain, width)
    for note in result["date_notes"]:
        yield from hanging("  note: ", note, 8, width)
    yield from hanging("  assumed: ", "; ".join(result["assumptions"]), 11, width)
    yield from hanging("  not checked: ", ", ".join(result["not_checked"]), 15, width)
    yield f"  {result['disclaimer']}"


def changed(law: dict[str, Any] | None, width: int) -> Iterator[str]:
    """What differs from the enacted law."""
    if not law:
        return
    for change in law["set"]:
        before = "not in force" if change["enacted"] is None else format_number(change["enacted"])
        text = f"{change['threshold']} = {format_number(change['value'])} instead of {before}"
        yield from hanging("  changed", text, INDENT, width)
    for value in law["numbers"]:
        yield from hanging("  changed", f"{value['threshold']} = {format_number(value['value'])}", INDENT, width)
    for rule in law["provisions"]:
        verb = "replaced" if rule["replaces"] else "added"
        yield from hanging(f"  {verb}", f"{rule['id']} from {rule['begins']}: {rule['when']}", INDENT, width)
    for removed in law["removes"]:
        yield f"{'  taken out':<{INDENT}}{removed}"


def explained(result: dict[str, Any], width: int) -> Iterator[str]:
    """Every metric with its substitution, every clause with its inputs and margin, and the readings."""
    yield "  metrics"
    for name, metric in result["metrics"].items():
        yield from hanging(f"    {name}", metric["formula"], 29, width)
    yield "  clauses"
    for clause in result["clauses"]:
        yield from hanging(f"    {clause['truth']}", clause["cite"], 13, width)
        yield from _leaves(clause, width)
    readings = ", ".join(f"{key}={value}" for key, value in result["interpretations"].items())
    yield from hanging("  readings: ", readings, 12, width)


def lines_of_flips(flips: dict[str, Any] | None, width: int) -> Iterator[str]:
    """What would change the answer, nearest changes first."""
    if flips is None:
        return
    yield "  what would change this"
    rows = [*map(_metric, flips["metrics"]), *map(_date, flips["dates"]), *map(_reading, flips["readings"])]
    if not rows and not flips["open"]:
        yield "    nothing that was tried: no figure, later day or reading that is built changes it"
    left = min(46, max((len(row[0]) for row in rows), default=0))
    for what, then in rows:
        yield from hanging(f"    {what}", then, max(left, len(what)) + 7, width)
    for unknown in flips["open"]:
        yield from hanging("    ", f"{_label(unknown['name'])}, once known:", 4, width)
        for span in unknown["ranges"]:
            yield from hanging(f"      {_range(span)}", f"→ {outcome(span)}", 34, width)


def outcome(data: dict[str, Any]) -> str:
    """An answer in short."""
    return " ".join((data["item"], *data["paragraphs"])) + f"; {data['transaction']}"


def _metric(flip: dict[str, Any]) -> tuple[str, str]:
    value = _shown(flip["to"])
    by = f" ({flip['change']:+,.4g})" if flip["change"] and flip["bound"] == "at" else ""
    bound = {"at": "", "above": "above ", "below": "below "}[flip["bound"]]
    follows = "".join(f", {_label(name)} then {format_number(number)}" for name, number in flip["follows"].items())
    more = "; ".join(_way(way) for way in flip["reached_by"])
    text = f"→ {outcome(flip)}" + (f"{follows}" if follows else "") + (f"; {more}" if more else "")
    return f"{_label(flip['name'])} {bound}{value}{by}", text


def _way(way: dict[str, Any]) -> str:
    bound = {"at": "of", "above": "above", "below": "below"}[way["bound"]]
    unit = f" {way['unit']}" if way["name"] != "tpp" else ""
    return f"by a {_label(way['name'])} {bound} {format_number(way['to'])}{unit}"


def _date(change: dict[str, Any]) -> tuple[str, str]:
    acts = f" ({', '.join(change['acts'])})" if change["acts"] else ""
    return f"on {change['on']}", f"→ {outcome(change)}{acts}"


def _reading(change: dict[str, Any]) -> tuple[str, str]:
    return f"read as {change['reading']}={change['to']}", f"→ {outcome(change)}"


def _range(span: dict[str, Any]) -> str:
    if span["to"] is None:
        return f"{'from' if span['from_included'] else 'above'} {_shown(span['from'])}"
    if span["from"] == span["to"]:
        return f"exactly {_shown(span['to'])}"
    ends = f"{'up to' if span['to_included'] else 'below'} {_shown(span['to'])}"
    return ends if span["from"] == 0.0 else f"{_shown(span['from'])} to {ends}"


def _shown(value: Any) -> str:
    return format_number(value) if isinstance(value, int | float) else str(value)


def _label(name: str) -> str:
    return LABELS.get(name, name.replace("_", " ")).removesuffix(" (GB/s)")


def _driver(metric: dict[str, Any]) -> str:
    """Which precision decides TPP, and what the next ones give."""
    products: dict[str, float] = metric.get("by_precision") or {}
    driver = metric.get("driver")
    if not driver or len(products) < 2:
        return ""
    same = [name.upper() for name, value in products.items() if name != driver and value == products[driver]]
    less = [f"{name.upper()} {format_number(value)}" for name, value in products.items() if value < products[driver]]
    ties = f" with {', '.join(same)}" if same else ""
    return f"; {driver.upper()} decides{ties}" + (f", before {', '.join(less[:3])}" if less else "")


def _under(item: dict[str, Any]) -> str:
    if item["paragraphs"]:
        return f"  under {' and '.join(item['paragraphs'])}"
    return f"  between {' | '.join(item['outcomes'])}" if item["outcomes"] else ""


def _transaction(deal: dict[str, Any], width: int) -> Iterator[str]:
    """The verdict and what it rests on, beside it where there is room."""
    because = _because(deal)
    start = f"{'  transaction':<{INDENT}}{verdict_text(deal['verdict'])}"
    if INDENT + len(deal["verdict"]) + 2 + len(because) <= width:
        yield f"{start}  {because}".rstrip()
    else:
        yield start
        yield from hanging("", because, INDENT, width)


def _because(deal: dict[str, Any]) -> str:
    if deal["outcomes"]:
        return f"between {' | '.join(deal['outcomes'])}"
    if deal["verdict"] == "exception-available":
        return " or ".join(deal["exceptions"])
    return f"by {'; '.join(deal['requirements'])}" if deal["requirements"] else ""


def beside_lines(events: Sequence[dict[str, Any]], explain: bool, width: int) -> Iterator[str]:
    """What other states did and what happened in practice; the latest ones, all of them where all is explained."""
    dated = sorted(events, key=lambda event: event["date"] or "")
    shown = dated if explain else dated[-LATEST:]
    if not shown:
        return
    more = f", the latest {len(shown)} of {len(dated)}" if len(shown) < len(dated) else ""
    yield f"  beside the verdict, which these do not change{more}"
    for event in shown:
        grade = "" if event["grade"] == READ else f" [{event['grade']}]"
        text = f"{event['jurisdiction']}: {event['what']}{grade}"
        day = event["date"] or "no date"
        yield from hanging(f"    {day[:7] if event['precision'] == 'month' else day}", text, INDENT, width)


def _leaves(clause: dict[str, Any], width: int) -> Iterator[str]:
    if "parts" in clause:
        for part in clause["parts"]:
            yield from _leaves(part, width)
    elif "inputs" in clause:
        known = [f"{key} = {_known(value)}" for key, value in clause["inputs"].items()]
        if isinstance(clause.get("threshold"), int | float):
            known.append(f"threshold {format_number(clause['threshold'])}")
        margin = clause.get("margin")
        if isinstance(margin, int | float):
            known.append(f"margin {margin:+,.4g}")
        yield from hanging(f"      {clause['truth']}", f"{clause['expression']}  ({', '.join(known)})", 15, width)


def _known(value: Any) -> str:
    """What is known of an attribute: a number, bounds, or words."""
    if isinstance(value, int | float):
        return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.7g}"
    return str(value)
