"""facts/law/**.yaml. Every file holds some of the lists below; all files are merged."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from .common import Country, Date, Day, Id, Number, Strict, Text, check_predicate

InstrumentKind = Literal[
    "baseline", "rule", "correction", "letter", "guidance", "non-enforcement", "legal-status", "practice", "draft",
    "snapshot", "bill", "counterfactual", "tariff",
]  # fmt: skip
ReviewResult = Literal[
    "presumption-of-denial", "presumption-of-approval", "policy-of-denial", "case-by-case", "no-express-policy-found",
    "not-stated",
]  # fmt: skip
Grade = Literal["read", "derived", "unverified"]
Layers = tuple[Literal["enforced", "codified"], ...]


class Instrument(Strict):
    """A legal act as it was issued, with its four dates."""

    id: Id
    title: Text
    kind: InstrumentKind
    effective: Date
    released: Date | None = None
    published: Date | None = None
    compliance: Date | None = None
    also: tuple[Id, ...] = ()
    citation: Text
    summary: Text
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    note: Text | None = None


class Span(Strict):
    """In force from the first to the last day; until is absent while it stands."""

    instrument: Id
    begins: Day
    ends: Day | None = None
    cite: Text
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]
    grade: Grade = "read"
    note: Text | None = None
    reading: Annotated[str, Field(pattern=r"^[a-z0-9_]+=[a-z0-9_-]+$")] | None = None  # holds only under this choice

    @model_validator(mode="after")
    def check_span(self) -> Span:
        if self.ends is not None and self.ends < self.begins:
            raise ValueError(f"{self.cite}: ends {self.ends} before it begins {self.begins}")
        for key in ("when", "item"):
            text = getattr(self, key, None)
            if text is not None:
                check_predicate(text)
        return self


class Threshold(Span):
    """One value of a named legal number."""

    id: Id
    value: Annotated[Number, Field(allow_inf_nan=False)]
    unit: Text


class Item(Span):
    """A paragraph that controls the chips that meet `when`."""

    paragraph: Id
    when: Text


class Commodity(Item):
    """A paragraph on something other than a chip."""

    commodity: Literal["hbm", "computer", "weights"]


class Lesser(Item):
    """A paragraph with lesser controls (anti-terrorism only); shown, and no part of the verdict."""


class DerivedParagraph(Span):
    """The paragraph of what contains an item under the paragraphs of `covers`, or is one and listed elsewhere."""

    paragraph: Id
    covers: tuple[Id, ...]
    what: Text


class Definition(Span):
    """A defined term; becomes an attribute of its name. `assumed` stands in where its facts are not given."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")]
    when: Text
    assumed: Literal["yes", "no"] | None = None
    assumption: Text | None = None

    @model_validator(mode="after")
    def check_assumption(self) -> Definition:
        if (self.assumed is None) != (self.assumption is None):
            raise ValueError(f"{self.id}: what is assumed is said in `assumption`")
        return self


class Presumption(Span):
    """Items that meet `when` are presumed to be under the paragraphs of `covers`."""

    id: Id
    covers: tuple[Id, ...]
    when: Text


class Rebuttal(Span):
    """What overcomes the presumptions of `covers`."""

    id: Id
    covers: tuple[Id, ...]
    when: Text


class Exclusion(Span):
    """What takes a chip out of the named paragraphs."""

    id: Id
    excludes: tuple[Id, ...]
    when: Text


class Requirement(Span):
    """Transactions (`when`) that need a licence for items under the paragraphs of `covers`."""

    id: Id
    covers: tuple[Id, ...]
    when: Text
    enforced: bool = True


class Letter(Span):
    """A licence requirement told to named companies; binds them in both layers."""

    id: Id
    addressees: tuple[Id, ...]
    item: Text
    when: Text
    review: ReviewResult = "not-stated"


class EndUseRule(Span):
    """A licence requirement by party or use for whatever item; `state` says whether it is applied in this span."""

    id: Id
    when: Text
    state: Literal["active", "suspended", "unknown"] = "active"
    covers: tuple[Id, ...] = ()  # empty: whatever item
    review: ReviewResult = "not-stated"


class LicenceException(Span):
    """`item` (none: whatever is covered) and `when` have to hold; conditions are what the exporter must also do."""

    id: Id
    covers: tuple[Id, ...]
    item: Text | None = None
    when: Text
    conditions: tuple[Text, ...] = ()
    enforced: bool = True


class Outcome(Strict):
    """One of the results that the text allows at once."""

    result: Text
    cite: Text


class Conflict(Span):
    """Texts of equal rank that disagree where `when` holds; every outcome is returned."""

    id: Id
    covers: tuple[Id, ...] = ()
    when: Text
    decides: Literal["item", "transaction", "review", "layer"]
    layers: Layers = ("enforced", "codified")
    outcomes: Annotated[tuple[Outcome, ...], Field(min_length=2)]


class Roster(Strict):
    """Companies known to stand, or not to stand, on a list that is not known in full."""

    id: Id
    cite: Text
    members: tuple[Id, ...]
    absent: tuple[Id, ...] = ()
    as_of: Date
    sources: Annotated[tuple[Id, ...], Field(min_length=1)]


class Event(Strict):
    """Something beside the verdict: a measure of an importing or allied state, a practice. `date` absent: not known."""

    id: Id
    jurisdiction: Text
    countries: tuple[Country, ...] = ()  # empty: wherever the chip goes
    date: Date | None = None
    precision: Literal["day", "month", "planned"] = "day"
    what: Text
    families: tuple[Text, ...] = ()
    grade: Grade
    sources: tuple[Id, ...] = ()
    note: Text | None = None

    @model_validator(mode="after")
    def check_sources(self) -> Event:
        if not self.sources and self.grade != "unverified":
            raise ValueError(f"{self.id}: an event without a source is unverified")
        return self


class ReviewPolicy(Span):
    """How an application is reviewed where `when` (item and transaction together) holds."""

    id: Id
    covers: tuple[Id, ...]
    when: Text
    result: ReviewResult
    layers: Layers = ("enforced", "codified")


class Measure(Span):
    """A test on chips that no verdict uses: a bill, a duty."""

    id: Id
    when: Text


class GroupMember(Strict):
    """One destination in one country group, over a span of days where it is known to differ."""

    country: Country
    begins: Date | None = None
    ends: Date | None = None


class CountryGroup(Strict):
    id: Literal["D1", "D3", "D4", "D5", "A1", "A5", "A6", "T1"]
    name: Text
    members: tuple[GroupMember, ...]
    as_of: Date
    sources: tuple[Id, ...]
    note: Text | None = None


class Country_(Strict):  # noqa: N801 - Country is the code's type
    code: Country
    name: Text
    aliases: tuple[Text, ...] = ()
    treated_as: Country | None = None


class Sweep(Strict):
    """The values that a stress test may give one threshold, from the first to the last."""

    threshold: Id
    begins: float
    ends: float
    step: Annotated[float, Field(gt=0)]

    @model_validator(mode="after")
    def check_ends(self) -> Sweep:
        if self.ends <= self.begins:
            raise ValueError(f"the sweep of {self.threshold} ends before it begins")
        return self


class NamedChange(Strict):
    """A change of the law under a name of its own: thresholds set, ids taken out, provisions added or replaced."""

    id: Id
    title: Text
    instrument: Id
    grade: Grade = "derived"
    set: dict[Id, float] = Field(default_factory=dict)
    removes: tuple[Id, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    items: tuple[Item, ...] = ()
    sweep: Sweep | None = None
    note: Text | None = None


class LawFile(Strict):
    namespace: Id | None = None
    instruments: tuple[Instrument, ...] = ()
    thresholds: tuple[Threshold, ...] = ()
    items: tuple[Item, ...] = ()
    commodities: tuple[Commodity, ...] = ()
    lesser_items: tuple[Lesser, ...] = ()
    derived: tuple[DerivedParagraph, ...] = ()
    definitions: tuple[Definition, ...] = ()
    presumptions: tuple[Presumption, ...] = ()
    rebuttals: tuple[Rebuttal, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    letters: tuple[Letter, ...] = ()
    end_use_rules: tuple[EndUseRule, ...] = ()
    exceptions: tuple[LicenceException, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    review_policies: tuple[ReviewPolicy, ...] = ()
    measures: tuple[Measure, ...] = ()
    named_changes: tuple[NamedChange, ...] = ()
    rosters: tuple[Roster, ...] = ()
    events: tuple[Event, ...] = ()
    country_groups: tuple[CountryGroup, ...] = ()
    countries: tuple[Country_, ...] = ()
