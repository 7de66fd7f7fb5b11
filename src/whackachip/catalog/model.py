"""A model: its architecture and what it cost to train, as stated by its sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from ..errors import unknown
from ..facts import store
from ..notebook import Card, Shown
from ..quantities import Figure, Figured, Interval, figures_from, plain_value

BYTES = {"fp32": 4, "bf16": 2, "fp16": 2, "fp8": 1, "int8": 1, "int4": 0.5}


@dataclass(frozen=True)
class Model(Figured, Shown):
    """A language model with decoder layers; its figures are those of its published configuration."""

    id: str
    name: str
    developer: str
    country: str
    released: str
    all_figures: tuple[Figure, ...]
    aliases: tuple[str, ...] = ()
    repository: str | None = None
    note: str | None = None

    def count(self, key: str, default: int | None = None) -> int:
        """A whole number of the architecture; raises KeyError where it is unknown and has no default."""
        value = self.interval(key)
        if value is None:
            if default is None:
                raise KeyError(key)
            return default
        return int(value.low)

    def word(self, key: str, default: str | None = None) -> str | None:
        """A word of the architecture, or the default where it is unknown."""
        figure = self.figures.get(key)
        if figure is None or isinstance(figure.value, Interval):
            return default
        return min(figure.value)

    def flag(self, key: str) -> bool:
        """Whether the architecture is known to have this."""
        return self.word(key) == "yes"

    def knows(self, key: str) -> bool:
        """Whether a figure of this key is chosen, whatever it says."""
        return key in self.figures

    def to_dict(self, context: int = 4096) -> dict[str, Any]:
        """The model as plain data: figures with sources, metrics and parts with their substitution."""
        from .modeldata import model_data

        return model_data(self, None, context)

    def _card(self) -> Card:
        from .modeldata import model_metrics

        rows = tuple((metric.name.replace("_", " "), metric.formula) for metric in model_metrics(self, 4096))
        about = ", ".join(part for part in (self.id, self.developer, self.country, self.released) if part)
        return Card(self.name, (about,), ("metric", "substitution"), rows, (self.note,) if self.note else ())


def model_from_record(record: Mapping[str, Any]) -> Model:
    """A Model from its compiled record."""
    fields = dict(record)
    found = figures_from(fields.pop("figures"), lambda key, raw: plain_value(raw))
    fields["aliases"] = tuple(fields.get("aliases", ()))
    return Model(all_figures=found, **fields)


@cache
def models() -> tuple[Model, ...]:
    """Every model of the catalogue."""
    return tuple(model_from_record(record) for record in store.section("models"))


def find_model(asked: str) -> Model:
    """The model with this id, name or alias, whatever its case and hyphens; raises UserError naming the nearest."""
    found = search_model(asked)
    if found is None:
        raise unknown("model", asked, [model.id for model in models()])
    return found


def search_model(asked: str) -> Model | None:
    """As find_model, with None for what no model is called."""
    return _by_name().get(asked.lower()) or _by_words().get(_words(asked))


@cache
def _by_name() -> dict[str, Model]:
    """The first model of each id, name and alias."""
    found: dict[str, Model] = {}
    for model in models():
        for name in (model.id, model.name, *model.aliases):
            found.setdefault(name.lower(), model)
    return found


@cache
def _by_words() -> dict[str, Model]:
    """Each model by its names with a space for every hyphen; what would then mean two models means none."""
    found: dict[str, list[Model]] = {}
    for name, model in _by_name().items():
        found.setdefault(_words(name), []).append(model)
    return {words: several[0] for words, several in found.items() if len({model.id for model in several}) == 1}


def _words(name: str) -> str:
    return " ".join(name.lower().replace("-", " ").replace("_", " ").split())
