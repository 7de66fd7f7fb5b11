"""One question to the law: which chip, which day, which transaction, which layer, which reading, which law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from ..catalog import DEFAULT, Chip, Interpretation, row
from ..errors import unknown
from ..predicates.truth import Known
from ..quantities.day import as_day as as_day
from . import reading
from .bench import Bench
from .counterfactual import Counterfactual, combined, moved
from .decision import ItemVerdict, Reason, TransactionVerdict
from .provision import LAYERS
from .reading import Reading
from .term import legal_attributes
from .transaction import Transaction, transaction


@dataclass(frozen=True)
class Question:
    """All that a decision depends on; law is the enacted law with the changes of a counterfactual, if there are any."""

    chip: Chip
    day: date
    deal: Transaction
    layer: str
    interpretation: Interpretation
    law: Counterfactual
    reading: Reading = reading.DEFAULT

    def attributes(self) -> dict[str, Known]:
        """The chip as a row under the interpretation."""
        found = row(self.chip, self.interpretation)
        return found | legal_attributes(found)

    @property
    def bench(self) -> Bench:
        """Who judges it: the day, the transaction, the law and the reading."""
        return Bench(self.day, self.deal, self.law, self.reading)

    def judge(
        self, attributes: Mapping[str, Known], layer: str | None = None
    ) -> tuple[ItemVerdict, TransactionVerdict, tuple[Reason, ...]]:
        """Both verdicts on a row of attributes, and the reasons; layer: another one than that of the question."""
        return self.bench.judge(attributes, layer or self.layer)

    def at(self, day: date) -> Question:
        """The same question on another day; thresholds that are not in force there stay as they are."""
        return replace(self, day=day, law=self.law.at(day))

    def under(self, layer: str) -> Question:
        """The same question in another layer."""
        return replace(self, layer=layer)


def question(
    chip: Chip,
    on: str,
    destination: str,
    *,
    headquarters: str | None = None,
    exporter: str | None = None,
    kind: str = "export",
    layer: str = "enforced",
    interpretation: Interpretation = DEFAULT,
    changes: Mapping[str, float] | None = None,
    counterfactual: Counterfactual | None = None,
    facts: Mapping[str, str | float] | None = None,
    readings: Reading = reading.DEFAULT,
) -> Question:
    """A question from what was asked.

    on: ISO date. changes: thresholds of a counterfactual, by full name, such as {"us.ear.3a090.a.tpp": 3600}.
    facts: of the parties and quantities, by the names of `party.FACTS`. readings: of the rules.
    Raises UserError for a date, country, layer, kind, fact or threshold that is not known.
    """
    if layer not in LAYERS:
        raise unknown("layer", layer, LAYERS)
    day = as_day(on)
    deal = transaction(destination, chip.vendor, headquarters, exporter, kind, facts)
    law = combined((counterfactual or Counterfactual(), moved(changes or {})))
    return Question(chip, day, deal, layer, interpretation, law, readings)
