"""Expressions as Z3 formulas: questions about all chips at once, answered with a proof or a witness.

Numbers are exact rationals of the decimals as written. A point here knows every attribute; what is unknown is the
business of evaluate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from threading import RLock
from typing import Any

from ..errors import FactsError
from .tree import Among, And, Day, Expression, Name, Not, Number, Or, Term, Threshold

TIMEOUT_MS = 20_000
DIGITS = 6  # significant digits that a witness is rounded to at the finest
NEAR, BEYOND = Fraction(1, 10**6), Fraction(10**12)  # how near a bound is, and how far without one, a point is found


@dataclass(frozen=True, slots=True)
class Witness:
    """A point that satisfies a question: exact numbers and words by attribute."""

    numbers: Mapping[str, Fraction]
    words: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Supremum:
    """The least upper bound; value is None where there is none. attained: whether a point reaches it."""

    value: Fraction | None
    attained: bool


class Undecided(Exception):
    """The solver gave up; never taken for an answer."""


@dataclass
class Space:
    """The attributes of all points. Numbers are not negative; words are those that any expression mentions."""

    thresholds: Mapping[str, float] = field(default_factory=dict)
    numbers: dict[str, Any] = field(default_factory=dict)
    words: dict[str, dict[str, Any]] = field(default_factory=dict)

    def number(self, name: str) -> Any:
        import z3

        if name not in self.numbers:
            self.numbers[name] = z3.Real(name)
        return self.numbers[name]

    def word(self, name: str, word: str) -> Any:
        """The proposition that an attribute is a word; at most one word of an attribute holds."""
        import z3

        return self.words.setdefault(name, {}).setdefault(word, z3.Bool(f"{name}={word}"))

    def formula(self, expression: Expression) -> Any:
        """The Z3 formula of an expression; raises FactsError for a threshold without a value."""
        import z3

        match expression:
            case And(parts):
                return z3.And([self.formula(part) for part in parts])
            case Or(parts):
                return z3.Or([self.formula(part) for part in parts])
            case Not(part):
                return z3.Not(self.formula(part))
            case Among(name, words):
                return z3.Or([self.word(name, word) for word in sorted(words)])
        return _compare(expression.op, self.term(expression.left), self.term(expression.right))

    def term(self, term: Term) -> Any:
        match term:
            case Name(id):
                return self.number(id)
            case Number(value):
                return rational(value)
            case Day(day):
                return rational(day.toordinal())
            case Threshold(id):
                if id not in self.thresholds:
                    raise FactsError(f"no value for the threshold @{id}")
                return rational(self.thresholds[id])
        a, b = self.term(term.left), self.term(term.right)
        return {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[term.op]()

    def axioms(self) -> list[Any]:
        """What holds of every point."""
        import z3

        bounds = [variable >= 0 for variable in self.numbers.values()]
        return bounds + [z3.AtMost(*words.values(), 1) for words in self.words.values() if len(words) > 1]


def _compare(op: str, left: Any, right: Any) -> Any:
    return {
        ">=": lambda: left >= right,
        ">": lambda: left > right,
        "<=": lambda: left <= right,
        "<": lambda: left < right,
        "==": lambda: left == right,
        "!=": lambda: left != right,
    }[op]()


def rational(value: float | Fraction) -> Any:
    """A number as the exact rational of its shortest decimal: 5.92 is 148/25 and not its nearest double."""
    import z3

    exact = value if isinstance(value, Fraction) else Fraction(repr(value))
    return z3.Q(exact.numerator, exact.denominator)


@contextmanager
def apart() -> Iterator[None]:
    """A solver that remembers nothing: the same question gets the same witnesses whatever was asked before.

    Z3 keeps its terms in one place for the whole process, in which two threads must not work at once; one waits.
    """
    import z3

    with _ONE_AT_A_TIME:
        z3.z3._main_ctx = None
        try:
            yield
        finally:
            z3.z3._main_ctx = None


_ONE_AT_A_TIME = RLock()


def find(space: Space, formulas: Iterable[Any]) -> Witness | None:
    """A point at which all formulas hold, or None where there is provably none. Raises Undecided on a time-out."""
    solver = _solver([*formulas], space)
    return _witness(space, solver.model()) if _holds(solver) else None


def find_plain(
    space: Space, formulas: Iterable[Any], order: Iterable[str] = (), prefer: Iterable[Any] = ()
) -> Witness | None:
    """A point as find gives it, each number as round as the formulas allow when taken in turn.

    order: the attributes to round first, where the space has them; the others follow. prefer: formulas that the point
    meets where it can, the earlier ones first.
    """
    solver = _solver([*formulas], space)
    if not _holds(solver):
        return None
    witness = _witness(space, solver.model())
    for wish in prefer:
        solver.push()
        solver.add(wish)
        if _holds(solver):
            witness = _witness(space, solver.model())
        else:
            solver.pop()
    for name in dict.fromkeys([*(name for name in order if name in space.numbers), *space.numbers]):
        variable, value = space.numbers[name], witness.numbers[name]
        for candidate in [*_rounder(value), value]:
            solver.push()
            solver.add(variable == rational(candidate))
            if _holds(solver):
                witness = _witness(space, solver.model())
                break
            solver.pop()
    return witness


def _rounder(value: Fraction) -> Iterable[Fraction]:
    """A number to one, two, three ... significant digits, down and up, as long as that changes it."""
    if value == 0:
        return
    unit = Fraction(10) ** (len(str(int(value))) - 1)
    for _ in range(DIGITS):
        for candidate in (value // unit * unit, (value // unit + 1) * unit):
            if candidate > 0:
                yield candidate
        unit /= 10


def _solver(formulas: Iterable[Any], space: Space) -> Any:
    import z3

    solver = z3.Solver()
    solver.set("timeout", TIMEOUT_MS)
    solver.add(*space.axioms(), *formulas)
    return solver


def _holds(solver: Any) -> bool:
    import z3

    answer = solver.check()
    if answer not in (z3.sat, z3.unsat):
        raise Undecided(solver.reason_unknown())
    return bool(answer == z3.sat)


def _witness(space: Space, model: Any) -> Witness:
    import z3

    numbers = {name: _fraction(model.eval(v, model_completion=True)) for name, v in space.numbers.items()}
    words = {
        name: word
        for name, choices in space.words.items()
        for word, proposition in choices.items()
        if z3.is_true(model.eval(proposition, model_completion=True))
    }
    return Witness(numbers, words)


def supremum(space: Space, objective: Any, formulas: Sequence[Any]) -> Supremum | None:
    """The least upper bound of an objective where all formulas hold; None where they never do.

    Formulas and objective have to be linear. Raises Undecided where the solver gives up.
    """
    import z3

    optimiser = z3.Optimize()
    optimiser.set("timeout", TIMEOUT_MS)
    optimiser.add(*space.axioms(), *formulas)
    goal = optimiser.maximize(objective)
    answer = optimiser.check()
    if answer == z3.unsat:
        return None
    if answer != z3.sat:
        raise Undecided(optimiser.reason_unknown())
    infinite, value, epsilon = goal.upper_values()
    bound = Supremum(_fraction(value), _is_zero(epsilon)) if _is_zero(infinite) else Supremum(None, False)
    _check(space, objective, formulas, bound)
    return bound


def _check(space: Space, objective: Any, formulas: Sequence[Any], bound: Supremum) -> None:
    """The optimiser's word is not taken: the solver has to prove that nothing lies above, and find what lies near."""
    if bound.value is None:
        near = objective >= rational(BEYOND)
        agrees = True
    else:
        limit = rational(bound.value)
        near = objective == limit if bound.attained else objective > rational(bound.value - NEAR)
        agrees = find(space, [*formulas, objective > limit if bound.attained else objective >= limit]) is None
    if not agrees or find(space, [*formulas, near]) is None:
        raise Undecided(f"optimiser and solver disagree on {bound}")


def _is_zero(value: Any) -> bool:
    return _fraction(value) == 0


def _fraction(value: Any) -> Fraction:
    """An exact fraction; a root that is irrational is given to 20 digits."""
    import z3

    if z3.is_int_value(value):
        return Fraction(value.as_long())
    if z3.is_algebraic_value(value):
        value = value.approx(20)
    return Fraction(value.numerator_as_long(), value.denominator_as_long())
