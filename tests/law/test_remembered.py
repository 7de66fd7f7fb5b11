"""What is remembered is what would be found anew, whatever was asked before."""

from __future__ import annotations

import random

import pytest

from whackachip.catalog import chips, row
from whackachip.errors import FactsError
from whackachip.law import remembered
from whackachip.law.provision import KINDS, READ_UNTIL, provisions, thresholds
from whackachip.law.term import legal_attributes
from whackachip.predicates import evaluate, names, parse
from whackachip.quantities import Interval

LIMITS = thresholds(READ_UNTIL)


@pytest.fixture(autouse=True)
def _fresh() -> None:
    remembered.forget()


def test_every_test_of_the_law_is_judged_as_anew() -> None:
    dice = random.Random(1)
    asked = [e for kind in KINDS for p in provisions(kind) if p.in_force(READ_UNTIL) for e in p.expressions]
    assert len(asked) > 50
    for chip in dice.sample(chips(), 40):
        attributes = row(chip)
        attributes = attributes | legal_attributes(attributes)
        for expression in asked:
            for _ in range(2):
                assert remembered.evaluate(expression, attributes, LIMITS) == evaluate(expression, attributes, LIMITS)


def test_the_same_reading_gives_the_same_trace_and_another_one_another() -> None:
    expression = parse("tpp >= @line and vendor == nvidia")
    here = {"tpp": Interval.exact(5000.0), "vendor": frozenset({"nvidia"}), "name": frozenset({"x"})}
    first = remembered.evaluate(expression, here, {"line": 4800.0})
    assert remembered.evaluate(expression, here | {"name": None}, {"line": 4800.0}) is first
    assert remembered.evaluate(expression, here, {"line": 4800.0, "other": 1.0}) is first
    assert remembered.evaluate(expression, here, {"line": 6000.0}).truth is not first.truth
    assert remembered.evaluate(expression, here | {"tpp": None}, {"line": 4800.0}).truth is not first.truth


def test_expressions_that_come_and_go_are_never_taken_for_one_another() -> None:
    for number in range(300):
        expression = parse(f"tpp >= {number}")
        found = remembered.evaluate(expression, {"tpp": Interval.exact(150.0)})
        assert found == evaluate(expression, {"tpp": Interval.exact(150.0)})


def test_an_identity_that_another_expression_had_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"tpp": Interval.exact(150.0)}
    old, new = parse("tpp >= 100"), parse("tpp >= 200")
    found = remembered.evaluate(old, here)
    key = next(iter(remembered._traces))
    remembered._traces[(id(new), *key[1:])] = (old, found)
    remembered._reads[id(new)] = remembered._reads[id(old)]
    assert remembered.evaluate(new, here).truth is not found.truth


def test_it_forgets_before_it_grows_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 10)
    expression = parse("tpp >= 100")
    for number in range(100):
        remembered.evaluate(expression, {"tpp": Interval.exact(float(number))})
        assert len(remembered._traces) <= 10


def test_a_threshold_without_a_value_is_a_fault_each_time() -> None:
    for _ in range(2):
        with pytest.raises(FactsError):
            remembered.evaluate(parse("tpp >= @line"), {"tpp": Interval.exact(1.0)})


def test_what_an_expression_reads_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up: list[object] = []
    monkeypatch.setattr(remembered, "names", lambda expression: looked_up.append(expression) or names(expression))
    first, second = parse("tpp >= 100"), parse("tpp >= 200")
    found = [remembered.evaluate(first, {"tpp": Interval.exact(float(number))}) for number in range(3)]
    remembered.evaluate(second, {"tpp": Interval.exact(1.0)})
    assert looked_up == [first, second]
    # The other one read the same and displaced nothing.
    assert remembered.evaluate(first, {"tpp": Interval.exact(1.0)}) is found[1]


def test_an_identity_that_another_expression_had_says_not_what_is_read() -> None:
    old, new = parse("tpp >= 100"), parse("memory_bandwidth >= 100")
    remembered.evaluate(old, {})
    remembered._reads[id(new)] = remembered._reads[id(old)]
    for rate in (50.0, 150.0):
        here = {"memory_bandwidth": Interval.exact(rate)}
        assert remembered.evaluate(new, here) == evaluate(new, here)
