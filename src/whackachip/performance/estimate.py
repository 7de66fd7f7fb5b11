"""What it takes to train a model on a chip: compute, memory, time and money, each as an interval."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..catalog.chip import Chip
from ..catalog.model import Model
from ..facts import store
from ..notebook import HEADINGS, Card, Shown, quantity_rows
from ..quantities import Interval
from . import compute, memory, price
from .memory import MEMORY_ASSUMPTIONS
from .quantity import (
    GIVEN,
    Quantity,
    ceil,
    derived,
    given,
    interval_to_dict,
    joint_sources,
    show,
    unknown_quantity,
)
from .utilisation import model_utilisation
from .verdict import Verdict, judge

CLUSTERS = (2_048, 10_000)


@dataclass(frozen=True, slots=True)
class ClusterDays:
    """How long a cluster of one size needs [day]; unknown with the reason where the run does not fit it."""

    count: Interval
    days: Quantity


@dataclass(frozen=True, slots=True)
class TrainingEstimate(Shown):
    """The estimate of one model on one chip; feasible is yes, no or unknown, and reason says why.

    yes means that neither memory nor time rules it out, not that it was done or that the chips could be had.
    """

    model: str
    chip: str
    tokens: Quantity
    training_flops: Quantity
    flops_by_model: Mapping[str, Quantity]
    peak_rate: Quantity
    utilisation: Quantity
    chip_hours: Quantity
    weights_bytes: Quantity
    state_bytes: Quantity
    activation_bytes: Quantity
    minimum_chips: Quantity
    clusters: tuple[ClusterDays, ...]
    days_available: Quantity
    chips_needed: Quantity
    cost_usd: Quantity
    energy_kwh: Quantity
    feasible: str
    reason: str
    assumptions: tuple[str, ...]
    caveats: tuple[str, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source id that the estimate rests on, each once."""
        return joint_sources(*(getattr(self, name) for name in QUANTITIES))

    def _card(self) -> Card:
        title = f"{self.model} trained on {self.chip}"
        rows = quantity_rows({name: getattr(self, name).to_dict() for name in QUANTITIES})
        return Card(title, (f"{self.feasible}: {self.reason}",), HEADINGS, rows, (*self.assumptions, *self.caveats))

    def to_dict(self) -> dict[str, Any]:
        """The estimate as plain data."""
        found: dict[str, Any] = {"model": self.model, "chip": self.chip}
        found["feasible"] = self.feasible
        found["reason"] = self.reason
        found.update({name: getattr(self, name).to_dict() for name in QUANTITIES})
        found["flops_by_model"] = {key: value.to_dict() for key, value in self.flops_by_model.items()}
        found["clusters"] = [
            {"count": interval_to_dict(item.count), "days": item.days.to_dict()} for item in self.clusters
        ]
        found["assumptions"] = list(self.assumptions)
        found["caveats"] = list(self.caveats)
        found["sources"] = list(self.sources)
        return found


QUANTITIES = (
    "tokens",
    "training_flops",
    "peak_rate",
    "utilisation",
    "chip_hours",
    "weights_bytes",
    "state_bytes",
    "activation_bytes",
    "minimum_chips",
    "days_available",
    "chips_needed",
    "cost_usd",
    "energy_kwh",
)


def estimate_training(
    model: Model,
    chip: Chip,
    *,
    tokens: Interval | None = None,
    count: Interval | int | None = None,
    days_available: Interval | float | None = None,
    utilisation: Interval | None = None,
    shipped: Interval | None = None,
    market: Mapping[str, Any] | None = None,
) -> TrainingEstimate:
    """Compute, memory, time and cost of pre-training a model on one kind of chip, from published runs.

    tokens [token], count [chip], days_available [day] and utilisation [share of the dense 16-bit peak] replace what
    the facts have; shipped [chip] is how many reached the destination in time. market: records in place of the
    shipped facts. Raises ValueError for a count, a time or tokens below zero or a utilisation outside (0, 1].
    Source: the market facts; what is assumed is listed in `assumptions`.
    """
    records = store.section("market") if market is None else market
    size = Interval.exact(float(count)) if isinstance(count, int) else count
    _check(tokens, size, days_available, utilisation)
    return estimate_within(model, chip, _window(days_available, records), records, tokens, size, utilisation, shipped)


def estimate_within(
    model: Model,
    chip: Chip,
    window: Quantity,
    records: Mapping[str, Any],
    tokens: Interval | None = None,
    size: Interval | None = None,
    utilisation: Interval | None = None,
    shipped: Interval | None = None,
) -> TrainingEstimate:
    """As estimate_training, with the time as a quantity [day] that may be unknown and the market records given."""
    total, active = compute.parameters(model, "total"), compute.parameters(model, "active")
    amount = compute.training_tokens(model, tokens)
    by_model = compute.compute_models(model, active, amount, records)
    flops = compute.training_flops(by_model)
    rate, precision = compute.peak_rate(chip)
    if utilisation is None:
        share, measured = model_utilisation(model, chip, records)
    else:
        share, measured = given(utilisation, "share of peak", "utilisation"), True
    hours = compute.chip_hours(flops, rate, share)

    state = memory.state_bytes(total, records)
    activations = memory.activation_bytes(model, records)
    least = memory.minimum_chips(state, activations, chip, records)
    needed = chips_needed(hours, least, window)
    clusters = tuple(_cluster(hours, least, n) for n in _sizes(size))
    doubt = None if measured else _link_doubt(chip)
    verdict = judge(hours, least, needed, window, clusters[0].days if size else None, size, shipped, doubt)
    hourly = price.price_per_hour(chip, records)
    return TrainingEstimate(
        model=model.id,
        chip=chip.id,
        tokens=amount,
        training_flops=flops,
        flops_by_model=by_model,
        peak_rate=rate,
        utilisation=share,
        chip_hours=hours,
        weights_bytes=memory.weights_bytes(total),
        state_bytes=state,
        activation_bytes=activations,
        minimum_chips=least,
        clusters=clusters,
        days_available=window,
        chips_needed=needed,
        cost_usd=price.run_cost(hours, hourly),
        energy_kwh=price.run_energy(hours, chip),
        feasible=verdict.feasible,
        reason=verdict.reason,
        assumptions=_assumptions(amount, precision, window, share, by_model, size, records),
        caveats=_caveats(chip, measured, verdict, shipped),
    )


def chips_needed(hours: Quantity, least: Quantity, window: Quantity) -> Quantity:
    """Chips to finish within the window and to hold the run, whichever are more [chip]."""
    for part in (hours, least, window):
        if part.value is None:
            return unknown_quantity("chip", part.formula, hours, least, window)
    days = window.known
    if days.high <= 0:
        return unknown_quantity("chip", "no day is available", hours, least, window)
    fastest = hours.known.low / (days.high * 24)
    if math.isinf(fastest):  # a time so short that the quotient overflows
        return unknown_quantity("chip", "no day is available", hours, least, window)
    by_time = Interval(fastest, hours.known.high / (days.low * 24) if days.low > 0 else math.inf)
    value = ceil(Interval(max(by_time.low, least.known.low), max(by_time.high, least.known.high)))
    text = (
        f"the larger of {show(least.known)} chips by memory and {show(hours.known)} chip-hours / "
        f"({show(days)} days x 24 h) = {show(value)} chips"
    )
    return derived(value, "chip", text, hours, least, window)


def _cluster(hours: Quantity, least: Quantity, size: Interval) -> ClusterDays:
    days = compute.run_days(hours, size)
    if least.value is not None and size.high < least.value.low:
        days = unknown_quantity("day", f"{show(size)} chips are fewer than the {show(least.value)} it needs", least)
    return ClusterDays(size, days)


def _sizes(size: Interval | None) -> tuple[Interval, ...]:
    return (size,) if size is not None else tuple(Interval.exact(float(n)) for n in CLUSTERS)


def _window(days: Interval | float | None, market: Mapping[str, Any]) -> Quantity:
    if days is None:
        return memory.assumption(market, "days_available")
    return given(days if isinstance(days, Interval) else Interval.exact(float(days)), "day", "time for the run")


def _assumptions(
    tokens: Quantity,
    precision: str,
    window: Quantity,
    share: Quantity,
    by_model: Mapping[str, Quantity],
    size: Interval | None,
    market: Mapping[str, Any],
) -> tuple[str, ...]:
    """Everything that was assumed, one sentence each, with its kind."""
    found = [precision, f"{tokens.formula} ({tokens.kind})", f"utilisation {share.formula} ({share.kind})"]
    if len(by_model) > 1:
        found.append(
            "the compute models disagree and both count as model FLOPs at one utilisation, although published "
            f"utilisations rest on the first (kinds: {', '.join(q.kind for q in by_model.values())})"
        )
    used = set(MEMORY_ASSUMPTIONS)
    if window.value is not None and window.kind != GIVEN:
        used.add("days_available")
    for record in market["training_assumptions"]:
        if record["id"] in used:
            span = Interval(float(record["low"]), float(record["high"]))
            found.append(f"{record['id']}: {show(span)} {record['unit']}; {record['reason']} ({record['kind']})")
    found.append("utilisation does not change with the size of the cluster, and no time is lost to failures")
    found.append("prices of all dates and places count alike; chips alone, where a bought price stands for rental")
    if size is None:
        found.append(f"cluster sizes {' and '.join(f'{n:,}' for n in CLUSTERS)} are examples")
    return tuple(found)


def _caveats(chip: Chip, measured: bool, verdict: Verdict, shipped: Interval | None) -> tuple[str, ...]:
    found = []
    if not measured:
        found.append("no training run on this class of chips with this kind of model is published: utilisation is wide")
    doubt = _link_doubt(chip)
    if doubt:
        found.append(doubt)
    if verdict.feasible == "yes" and shipped is None:
        found.append("how many of these chips were to be had is not checked")
    return tuple(found)


def _link_doubt(chip: Chip) -> str | None:
    """Why the utilisation of other classes may not carry over to this chip."""
    link = chip.interval("scaleup_bandwidth_gbs")
    if link is not None and link.low > 0:
        return None
    state = "no link between the chips is known" if link is None else "the chips have no link to each other"
    return f"{state}: sharded training over the host link may be far slower than any published run"


def _check(
    tokens: Interval | None,
    count: Interval | None,
    days: Interval | float | None,
    utilisation: Interval | None,
) -> None:
    if tokens is not None and tokens.low <= 0:
        raise ValueError(f"tokens {tokens} are not above zero")
    if count is not None and count.low <= 0:
        raise ValueError(f"count {count} is not above zero")
    if days is not None and not isinstance(days, Interval) and days < 0:
        raise ValueError(f"days_available {days} is below zero")
    if utilisation is not None and not (utilisation.low > 0 and utilisation.high <= 1):
        raise ValueError(f"utilisation {utilisation} is not within (0, 1]")
