"""Questions about a training run and the best plans that answer them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from ..catalog.chip import Chip
from ..catalog.model import Model
from ..errors import UserError, unknown
from .device import MissingFigure, device
from .invention import known
from .search import ALL_VALUES, UNDOMINATED, Best, Candidate, best, offloading, space
from .search.infeasible import refuse_wish, shortage
from .training import Cluster, Workload, coefficients
from .training.build import cluster, workload

BITS = {"bf16": 16.0, "fp16": 16.0, "fp8": 8.0, "mxfp8": 8.0, "nvfp4": 4.0}
OFFLOADABLE = ("optimizer", "weights", "activations")
RATES = {8.0: "rate_fp8_tops", 4.0: "rate_fp4_tops"}
SEQUENCE = 4096
STEP_TOKENS = 16e6  # of a step where no batch is given
LARGEST = 1_000_000_000
LIMIT = 65_536  # chips that a search for the fewest goes to
# What an estimate tries, unless all is asked for: what changes the answer on long sequences alone is left out.
SHORT_SEQUENCE = 8192
USUAL: Mapping[str, tuple[float, ...]] = {**UNDOMINATED, "recompute": (0.0, 1.0, 1.5, 2.0), "zero": (2.0, 3.0)}


@dataclass(frozen=True, slots=True)
class Question:
    """What is to be trained on what; batch in sequences, None for a usual one; held: fields of the plan that are fixed.

    Raises UserError for sizes that cannot be. year: of the software, and of what plans may use. offload: what the
    host's memory may keep, of OFFLOADABLE; nothing unless asked for.
    """

    model: Model
    chip: Chip
    count: int
    precision: str = "bf16"
    sequence: int = SEQUENCE
    batch: int | None = None
    held: Mapping[str, float] = field(default_factory=dict)
    lora_rank: int = 0
    year: float = 2025.0
    offload: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        for name, value in (("chips", self.count), ("tokens in a sequence", self.sequence), ("batch", self.batch)):
            if value is not None and not 1 <= value <= LARGEST:
                raise UserError(f"{name}: {value:,} lies outside 1 to {LARGEST:,}")
        if self.precision not in BITS:
            raise UserError(f"unknown precision {self.precision!r}: known: {', '.join(BITS)}")
        for name in self.offload:
            if name not in OFFLOADABLE:
                raise unknown("thing to offload", name, OFFLOADABLE)
        rate = RATES.get(BITS[self.precision])
        if rate and rate not in self.chip.figures:
            raise UserError(f"{self.chip.name} has no known dense rate for {self.precision} ({rate})")

    def on(self, count: int) -> Question:
        """The same on another count of chips."""
        return replace(self, count=count)

    @property
    def bits(self) -> float:
        return BITS[self.precision]

    def sequences(self, count: int | None = None) -> int:
        """The batch, or a usual one that the count divides into: its odd part times a power of two near 16e6 tokens."""
        if self.batch is not None:
            return self.batch
        odd = count or self.count
        while odd % 2 == 0:
            odd //= 2
        size = odd
        while 2 * size * self.sequence <= STEP_TOKENS * 1.42:
            size *= 2
        return size

    def parts(self, count: int | None = None) -> tuple[Workload, Cluster]:
        """Workload and cluster of plain numbers; raises MissingFigure and UserError."""
        many = count or self.count
        work = workload(self.model, self.sequence, self.sequences(many), self.lora_rank)
        on = cluster(device(self.chip), many, self.chip.architecture or "any", self.year)
        if self.offload and not on.host:
            raise MissingFigure(self.chip.id, "pcie_generation")
        return work, on

    def values(self, usual: Mapping[str, tuple[float, ...]]) -> Mapping[str, tuple[float, ...]]:
        """Values of the switches that are tried: those known in the software's year, with what the host may keep."""
        return {**known(usual, self.year), **offloading(self.offload)}

    def wishes(self) -> dict[str, float]:
        """Fields that stand fixed in the search of an estimate."""
        held = dict(self.held)
        if self.precision in ("mxfp8", "nvfp4"):
            held["blocks"] = 1.0
        return held


def plans(asked: Question, top: int = 1, by: str = "time", every: bool = False) -> Best:
    """The best plans of a question; every: over all values of all switches, else over what is not dominated.

    Raises UserError for wishes that break a rule, MissingFigure where the chip lacks a figure.
    """
    work, on = asked.parts()
    held = asked.wishes()
    refuse_wish(work, on, held)
    if not every:
        held = {"etp": 1.0, **held}
        if asked.sequence <= SHORT_SEQUENCE:
            held = {"cp": 1.0, **held}
    values = asked.values(UNDOMINATED if every else USUAL)
    return best(work, on, space(work, on, asked.bits, held, values), coefficients(), by=by, top=top)


def fastest(asked: Question) -> tuple[Question, Best]:
    """The best plan of a question, on all chips or on the multiples of 8 and 64 just below, whichever trains faster.

    A count with few divisors leaves next to no plans; who has 10,007 chips lets seven of them rest.
    """
    counts = {asked.count, *(asked.count // step * step for step in (8, 64) if asked.count > 16 * step)}
    if "dp" in asked.held:
        counts = {asked.count}
    tried = [(asked.on(count), plans(asked.on(count))) for count in sorted(counts, reverse=True)]
    fitting = [(used, found) for used, found in tried if found.plans]
    return min(fitting, key=lambda one: one[1].plans[0].seconds / one[0].sequences()) if fitting else tried[0]


def why_not(asked: Question) -> dict[str, Any]:
    """Why no plan fits, and what would; as infeasible.shortage."""
    work, on = asked.parts()
    more = partial(fewest, asked, asked.count + 1)
    return shortage(work, on, asked.bits, asked.wishes(), coefficients(), more, asked.values(ALL_VALUES))


def fewest(asked: Question, begin: int = 1, limit: int = LIMIT) -> tuple[int, Candidate] | None:
    """The fewest chips on which a plan fits, and the plan with the least memory there; None up to the limit.

    Counts tried: all below 8, then multiples of 8 to 128, of 64 to 1,024, of 512 beyond.
    """
    for count in _counts(begin, limit):
        work, on = asked.parts(count)
        held = {"etp": 1.0, "cp": 1.0, **asked.wishes()}
        found = best(work, on, space(work, on, asked.bits, held, asked.values(USUAL)), coefficients(), by="memory")
        if found.plans:
            return count, found.plans[0]
    return None


def _counts(begin: int, limit: int) -> list[int]:
    steps = [*range(1, 8), *range(8, 128, 8), *range(128, 1024, 64), *range(1024, limit + 1, 512)]
    return [count for count in steps if count >= begin]
