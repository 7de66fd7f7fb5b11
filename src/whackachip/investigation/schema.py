"""The published schema of a result; pydantic stays out of everything that only makes or reads one."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class Closed(BaseModel):
    model_config = ConfigDict(extra="forbid")


Share = float
ItemWord = Literal["controlled", "not-controlled-by-this-rule", "depends", "not-in-force", "unknown"]
DealWord = Literal["licence-required", "exception-available", "no-requirement-found", "depends", "unknown"]


class Question(Closed):
    subject: str
    title: str
    repository: str
    model: str | None
    model_name: str | None
    developer: str | None
    on: str = Field(description="Day of the verdict, ISO.")
    to: str = Field(description="Destination, ISO 3166-1 alpha-2.")
    destination: str
    layer: Literal["enforced", "codified"]
    stages: list[str]


class Verdict(Closed):
    headline: str
    sentences: list[str]
    stages: list[str]
    strict: list[str]
    law: list[str]
    window: list[str]
    rule: list[str]


class Metric(Closed):
    value: float | str | None = Field(description='Low end of the interval; "undefined" where it does not exist.')
    unit: str
    interval: list[float | None] | None = Field(description="[low, high]; null for an unbounded high end.")
    formula: str
    sources: list[str]


class CandidateRow(Closed):
    chip: str
    name: str
    family: str
    vendor: str
    market: str
    architecture: str | None
    main_variant: bool
    announced: str | None
    item: ItemWord
    paragraphs: list[str]
    transaction: DealWord
    tpp: Metric
    performance_density: Metric
    memory_bandwidth: Metric
    eliminated_by: str | None


class Reference(Closed):
    signal: str
    commit: str | None
    path: str
    line: int
    token: str
    stage: str
    status: str
    removed_on: str | None
    removed_by: str | None


class Step(Closed):
    id: str
    title: str
    figure: str
    keeps: str
    keeps_words: str
    fired: bool
    findings: list[Reference]
    before: int
    after: int
    eliminated: list[str]
    undecided: list[str]
    verdict: str
    audited: str
    sources: list[str]


class Strict(Closed):
    title: str
    source: str
    steps: list[Step]
    remaining: list[str]
    conclusion: str
    conclusion_audited: str


class Disclosure(Closed):
    word: Literal["declared", "implied", "undisclosed"]
    families: list[str]
    findings: list[Reference]
    tested: bool = Field(False, description="Whether all that is said is that something was tried or measured there.")


class Moved(Closed):
    signal: str
    title: str
    log_ratio: float = Field(description="Natural logarithm of the likelihood ratio, after context and transfer.")
    transferred: bool
    families: list[str]
    implies: str | None
    reason: str
    finding: Reference
    sources: list[str]


class FamilyVerdict(Closed):
    family: str
    chip: str
    verdict: str
    formula: str = Field(description="The substitution for the main variant; empty where there is none.")


class Reckoning(Closed):
    """What one number says by arithmetic; finding is null for the day of release."""

    sort: Literal["memory", "hours", "rate", "peak", "device", "dates"]
    stated: str
    excludes: int = Field(description="Chips that are ruled out by it; 0 where it may not rule out any.")
    of: int
    weighs: bool = Field(description="Whether its verdicts move the odds.")
    note: str = Field(description="Why it does not rule out what it finds impossible, or does not weigh.")
    families: list[FamilyVerdict]
    finding: Reference | None


class Stage(Closed):
    stage: str
    label: str | None = Field(None, description="The stage for a reader; absent from documents of before 2026-11-23.")
    disclosure: Disclosure
    chips: dict[str, Share]
    families: dict[str, Share]
    prior_families: dict[str, Share]
    classes: dict[str, Share]
    word: str
    credible: list[str]
    inseparable: list[str]
    moved_by: list[Moved]
    arithmetic: list[Reckoning]
    would_change_it: list[str]


class Audited(Closed):
    weights_version: str
    stages: list[Stage]
    looked_for: list[str]
    not_found: list[str]


class Difference(Closed):
    step: str
    title: str
    eliminated: list[str]
    left: dict[str, Share] = Field(description="By stage, the audited probability of what the step eliminates.")
    why: str
    verdict: str
    sources: list[str]


class View(Closed):
    id: str
    commit: str
    moment: str
    note: str
    findings: int
    strict_steps: list[str]
    strict_remaining: int
    stages: list[dict[str, Any]]


class Period(Closed):
    begins: str
    ends: str
    item: dict[str, Any]
    transaction: dict[str, Any]


class Law(Closed):
    on: str
    to: str
    layer: str
    decisions: list[dict[str, Any]] = Field(description="The documents that `whackachip classify --json` prints.")
    thresholds: dict[str, float]
    windows: dict[str, list[Period]]
    lives: dict[str, list[Period]]
    window_note: str | None


class Source(Closed):
    id: str
    title: str
    grade: Literal["read", "derived", "unverified"]
    accessed: str
    url: str | None
    publisher: str | None
    published: str | None
    note: str | None


class Skipped(Closed):
    """What could not be read, and why; the rest was."""

    path: str
    reason: str


class Provenance(Closed):
    tool: str
    version: str
    facts_version: str
    facts_hash: str
    command: str
    python: str
    overlay: dict[str, list[str]] | None = Field(default=None, description="Ids of a user's own facts, by section.")
    as_of: str = Field(description="Day that the answer speaks of, ISO.")
    not_checked: list[str] = Field(description="The same as of the result.")


class Result(Closed):
    """One investigation. Every rendering reads this document and nothing else."""

    schema_version: Literal["1"]
    question: Question
    verdict: Verdict
    candidates: list[CandidateRow]
    undated: list[str]
    strict: Strict
    audited: Audited
    differences: list[Difference]
    evidence: dict[str, Any] = Field(description="What `whackachip scan --json` prints, without what was skipped.")
    skipped: list[Skipped]
    signals: dict[str, dict[str, Any]]
    views: list[View]
    law: Law
    feasibility: list[dict[str, Any]]
    statements: list[dict[str, Any]]
    chips: dict[str, dict[str, str]]
    limits: list[str]
    assumptions: list[str]
    not_checked: list[str]
    disclaimer: str
    sources: dict[str, Source]
    provenance: Provenance
