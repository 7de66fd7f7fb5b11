"""How far a design stays from each threshold, and what keeps it from being better."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...catalog.metric import UNITS
from ...law.proof.words import name_of
from ...law.table import classify_table
from ...predicates import Compare
from ...predicates.tree import leaves
from ...quantities.interval import format_number
from .design import Designs, metrics
from .fuse import CLOCK_STEP, Base
from .ruling import FREE, Ruling, breakpoints, limits_in
from .silicon import Day, constant, memories, packages


@dataclass(frozen=True)
class Margin:
    """A threshold that a paragraph compares a metric with: margin is (limit - value) / limit, below zero beyond it."""

    metric: str
    value: float
    limit: float
    unit: str
    paragraphs: tuple[str, ...]

    @property
    def margin(self) -> float:
        return (self.limit - self.value) / self.limit

    def to_dict(self) -> dict[str, Any]:
        return {
            "metric": self.metric, "value": self.value, "limit": self.limit, "unit": self.unit,
            "margin": self.margin, "paragraphs": list(self.paragraphs),
        }  # fmt: skip


def margins(ruling: Ruling, one: Designs) -> tuple[Margin, ...]:
    """Every threshold of the rule and of the law around it beside one design's value."""
    values = legal_values(one)
    expressions = {**ruling.tests, **ruling.surrounding()}
    found = []
    for name, limits in breakpoints(expressions).items():
        parts = name.split(" + ")
        if not all(part in values for part in parts):
            continue
        value = sum(values[part] for part in parts)
        for limit in limits:
            read = tuple(key for key, test in expressions.items() if (name, limit) in set(_read(test)))
            found.append(Margin(name, value, limit, UNITS.get(parts[0], ""), read))
    return tuple(sorted(found, key=lambda margin: (margin.metric, margin.limit)))


def legal_values(one: Designs) -> dict[str, float]:
    """What the law reads of one design, by attribute."""
    found = metrics(one)
    tpp, area, io, bandwidth, capacity = (float(np.ravel(column)[0]) for column in found)
    return {
        "tpp": tpp, "performance_density": tpp / area if area else float("nan"), "nonplanar_die_area": area,
        "io_bandwidth": io, "interconnect_bandwidth": io, "scaleup_bandwidth": float(np.ravel(one.link)[0]),
        "memory_bandwidth": bandwidth, "memory_capacity": capacity,
    }  # fmt: skip


def _read(test: Any) -> Iterator[tuple[str, float]]:
    for leaf in leaves(test):
        if isinstance(leaf, Compare):
            yield from limits_in(leaf)


@dataclass(frozen=True)
class Limit:
    """What stands in the way of one step further: a rule's paragraphs, or silicon."""

    knob: str
    kind: str  # law | physics
    sentence: str

    def to_dict(self) -> dict[str, str]:
        return {"knob": self.knob, "kind": self.kind, "sentence": self.sentence}


def limits(ruling: Ruling, one: Designs, market: str, base: Base | None, day: Day | None) -> tuple[Limit, ...]:
    """For each knob of one design what keeps it from a step further: the paragraph that would catch it, or physics."""
    return tuple(_blocked(ruling, knob, more, market, wall) for knob, more, wall in _steps(one, base, day))


def _blocked(ruling: Ruling, knob: str, more: Designs, market: str, wall: str | None) -> Limit:
    if wall is not None:
        return Limit(knob, "physics", wall)
    by = catching(ruling, more, market)
    value = ", ".join(f"{name_of(name)} {format_number(legal_values(more)[name])}" for name in _touched(knob))
    if by:
        return Limit(knob, "law", f"one step more ({value}) would be caught by {' and '.join(by)}")
    return Limit(knob, "choice", f"one step more ({value}) would still be free, and would not gain")


def _touched(knob: str) -> tuple[str, ...]:
    return {"compute": ("tpp", "performance_density"), "memory": ("memory_bandwidth",), "links": ("io_bandwidth",)}[
        knob
    ]


def catching(ruling: Ruling, one: Designs, market: str) -> tuple[str, ...]:
    """Names of what catches one design: the rule's paragraphs, else those of the law around it."""
    table = ruling.columns(metrics(one.full()), market == "datacenter", link=one.full().link)
    own = tuple(name for name, sign in ruling.signs(table).items() if sign[0] != -1)
    if own or ruling.alone or ruling.lane:
        return own
    law = classify_table(table, ruling.on.isoformat(), "CN", counterfactual=ruling.changes.at(ruling.on))
    return (
        *law.governing(0),
        *(("the letters in force",) if law.transaction[0] != FREE and not law.governing(0) else ()),
    )


def _steps(one: Designs, base: Base | None, day: Day | None) -> Iterator[tuple[str, Designs, str | None]]:
    """A step further on each knob, and the wall that it meets."""
    clock, units = float(np.ravel(one.clock)[0]), float(np.ravel(one.units)[0])
    channels, link = float(np.ravel(one.channels)[0]), float(np.ravel(one.link)[0])
    if base is not None:
        whole = base.whole
        full = (
            units >= float(whole.units) and clock + CLOCK_STEP > float(whole.clock)
            and float(np.ravel(one.width)[0]) >= float(whole.width) * 0.999
        )  # fmt: skip
        room = clock + CLOCK_STEP <= float(whole.clock)
        more = one._replace(clock=np.array([clock + CLOCK_STEP])) if room else one._replace(units=np.array([units + 1]))
        yield (
            "compute",
            more,
            f"{base.die.name} runs as {base.chip.name} does: nothing is switched off" if full else None,
        )
        wall = f"{base.die.name} has no faster memory on the day" if channels >= float(whole.channels) else None
        yield "memory", one._replace(channels=np.array([channels + 1])), wall
        wall = f"{base.chip.name} has no more links" if link >= float(whole.link) else None
        yield "links", one._replace(link=np.array([link + max(base.die.link_step, 1.0)])), wall
        return
    assert day is not None
    k = int(np.ravel(one.package)[0])
    area, reticle = float(np.ravel(one.area)[0]), constant("reticle").median
    dies = float(np.ravel(one.dies)[0])
    largest = area >= reticle * 0.999 and dies >= packages()[k].number("dies")
    step = one._replace(clock=np.array([clock * 1.001]))
    crowded = largest and float(np.ravel(one.spare)[0]) < 1
    yield "compute", step, f"{dies:.0f} dies at the reticle limit of 858 mm2 hold no more units" if crowded else None
    stacks = packages()[k].number("stacks")
    rate = float(np.ravel(one.channels * one.channel_gbs)[0])
    most = _most_memory(day, stacks)
    wall = f"{stacks:.0f} stacks of the fastest memory of the day give no more" if rate >= most * 0.999 else None
    yield "memory", one._replace(channel_gbs=one.channel_gbs * 1.001), wall
    wall = f"no chip of the day has links of more than {day.link:,.0f} GB/s" if link >= day.link * 0.999 else None
    yield "links", one._replace(link=np.array([link * 1.001 + 1e-6])), wall


def _most_memory(day: Day, stacks: float) -> float:
    return max(memories()[m].usual("bandwidth") for m in day.memories) * stacks
