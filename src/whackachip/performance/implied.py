"""What the numbers of a claim imply: chip-hours, and the share of the peak, each by every way that it states."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..facts import store
from ..quantities import Interval
from .claim import Claim
from .cost import hourly_rental
from .memory import assumption
from .quantity import Quantity, derived, given, show
from .wording import Amount

DAY = Interval.exact(24)
HOUR = Interval.exact(3600)
TERA = Interval.exact(1e12)
MARGIN = 1.01
# FLOPs of one run are counted with and without recomputation (4/3), attention and embeddings: docs/training.md.
CONVENTIONS = 1.35


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to a number: in words, the quantity, and all values that would have been written so."""

    words: str
    quantity: Quantity
    loose: Interval


def hours_of(claim: Claim, tokens: Interval | None) -> list[Reading]:
    """Chip-hours by every way that the sentence states, the most direct first; tokens: of the run, where known."""
    count = Interval.exact(float(claim.count)) if claim.count else None
    found: list[Reading] = []
    if claim.hours:
        found.append(_stated("chip-hours", claim.hours, "chip-hour"))
    if count and claim.days:
        value = count * claim.days.value * DAY
        text = f"{claim.count:,} chips x {show(claim.days.value)} days x 24 h = {show(value)} chip-hours"
        found.append(_reading(f"{claim.count:,} chips for {show(claim.days.value)} days", value,
                              count * claim.days.loose * DAY, text))  # fmt: skip
    if tokens and claim.hours_per_token:
        each = claim.hours_per_token
        value = each.value * tokens
        text = (
            f"{show(each.value * TERA)} chip-hours a trillion tokens x {show(tokens)} tokens = {show(value)} chip-hours"
        )
        found.append(_reading("chip-hours a trillion tokens", value, each.loose * tokens, text))
    if tokens and count and claim.days_per_token:
        each = claim.days_per_token
        value = each.value * tokens * count * DAY
        text = (
            f"{show(each.value * TERA)} days a trillion tokens x {show(tokens)} tokens x {claim.count:,} chips x 24 h "
            f"= {show(value)} chip-hours"
        )
        found.append(_reading("days a trillion tokens", value, each.loose * tokens * count * DAY, text))
    if tokens and claim.speed:
        value = tokens / claim.speed.value / HOUR
        text = (
            f"{show(tokens)} tokens / ({show(claim.speed.value)} tokens/s of a chip x 3,600 s) = {show(value)} "
            "chip-hours"
        )
        found.append(_reading("tokens a second of a chip", value, tokens / claim.speed.loose / HOUR, text))
    if claim.money and claim.rate:
        value = claim.money.value / claim.rate.value
        unit = claim.currency
        text = (
            f"{show(claim.money.value)} {unit} / {show(claim.rate.value)} {unit} a chip-hour = {show(value)} chip-hours"
        )
        found.append(_reading("the sum over the price of an hour", value, claim.money.loose / claim.rate.loose, text))
    return found


def shares_of(claim: Claim, per_token: Quantity | None, peak: Interval | None) -> list[Reading]:
    """Shares of the dense 16-bit peak that the sentence states by itself; per_token [FLOP], peak [TFLOP/s]."""
    found: list[Reading] = []
    unit = "share of peak"
    if claim.share:
        found.append(_stated("MFU", claim.share, unit))
    if claim.flops and peak:
        value = claim.flops.value / (peak * TERA)
        text = f"{show(claim.flops.value / TERA)} TFLOP/s of a chip / {show(peak)} TFLOP/s = {show(value)}"
        found.append(_reading("TFLOP/s of a chip", value, claim.flops.loose / (peak * TERA), text, unit))
    if claim.speed and per_token and peak:
        value = claim.speed.value * per_token.known / (peak * TERA)
        text = (
            f"{show(claim.speed.value)} tokens/s x {show(per_token.known)} FLOP/token / {show(peak)} TFLOP/s = "
            f"{show(value)}"
        )
        loose = claim.speed.loose * per_token.known / (peak * TERA)
        found.append(_reading("tokens a second of a chip", value, loose, text, unit))
    return found


def disagreement(readings: list[Reading], factor: float = MARGIN) -> tuple[Reading, Reading] | None:
    """The first two that cannot both be, however they were rounded."""
    for place, one in enumerate(readings):
        for other in readings[place + 1 :]:
            if one.loose.low > other.loose.high * factor or other.loose.low > one.loose.high * factor:
                return one, other
    return None


def price_of(claim: Claim, hours: Quantity | None) -> dict[str, Any] | None:
    """What the sentence pays for a chip-hour [USD], beside known rents; None where it names no sum."""
    paid: Quantity | None = None
    unit = "USD per chip-hour"
    if claim.rate:
        paid = given(claim.rate.value, f"{claim.currency} per chip-hour", "price of an hour")
    elif claim.money and hours and hours.value is not None:
        value = claim.money.value / hours.value
        text = f"{show(claim.money.value)} {claim.currency} / {show(hours.value)} chip-hours = {show(value)} "
        paid = derived(value, unit, f"{text}{claim.currency} per chip-hour", hours)
    if paid is None:
        return None
    if claim.currency == "CNY":
        rate = assumption(store.section("market"), "cny_per_usd", "price_assumptions")
        value = paid.known / rate.known
        text = f"{paid.formula}, at {show(rate.known)} CNY per USD = {show(value)} {unit}"
        paid = derived(value, unit, text, paid, rate)
    return {"implied": paid.to_dict(), "rental": hourly_rental(claim.chip).to_dict()}


def _stated(words: str, said: Amount, unit: str) -> Reading:
    return Reading(words, given(said.value, unit, "claimed"), said.loose)


def _reading(words: str, value: Interval, loose: Interval, text: str, unit: str = "chip-hour") -> Reading:
    return Reading(words, Quantity(value, unit, "derived", (), text), loose)
