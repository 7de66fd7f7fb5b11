"""A chip: identity, and the figures that its sources state."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..facts import store
from ..notebook import Card, Shown
from ..quantities import Figure, Figured, Interval, Value, earliest, figures_from, latest, plain_value

DATE_KEYS = ("announced", "available", "available_us", "available_cn")


@dataclass(frozen=True)
class Chip(Figured, Shown):
    """An accelerator product, or a hypothetical one; all_figures holds every source's, the chosen and the others."""

    id: str
    name: str
    vendor: str
    headquarters: str
    family: str
    market: str
    all_figures: tuple[Figure, ...]
    aliases: tuple[str, ...] = ()
    architecture: str | None = None
    main_variant: bool = False
    main_variant_reason: str | None = None
    variant_of: str | None = None
    form_factor: str | None = None
    note: str | None = None
    own_precisions: tuple[str, ...] | None = None

    @property
    def hypothetical(self) -> bool:
        """Whether somebody made it up; then it is no entry of the catalogue."""
        return any(figure.kind == "hypothetical" for figure in self.all_figures)

    @property
    def native_precisions(self) -> tuple[str, ...] | None:
        """The precisions that the silicon has, its own or its architecture's; None where that is not known."""
        if self.own_precisions is not None:
            return self.own_precisions
        found = self._of_architecture("native_precisions")
        return tuple(found) if found is not None else None

    @property
    def vector_multiples(self) -> Mapping[str, float] | None:
        """The rates of the vector path as multiples of the FP32 rate, where that is a vector rate; None if unknown."""
        found: Mapping[str, float] | None = self._of_architecture("vector_multiples")
        return found

    def to_dict(self) -> dict[str, Any]:
        """The chip as plain data: figures with sources, metrics with their substitution."""
        from .chipdata import chip_data

        return chip_data(self)

    def _card(self) -> Card:
        from .metrics import metrics

        rows = tuple((name, metric.formula) for name, metric in metrics(self).items())
        about = (self.id, self.market, self.form_factor or "form unknown", f"{len(self.figures)} figures with sources")
        return Card(self.name, (", ".join(about),), ("metric", "substitution"), rows, (self.note,) if self.note else ())

    def _of_architecture(self, key: str) -> Any:
        record = store.section("architectures").get(self.architecture)
        return record.get(key) if record else None


def chip_from_record(record: Mapping[str, Any]) -> Chip:
    """A Chip from its compiled record."""
    fields = dict(record)
    found = figures_from(fields.pop("figures"), _value)
    fields["aliases"] = tuple(fields.get("aliases", ()))
    own = fields.pop("native_precisions", None)
    fields["own_precisions"] = None if own is None else tuple(own)
    return Chip(all_figures=found, **fields)


def _value(key: str, raw: Any) -> Value:
    if key in DATE_KEYS:
        return Interval(earliest(raw).toordinal(), latest(raw).toordinal())
    return plain_value(raw)


@store.cached
def chips() -> tuple[Chip, ...]:
    """Every chip of the catalogue, in the order of the facts."""
    return tuple(chip_from_record(record) for record in store.section("chips"))
