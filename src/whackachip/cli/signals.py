"""whackachip signals"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import Any

import click

from ..answers.signals import PYTHON, Request, answer, listed, signed_signals
from ..catalog import chips, row
from ..errors import UserError, unknown
from ..evidence import Hit, Signal, check_samples, every_signal, read_text
from ..predicates import Truth, evaluate, parse
from ..provenance import provenance
from ..quantities import source
from .fit import fitted
from .output import echo_json, hanging, page_width

INDENT = 12
MAX_TEXT = 2_000_000  # characters that `signals test` reads


@click.group("signals")
def command() -> None:
    """What is looked for in a repository: each pattern, what it means, and when it means nothing."""


@command.command("list")
@click.option("--category", metavar="WORD", help="Only signals of one category, such as prose.")
@click.option("--json", "as_json", is_flag=True, help="The signals as JSON.")
def list_signals(category: str | None, as_json: bool) -> None:
    """Every signal with its strength and the stage that it speaks about.

    \b
    whackachip signals list
    whackachip signals list --category kernel
    """
    asked = Request(category=category)
    if as_json:
        echo_json(answer(asked))
        return
    found = listed(asked)
    rows = [(s.id, s.category, s.strength, _stage(s), s.title) for s in found]
    fitted(("id", "category", "strength", "stage", "title"), rows, shrink=(4,), drop=(1,))
    by_pattern = sum(bool(signal.pattern) for signal in found)
    click.echo(
        f"{len(found)} signals: {by_pattern} by pattern, {len(found) - by_pattern} by a mechanism or from outside"
    )


@command.command("show")
@click.argument("signal")
@click.option("--json", "as_json", is_flag=True, help="The signal as JSON.")
def show(signal: str, as_json: bool) -> None:
    """One signal: pattern, chips that it implies, reason, exceptions, sources, and the samples that prove it.

    \b
    whackachip signals show C12
    whackachip signals show T01
    """
    found = _find(signal)
    if as_json:
        line = f"whackachip signals show {quote(signal)}"
        echo_json(signed_signals(found, line))
        return
    for number, one in enumerate(found):
        if number:
            click.echo()
        _show(one)


@command.command("test")
@click.argument("text", required=False)
@click.option(
    "--path", "path", metavar="NAME", default="README.md", show_default=True, help="File that the text is in."
)
@click.option("--signal", "signal", metavar="ID", help="Only this signal.")
@click.option("--json", "as_json", is_flag=True, help="Every hit as JSON.")
def test(text: str | None, path: str, signal: str | None, as_json: bool) -> None:
    """What the signals find in a sentence, in a file, or in standard input (-).

    Without a text: whether all samples hold.

    Exit code 1 where a sample fails.

    \b
    whackachip signals test "Pre-trained on 2,048 H800 GPUs for two months."
    whackachip signals test "export NCCL_NET_GDR_LEVEL=2" --path train.sh
    whackachip signals test
    """
    signals = every_signal() if signal is None else _find(signal)
    if text is None:
        _prove(signals, as_json)
        return
    shown = "-" if text == "-" else quote(text)
    text, path = _given(text, path)
    found = read_text(path, text, signals)
    if as_json:
        line = f"whackachip signals test {shown} --path {quote(path)}" + (
            f" --signal {quote(signal)}" if signal else ""
        )
        echo_json({"path": path, "hits": [asdict(hit) for hit in found], "provenance": _provenance(line)})
        return
    _print_hits(found)


def _find(wanted: str) -> tuple[Signal, ...]:
    """The signal with an id and its variants (C06 and C06-flagcx); raises UserError."""
    low = wanted.lower()
    found = tuple(one for one in every_signal() if one.id.lower() == low or one.id.lower().startswith(f"{low}-"))
    if not found:
        raise UserError(unknown("signal", wanted, [one.id for one in every_signal()]))
    return found


def _given(text: str, path: str) -> tuple[str, str]:
    """The text and the name of its file: of standard input, of a file of that name, or as it is."""
    if text == "-":
        return sys.stdin.read(MAX_TEXT), path
    file = Path(text)
    try:
        is_file = len(text) < 256 and file.is_file()
    except (OSError, ValueError):
        is_file = False
    if not is_file:
        return text.replace("\\n", "\n"), path
    return file.read_text(encoding="utf-8", errors="replace")[:MAX_TEXT], file.name


def _prove(signals: Sequence[Signal], as_json: bool) -> None:
    problems = check_samples(signals)
    samples = sum(len(one.must_match) + len(one.must_not_match) + len(one.files) for one in signals)
    if as_json:
        data = {"signals": len(signals), "samples": samples, "problems": problems}
        echo_json(data | {"provenance": _provenance("whackachip signals test")})
    else:
        for problem in problems:
            click.echo(problem)
        click.echo(f"{len(signals)} signals, {samples} samples, {len(problems) or 'none'} fail")
    if problems:
        raise SystemExit(1)


def _print_hits(found: Sequence[Hit]) -> None:
    rows = []
    for hit in found:
        said = [f"{hit.count:,} devices" if hit.count else "", f"{hit.days:g} days" if hit.days else ""]
        said += [
            f"{hit.device_hours:,.0f} device-hours" if hit.device_hours else "",
            f"of {hit.model}" if hit.model else "",
        ]
        said += [hit.implies] if hit.implies else []
        why = ", ".join(hit.marks) or ("" if hit.counts else f"in {hit.context}")
        rows.append((str(hit.line), hit.signal, hit.token, hit.stage, "yes" if hit.counts else f"no: {why}",
                     "; ".join(part for part in said if part)))  # fmt: skip
    if rows:
        fitted(("line", "signal", "token", "stage", "counts", "says"), rows, right=(0,), shrink=(5, 2, 4))
    click.echo(f"{len(rows)} hits, {sum(hit.counts for hit in found)} count as evidence")


def _show(signal: Signal) -> None:
    click.echo(click.style(f"{signal.id}  {signal.title}", bold=True))
    strength = f"{signal.strength} ({signal.provenance})" if signal.provenance != "read" else signal.strength
    click.echo(f"  {'category':<{INDENT}}{signal.category}")
    click.echo(f"  {'strength':<{INDENT}}{strength}")
    click.echo(f"  {'stage':<{INDENT}}{_stage(signal)}")
    if signal.mechanism:
        click.echo(f"  {'mechanism':<{INDENT}}{signal.mechanism}")
    for label, text in (("pattern", signal.pattern), ("near", signal.near), ("unless", signal.unless)):
        if text:
            reach = f" (within {signal.within} lines)" if label == "near" and signal.within else ""
            _labelled(label, text + reach)
    if signal.pattern:
        where = f"{signal.scope}; counts in {', '.join(signal.contexts)}"
        paths = "" if signal.paths == ("*",) else f"; files {', '.join(signal.paths)}"
        _labelled("where", where + paths)
    if signal.names_chip:
        _labelled("implies", "the chips that it names")
    if signal.implies:
        _labelled("implies", f"{signal.implies} ({_meeting(signal.implies)})")
    for case in signal.cases:
        meeting = "" if "{" in case.implies else f" ({_meeting(case.implies)})"
        _labelled("implies", f"{case.implies}{meeting}, where the token matches {case.when}")
    _labelled("reason", signal.reason)
    for exception in signal.exceptions:
        _labelled("except", exception)
    for variable in signal.variables:
        life = [
            f"{word} {version}"
            for word in ("since", "deprecated", "removed")
            if (version := getattr(variable, word)) is not None
        ]
        life += [] if variable.documented else ["never documented"]
        _labelled("variable", f"{variable.name}: {', '.join(life)}")
    for sample in signal.must_match:
        _labelled("matches", sample)
    for sample in signal.must_not_match:
        _labelled("not", sample)
    for file in signal.files:
        _labelled("sample", f"{file.path}: {file.text!r} gives {file.gives}")
    for name in signal.sources:
        _labelled("source", source(name).cite())


def _labelled(label: str, text: str) -> None:
    for line in hanging(f"  {label}", text.replace("\n", " / "), INDENT + 2, page_width()):
        click.echo(line)


def _meeting(predicate: str) -> str:
    truths = [evaluate(parse(predicate), row(chip)).truth for chip in chips()]
    met, open_ = truths.count(Truth.MET), truths.count(Truth.UNKNOWN)
    return f"{met} chips" + (f", {open_} more where a fact is missing" if open_ else "")


def _stage(signal: Signal) -> str:
    return "by context" if signal.stage == "inherit" else signal.stage


def _provenance(line: str) -> dict[str, Any]:
    return provenance(line, PYTHON)
