"""The stress test of one rule as plain data: what it denied, what it let through, why, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from ...catalog import find_chip
from ...catalog.chip import Chip
from ...errors import UserError
from ...law.counterfactual import Counterfactual
from ...law.question import as_day
from ...quantities.dates import earliest
from ..work import PHASES
from .cost import cost_interval
from .design import Designs, metrics
from .found import Found
from .fuse import base as base_of
from .margin import legal_values, limits, margins
from .objective import Objective, objective
from .real import after, nearest, real, sold_by, verdicts
from .ruling import Ruling, find_ruling
from .search import search
from .silicon import memories, on_day, packages, processes, sale

YARDSTICKS = ("compute", "bandwidth", "capacity")
ASSUMED = (
    "machines of eight chips, each with a port of 400 Gb/s, and kernels as good as NVIDIA's: only the silicon differs",
    "the designer is a company that the letters reach, sells to China and wants no licence",
    "a chip counts as on sale from the day that a source states, else from its announcement",
)


@dataclass(frozen=True)
class Asked:
    """A stress test as it was asked; base: a chip to cut, or in the mode `existing` one of the maker that is meant."""

    rule: str
    as_of: str | None = None
    mode: str = "fuse"
    market: str = "datacenter"
    goal: str = "mix"
    model: str | None = None
    base: str | None = None
    bits: float = 16.0
    alone: bool = False
    seed: int = 0


def stress(asked: Asked, changes: Counterfactual | None = None) -> dict[str, Any]:
    """The whole answer; raises UserError for what is not known, an empty design space, work that cannot be done."""
    ruling = find_ruling(asked.rule, changes, asked.alone)
    day = as_day(asked.as_of) if asked.as_of else first_day(ruling)
    goal = objective(asked.goal, asked.model, asked.market, asked.bits)
    only = find_chip(asked.base).chip if asked.base else None
    found = search(ruling, asked.mode, day, asked.market, goal, only, asked.seed)
    sold, later = real(sold_by(day, asked.market)), real(after(ruling, day, asked.market))
    words = verdicts(ruling, sold.chips)
    return {
        "rule": {
            "id": ruling.id, "title": ruling.title, "on": ruling.on.isoformat(), "alone": ruling.alone,
            "kind": "lane" if ruling.lane else "test", "tests": ruling.words(),
            "reads": ruling.reads(),
            "existing_by": ruling.existing_by.isoformat() if ruling.existing_by else None,
            "counterfactual": ruling.counterfactual or None,
        },
        "as_of": day.isoformat(), "market": asked.market, "mode": found.mode, "seed": asked.seed,
        "objective": {"name": goal.name, "weights": dict(goal.weights), "model": goal.work.model,
                      "bits": goal.work.bits, "work": goal.work.words},
        "considered": found.considered, "escaped": found.escaped,
        "extent": _extent(found),
        "best": _best(ruling, found, asked, day),
        "without": _design(found.whole, found.whole_rates, found.whole_chip, asked.seed, found.mode != "existing"),
        "phases": [_phase(phase, found) for phase in PHASES],
        "yardsticks": _yardsticks(found),
        "retained": found.value / found.most_value if found.most_value > 0 else None,
        "runners": [
            {"base": name, "value": value, "retained": value / found.most_value} for name, value in found.runners
        ],
        "nearest": _nearest(found, later),
        "on_sale": [
            {"id": chip.id, "name": chip.name, "verdict": word, "sale": _sale(chip), **sold.at(place)}
            for place, (chip, word) in enumerate(zip(sold.chips, words, strict=True))
        ],
        "came_later": [
            {"id": chip.id, "name": chip.name, "announced": _day_of(chip), "sale": _sale(chip), **later.at(place)}
            for place, chip in enumerate(later.chips)
        ],
        "warnings": _warnings(found, goal),
        "assumptions": list(ASSUMED),
    }  # fmt: skip


def first_day(ruling: Ruling) -> date:
    """The day on which designers could read the rule: its release where the act has one, else its first day."""
    from ...law.instrument import instruments

    act = next((act for act in instruments() if act.id == ruling.id), None)
    return earliest(act.released) if act and act.released else ruling.on


def _extent(found: Found) -> str:
    if found.escaped == 0:
        return "catches-everything"
    return "catches-nothing" if found.escaped == found.considered else "catches-some"


def _best(ruling: Ruling, found: Found, asked: Asked, day: date) -> dict[str, Any] | None:
    if found.best is None:
        return None
    chip = found.existing or found.base
    record = _design(found.best, found.rates, chip, asked.seed, found.mode != "existing")
    cut = base_of(found.base, day) if found.base is not None else None
    anew = on_day(day) if found.mode == "free" else None
    record["margins"] = [margin.to_dict() for margin in margins(ruling, found.best)]
    record["limited_by"] = (
        [] if found.mode == "existing"
        else [limit.to_dict() for limit in limits(ruling, found.best, asked.market, cut, anew)]
    )  # fmt: skip
    record["kept"] = _kept(found.best, cut.whole) if cut else None
    return record


def _design(one: Designs, rates: Mapping[str, float], chip: Chip | None, seed: int, costed: bool) -> dict[str, Any]:
    """One design with all that is chosen and all that follows."""
    values = legal_values(one)
    scalars = {name: float(np.ravel(column)[0]) for name, column in one._asdict().items()}
    chosen = {} if not costed else {
        "process": processes()[int(scalars["process"])].name, "package": packages()[int(scalars["package"])].name,
        "memory": memories()[int(scalars["memory"])].name, "dies": scalars["dies"], "die_area_each": scalars["area"],
        "units": scalars["units"], "flop_per_unit_and_cycle": scalars["width"], "clock_ghz": scalars["clock"],
        "memory_channels": scalars["channels"], "link_gbs": scalars["link"], "power_w": scalars["power"],
        "sram_mb": scalars["sram"],
    }  # fmt: skip
    return {
        "chip": chip.id if chip else None, "name": chip.name if chip else "a new design", "sale": _sale(chip),
        "metrics": values | {"rate16_tflops": scalars["units"] * scalars["width"] * scalars["clock"] / 1e3},
        "design": chosen, "tokens_per_second": dict(rates),
        "cost_usd": cost_interval(one, seed) if costed else None,
    }  # fmt: skip


def _kept(one: Designs, whole: Designs) -> dict[str, float]:
    """Shares of the uncut chip that are left, by knob."""
    pairs = {"units": "units", "width": "width", "clock": "clock", "memory": "channels", "links": "link"}
    found = {}
    for knob, name in pairs.items():
        full = float(np.ravel(getattr(whole, name))[0])
        found[knob] = float(np.ravel(getattr(one, name))[0]) / full if full else 1.0
    return found


def _phase(phase: str, found: Found) -> dict[str, Any]:
    most, allowed = found.most[phase], found.allowed[phase]
    return {
        "phase": phase, "without": most, "allowed": allowed, "denied": 1 - allowed / most if most > 0 else None,
        "of_best": found.rates[phase],
    }  # fmt: skip


def _yardsticks(found: Found) -> list[dict[str, Any]]:
    """The best design over the best one without the rule, by rate, memory bandwidth and memory capacity."""
    if found.best is None:
        return [{"yardstick": name, "without": None, "best": None, "denied": 1.0} for name in YARDSTICKS]
    one, whole = metrics(found.best), metrics(found.whole)
    rows = []
    for name, a, b in (
        ("compute", one.tpp, whole.tpp), ("bandwidth", one.memory_bandwidth, whole.memory_bandwidth),
        ("capacity", one.memory_capacity, whole.memory_capacity),
    ):  # fmt: skip
        best, without = float(np.ravel(a)[0]), float(np.ravel(b)[0])
        rows.append({"yardstick": name, "without": without, "best": best, "denied": 1 - best / without})
    return rows


def _nearest(found: Found, later: Any) -> dict[str, Any] | None:
    """The chip that vendors brought later and that is nearest to the design, which never saw it; none where the rule
    catches nothing, since nothing then answers it."""
    answered = found.escaped < found.considered and found.mode != "existing"
    if found.best is None or not answered or not later.chips:
        return None
    close = nearest(metrics(found.best), later)
    if close is None:
        return None
    place, distance = close
    chip = later.chips[place]
    own = legal_values(found.best)
    shown = later.at(place)
    ratios = {name: own[name] / value for name, value in shown.items() if value and own.get(name)}
    return {"id": chip.id, "name": chip.name, "announced": _day_of(chip), "sale": _sale(chip), "metrics": shown,
            "ours_over_theirs": ratios, "distance": distance}  # fmt: skip


def _day_of(chip: Chip) -> str | None:
    when = chip.interval("announced")
    return date.fromordinal(int(when.low)).isoformat() if when else None


def _sale(chip: Chip | None) -> dict[str, Any] | None:
    found = sale(chip) if chip else None
    return found.to_dict() if found else None


def _warnings(found: Found, goal: Objective) -> list[str]:
    """Where a design lies beyond what sources state of its parts, and what had to be assumed."""
    said = []
    for label, one in (("the best design", found.best), ("the best chip without the rule", found.whole)):
        if one is None or found.mode == "existing":
            continue
        process = processes()[int(np.ravel(one.process)[0])]
        clock = process["clock"].beyond(float(np.ravel(one.clock)[0]))
        if clock and float(np.ravel(one.clock)[0]) > process["clock"].high:
            said.append(f"{label}: {clock}")
        if "unverified" in process["density"].sources and found.mode == "free":
            said.append(f"{label}: the density of {process.name} is unverified")
    if goal.work.bits != 16:
        said.append("in 8 bits, which few published training runs used before 2025")
    return said


def check(asked: Asked) -> None:
    """Raises UserError for an answer that would mean nothing."""
    if asked.mode == "existing" and asked.goal == "price-performance":
        raise UserError("chips that exist have prices, not costs of making: ask `estimate` for what they cost")
