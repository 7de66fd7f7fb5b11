"""What chips give when they serve a model: times, rates and memory, each with its interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ...catalog.chip import Chip
from ...catalog.model import Model
from ...errors import UserError, unknown
from ...facts import store
from ...notebook import HEADINGS, Card, Shown, quantity_rows
from ...quantities import Interval
from ..device import Device, MissingFigure, assumed, device
from ..elsewhere import widened
from ..quantity import Quantity, unknown_quantity
from .arrays import Cluster, Load, Plan, Workload
from .build import Formats, cluster, formats, with_formats, workload
from .coefficients import ENGINES, Coefficients, coefficients, interval
from .memory import memory, most_sequences
from .search import Found, NothingFits, best, best_apart, best_pools

SPLIT = ("tp", "pp", "dp", "moe_tp", "ep")
LARGEST = 1e7  # chips, tokens of a request, requests: beyond it a number is a slip of the pen
USED = ("rate_bf16_tops", "rate_fp8_tops", "rate_fp4_tops", "memory_bandwidth_gbs", "memory_capacity_gb", "sm_count",
        "scaleup_bandwidth_gbs")  # fmt: skip
FIRST_YEAR, LAST_YEAR = 2023.0, 2030.0  # of an engine
UNITS = {"ttft": "s", "tpot": "s", "output_rate": "token/s/chip", "input_rate": "token/s/chip", "total_rate": "token/s"}
FITTED_FAMILIES = ("hopper", "blackwell")


@dataclass(frozen=True, slots=True)
class ServingEstimate(Shown):
    """The estimate of a model served on chips; verdict: yes, no or depends, and reason says why.

    ttft, tpot [s] and rates hold the 80 % interval, their formulas the middle; middle: the middles by name. plan: the
    split of one replica, prefill_plan: that of one that only prefills, where there are two pools; concurrency: requests
    in flight on all chips; memory [byte] on the fullest chip.
    """

    model: str
    chip: str
    count: int
    verdict: str
    reason: str
    missing: str | None
    input_tokens: int
    output_tokens: int
    precision: Formats
    plan: Mapping[str, float]
    replicas: float
    prefill_plan: Mapping[str, float] | None
    prefill_replicas: float
    concurrency: float
    most_concurrency: float
    ttft: Quantity
    tpot: Quantity
    output_rate: Quantity
    input_rate: Quantity
    total_rate: Quantity
    middle: Mapping[str, float]
    memory: Mapping[str, float]
    assumptions: tuple[str, ...]
    caveats: tuple[str, ...]
    sources: tuple[str, ...] = field(default=())

    def _card(self) -> Card:
        title = f"{self.model} served on {self.count:,} x {self.chip}"
        rows = quantity_rows({name: getattr(self, name).to_dict() for name in UNITS})
        return Card(title, (f"{self.verdict}: {self.reason}",), HEADINGS, rows, (*self.assumptions, *self.caveats))

    def to_dict(self) -> dict[str, Any]:
        """The estimate as plain data."""
        plain = {name: getattr(self, name) for name in ServingEstimate.__slots__ if name not in UNITS}
        plain["precision"] = self.precision._asdict()
        plain |= {name: dict(plain[name]) for name in ("plan", "middle", "memory")}
        plain["prefill_plan"] = dict(self.prefill_plan) if self.prefill_plan else None
        plain |= {name: list(plain[name]) for name in ("assumptions", "caveats", "sources")}
        return plain | {name: getattr(self, name).to_dict() for name in UNITS}


def estimate_serving(
    model: Model,
    chip: Chip,
    *,
    count: int,
    plan: Mapping[str, int] | None = None,
    input_tokens: int,
    output_tokens: int,
    concurrency: float | None = None,
    tpot_target: float | None = None,
    ttft_target: float | None = None,
    precision: str | None = None,
    cache_precision: str | None = None,
    engine: str = "other",
    year: float = 2026.0,
    draft: int = 0,
    acceptance: float = 0.0,
    draft_cost: float = 0.05,
    prefix: float = 0.0,
    overlap: bool = False,
    offload: float = 0.0,
    apart: bool = False,
    prefill_count: int = 0,
    prefill_plan: Mapping[str, int] | None = None,
) -> ServingEstimate:
    """Times, rates and memory of serving a model on `count` chips in steady state, by the best plan or a given one.

    plan: tp, pp, dp, moe_tp, ep, those left out being 1 (moe_tp x ep: tp x dp by experts). input_tokens, output_tokens
    [token] of a request; concurrency [request] in flight on all chips, else the one of the highest rate within
    tpot_target and ttft_target [s]. precision: of weights, by build.FORMATS; 8 bits where the chip has such a rate and
    16 elsewhere unless given. engine: trtllm, vllm, sglang or other; year: of it, with its fraction. draft: tokens
    guessed ahead, acceptance: the chance of each, draft_cost: of guessing one over a step.
    prefix: share of a prompt whose keys the cache holds already. overlap: dispatch and combine run beside another half
    of the batch. offload: share of the weights that stay in the host's memory and are sent anew for each pass.
    apart: two pools, one that only prefills and one that only decodes (disaggregation), divided as gives most;
    prefill_count: chips of the first, prefill_plan: its split, plan: that of the second.
    A chip without a needed figure gives the verdict `depends` and names it. Raises UserError for a plan that cannot be
    (with the rule), for sizes that are not above zero or absurd, and for what the formulas do not cover.
    """
    _check(count, input_tokens, output_tokens, concurrency, tpot_target, ttft_target, draft, acceptance)
    _check_shares({"prefix": prefix, "offload": offload}, draft_cost, year)
    work = workload(model)
    chosen = formats(precision or ("fp8" if "rate_fp8_tops" in chip.figures else "bf16"), cache_precision)
    if engine not in ENGINES:
        raise unknown("engine", engine, list(ENGINES))
    said = _assumptions(precision, chosen, engine, prefix, overlap, offload, draft, acceptance) + assumed(chip)
    asked = _Asked(model, chip, count, input_tokens, output_tokens, chosen, said)
    base = with_formats(_split(work, plan or {}), chosen)
    base = base._replace(
        engine=float(ENGINES.index(engine)), year=year, draft=float(draft), acceptance=acceptance,
        draft_cost=draft_cost, overlap=float(overlap), offload=offload,
    )  # fmt: skip
    load = Load(float(concurrency or 0.0), float(input_tokens), float(output_tokens), float(int(prefix * input_tokens)))
    if prefill_count and not 0 < prefill_count < count:
        raise UserError(f"prefill_count {prefill_count} leaves none of {count} chips to prefill or to decode")
    before = _split(work, prefill_plan or {})._replace(
        **{name: getattr(base, name) for name in base._fields if name not in SPLIT}
    )
    constants = coefficients()

    def solved(on: Cluster) -> tuple[Found, int]:
        if not (apart or prefill_count or prefill_plan):
            targets = {"given": bool(plan), "tpot": tpot_target, "ttft": ttft_target}
            return _best_of(work, on, base, load, constants, [count] if plan else _counts(count), targets)
        told: dict[str, Any] = {"given": (bool(prefill_plan), bool(plan)), "tpot": tpot_target, "ttft": ttft_target}
        if not prefill_count:
            return best_pools(work, on, before, base, load, constants, **told), count
        pools = (on._replace(chips=float(prefill_count)), on._replace(chips=float(count - prefill_count)))
        return best_apart(work, *pools, before, base, load, constants, **told), count

    def joined(reading: Device) -> Cluster:
        return cluster(reading, count, chosen, work.kv_rank > 0, chip.architecture or "any")

    here = device(chip)
    try:
        on = joined(here)
        found, used = solved(on)
        # Where units are not counted, few and many of them.
        others = [solved(joined(reading)) for reading in here.readings if reading != here]
    except MissingFigure as error:
        return asked.nothing("depends", str(error), error.figure)
    except NothingFits as error:
        return asked.nothing("no", str(error), None)
    return asked.answer(work, on, found, used, [asked.middle(*other) for other in others])


def _counts(count: int) -> list[int]:
    """All chips, and fewer that plans divide into: whole nodes of eight, and a power of two."""
    return sorted({count, count // 8 * 8, 2 ** (count.bit_length() - 1)} - {0}, reverse=True)


def _best_of(
    work: Workload, on: Cluster, base: Plan, load: Load, constants: Coefficients, counts: list[int],
    targets: Mapping[str, Any],
) -> tuple[Found, int]:  # fmt: skip
    """The best of several counts of chips: most in all, or the shortest answers of so many requests."""
    found: list[tuple[float, Found, int]] = []
    reason: NothingFits | None = None
    for count in counts:
        try:
            one = best(work, on._replace(chips=float(count)), base, load, constants, **targets)
        except NothingFits as error:
            reason = reason or error
            continue
        score = -one.served.request if load.concurrency else one.served.output_rate * count
        found.append((float(score), one, count))
    if not found:
        raise reason or NothingFits("no count of chips was tried")
    _, chosen, used = max(found, key=lambda each: each[0])
    return chosen, used


def _split(work: Workload, plan: Mapping[str, int]) -> Plan:
    for name in plan:
        if name not in SPLIT:
            raise unknown("part of a plan", name, list(SPLIT))
    parts = {name: float(plan.get(name, 1)) for name in SPLIT}
    for name, value in parts.items():
        if value < 1 or value != int(value):
            raise UserError(f"{name} {value:g} is not a whole number above zero")
    if work.experts > 0:
        group = parts["tp"] * parts["dp"]
        if "ep" not in plan:
            parts["ep"] = max(1.0, group / parts["moe_tp"]) if "moe_tp" in plan else group
        if "moe_tp" not in plan:
            parts["moe_tp"] = max(1.0, group / parts["ep"])
    return Plan(**parts)


def _check(
    count: int, given: int, output: int, concurrency: float | None, tpot: float | None, ttft: float | None, draft: int,
    acceptance: float,
) -> None:  # fmt: skip
    sizes = {"count": count, "input_tokens": given, "output_tokens": output, "concurrency": concurrency}
    for name, value in {**sizes, "tpot_target": tpot, "ttft_target": ttft}.items():
        if value is not None and not 0 < value <= LARGEST:
            raise UserError(f"{name} {value:g} is not above zero and at most {LARGEST:,.0f}")
    if not 0 <= acceptance <= 1:
        raise UserError(f"acceptance {acceptance:g} is not within 0 to 1")
    if not 0 <= draft <= 64:
        raise UserError(f"draft {draft} is not within 0 to 64")


def _check_shares(shares: Mapping[str, float], draft_cost: float, year: float) -> None:
    for name, value in shares.items():
        if not 0 <= value < 1:
            raise UserError(f"{name} {value:g} is not within 0 to 1, 1 left out")
    if not 0 <= draft_cost <= 1:
        raise UserError(f"draft_cost {draft_cost:g} is not within 0 to 1")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(f"year {year:g} is not within {FIRST_YEAR:g} to {LAST_YEAR:g}")


def _assumptions(
    precision: str | None, parts: Formats, engine: str, prefix: float, overlap: bool, offload: float, draft: int,
    acceptance: float,
) -> tuple[str, ...]:  # fmt: skip
    named = f"weights in {parts.dense}, cache in {parts.cache}"
    shared = (
        f"{prefix:.0%} of each prompt is in the cache already" if prefix else "no prompt shares a prefix with another"
    )
    beside = "run beside another half of the batch" if overlap else "are not overlapped"
    found = [
        named if precision else f"{named}, as the chip's rates allow",
        f"engine: {engine if engine != 'other' else 'the mean of TensorRT-LLM, vLLM and SGLang'}",
        f"requests come as fast as others end, all of the same length; {shared}",
        f"experts are chosen at random; dispatch and combine {beside}",
        "domain and network of the chips as they usually are (facts/performance/training.yaml, tiers)",
    ]
    if draft:
        many = "1 token is" if draft == 1 else f"{draft} tokens are"
        found.append(f"{many} guessed ahead, each kept with a chance of {acceptance:g} after the one before")
    if offload:
        found.append(
            f"{offload:.0%} of the weights are sent from the host's memory for each pass, beside the others' work"
        )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question, which every answer repeats."""

    model: Model
    chip: Chip
    count: int
    given: int
    output: int
    parts: Formats
    assumptions: tuple[str, ...]

    def nothing(self, verdict: str, reason: str, missing: str | None) -> ServingEstimate:
        """An answer without numbers."""
        none = {name: unknown_quantity(unit, reason) for name, unit in UNITS.items()}
        return self._result(verdict, reason, missing, {}, 0.0, 0.0, 0.0, none, {}, {}, ())

    def middle(self, found: Found, used: int) -> dict[str, float]:
        """The middles of what is asked, by name; used: of the chips, those that the plan takes."""
        served, share = found.served, used / self.count
        return {
            "ttft": served.ttft,
            "tpot": served.tpot,
            "output_rate": served.output_rate * share,
            "input_rate": served.input_rate * share,
            "total_rate": served.output_rate * used,
        }

    def factors(self, name: str, measured: bool) -> tuple[float, float]:
        """Of the 80 % interval of a quantity."""
        kind = "rate" if name.endswith("rate") else name
        return widened(self.chip, kind, interval(kind, measured))

    def answer(
        self, work: Workload, on: Cluster, found: Found, used: int, others: list[dict[str, float]]
    ) -> ServingEstimate:
        """The numbers of the plan found; others: the middles where the chip is read otherwise, which it holds too."""
        served, plan, load = found.served, found.plan, found.load
        family = (self.chip.architecture or "").split("-")[0]
        known = family in FITTED_FAMILIES
        sources = (
            *dict.fromkeys(self.chip.figures[key].source for key in USED if key in self.chip.figures),
            *store.section("performance")["serving"]["sources"],
            *store.section("performance")["curves"]["sources"],
        )
        total = load.concurrency * found.replicas
        middle = self.middle(found, used)
        texts = {
            "ttft": f"prefill of {self.given:,} tokens {_ms(served.prefill)}, and waiting",
            "tpot": f"step {_ms(served.step)}, and {_ms(served.tpot - served.step)} of others' prefills",
            "output_rate": f"{total:,.4g} requests x {self.output:,} tokens / {served.request:,.4g} s / "
            f"{self.count:,} chips",
            "input_rate": f"{total:,.4g} requests x {self.given:,} tokens / {served.request:,.4g} s / "
            f"{self.count:,} chips",
            "total_rate": f"{total:,.4g} requests x {self.output:,} tokens / {served.request:,.4g} s",
        }
        numbers = {}
        for name, value in middle.items():
            low, high = self.factors(name, known)
            low *= min(1.0, *(other[name] / value for other in others), 1.0)
            high *= max(1.0, *(other[name] / value for other in others), 1.0)
            text = f"{texts[name]}: {value:.4g} x {low:g} to {high:g}, where 80 % of measured runs left out lay"
            numbers[name] = Quantity(Interval(value * low, value * high), UNITS[name], "derived", sources, text)
        running = min(load.concurrency, served.most)
        context = load.input + load.output
        room = memory(work, on, plan, running, load.input + load.output / 2)
        most = float(most_sequences(work, on, plan, context)) * found.replicas
        caveats = [] if known else [f"no serving on chips of the family {family or 'of this chip'} was fitted on"]
        if used < self.count:
            caveats.append(f"{self.count - used:,} of {self.count:,} chips rest, as plans divide into {used:,} better")
        if math.floor(served.most) < load.concurrency:
            caveats.append("the cache has no room for all requests in flight; the rest wait")
        reason = f"the best of {found.fitting:,} plans that fit" if found.fitting > 1 else "the plan fits"
        split = {name: getattr(plan, name) for name in SPLIT}
        kept = {name: float(value) for name, value in room._asdict().items()}
        first = {name: getattr(found.prefill, name) for name in SPLIT} if found.prefill else None
        return self._result(
            "yes", reason, None, split, found.replicas, total, most, numbers, middle, kept, tuple(caveats), sources,
            first, found.prefill_replicas,
        )  # fmt: skip

    def _result(
        self, verdict: str, reason: str, missing: str | None, plan: Mapping[str, float], replicas: float,
        concurrency: float, most: float, numbers: Mapping[str, Quantity], middle: Mapping[str, float],
        room: Mapping[str, float], caveats: tuple[str, ...], sources: tuple[str, ...] = (),
        first: Mapping[str, float] | None = None, first_replicas: float = 0.0,
    ) -> ServingEstimate:  # fmt: skip
        return ServingEstimate(
            model=self.model.id, chip=self.chip.id, count=self.count, verdict=verdict, reason=reason, missing=missing,
            input_tokens=self.given, output_tokens=self.output, precision=self.parts, plan=plan, replicas=replicas,
            prefill_plan=first, prefill_replicas=first_replicas, concurrency=concurrency, most_concurrency=most,
            middle=middle, memory=room, assumptions=self.assumptions, caveats=caveats, sources=sources, **numbers,
        )  # fmt: skip


def _ms(seconds: float) -> str:
    return f"{seconds * 1e3:,.4g} ms"
