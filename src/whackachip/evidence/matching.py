"""From the text of one file to matches: prefilter over the whole file, then each signal on the lines left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from sys import getsizeof
from types import ModuleType

from . import chipname
from .engine import AnyOf, Found, Pattern
from .recent import Recent
from .redact import redact
from .sentence import Sentences
from .signal import Signal, filled

TOKEN_LENGTH = 80
_KNOWN = 16_000_000  # of lines with their matches, and again of sentences with theirs [bytes]
_MATCH_BYTES = 250  # of one without its sentence
# In one text. What says the same for the hundredth time says nothing more, and a list of findings must end.
MOST_ALIKE, MOST = 100, 5000


@dataclass(frozen=True, slots=True)
class Match:
    """One place where a signal matches; line and column count from zero.

    implies: what the case of the signal that the token meets implies. sentence, at: where the signal is read on
    sentences, the sentence and where the token starts in it.
    """

    signal: Signal
    line: int
    column: int
    token: str
    value: str | None = None
    chips: tuple[str, ...] = ()
    implies: str | None = None
    sentence: str = ""
    at: int = 0


# A chip's name in a line: its column, the name, the sentence around it, and where the name stands in that.
_Around = tuple[int, str, str, int]


@dataclass(frozen=True, slots=True)
class _Line:
    """What a line holds by itself: names of chips, and matches with the number of their pattern."""

    names: tuple[tuple[int, str], ...]
    found: tuple[tuple[int, Match], ...]


def weight(matches: Sequence[Match]) -> int:
    """About what matches take in memory [bytes]."""
    return _MATCH_BYTES * (1 + len(matches)) + sum(len(match.sentence) for match in matches)


class Matcher:
    """Finds signals in text, whatever the path; build it once and use it for many files."""

    def __init__(self, signals: Sequence[Signal], engine: ModuleType | None = None) -> None:
        """signals: any number; engine: a module with re's functions, for tests (default RE2 if there is one).

        Raises ValueError for a pattern that the engine refuses.
        """
        self.signals = tuple(signal for signal in signals if signal.pattern)
        self._patterns = [_Compiled(signal, engine) for signal in self.signals]
        # A clause about a chip is long and costs much to look for; the name of a chip in it is short.
        wanted = [signal.pattern for signal in self.signals if not signal.names_chip]
        if any(signal.names_chip for signal in self.signals):
            wanted.append(chipname.PATTERN)
        # From one version of a file to the next most lines and most sentences stay as they are.
        self._lines: Recent[str, _Line] = Recent(_KNOWN)
        self._sentences: Recent[tuple[_Around, ...], tuple[tuple[int, Match], ...]] = Recent(_KNOWN)
        self._any = AnyOf(wanted, engine) if wanted else None

    def may_match(self, data: bytes) -> bool:
        """Whether an encoded text has a line to look at; that it has none is certain."""
        return self._any is not None and next(self._any.lines(data), None) is not None

    def matches(self, text: str) -> tuple[Match, ...]:
        """The matches in a text, by line, then signal, then column; those that counted gives."""
        return self.counted(text)[0]

    def counted(self, text: str) -> tuple[tuple[Match, ...], int]:
        """As matches, and how many more there are: of one signal and token MOST_ALIKE are kept, of all MOST."""
        if self._any is None:
            return (), 0
        numbers = list(self._any.lines(text.encode()))
        if not numbers:
            return (), 0
        lines = [line.rstrip("\r") for line in text.split("\n")]
        sentences = Sentences(lines)
        found: list[Match] = []
        alike: Counter[tuple[str, str]] = Counter()
        left = 0
        for number in numbers:
            line = self._line(lines[number])
            there = [(at, match) for at, match in line.found if self._patterns[at].is_near(number, lines)]
            if line.names:
                around = tuple((*name, *sentences.around(number, name[0])) for name in line.names)
                there = sorted([*there, *self._in_sentences(around)], key=lambda pair: (pair[0], pair[1].column))
            for _, match in there:
                alike[match.signal.id, match.token] += 1
                if alike[match.signal.id, match.token] > MOST_ALIKE or len(found) >= MOST:
                    left += 1
                else:
                    found.append(replace(match, line=number))
        return tuple(found), left

    def _line(self, text: str) -> _Line:
        known = self._lines.get(text)
        if known is None:
            names = tuple(chipname.chip_names(text))
            known = _Line(names, tuple(self._on_line(text, names)))
            self._lines.put(text, known, getsizeof(text) + weight([match for _, match in known.found]))
        return known

    def _on_line(self, line: str, names: Sequence[tuple[int, str]]) -> Iterator[tuple[int, Match]]:
        raw = line.encode()
        for number, compiled in enumerate(self._patterns):
            signal = compiled.signal
            if signal.scope == "sentence" or (signal.names_chip and not names) or not compiled.pattern.matches(raw):
                continue
            seen: set[tuple[int, str]] = set()
            for found in compiled.pattern.finditer(line):
                for match in compiled.read(found, names):
                    if (match.column, match.token) not in seen:
                        seen.add((match.column, match.token))
                        yield number, match

    def _in_sentences(self, around: tuple[_Around, ...]) -> tuple[tuple[int, Match], ...]:
        known = self._sentences.get(around)
        if known is None:
            known = tuple(
                (number, match)
                for number, compiled in enumerate(self._patterns)
                if compiled.signal.scope == "sentence"
                for match in compiled.in_sentences(around)
            )
            said = sum(getsizeof(sentence) + _MATCH_BYTES for _, _, sentence, _ in around)
            self._sentences.put(around, known, said + weight([match for _, match in known]))
        return known


class _Compiled:
    """A signal with its patterns ready."""

    def __init__(self, signal: Signal, engine: ModuleType | None) -> None:
        self.signal = signal
        self.pattern = Pattern(signal.pattern, engine)
        self.near = Pattern(signal.near, engine) if signal.near else None
        self.unless = Pattern(signal.unless, engine) if signal.unless else None
        groups = re.compile(signal.pattern).groupindex
        self.anchors = [number for name, number in groups.items() if name.startswith("anchor")]
        self.cases = [(Pattern(case.when, engine), case.implies) for case in signal.cases]

    def is_near(self, number: int, lines: Sequence[str]) -> bool:
        """Whether the second pattern stands close enough, where the signal has one."""
        if self.near is None:
            return True
        reach = self.signal.within
        return any(self.near.matches(text.encode()) for text in lines[max(0, number - reach) : number + reach + 1])

    def in_sentences(self, around: Sequence[_Around]) -> Iterator[Match]:
        """The chips of a line whose sentences match."""
        for column, name, sentence, at in around:
            raw = sentence.encode()
            if not self.pattern.matches(raw) or (self.near is not None and not self.near.matches(raw)):
                continue
            if self._covers(sentence, at, name):
                chips = (chipname.canonical(name),)
                yield Match(self.signal, 0, column, name, None, chips, None, sentence, at)

    def _covers(self, sentence: str, at: int, name: str) -> bool:
        """Whether a match of the pattern holds the name that stands at a place, and nothing spoils it.

        Matches may overlap: after each the search goes on at its anchor, so that the anchor nearest to the name has
        its say.
        """
        position = 0
        while (found := next(self.pattern.finditer(sentence[position:]), None)) is not None:
            group = self.signal.token if found.group(self.signal.token) is not None else 0
            start, end = position + found.start(group), position + found.end(group)
            anchors = [
                (position + found.start(anchor), position + found.end(anchor))
                for anchor in self.anchors
                if found.group(anchor) is not None
            ]
            if start <= at < end and not any(self._spoiled(sentence, at, name, *anchor) for anchor in anchors):
                return True
            # From the anchor itself first: another way to read the pattern may begin there.
            ahead = max((start for start, _ in anchors if start > position), default=0)
            position = ahead or max((end for _, end in anchors), default=max(end, position + 1))
        return False

    def _spoiled(self, sentence: str, at: int, name: str, start: int, end: int) -> bool:
        """Whether something between the anchor and the name says that the one is not about the other."""
        if self.unless is None or start <= at < end:
            return False
        between = sentence[end:at] if end <= at else sentence[at + len(name) : start]
        return self.unless.matches(between.encode())

    def read(self, found: Found, names: Sequence[tuple[int, str]]) -> Iterator[Match]:
        """The matches that one match of the pattern on a line means; the caller says on which line."""
        signal = self.signal
        group = signal.token if found.group(signal.token) is not None else 0
        start, end = found.start(group), found.end(group)
        if signal.names_chip:
            for column, name in names:
                if start <= column < end:
                    chip = chipname.canonical(name)
                    yield Match(signal, 0, column, name, _value(found), (chip,))
            return
        text = found.group(group)
        implies = next((implies for when, implies in self.cases if when.matches(text.encode())), None)
        implies = filled(implies, found.groupdict()) if implies else None
        yield Match(signal, 0, start, _short(redact(text.strip())), _value(found), (), implies)


def _value(found: Found) -> str | None:
    value = found.groupdict().get("value")
    return _short(redact(value)) if value else None


def _short(text: str) -> str:
    return text if len(text) <= TOKEN_LENGTH else text[: TOKEN_LENGTH - 1] + "…"
