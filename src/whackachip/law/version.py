"""The law of one day, as enacted, with a bill on top, or with a change: what texts and differences are about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..errors import UserError
from ..places import is_file
from .counterfactual import Counterfactual, combined, threshold_ids
from .instrument import Instrument, find_instrument
from .named import find_named
from .provision import KINDS, MEASURES, READ_UNTIL, Provision, provisions
from .question import as_day

_FILE = (".yaml", ".yml")
PARAGRAPHS = (*KINDS, MEASURES)


@dataclass(frozen=True)
class Version:
    """id: as it was asked for. law: the enacted law with changes, if there are any. act: whose law it is, if it is that
    of one act. bill: whether the act's test is laid over the law of the day although it was never enacted."""

    id: str
    title: str
    day: date
    law: Counterfactual
    act: Instrument | None = None
    bill: bool = False

    @property
    def limits(self) -> Mapping[str, float]:
        """The named numbers of the day."""
        return self.law.thresholds(self.day)

    def in_force(self, kind: str) -> tuple[Provision, ...]:
        """Every provision of one kind."""
        return self.law.regime(kind, self.day)

    def own(self, kind: str) -> tuple[Provision, ...]:
        """What it brings: the act's provisions, the file's, those whose numbers it changes, or all of the day."""
        found = self.in_force(kind)
        if self.act:
            return tuple(p for p in found if p.instrument == self.act.id)
        if self.law:
            mine = self.law.rules.get(kind, ())
            return tuple(p for p in found if p in mine or _reads(p) & self.law.values.keys())
        return found


def find_version(asked: str, changes: Counterfactual | None = None, on: str | None = None) -> Version:
    """The law that a rule, a day or a file means.

    A rule speaks as of its first day; a bill and a duty with their test laid over the law of their day; a file changes
    the law of `on`, or of the last day that was read. Raises UserError for what is not known, and for changes that
    contradict themselves.
    """
    changes = changes or Counterfactual()
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", asked):
        found = Version(asked, f"the law of {asked}", as_day(asked), changes)
    elif _is_change(asked):
        read = _file(asked)
        day = as_day(on) if on else _first_day(read)
        found = Version(asked, " and ".join(read.names), day, combined((read, changes)))
    else:
        found = _act(asked, changes, as_day(on) if on else None)
    found.law.check(found.day)
    return found


def changed(version: Version, changes: Counterfactual) -> Version:
    """A version with further changes; raises UserError where they contradict themselves."""
    found = replace(version, law=combined((version.law, changes)), id=f"{version.id} changed", act=None)
    found.law.check(found.day)
    return found


def eve(version: Version) -> Version:
    """The enacted law of the day before."""
    day = date.fromordinal(max(1, version.day.toordinal() - 1))  # the calendar begins with day 1
    return Version(day.isoformat(), f"the law of {day}", day, Counterfactual())


def _act(asked: str, changes: Counterfactual, on: date | None) -> Version:
    act = find_instrument(asked)
    measures = [measure for measure in provisions(MEASURES) if measure.instrument == act.id]
    day = on or date.fromisoformat(act.effective)
    if not measures:
        return Version(act.id, act.title, day, changes, act)
    tests = tuple(replace(measure, kind="items") for measure in measures if _default(measure))
    laid = Counterfactual(rules={"items": tests}, names=(act.title,))
    return Version(act.id, act.title, day, combined((laid, changes)), act, bill=True)


def _default(measure: Provision) -> bool:
    from .reading import DEFAULT

    return DEFAULT.allows(measure.reading)


def _is_change(asked: str) -> bool:
    """Whether a file, or a change that has a name in the facts, is meant."""
    return asked.endswith(_FILE) or is_file(asked) or find_named(asked) is not None


def _file(path: str) -> Counterfactual:
    from .rulefile import is_rule, read_patch, read_rule

    return read_rule(path) if find_named(path) or is_rule(path) else read_patch(path)


def _first_day(law: Counterfactual) -> date:
    """The first day on which all that a rule brings has begun; for a patch the last day that was read."""
    begun = [number.begins for number in law.numbers]
    begun += [provision.begins for found in law.rules.values() for provision in found]
    return max(begun, default=READ_UNTIL)


def _reads(provision: Provision) -> frozenset[str]:
    return frozenset(name for expression in provision.expressions for name in threshold_ids(expression))


def find_pair(asked: tuple[str, ...], changes: Counterfactual, on: str | None = None) -> tuple[Version, Version]:
    """The two versions that `A B`, `A..B`, or one rule, which is compared with the day before it, mean.

    Changes go to the second one. Raises UserError for none and for more than two.
    """
    names = [part for text in asked for part in (text.split("..") if re.search(r"\d\.\.\d", text) else [text])]
    if not 1 <= len(names) <= 2:
        raise UserError("name one or two rules, days or files, such as 2023-10-16..2023-11-18")
    first = find_version(names[0], None, on)
    if len(names) == 1:
        if changes:
            return first, changed(first, changes)
        if first.law:
            return Version(first.day.isoformat(), f"the law of {first.day}", first.day, Counterfactual()), first
        return eve(first), first
    second = find_version(names[1], changes, on)
    files = [_is_change(name) for name in names]
    if on is None and files == [False, True]:
        second = find_version(names[1], changes, first.day.isoformat())
    elif on is None and files == [True, False]:
        first = find_version(names[0], None, second.day.isoformat())
    return first, second
