"""Classify a whole table of chips at once: the same verdicts as one chip at a time, without the trace."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ..errors import unknown
from ..predicates import vectorise
from ..sheet import frame
from .columns import Columns, Words
from .counterfactual import Counterfactual
from .item import is_paragraph_a
from .party import on_rosters
from .provision import LAYERS, Provision
from .question import as_day
from .transaction import transaction

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.int8]
    Signs = NDArray[np.int8]

ITEM = ("not-in-force", "not-controlled-by-this-rule", "depends", "unknown", "controlled")
STATE_SIGNS = {"active": 1, "unknown": 0, "suspended": -1}
TRANSACTION = ("no-requirement-found", "exception-available", "licence-required", "depends")


@dataclass(frozen=True)
class TableVerdicts:
    """item and transaction: a code a row into ITEM and TRANSACTION. paragraphs: for each one in force, where it
    governs (1), could (0) and does not (-1)."""

    item: Codes
    transaction: Codes
    paragraphs: Mapping[str, Signs]

    def to_dict(self) -> dict[str, Any]:
        """Arrays by column: both verdicts as words, and by paragraph 1, 0 or -1 as above."""
        import numpy as np

        words = {"item": np.array(ITEM)[self.item], "transaction": np.array(TRANSACTION)[self.transaction]}
        return words | dict(self.paragraphs)

    def to_pandas(self) -> Any:
        """A pandas DataFrame of to_dict; raises UserError where pandas is not installed."""
        return frame("pandas", self.to_dict())

    def to_polars(self) -> Any:
        """A polars DataFrame of to_dict; raises UserError where polars is not installed."""
        return frame("polars", self.to_dict())

    def item_word(self, index: int) -> str:
        return ITEM[self.item[index]]

    def transaction_word(self, index: int) -> str:
        return TRANSACTION[self.transaction[index]]

    def governing(self, index: int) -> tuple[str, ...]:
        """The paragraphs that a row is controlled under."""
        return tuple(name for name, signs in self.paragraphs.items() if signs[index] == 1)


def classify_table(
    columns: Mapping[str, Any] | Columns,
    on: str,
    destination: str,
    *,
    headquarters: str | None = None,
    exporter: str | None = None,
    kind: str = "export",
    layer: str = "enforced",
    counterfactual: Counterfactual | None = None,
) -> TableVerdicts:
    """Both verdicts for every row of a table, under all provisions in force on a day.

    columns: as Columns takes them, by attribute: tpp, performance_density or die_area, io_bandwidth,
    memory_bandwidth, interconnect_bandwidth, marketed_for_datacenter, vendor and whatever else a provision reads.
    What is not given is unknown. exporter: the row's vendor where it is left out. Raises as classify does.
    """
    if layer not in LAYERS:
        raise unknown("layer", layer, LAYERS)
    day = as_day(on)
    table = columns if isinstance(columns, Columns) else Columns(columns)
    law = counterfactual or Counterfactual()
    if law:
        law.check(day)
    deal = transaction(destination, "vendor", headquarters, exporter, kind)
    judge = _Judge(table, law, day, law.thresholds(day), layer)
    item, governs, could = judge.items()
    # Who exports is the one company that was named, as the letters write it, or each row's vendor.
    exporters = frozenset({deal.exporter}) if exporter else table.words("vendor")
    known = {**deal.row(day), "exporter": exporters}
    more = {name: words for name, words in known.items() if isinstance(words, Words | frozenset)}
    judge.table = extended = _Extended(table, more)
    extended.rosters(table.words("vendor"))
    deals = judge.transactions(governs, could, exporters)
    np = table.np
    paragraphs = {
        name: np.broadcast_to(np.where(governs[name], 1, np.where(could[name], 0, -1)).astype(np.int8), table.size)
        for name in governs
    }
    return TableVerdicts(np.broadcast_to(item, table.size), np.broadcast_to(deals, table.size), paragraphs)


class _Extended(Columns):
    """A table with further words, sharing its columns."""

    def __init__(self, table: Columns, words: Mapping[str, Words | frozenset[str]]) -> None:
        self.np, self.rows, self.size = table.np, table.rows, table.size
        self._numbers, self._words = table._numbers, {**table._words, **words}

    def rosters(self, vendors: Words | frozenset[str] | None) -> None:
        """Add whether each row's vendor is on the lists of companies, as far as they are known."""
        names = vendors.names if isinstance(vendors, Words) else sorted(vendors or ())
        signs: dict[str, list[int]] = {}
        for name in names:
            for roster, known in on_rosters(frozenset({name})).items():
                signs.setdefault(roster, []).append(-1 if known is None else int(known == frozenset({"yes"})))
        for roster, found in signs.items():
            codes = vendors.codes if isinstance(vendors, Words) else self.np.array([0] if len(names) == 1 else [-1])
            self.answer(roster, self.np.array([*found, -1], dtype=self.np.int8)[codes])

    def answer(self, name: str, codes: Any) -> None:
        """Add a yes-or-no attribute by its codes: 1 yes, 0 no, -1 unknown."""
        self._words[name] = Words(self.np.broadcast_to(codes, self.size), ("no", "yes"))


class _Judge:
    """The steps of item and permit, on signs: 1 met, 0 unknown, -1 not met."""

    def __init__(self, table: Columns, law: Counterfactual, day: date, limits: Mapping[str, float], layer: str) -> None:
        self.table, self.law, self.day, self.limits, self.layer = table, law, day, limits, layer
        self.np = table.np

    def regime(self, kind: str) -> tuple[Provision, ...]:
        return self.law.regime(kind, self.day)

    def holds(self, provision: Provision) -> Any:
        """Every test of a provision at once."""
        return self.every(vectorise(expression, self.table, self.limits) for expression in provision.expressions)

    def every(self, signs: Iterable[Any]) -> Any:
        result = self.np.ones(1, dtype=self.np.int8)
        for sign in signs:
            result = self.np.minimum(result, sign)
        return result

    def some(self, signs: Iterable[Any]) -> Any:
        return -self.every(-sign for sign in signs)

    def items(self) -> tuple[Any, dict[str, Any], dict[str, Any]]:
        """Codes of the item's verdict; for each paragraph where it governs, and where it could."""
        np = self.np
        paragraphs = self.regime("items")
        if not paragraphs:
            return np.zeros(1, dtype=np.int8), {}, {}
        exclusions = [(provision, self.holds(provision)) for provision in self.regime("exclusions")]
        truths: dict[str, Any] = {}
        for paragraph in paragraphs:
            applied = [-signs for exclusion, signs in exclusions if exclusion.covers_paragraph(paragraph.id)]
            truths[paragraph.id] = self.every([self.holds(paragraph), *applied])
        met = {name: signs == 1 for name, signs in truths.items()}
        open_ = {name: signs == 0 for name, signs in truths.items()}
        caught, caught_a = self._any(met.values()), self._any(met[name] for name in met if is_paragraph_a(name))
        maybe = self._any(open_.values())
        governs = {name: met[name] & (True if is_paragraph_a(name) else ~caught_a) for name in met}
        could = {name: open_[name] & (~caught | (~caught_a if is_paragraph_a(name) else False)) for name in open_}
        nothing = np.where(self.table.numbers("tpp").known, ITEM.index("depends"), ITEM.index("unknown"))
        free = np.where(maybe, nothing, ITEM.index("not-controlled-by-this-rule"))
        return np.where(caught, ITEM.index("controlled"), free).astype(np.int8), governs, could

    def transactions(
        self, governs: Mapping[str, Any], could: Mapping[str, Any], exporters: Words | frozenset[str] | None
    ) -> Any:
        """Codes of the transaction's verdict."""
        np = self.np
        assert isinstance(self.table, _Extended)
        self.table.answer("meets_3a090_a", self._meets_a(governs, could))
        exceptions = [(p, self.holds(p)) for p in self.regime("exceptions") if self.layer in p.layers]
        lifts = [
            (
                self.every((self._coverage(p, governs, could), self.holds(p))),
                self._lifted(p, exceptions, governs, could),
            )
            for p in self.regime("requirements")
            if self.layer in p.layers
        ]
        rule = self.some(applies for applies, _ in lifts)
        letter = self.some(
            (
                *(self.every((self._addressed(p, exporters), self.holds(p))) for p in self.regime("letters")),
                *(self._end_use(p, governs, could) for p in self.regime("end_use_rules")),
            )
        )
        stands = self._any((applies != -1) & (lifted != 1) for applies, lifted in lifts)
        remains = self._any((applies == 1) & (lifted == -1) for applies, lifted in lifts)
        opens = self._any((applies != -1) & (lifted != -1) for applies, lifted in lifts)
        licence = (letter != -1) | stands
        excepted = (letter != 1) & opens & ~remains
        nothing = np.maximum(rule, letter) == 0
        several = licence.astype(np.int8) + excepted + nothing > 1
        codes = np.where(licence, TRANSACTION.index("licence-required"), TRANSACTION.index("exception-available"))
        codes = np.where(several, TRANSACTION.index("depends"), codes)
        codes = np.where(np.maximum(rule, letter) == -1, TRANSACTION.index("no-requirement-found"), codes)
        return self._disputed(codes, governs, could).astype(np.int8)

    def _disputed(self, codes: Any, governs: Mapping[str, Any], could: Mapping[str, Any]) -> Any:
        """The codes, and `depends` where texts of equal rank allow another verdict as well."""
        np = self.np
        for conflict in self.regime("conflicts"):
            if conflict.decides == "transaction" and self.layer in conflict.layers:
                holds = np.minimum(self._coverage(conflict, governs, could), self.holds(conflict)) != -1
                for result, _ in conflict.outcomes:
                    codes = np.where(holds & (codes != TRANSACTION.index(result)), TRANSACTION.index("depends"), codes)
        return codes

    def _meets_a(self, governs: Mapping[str, Any], could: Mapping[str, Any]) -> Any:
        """Whether an item is under paragraph .a: 1 yes, 0 no, -1 unknown."""
        names = [name for name in governs if is_paragraph_a(name)]
        surely, perhaps = (self._any(masks[name] for name in names) for masks in (governs, could))
        return self.np.where(surely, 1, self.np.where(perhaps, -1, 0)).astype(self.np.int8)

    def _any(self, masks: Iterable[Any]) -> Any:
        result = self.np.zeros(1, dtype=bool)
        for mask in masks:
            result = result | mask
        return result

    def _coverage(self, provision: Provision, governs: Mapping[str, Any], could: Mapping[str, Any]) -> Any:
        covered = [name for name in governs if provision.covers_paragraph(name)]
        surely, perhaps = (self._any(masks[name] for name in covered) for masks in (governs, could))
        return self.np.where(surely, 1, self.np.where(perhaps, 0, -1)).astype(self.np.int8)

    def _addressed(self, letter: Provision, exporters: Words | frozenset[str] | None) -> Any:
        np = self.np
        if isinstance(exporters, Words):
            signs = [1 if name in letter.addressees else -1 for name in exporters.names]
            return np.array([*signs, 0], dtype=np.int8)[exporters.codes]
        if exporters is None:
            return np.zeros(1, dtype=np.int8)
        return np.array([1 if exporters <= frozenset(letter.addressees) else -1], dtype=np.int8)

    def _end_use(self, provision: Provision, governs: Mapping[str, Any], could: Mapping[str, Any]) -> Any:
        """A rule on parties, uses or destinations, for whatever item or for the paragraphs that it names."""
        covered = self._coverage(provision, governs, could) if provision.covers else self.every(())
        return self.every((covered, STATE_SIGNS[provision.state], self.holds(provision)))

    def _lifted(
        self,
        requirement: Provision,
        exceptions: Sequence[tuple[Provision, Any]],
        governs: Mapping[str, Any],
        could: Mapping[str, Any],
    ) -> Any:
        """Whether an exception lifts a requirement: one for a paragraph by which that reaches the item."""
        reached = [name for name in governs if requirement.covers_paragraph(name)]
        signs = []
        for provision, holds in exceptions:
            shared = [name for name in reached if provision.covers_paragraph(name)]
            open_ = self._any(masks[name] for masks in (governs, could) for name in shared)
            signs.append(self.np.where(open_, holds, -1).astype(self.np.int8))
        return self.some(signs)
