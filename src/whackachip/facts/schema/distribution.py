"""A fact that is known as a distribution: the shape that quantities.Distribution draws from."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from ...quantities.distribution import Distribution
from .common import Id, Kind, Strict, Text


class DistributionRecord(Strict):
    """Points that sources state and the shape through them; `quantities.Distribution` says what each means."""

    id: Id
    unit: Text
    shape: Literal["point", "uniform", "loguniform", "triangular", "log-triangular", "normal", "lognormal"]
    low: float
    mid: float | None = None
    high: float
    coverage: Annotated[float, Field(gt=0, lt=1)] = 0.95
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    kind: Kind
    note: Text | None = None

    @model_validator(mode="after")
    def check_points(self) -> DistributionRecord:
        Distribution.from_record(self.model_dump())
        return self
