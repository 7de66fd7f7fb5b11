"""How a question to the market is asked again: settings of both kinds, and the lines of its provenance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isfinite
from shlex import quote
from typing import Any

from ..errors import UserError
from ..provenance import provenance
from .moat.parameter import Settings, parameters, read_settings

# Names of options that are switches on the command line, with the word that turns them from their usual state.
SWITCHES = {"designs": "--no-designs", "sobol": "--no-sobol", "existing_only": "--existing-only"}
NAMES = {"count": "--rounds"}


def asked_again(
    command: str, function: str, first: str | None, options: Iterable[tuple[str, Any, Any]], settings: Settings,
    changes: Mapping[str, float] | None = None, leading: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """The provenance of an answer.

    first: the rule, where there is one. options: name, value and usual value each, of which only the unusual are said.
    leading: whether the settings are the function's first argument.
    """
    words, python = [f"whackachip {command}"], []
    if first is not None:
        words.append(quote(first))
        python.append(repr(first))
    texts = settings.words()
    if texts and leading:
        python.append(repr(texts))
    for name, value, usual in options:
        if value == usual:
            continue
        shown = f"{value:g}" if isinstance(value, float) else str(value)
        words.append(SWITCHES.get(name) or f"{NAMES.get(name, '--' + name.replace('_', '-'))} {quote(shown)}")
        python.append(f"{name}={value!r}")
    if texts and not leading:
        python.append(f"settings={texts!r}")
    if changes:
        python.append(f"changes={dict(changes)!r}")
    texts += [f"{name}={value:.12g}" for name, value in (changes or {}).items()]
    words += [f"--set {quote(text)}" for text in texts]
    return provenance(" ".join(words), f"wc.{function}({', '.join(python)})")


def split_settings(texts: Iterable[str]) -> tuple[Settings, dict[str, float]]:
    """`--set` of either kind: names of market parameters, and thresholds of the law, which have dots in them."""
    market: list[str] = []
    law: dict[str, float] = {}
    for text in texts:
        name, _, value = text.partition("=")
        if "." in name and name.strip() not in parameters():
            law[name.strip()] = _number(name.strip(), value)
        else:
            market.append(text)
    return read_settings(market), law


def _number(name: str, value: str) -> float:
    try:
        found = float(value)
    except ValueError:
        raise UserError(f"{name}={value}: {value!r} is no number") from None
    if not isfinite(found) or found <= 0:
        raise UserError(f"{name}={value} must be a finite number above zero")
    return found
