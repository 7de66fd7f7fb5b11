"""Destinations and their country groups on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

from ..errors import unknown
from ..facts import store

GROUPS = ("D1", "D3", "D4", "D5", "A1", "A5", "A6", "T1")


@dataclass(frozen=True, slots=True)
class Country:
    """A destination; treated_as names the country that the regulations treat it as."""

    code: str
    name: str
    aliases: tuple[str, ...] = ()
    treated_as: str | None = None


@cache
def countries() -> tuple[Country, ...]:
    return tuple(
        Country(record["code"], record["name"], tuple(record["aliases"]), record.get("treated_as"))
        for record in store.section("law")["countries"]
    )


def find_country(asked: str) -> Country:
    """The country with this code, name or alias, whatever its case; raises UserError naming the nearest."""
    wanted = asked.strip().lower()
    for country in countries():
        if wanted in (name.lower() for name in (country.code, country.name, *country.aliases)):
            return country
    raise unknown("country", asked, [name for c in countries() for name in (c.name, c.code, *c.aliases)])


def groups_on(code: str, on: date) -> frozenset[str]:
    """The country groups that a country is in on a day, as far as its changes are known."""
    found, day = set(), on.isoformat()
    for group in store.section("law")["country_groups"]:
        for member in group["members"]:
            if member["country"] == code and member.get("begins", "0001") <= day <= member.get("ends", "9999-12-31"):
                found.add(group["id"])
    return frozenset(found)


def group_changes() -> tuple[date, ...]:
    """Every day on which a country joins a group, or has just left one."""
    found: set[date] = set()
    for group in store.section("law")["country_groups"]:
        for member in group["members"]:
            if "begins" in member:
                found.add(date.fromisoformat(member["begins"]))
            if "ends" in member:
                found.add(date.fromordinal(date.fromisoformat(member["ends"]).toordinal() + 1))
    return tuple(sorted(found))


def group_move(country: Country, on: date) -> str | None:
    """Which groups a country joins and leaves on a day, in words; None where none."""
    before, after = (groups_on(country.code, day) for day in (date.fromordinal(on.toordinal() - 1), on))
    if before == after:
        return None
    moves = [
        f"{verb} {_written(moved)}" for verb, moved in (("joins", after - before), ("leaves", before - after)) if moved
    ]
    return f"{country.name} {' and '.join(moves)}"


def _written(groups: frozenset[str]) -> str:
    names = {group["id"]: group["name"] for group in store.section("law")["country_groups"]}
    return ", ".join(names[group] for group in sorted(groups))


@cache
def groups_as_of() -> str:
    """The day on which the country groups were read."""
    return str(min(group["as_of"] for group in store.section("law")["country_groups"]))
