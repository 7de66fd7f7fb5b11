"""facts/market/{priors,exports,organisations}.yaml: what is known before any evidence is read."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from .common import Country, Id, Strict, Text

Count = Annotated[float, Field(ge=0)]


class LabelCount(Strict):
    """Disclosed models of one year by chip family; country is CN or `other`, kind company, academic or makes-VENDOR."""

    country: Text
    kind: Annotated[str, Field(pattern=r"^(company|academic|makes-[a-z]+)$")]
    year: int
    families: dict[Text, Count]


class TrainingLabels(Strict):
    source: Id
    counts: tuple[LabelCount, ...]


class ExportCount(Strict):
    family: Text
    year: int
    units: tuple[Count, Count]


class Exports(Strict):
    source: Id
    destination: Country | Literal["other"]
    counts: tuple[ExportCount, ...]


class OrganisationRecord(Strict):
    """names: words of the name as it is written, in lower case. designs: the vendor of the catalogue that it is.

    source: of the country; the kind is our own word for it.
    """

    names: Annotated[tuple[Text, ...], Field(min_length=1)]
    country: Country
    kind: Literal["company", "academic"]
    designs: Id | None = None
    source: Id


class Organisations(Strict):
    records: tuple[OrganisationRecord, ...]
