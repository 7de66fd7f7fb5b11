"""The published schema of a result; pydantic stays out of everything that only makes or reads one."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from ..shapes.common import DealWord, ItemWord, Provenance, Quantity, Shape, Span
from ..shapes.decision import Decision, Period
from ..shapes.finding import Scanned, Skipped

Share = float


class Question(Shape):
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


class Verdict(Shape):
    headline: str
    sentences: list[str]
    stages: list[str]
    strict: list[str]
    law: list[str]
    window: list[str]
    rule: list[str]


class Metric(Shape):
    value: float | str | None = Field(description='Low end of the interval; "undefined" where it does not exist.')
    unit: str
    interval: list[float | None] | None = Field(description="[low, high]; null for an unbounded high end.")
    formula: str
    sources: list[str]


class CandidateRow(Shape):
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


class Reference(Shape):
    signal: str
    commit: str | None
    path: str
    line: int
    token: str
    stage: str
    status: str
    removed_on: str | None
    removed_by: str | None


class Step(Shape):
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


class Strict(Shape):
    title: str
    source: str
    steps: list[Step]
    remaining: list[str]
    conclusion: str
    conclusion_audited: str


class Disclosure(Shape):
    word: Literal["declared", "implied", "undisclosed"]
    families: list[str]
    findings: list[Reference]
    tested: bool = Field(False, description="Whether all that is said is that something was tried or measured there.")


class Moved(Shape):
    signal: str
    title: str
    log_ratio: float = Field(description="Natural logarithm of the likelihood ratio, after context and transfer.")
    transferred: bool
    families: list[str]
    implies: str | None
    reason: str
    finding: Reference
    sources: list[str]


class FamilyVerdict(Shape):
    family: str
    chip: str
    verdict: str
    formula: str = Field(description="The substitution for the main variant; empty where there is none.")


class Reckoning(Shape):
    """What one number says by arithmetic; finding is null for the day of release."""

    sort: Literal["memory", "hours", "rate", "peak", "device", "dates"]
    stated: str
    excludes: int = Field(description="Chips that are ruled out by it; 0 where it may not rule out any.")
    of: int
    weighs: bool = Field(description="Whether its verdicts move the odds.")
    note: str = Field(description="Why it does not rule out what it finds impossible, or does not weigh.")
    families: list[FamilyVerdict]
    finding: Reference | None


class Stage(Shape):
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


class Audited(Shape):
    weights_version: str
    stages: list[Stage]
    looked_for: list[str]
    not_found: list[str]


class Difference(Shape):
    step: str
    title: str
    eliminated: list[str]
    left: dict[str, Share] = Field(description="By stage, the audited probability of what the step eliminates.")
    why: str
    verdict: str
    sources: list[str]


class ViewStage(Shape):
    """What a stage looks like in one state of the repository; families: the most probable."""

    stage: str
    label: str | None = None
    disclosure: str
    declared: list[str]
    families: dict[str, Share]
    credible: list[str]


class View(Shape):
    id: str
    commit: str
    moment: str
    note: str
    findings: int
    strict_steps: list[str]
    strict_remaining: int
    stages: list[ViewStage]


class Law(Shape):
    on: str
    to: str
    layer: str
    decisions: list[Decision] = Field(description="What `whackachip classify --json` prints of each chip in question.")
    thresholds: dict[str, float]
    windows: dict[str, list[Period]]
    lives: dict[str, list[Period]]
    window_note: str | None


class Source(Shape):
    id: str
    title: str
    grade: Literal["read", "derived", "unverified"]
    accessed: str
    url: str | None
    publisher: str | None
    published: str | None
    note: str | None


class Signal(Shape):
    """What a signal means."""

    title: str
    category: str
    strength: str
    implies: str | None
    names_chip: bool
    reason: str
    exceptions: list[str]
    sources: list[str]


class Cluster(Shape):
    """How long a cluster of one size needs."""

    count: Span
    days: Quantity


class Estimate(Shape):
    """Pre-training of the model on one kind of chip; feasible: neither memory nor time rules it out."""

    model: str
    chip: str
    feasible: Literal["yes", "no", "unknown"]
    reason: str
    tokens: Quantity
    training_flops: Quantity
    peak_rate: Quantity
    utilisation: Quantity
    chip_hours: Quantity
    weights_bytes: Quantity
    state_bytes: Quantity
    activation_bytes: Quantity
    minimum_chips: Quantity
    days_available: Quantity
    chips_needed: Quantity
    cost_usd: Quantity
    energy_kwh: Quantity
    flops_by_model: dict[str, Quantity]
    clusters: list[Cluster]
    assumptions: list[str]
    caveats: list[str]
    sources: list[str]


class Statement(Shape):
    """What somebody said outside the repository; shown beside the evidence, never scored."""

    date: str
    who: str
    says: str
    stage: str
    bears_on: list[str]
    sources: list[str]


class ChipName(Shape):
    """A chip of the catalogue that the document names."""

    name: str
    family: str


class Result(Shape):
    """One investigation. Every rendering reads this document and nothing else."""

    schema_version: Literal["1"]
    question: Question
    verdict: Verdict
    candidates: list[CandidateRow]
    undated: list[str]
    strict: Strict
    audited: Audited
    differences: list[Difference]
    evidence: Scanned = Field(description="What `whackachip scan --json` prints, without what was skipped.")
    skipped: list[Skipped]
    signals: dict[str, Signal]
    views: list[View]
    law: Law
    feasibility: list[Estimate]
    statements: list[Statement]
    chips: dict[str, ChipName]
    limits: list[str]
    assumptions: list[str]
    not_checked: list[str]
    disclaimer: str
    sources: dict[str, Source]
    provenance: Provenance
