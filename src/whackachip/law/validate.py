"""Comparing the law with cases from outside: chip figures x rule version -> expected outcome."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import UserError
from .cases import Case, NotBuilt, expectation, judge, read_case, variants

NEEDED = ("chip_id", "rule_version", "tpp", "pd", "io_gbps", "dram_gbps", "datacentre", "expected_verdict")
_COUNTED = {True: "agree", False: "disagree", None: "not_built"}


@dataclass(frozen=True, slots=True)
class Reading:
    """One case under another reading; agrees is None where that could not be built."""

    reading: str
    expected: str
    got: str | None
    agrees: bool | None
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case: agrees is None where its inputs make no rows. found: paragraphs, exceptions, policies, limbs.

    independent: an outside source says the same as the table. readings: the case under other readings.
    """

    case: str
    chip: str
    rule: str
    expected: str
    got: str | None
    agrees: bool | None
    found: tuple[str, ...] = ()
    why: str | None = None
    independent: bool = False
    readings: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Agreement:
    """How the law does on a table of cases."""

    outcomes: tuple[Outcome, ...]
    rules: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def decided(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.agrees is not None)

    @property
    def disagreements(self) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes if outcome.agrees is False)

    @property
    def readings(self) -> tuple[Reading, ...]:
        """Every check of a case under another reading."""
        return tuple(reading for outcome in self.outcomes for reading in outcome.readings)

    def summary(self) -> dict[str, object]:
        """Counts: of all cases, of those with an outside source, of the readings, and by rule."""
        return {
            "n": len(self.outcomes),
            **_counts(outcome.agrees for outcome in self.outcomes),
            "independent": _with_total(outcome.agrees for outcome in self.outcomes if outcome.independent),
            "readings": _with_total(reading.agrees for reading in self.readings),
            "by_rule": self.rules,
        }


def validate_law(cases: Path) -> Agreement:
    """Every case of a CSV file against the provision of its rule version, with the case's own figures as inputs.

    Columns: chip_id, rule_version, tpp, pd, io_gbps, dram_gbps, datacentre, expected_verdict (met, not-met, undecidable
    or both), and case_id, chip, other_inputs, expected, paragraph, flip_outcomes, independent_source where there.
    Raises UserError for a file that has not these columns.
    """
    try:
        with cases.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
            if missing:
                raise UserError(f"{cases} has no column {', '.join(missing)}")
            outcomes = tuple(_outcome(number, record) for number, record in enumerate(reader, start=2))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        reason = "it is not UTF-8 text" if isinstance(error, UnicodeDecodeError) else error
        raise UserError(f"cannot read {cases}: {getattr(error, 'strerror', None) or reason}") from None
    return Agreement(outcomes, _by_rule(outcomes))


def _outcome(number: int, record: Mapping[str, str]) -> Outcome:
    name = record.get("case_id") or f"line {number}"
    chip, rule, expected = record["chip_id"], record["rule_version"], record["expected_verdict"]
    independent = record.get("independent_source") == "yes"
    try:
        case = read_case(name, record)
    except NotBuilt as why:
        return Outcome(name, chip, rule, expected, None, None, why=str(why), independent=independent)
    got = judge(case)
    wanted = expectation(record.get("expected") or "", expected, record.get("paragraph") or "")
    complaint = wanted.complaint(got)
    readings = tuple(_readings(case, record))
    return Outcome(
        name,
        chip,
        rule,
        expected,
        got.verdict,
        complaint is None,
        tuple(sorted(got.found)),
        complaint,
        independent,
        readings,
    )


def _readings(case: Case, record: Mapping[str, str]) -> Iterable[Reading]:
    for variant in variants(case, record):
        if variant.case is None:
            yield Reading(variant.label, variant.expected.verdict, None, None, variant.why)
            continue
        got = judge(variant.case)
        complaint = variant.expected.complaint(got)
        yield Reading(variant.label, variant.expected.verdict, got.verdict, complaint is None, complaint)


def _counts(agreed: Iterable[bool | None]) -> dict[str, int]:
    found = Counter(_COUNTED[value] for value in agreed)
    return {word: found[word] for word in _COUNTED.values()}


def _with_total(agreed: Iterable[bool | None]) -> dict[str, int]:
    counts = _counts(agreed)
    return {"n": sum(counts.values()), **counts}


def _by_rule(outcomes: Iterable[Outcome]) -> dict[str, dict[str, int]]:
    rules: dict[str, list[bool | None]] = {}
    for outcome in outcomes:
        rules.setdefault(outcome.rule, []).append(outcome.agrees)
    return {rule: _counts(agreed) for rule, agreed in sorted(rules.items())}
