"""What is proved about: the paragraphs of an act, of a day or of a file, with every number in its place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ...errors import UserError
from ...predicates import And, Expression, Not, Or
from ...predicates.substitute import bind
from ...quantities.day import as_day
from ..counterfactual import Counterfactual, combined
from ..instrument import find_instrument
from ..provision import MEASURES, Provision, provisions
from ..rulefile import read_rule

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_FILE = (".yaml", ".yml")
KINDS = ("items", "letters", MEASURES)  # what tests chips, in the order in which an act is asked for it


@dataclass(frozen=True, slots=True)
class Subject:
    """A rule over one chip, with numbers in place of the names of thresholds.

    tests: paragraph to predicate. exclusions: what takes a chip out of some of them. parts: the two together.
    counterfactual: what was changed, as words, or empty.
    """

    id: str
    title: str
    on: str
    tests: Mapping[str, Expression]
    exclusions: Mapping[str, Expression]
    parts: Mapping[str, Expression]
    counterfactual: str = ""

    @property
    def rule(self) -> Expression:
        """What makes a chip controlled: any of the paragraphs."""
        return Or(tuple(self.parts.values()))

    @property
    def label(self) -> str:
        """How sentences name it; says where it is a counterfactual."""
        name = f"the law of {self.id}" if _DAY.fullmatch(self.id) else self.id
        return f"counterfactual {name}" if self.counterfactual else name


def find_subject(asked: str, changes: Counterfactual | None = None) -> Subject:
    """The subject for an act's id, a day, or a rule file.

    An act speaks as of its first day, with the paragraphs that it brought and the exclusions that reach them; a letter
    and a bill with their tests on chips; a day with all paragraphs in force; a file with the rule that it holds.
    Raises UserError for an unknown act, a file that cannot be read, and where there is no test on chips.
    """
    changes = changes or Counterfactual()
    if _DAY.fullmatch(asked):
        return _of_day(asked, changes)
    if asked.endswith(_FILE):
        return _of_file(asked, changes)
    act = find_instrument(asked)
    for kind in KINDS:
        enacted = [provision for provision in provisions(kind) if provision.instrument == act.id]
        if enacted:
            begins = min(provision.begins for provision in enacted)
            own = [p for found in changes.rules.values() for p in found]
            mine = [p for p in changes.regime(kind, begins) if p.instrument == act.id or p in own]
            return _subject(act.id, act.title, begins, mine, changes)
    raise UserError(f"{act.id} tests no chip, so there is nothing to prove")


def _of_day(asked: str, changes: Counterfactual) -> Subject:
    day = as_day(asked)
    found = changes.regime("items", day)
    return _subject(asked, f"Paragraphs in force on {asked}", day, found, changes)


def _of_file(asked: str, changes: Counterfactual) -> Subject:
    read = read_rule(asked)
    for kind in KINDS:
        found = read.rules.get(kind)
        if found:
            begins = min(provision.begins for provision in found)
            whole = combined([read, changes])
            return _subject(asked, read.names[0], begins, [p for p in found if p.in_force(begins)], whole)
    raise UserError(f"{asked} tests no chip, so there is nothing to prove")


def _subject(id: str, title: str, on: date, found: Sequence[Provision], changes: Counterfactual) -> Subject:
    if not found:
        raise UserError(f"no paragraph controls a chip on {on}, so there is nothing to prove")
    changes.check(on)
    limits = changes.thresholds(on)
    tests: dict[str, Expression] = {}
    parts: dict[str, Expression] = {}
    exclusions: dict[str, Expression] = {}
    for provision in found:
        name = provision.id
        test = bind(provision.when if provision.item is None else provision.item, limits)
        out = {e.id: bind(e.when, limits) for e in changes.regime("exclusions", on) if e.covers_paragraph(name)}
        part = And((test, *(Not(exclusion) for exclusion in out.values()))) if out else test
        tests[name] = Or((tests[name], test)) if name in tests else test
        parts[name] = Or((parts[name], part)) if name in parts else part
        exclusions |= out
    return Subject(id, title, on.isoformat(), tests, exclusions, parts, _in_words(changes))


def _in_words(changes: Counterfactual) -> str:
    words = [f"{name}={value:g}" for name, value in changes.values.items()]
    words += [f"without {name}" for name in changes.removes]
    return ", ".join([*words, *changes.names])
