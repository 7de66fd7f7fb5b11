"""Money and energy of chip-hours: prices by day and place, amortisation, power of the site, electricity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..catalog.chip import Chip
from ..facts import store
from ..quantities import Interval
from .memory import assumption
from .price import HOURS_PER_YEAR, UNIT, quoted
from .quantity import Quantity, derived, from_figure, from_record, show, unknown_quantity

THOUSAND = Interval.exact(1000)
PLACES = {"cn": "China", "china": "China", "us": "US", "usa": "US", "united states": "US", "world": "world"}


@dataclass(frozen=True, slots=True)
class Money:
    """What chip-hours cost: rented; owned, with the electricity in it; and the energy and its price alone."""

    rental_rate: Quantity
    rental: Quantity
    owned_rate: Quantity
    owned: Quantity
    energy: Quantity
    electricity: Quantity

    def to_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name).to_dict() for name in self.__slots__}


def money(hours: Quantity, chip: Chip, day: date | None = None, place: str | None = None) -> Money:
    """The cost of chip-hours on a day and in a place, all days or places together where none is given.

    Where no price is known of that day or place the nearest day is taken, and other places, and the formula says so.
    """
    region = PLACES.get(place.lower(), place) if place else None
    rental_rate = hourly_rental(chip, day, region)
    energy = site_energy(hours, chip)
    electricity = _times(energy, power_price(day, region), "kWh")
    owned_rate = hourly_capital(chip, day, region)
    capital = _times(hours, owned_rate, "chip-hours")
    if capital.value is None or electricity.value is None:
        lacking = capital if capital.value is None else electricity
        owned = unknown_quantity("USD", lacking.formula, capital, electricity)
    else:
        total = capital.value + electricity.value
        text = f"{show(capital.value)} USD of machines + {show(electricity.value)} USD of power = {show(total)} USD"
        owned = derived(total, "USD", text, capital, electricity)
    return Money(rental_rate, _times(hours, rental_rate, "chip-hours"), owned_rate, owned, energy, electricity)


def hourly_rental(chip: Chip, day: date | None = None, region: str | None = None) -> Quantity:
    """The rent of one chip for an hour [USD]; unknown where no price of this very chip is known."""
    market = store.section("market")
    found, said = _picked(_of(chip, market, "rental"), day, region)
    if not found:
        return unknown_quantity(UNIT, f"no rental price of {chip.name} is known")
    return _saying(quoted(found, market, UNIT, "rental"), said)


def hourly_capital(chip: Chip, day: date | None = None, region: str | None = None) -> Quantity:
    """A bought chip with its share of a server, over the hours that it works in its life [USD per chip-hour].

    Source: facts/market/prices.yaml, facts/performance/costs.yaml.
    """
    market, said = store.section("market"), ""
    found, said = _picked(_of(chip, market, "purchase"), day, region)
    if found:
        price = _saying(quoted(found, market, "USD", "purchase"), said)
    else:
        price = from_figure(chip.figures.get("launch_price_usd"), "USD", "launch price")
    if price.value is None:
        return unknown_quantity(UNIT, f"no purchase price of {chip.name} is known", price)
    life = assumption(market, "lifetime_years", "price_assumptions")
    system, use = costs("system_price"), costs("owned_use")
    value = price.value * system.known / (life.known * HOURS_PER_YEAR * use.known)
    text = (
        f"{price.formula} x {show(system.known)} for its server / ({show(life.known)} years x 8,760 h x "
        f"{show(use.known)} in use) = {show(value)} {UNIT}"
    )
    return derived(value, UNIT, text, price, system, life, use)


def server_price(chip: Chip, day: date | None = None, region: str | None = None) -> Quantity:
    """A chip's share of a server that was asked for whole [USD]; unknown where no such price is known."""
    market = store.section("market")
    found, said = _picked(_of(chip, market, "server"), day, region)
    if not found:
        return unknown_quantity("USD", f"no price of a server of {chip.name} is known")
    return _saying(quoted(found, market, "USD", "server"), said)


def site_energy(hours: Quantity, chip: Chip) -> Quantity:
    """Energy of chip-hours with servers and cooling [kWh]."""
    power = from_figure(chip.figures.get("tdp_w"), "W", "thermal design power")
    for part in (power, hours):
        if part.value is None:
            return unknown_quantity("kWh", part.formula, hours, power)
    system, pue = costs("system_power"), costs("pue")
    value = hours.known * power.known * system.known * pue.known / THOUSAND
    text = (
        f"{show(hours.known)} chip-hours x {show(power.known)} W x {show(system.known)} for the server x "
        f"{show(pue.known)} for the site = {show(value)} kWh"
    )
    return derived(value, "kWh", text, hours, power, system, pue)


def power_price(day: date | None = None, region: str | None = None) -> Quantity:
    """The price of electricity for data centres [USD per kWh]."""
    records = store.section("performance")["costs"]["electricity"]
    found, said = _picked(records, day, region)
    unit = "USD per kWh"
    parts = [from_record({**record, "reason": record["id"]}, unit) for record in found]
    value = Interval.hull(part.known for part in parts)
    names = ", ".join(f"{record['id']} ({record['region']})" for record in found)
    return _saying(derived(value, unit, f"electricity {show(value)} {unit} over {names}", *parts), said)


def costs(key: str) -> Quantity:
    """An assumption of facts/performance/costs.yaml."""
    return assumption(store.section("performance")["costs"], key, "assumptions")


def _of(chip: Chip, market: Mapping[str, Any], basis: str) -> list[Mapping[str, Any]]:
    return [record for record in market["prices"] if record["basis"] == basis and chip.id in record["chips"]]


def _picked(
    records: Sequence[Mapping[str, Any]], day: date | None, region: str | None
) -> tuple[list[Mapping[str, Any]], str]:
    """Records of a place and of the nearest time, and what had to be said where they are of another."""
    said = []
    here = [record for record in records if region is None or record["region"] == region]
    if records and not here:
        said.append(f"none is known for {region}")
        here = list(records)
    if day is not None and here:
        month = 12 * day.year + day.month
        far = [_distance(record, month) for record in here]
        here = [record for record, months in zip(here, far, strict=True) if months == min(far)]
        if min(far) > 0:
            said.append(f"the nearest is {min(far)} month{'s' * (min(far) != 1)} from {day.isoformat()}")
    return here, ", and ".join(said)


def _distance(record: Mapping[str, Any], month: int) -> int:
    """Months between a month and the time of a record; a year alone stands for all its months."""
    first = str(record["date"])
    last = str(record.get("until") or first)
    begin = 12 * int(first[:4]) + (int(first[5:7]) if len(first) > 4 else 1)
    end = 12 * int(last[:4]) + (int(last[5:7]) if len(last) > 4 else 12)
    return max(0, begin - month, month - end)


def _saying(quantity: Quantity, said: str) -> Quantity:
    text = f"{quantity.formula}; {said}" if said else quantity.formula
    return Quantity(quantity.value, quantity.unit, quantity.kind, quantity.sources, text)


def _times(amount: Quantity, price: Quantity, what: str) -> Quantity:
    """An amount times a price [USD]; unknown where either is."""
    for part in (price, amount):
        if part.value is None:
            return unknown_quantity("USD", part.formula, amount, price)
    value = amount.known * price.known
    text = f"{show(amount.known)} {what} x {show(price.known)} {price.unit} = {show(value)} USD"
    return derived(value, "USD", text, amount, price)
