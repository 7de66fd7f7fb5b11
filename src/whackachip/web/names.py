"""Lists of names for forms: chips, models, countries, acts and thresholds."""

from __future__ import annotations

from .. import catalog
from ..facts import store
from ..law import instruments
from ..law.country import countries

Names = list[tuple[str, str]]


@store.cached
def lists() -> dict[str, Names]:
    """(value, what it means) by kind."""
    return {
        "chip": [(chip.id, chip.name) for chip in catalog.chips()],
        "model": [(model.id, model.name) for model in catalog.models()],
        "country": [(country.code, country.name) for country in countries()],
        "rule": [(act.id, act.title) for act in instruments()],
        "threshold": [],
    }
