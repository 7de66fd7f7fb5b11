"""From readable text to the expression tree, with positions in the errors.

tpp >= 4800 or (tpp >= 1600 and performance_density >= 5.92)
vendor == amd or gpudirect_rdma == yes
family in {h20, "rtx 4090"} and announced <= 2024-11-05
memory_bandwidth + interconnect_bandwidth >= @letters.sum
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from math import isfinite

from ..errors import UserError
from .tree import Among, And, Arithmetic, Compare, Day, Expression, Name, Not, Number, Or, Term, Threshold

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})
    | (?P<number>[0-9]+(?:_[0-9]+)*(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)
    | (?P<threshold>@[A-Za-z0-9_]+(?:[.-][A-Za-z0-9_]+)*)
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*(?:[.-][A-Za-z0-9_]+)*)
    | (?P<text>"[^"]*"|'[^']*')
    | (?P<op>>=|<=|==|!=|[<>])
    | (?P<sign>[-+*/(){},])
    )""",
    re.VERBOSE,
)
_KEYWORDS = {"and", "or", "not", "in"}
_MAX_DEPTH = 100
_MAX_OPERATIONS = 300  # of arithmetic; walking the tree of a sum takes two calls for each


class ParseError(UserError):
    """The text is not an expression; says where and shows it."""

    def __init__(self, message: str, text: str, position: int) -> None:
        self.position = position
        super().__init__(f"{message} at column {position + 1}: {text[:position]}⟨here⟩{text[position:]}")


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def parse(text: str) -> Expression:
    """The tree of an expression; raises ParseError with the column where the text stops making sense."""
    return _Parser(text).whole()


def _tokens(text: str) -> list[_Token]:
    found: list[_Token] = []
    position = 0
    while text[position:].strip():
        match = _TOKEN.match(text, position)
        if match is None or match.lastgroup is None:
            start = position + len(text[position:]) - len(text[position:].lstrip())
            raise ParseError(f"unexpected character {text[start]!r}", text, start)
        kind, word = match.lastgroup, match.group(match.lastgroup)
        if kind == "word" and word in _KEYWORDS:
            kind = "keyword"
        found.append(_Token(kind, word, match.start(match.lastgroup)))
        position = match.end()
    found.append(_Token("end", "", len(text)))
    return found


class _Parser:
    """Recursive descent, one method a rule of the grammar."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = _tokens(text)
        self.at = 0
        self.depth = 0
        self.operations = 0

    @property
    def next(self) -> _Token:
        return self.tokens[self.at]

    def whole(self) -> Expression:
        expression = self.either()
        if self.next.kind != "end":
            raise self.error(f"expected 'and', 'or' or the end, found {self.next.text!r}")
        return expression

    def either(self) -> Expression:
        self.deeper()
        parts = [self.both()]
        while self.accept("or"):
            parts.append(self.both())
        self.depth -= 1
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def both(self) -> Expression:
        parts = [self.unary()]
        while self.accept("and"):
            parts.append(self.unary())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def unary(self) -> Expression:
        if self.accept("not"):
            self.deeper()
            part = self.unary()
            self.depth -= 1
            return Not(part)
        if self.next.text == "(" and self.opens_expression():
            self.take()
            inner = self.either()
            self.expect(")")
            return inner
        return self.comparison()

    def opens_expression(self) -> bool:
        """Whether the parenthesis here holds comparisons and not only a sum."""
        depth = 0
        for token in self.tokens[self.at :]:
            if token.kind == "sign":
                depth += {"(": 1, ")": -1}.get(token.text, 0)
            if depth == 0:
                return False
            if token.kind in ("op", "keyword"):
                return True
        return True

    def comparison(self) -> Expression:
        left = self.sum()
        token = self.take()
        if token.text == "in":
            return Among(self.attribute(left, token), self.words())
        if token.kind != "op":
            raise self.error("expected a comparison such as >=, == or in", token)
        if token.text in ("==", "!=") and self.next.kind in ("word", "text"):
            equal = Among(self.attribute(left, token), frozenset({self.word()}))
            return equal if token.text == "==" else Not(equal)
        return Compare(token.text, left, self.sum())

    def words(self) -> frozenset[str]:
        self.expect("{")
        found = {self.word()}
        while self.accept(","):
            found.add(self.word())
        self.expect("}")
        return frozenset(found)

    def word(self) -> str:
        token = self.take()
        if token.kind == "text":
            return token.text[1:-1]
        if token.kind not in ("word", "number"):
            raise self.error("expected a word", token)
        return token.text

    def attribute(self, term: Term, token: _Token) -> str:
        if not isinstance(term, Name):
            raise self.error("only an attribute can be compared with a word", token)
        return term.id

    def sum(self) -> Term:
        left = self.product()
        while self.next.text in ("+", "-"):
            left = Arithmetic(self.operator(), left, self.product())
        return left

    def product(self) -> Term:
        left = self.atom()
        while self.next.text in ("*", "/"):
            left = Arithmetic(self.operator(), left, self.atom())
        return left

    def operator(self) -> str:
        """A sign of arithmetic; a chain of them is as deep a tree as parentheses make."""
        self.operations += 1
        if self.operations > _MAX_OPERATIONS:
            raise self.error(f"more than {_MAX_OPERATIONS} operations")
        return self.take().text

    def atom(self) -> Term:
        token = self.take()
        match token.kind:
            case "number":
                number = float(token.text)
                if not isfinite(number):
                    raise self.error(f"{token.text} is too large for a number", token)
                return Number(number)
            case "day":
                try:
                    return Day(date.fromisoformat(token.text))
                except ValueError:
                    raise self.error(f"{token.text} is no day of the calendar", token) from None
            case "threshold":
                return Threshold(token.text[1:])
            case "word":
                return Name(token.text)
        if token.text == "-":
            self.deeper()
            negated = Arithmetic("-", Number(0.0), self.atom())
            self.depth -= 1
            return negated
        if token.text == "(":
            self.deeper()
            inner = self.sum()
            self.expect(")")
            self.depth -= 1
            return inner
        raise self.error("expected an attribute or a number", token)

    def take(self) -> _Token:
        token = self.next
        if token.kind != "end":
            self.at += 1
        return token

    def accept(self, text: str) -> bool:
        if self.next.text != text:
            return False
        self.at += 1
        return True

    def expect(self, text: str) -> None:
        if not self.accept(text):
            raise self.error(f"expected {text!r}")

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > _MAX_DEPTH:
            raise self.error(f"nested more than {_MAX_DEPTH} deep")

    def error(self, message: str, token: _Token | None = None) -> ParseError:
        return ParseError(message, self.text, (token or self.next).position)
