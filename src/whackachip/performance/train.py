"""What a training run takes: step, days, chip-hours, utilisation, money and energy, each as an interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..catalog.compute import training_flops
from ..catalog.model import Model
from ..errors import UserError
from ..facts import store
from ..notebook import HEADINGS, Card, Shown, quantity_rows
from ..quantities import Interval
from . import compute
from .cost import Money, money
from .device import GIGA, TERA, MissingFigure, assumed, device
from .elsewhere import is_elsewhere, widened
from .invention import later_inventions
from .progress import progress
from .quantity import Quantity, derived, given, joint_sources, show, unknown_quantity
from .run import STEP_TOKENS, Question, fastest, why_not
from .search import Candidate
from .training import host_memory, memory, step_time
from .training.coefficients import coefficients, interval
from .utilisation import model_utilisation

HOUR = 3600.0
STATED = {"tp", "pp", "micro_batch"}  # a plan with these held fixed is one that somebody ran or means to
QUANTITIES = ("tokens", "flops_per_token", "step_seconds", "tokens_per_second", "utilisation", "chip_hours", "days")


@dataclass(frozen=True, slots=True)
class Run(Shown):
    """The estimate of a run; verdict: fits, no-plan-fits, or depends, with the figure that is missing.

    used: the question on the chips at work, fewer than asked where a count has next to no plans and some rest.
    method: plan (the fastest plan by the formulas) or utilisation (a share of the peak, given or of published runs).
    """

    asked: Question
    used: Question
    verdict: str
    method: str
    missing: str | None
    reason: str
    plan: Candidate | None
    parts: dict[str, float]
    memory: dict[str, float]
    tokens: Quantity
    flops_per_token: Quantity
    step_seconds: Quantity
    tokens_per_second: Quantity
    utilisation: Quantity
    chip_hours: Quantity
    days: Quantity
    money: Money | None
    assumptions: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source id that the estimate rests on, each once."""
        found = [getattr(self, name) for name in QUANTITIES]
        if self.money:
            found += [getattr(self.money, name) for name in Money.__slots__]
        return joint_sources(*found)

    def _card(self) -> Card:
        title = f"{self.asked.model.name} on {self.asked.count:,} x {self.asked.chip.name}"
        rows = quantity_rows({name: getattr(self, name).to_dict() for name in QUANTITIES})
        return Card(title, (f"{self.verdict}: {self.reason}",), HEADINGS, rows, self.assumptions)

    def to_dict(self) -> dict[str, Any]:
        """The estimate as plain data; seconds and bytes of the parts are those of the middle."""
        asked = self.asked
        return {
            "model": asked.model.id,
            "chip": asked.chip.id,
            "count": asked.count,
            "precision": asked.precision,
            "sequence": asked.sequence,
            "batch": self.used.sequences(),
            "resting": asked.count - self.used.count,
            "verdict": self.verdict,
            "method": self.method,
            "missing": self.missing,
            "reason": self.reason,
            "plan": self.plan.plan._asdict() if self.plan else None,
            "step_parts_seconds": self.parts or None,
            "memory_bytes": self.memory or None,
            **{name: getattr(self, name).to_dict() for name in QUANTITIES},
            "money": self.money.to_dict() if self.money else None,
            "assumptions": list(self.assumptions),
            "sources": list(self.sources),
        }


def train(
    asked: Question,
    *,
    tokens: Interval | None = None,
    mfu: Interval | None = None,
    day: date | None = None,
    place: str | None = None,
) -> Run:
    """The run of a question on `tokens` (as the facts have them where none are given).

    mfu: share of the dense 16-bit peak that model FLOPs reach, in place of a plan. day, place: of prices. A chip that
    lacks a figure of the plan is answered by the published utilisation of its class, with the verdict `depends`.
    Raises UserError for tokens or a share that cannot be.
    """
    amount = compute.training_tokens(asked.model, tokens)
    _check(amount, mfu)
    try:
        per_token = _flops(asked.model, asked.sequence, asked.lora_rank > 0)
    except (KeyError, ValueError) as error:
        raise UserError(f"{asked.model.id}: {error}") from None
    if mfu is not None:
        share = given(mfu, "share of peak", "utilisation")
        return _by_share(asked, amount, per_token, share, "fits", None, "as given, no plan is tried", day, place)
    try:
        used, found = fastest(asked)
    except MissingFigure as error:
        share, _ = model_utilisation(asked.model, asked.chip, store.section("market"))
        why = f"{error}; published runs of its class stand in for the plan"
        return _by_share(asked, amount, per_token, share, "depends", error.figure, why, day, place)
    if not found.plans:
        return _nothing(asked, amount, per_token, why_not(asked)["text"])
    return _by_plan(asked, used, amount, per_token, found.plans[0], found.fitting, day, place)


def _by_plan(
    asked: Question, used: Question, tokens: Quantity, per_token: Quantity, found: Candidate, fitting: int,
    day: date | None, place: str | None,
) -> Run:  # fmt: skip
    work, on = used.parts()
    constants = coefficients()
    low, high = _factors(asked, used, found)
    goodput = progress(asked.count)
    seconds = Interval(found.seconds * low, found.seconds * high)
    over = "" if _is_told(asked) else ", over the best plan of the same work"
    text = f"{found.seconds:.4g} s by the formulas x {low:g} to {high:g}, where 80 % of runs left out lay{over}"
    model = Quantity(None, "s", "derived", tuple(store.section("performance")["training"]["sources"]), "")
    step = derived(seconds, "s", text, model)
    size = Interval.exact(float(used.sequences()) * asked.sequence)
    pace = derived(size / seconds, "token/s", f"{show(size)} tokens / {show(seconds)} s", step)
    peak = float(on.peak16) * asked.count
    done = per_token.known * size / (seconds * Interval.exact(peak))
    share = derived(
        done, "share of peak",
        f"{show(per_token.known)} FLOP/token x {show(size)} / ({show(seconds)} s x {asked.count:,} x "
        f"{float(on.peak16) / TERA:,.4g} TFLOP/s of dense 16 bits) = {show(done)}",
        step, per_token,
    )  # fmt: skip
    if tokens.value is None:
        hours = unknown_quantity("chip-hour", tokens.formula, tokens)
    else:
        value = tokens.value / size * seconds * Interval.exact(asked.count / HOUR) / goodput.known
        hours = derived(
            value, "chip-hour",
            f"{show(tokens.value)} / {show(size)} tokens a step x {show(seconds)} s x {asked.count:,} chips / "
            f"3,600 s / {show(goodput.known)} of the time in progress = {show(value)} chip-hours",
            tokens, step, goodput,
        )  # fmt: skip
    time, room = step_time(work, on, found.plan, constants), memory(work, on, found.plan)
    return _run(
        asked, "fits", "plan", None, f"the fastest of {fitting:,} plans that fit", found,
        {name: float(value) for name, value in time._asdict().items()},
        {name: float(value) for name, value in room._asdict().items()},
        tokens, per_token, step, pace, share, hours, day, place, used,
    )  # fmt: skip


def _is_told(asked: Question) -> bool:
    return asked.held.keys() >= STATED


def _factors(asked: Question, used: Question, found: Candidate) -> tuple[float, float]:
    """Factors on the time of a plan: of runs left out, and of what is not known of the chip."""
    kind = "lora" if asked.lora_rank else "fp4" if asked.bits < 8 else "full"
    low, high = widened(asked.chip, "train", interval(kind if _is_told(asked) else f"best_{kind}"))
    work, on = used.parts()
    readings = [on._replace(units=reading.units) for reading in device(asked.chip).readings]
    times = [float(step_time(work, one, found.plan, coefficients()).total) / found.seconds for one in readings]
    return low * min(1.0, *times), high * max(1.0, *times)


def _by_share(
    asked: Question, tokens: Quantity, per_token: Quantity, share: Quantity, verdict: str, missing: str | None,
    reason: str, day: date | None, place: str | None,
) -> Run:  # fmt: skip
    rate, _ = compute.peak_rate(asked.chip)
    goodput = progress(asked.count)
    step = unknown_quantity("s", "no plan")
    if rate.value is None or share.value is None:
        lacking = rate if rate.value is None else share
        pace = unknown_quantity("token/s", lacking.formula, rate, share)
        hours = unknown_quantity("chip-hour", lacking.formula, rate, share)
        missing, verdict = missing or "rate_bf16_tops", "depends"
        return _run(asked, verdict, "utilisation", missing, reason, None, {}, {}, tokens, per_token, step, pace, share,
                    hours, day, place)  # fmt: skip
    each = rate.value * Interval.exact(TERA) * share.value / per_token.known
    value = each * Interval.exact(float(asked.count))
    pace = derived(
        value, "token/s",
        f"{asked.count:,} x {show(rate.value)} TFLOP/s x {show(share.value)} / {show(per_token.known)} FLOP/token",
        rate, share, per_token,
    )  # fmt: skip
    if tokens.value is None:
        hours = unknown_quantity("chip-hour", tokens.formula, tokens)
    else:
        spent = tokens.value / each / Interval.exact(HOUR) / goodput.known
        text = (
            f"{show(tokens.value)} tokens x {show(per_token.known)} FLOP / ({show(rate.value)} TFLOP/s x "
            f"{show(share.value)} x 3,600 s x {show(goodput.known)} of the time in progress) = {show(spent)} chip-hours"
        )
        hours = derived(spent, "chip-hour", text, tokens, per_token, rate, share, goodput)
    return _run(asked, verdict, "utilisation", missing, reason, None, {}, {}, tokens, per_token, step, pace, share,
                hours, day, place)  # fmt: skip


def _nothing(asked: Question, tokens: Quantity, per_token: Quantity, reason: str) -> Run:
    none = {unit: unknown_quantity(unit, reason) for unit in ("s", "token/s", "share of peak", "chip-hour")}
    return _run(asked, "no-plan-fits", "plan", None, reason, None, {}, {}, tokens, per_token, none["s"],
                none["token/s"], none["share of peak"], none["chip-hour"], None, None)  # fmt: skip


def _run(
    asked: Question, verdict: str, method: str, missing: str | None, reason: str, plan: Candidate | None,
    parts: dict[str, float], room: dict[str, float], tokens: Quantity, per_token: Quantity, step: Quantity,
    pace: Quantity, share: Quantity, hours: Quantity, day: date | None, place: str | None, used: Question | None = None,
) -> Run:  # fmt: skip
    if hours.value is None:
        days, cost = unknown_quantity("day", hours.formula, hours), None
    else:
        days = compute.run_days(hours, Interval.exact(float(asked.count)))
        cost = money(hours, asked.chip, day, place)
    used = used or asked
    return Run(asked, used, verdict, method, missing, reason, plan, parts, room, tokens, per_token, step, pace, share,
               hours, days, cost, _assumptions(asked, used, method, plan))  # fmt: skip


def _assumptions(asked: Question, used: Question, method: str, plan: Candidate | None) -> tuple[str, ...]:
    found = []
    if method == "plan":
        if used.count < asked.count:
            found.append(f"{used.count:,} chips at work and {asked.count - used.count:,} at rest, which is faster")
        if asked.batch is None:
            tokens = used.sequences() * asked.sequence
            usual = "as is usual" if tokens <= 4 * STEP_TOKENS else "far above a usual one, the least of this count"
            found.append(f"a batch of {used.sequences():,} sequences ({tokens / 1e6:,.1f} M tokens), {usual}")
        found.append(f"the fastest plan is the one that is run; software of {_moment(asked.year)}")
        if later := later_inventions(asked.year):
            found.append(f"without what was published later: {', '.join(later)}")
        if plan and plan.plan.zero > 2 and plan.plan.pp > 1:
            found.append("weights are gathered for every micro-batch of a pipeline, which no measured run did")
        found.append("chips joined as such chips usually are (facts/performance/training.yaml, tiers)")
        if asked.offload and plan:
            found += _beside(used, plan)
        if is_elsewhere(asked.chip):
            found.append("no constant was fitted on such chips; the interval holds 80 % of the runs published on some")
        found += assumed(asked.chip)
    found.append("no waiting for the cluster, and no run that is thrown away")
    return tuple(found)


def _moment(year: float) -> str:
    part = ("early ", "mid-", "late ")[int(year % 1 * 3)]
    return f"{part}{int(year)}"


def _beside(used: Question, plan: Candidate) -> tuple[str, ...]:
    """What is assumed of the hosts where they keep something."""
    work, on = used.parts()
    kept = float(host_memory(work, plan.plan)) / GIGA
    if not kept:
        return ("nothing is left to the hosts' memory: no plan that does is faster",)
    room, link = float(on.host_memory) / GIGA, float(on.host) / GIGA
    return (
        f"hosts as usual (facts/performance/hosts.yaml): {kept:,.0f} of {room:,.0f} GB of memory for each chip, "
        f"{link:,.1f} GB/s to it each way",
        "no measured run leaves anything to its hosts: the interval is that of runs that do not",
    )


def _flops(model: Model, sequence: int, frozen: bool) -> Quantity:
    """Model FLOPs of a token, forward and backward, without recomputation [FLOP/token]; two thirds where the weights
    are frozen, as they have no gradient."""
    found = training_flops(model, sequence)
    if not isinstance(found.value, Interval):
        raise ValueError(f"FLOPs of a token are not known: {found.formula}")
    sources = dict.fromkeys(model.figures[key].source for key in found.inputs if key in model.figures)
    if frozen:
        value = found.value * Interval.exact(2 / 3)
        return Quantity(
            value, "FLOP/token", "derived", tuple(sources), f"two thirds of {found.formula}: frozen weights"
        )
    return Quantity(found.value, "FLOP/token", "derived", tuple(sources), found.formula)


def _check(tokens: Quantity, mfu: Interval | None) -> None:
    if tokens.value is not None and not 0 < tokens.value.low <= tokens.value.high <= 1e18:
        raise UserError(f"tokens: {show(tokens.value)} lies outside 1 to 1e18")
    if mfu is not None and not 0 < mfu.low <= mfu.high <= 1:
        raise UserError(f"utilisation: {show(mfu)} lies outside 0 to 1")
