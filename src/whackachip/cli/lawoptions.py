"""The options that every question to the law takes alike, and what they mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from shlex import quote
from typing import Any

import click

from ..catalog import DEFAULT, Interpretation, interpretation
from ..errors import unknown
from ..law import reading
from ..law.counterfactual import Counterfactual, combined, moved
from ..law.reading import Reading
from .readings import interpret_option, number, pairs

MARK = "counterfactual  "
OPTIONS = (
    click.option("--headquarters", metavar="COUNTRY", help="Of the recipient and its parent; else the destination."),
    click.option("--exporter", metavar="COMPANY", help="Who exports, for letters; else the chip's vendor."),
    click.option("--transaction", default="export", metavar="KIND", help="export, reexport or transfer."),
    click.option("--layer", default="enforced", metavar="LAYER", help="enforced or codified."),
    interpret_option,
    click.option("--party", multiple=True, metavar="KEY=VALUE", help="A fact, such as end_user_listed=yes."),
)
CHANGES = (
    click.option(
        "--set", "--change", "change", multiple=True, metavar="THRESHOLD=NUMBER",
        help="Counterfactual: such as us.ear.3a090.a.tpp=3600.",
    ),
    click.option("--patch", multiple=True, metavar="FILE.yaml", help="Counterfactual: several thresholds at once."),
    click.option("--rule", "rule_files", multiple=True, metavar="FILE.yaml", help="Counterfactual: your own rule."),
)  # fmt: skip


@dataclass(frozen=True)
class Changes:
    """The counterfactual of a command line, and the words that ask for it."""

    change: tuple[str, ...] = ()
    patch: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()

    def law(self) -> Counterfactual:
        """All changes together; raises UserError for what is no threshold, number or file."""
        from ..law.rulefile import read_patch, read_rule

        own = [read_rule(path) for path in self.rules] + [read_patch(path) for path in self.patch]
        numbers = {key: number(key, value) for key, value in pairs(self.change)}
        extra = {id for part in own for id in (value.id for value in part.numbers)}
        kept = {key: value for key, value in numbers.items() if key in extra}
        enacted = moved({key: value for key, value in numbers.items() if key not in extra})
        return combined((*own, enacted, Counterfactual(values=kept)))

    def words(self) -> list[str]:
        """The options again, quoted."""
        found = [f"--set {quote(text)}" for text in self.change]
        found += [f"--patch {quote(path)}" for path in self.patch]
        return found + [f"--rule {quote(path)}" for path in self.rules]

    def python(self) -> list[str]:
        """The arguments of a Python call that mean the same."""
        found = []
        if self.change:
            found.append("changes={" + ", ".join(f"{key!r}: {value}" for key, value in pairs(self.change)) + "}")
        if self.patch or self.rules:
            files = {"patches": self.patch, "rules": self.rules}
            parts = ", ".join(f"{name}={list(paths)!r}" for name, paths in files.items() if paths)
            found.append(f"counterfactual=wc.counterfactual({parts})")
        return found


@dataclass(frozen=True)
class LawOptions:
    """What a command line says about the transaction, the reading and the law."""

    headquarters: str | None
    exporter: str | None
    transaction: str
    layer: str
    interpret: tuple[str, ...]
    party: tuple[str, ...]
    changes: Changes

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of law.question."""
        return {
            "headquarters": self.headquarters, "exporter": self.exporter, "kind": self.transaction,
            "layer": self.layer, "interpretation": self.readings()[0], "readings": self.readings()[1],
            "facts": dict(pairs(self.party)), "counterfactual": self.changes.law(),
        }  # fmt: skip

    def readings(self) -> tuple[Interpretation, Reading]:
        """The default readings, of a chip's figures and of the rules, with the choices that were given."""
        figures, rules = DEFAULT, reading.DEFAULT
        for key, value in pairs(self.interpret):
            if key in reading.CHOICES:
                rules = rules.with_choice(key, value)
            elif key in interpretation.CHOICES:
                figures = figures.with_choice(key, value)
            else:
                raise unknown("interpretation", key, [*interpretation.CHOICES, *reading.CHOICES])
        return figures, rules

    def words(self) -> list[str]:
        """The options that are not at their default, quoted, so that the command line can be given again."""
        found = [f"{key} {quote(value)}" for key, value in self._plain().items()]
        found += [f"--interpret {quote(text)}" for text in self.interpret]
        return found + [f"--party {quote(text)}" for text in self.party] + self.changes.words()

    def python(self) -> list[str]:
        """The same as arguments of a Python call."""
        found = [f"{key.removeprefix('--')}={value!r}" for key, value in self._plain().items()]
        for name, shape, known in (
            ("interpretation", "Interpretation", interpretation.CHOICES), ("readings", "Reading", reading.CHOICES)
        ):  # fmt: skip
            chosen = ", ".join(f"{key}={value!r}" for key, value in pairs(self.interpret) if key in known)
            if chosen:
                found.append(f"{name}=wc.{shape}({chosen})")
        if self.party:
            found.append(f"facts={dict(pairs(self.party))!r}")
        return found + self.changes.python()

    def _plain(self) -> dict[str, str]:
        options = {"--headquarters": self.headquarters, "--exporter": self.exporter}
        options |= {"--transaction": self.transaction if self.transaction != "export" else None}
        options |= {"--layer": self.layer if self.layer != "enforced" else None}
        return {key: value for key, value in options.items() if value}


def takes_changes(function: Callable[..., None]) -> Callable[..., None]:
    """Adds the options of a counterfactual; the function gets them as `changes`."""

    @wraps(function)
    def inner(**given: Any) -> None:
        function(changes=Changes(given.pop("change"), given.pop("patch"), given.pop("rule_files")), **given)

    return _with(CHANGES, inner)


def takes_law(function: Callable[..., None]) -> Callable[..., None]:
    """Adds every option of a question to the law; the function gets them as `options`."""

    @takes_changes
    @wraps(function)
    def inner(changes: Changes, **given: Any) -> None:
        names = ("headquarters", "exporter", "transaction", "layer", "interpret", "party")
        function(options=LawOptions(**{name: given.pop(name) for name in names}, changes=changes), **given)

    return _with(OPTIONS, inner)


def _with(options: tuple[Any, ...], function: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(options):
        function = option(function)
    return function


def mark_of(counterfactual: Mapping[str, Any] | None) -> str:
    """What stands before every line of an answer."""
    return MARK if counterfactual else ""
