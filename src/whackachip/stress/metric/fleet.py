"""Metrics 3, 4, 10 and 12: a whole fleet, what it costs, what leaks, and what the denial costs the exporter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ...facts import store
from ...quantities import Distribution, Spread
from ..moat.model import wanted as would_have
from ..moat.parameter import Draws
from ..moat.stock import PATHS, as_of, holdings
from ..moat.yardstick import LABELS, YARDSTICKS, known_chip, worth
from ..whack.history import Round, answers_to
from .price import price
from .rows import PHASES, Metric, Row, missing, spread_row
from .scene import Scene
from .throughput import Throughput

NO_UNITS = "no number of units sold under this rule is known"
NO_PRICE = "no price of the chips concerned is known"


def fleet(scene: Scene, found: Throughput, draws: Draws) -> Metric:
    """Metric 3: what was sold, over what the same money would have bought of the best chip at its market price."""
    formula = "1 - sum over chips sold of N U / what the same spending buys of the world's best"
    sold = _sold(scene)
    year = scene.through.year
    base = price(scene.best, year)
    prices = {answer.id: price(known_chip(answer.chip), year) for answer in sold}
    if not sold or base is None or any(found is None for found in prices.values()):
        reason = NO_PRICE if sold else NO_UNITS
        rows = [missing("share", "share", reason), *_legal(draws)]
        return Metric(3, "fleet-denied", "Fleet denied", formula, tuple(rows))
    units = {answer.id: _units(answer).sample(draws.stream(f"units {answer.id}"), draws.n) for answer in sold}
    spent = sum(units[a.id] * _price(prices[a.id], draws) for a in sold)
    bought = spent / base.sample(draws.stream(base.name), draws.n)
    rows = [_fleet_row(f"{phase}: throughput denied", {a.id: _ratio(found, a, phase) for a in sold}, units, bought,
                       phase=phase) for phase in PHASES]  # fmt: skip
    rows += [
        _fleet_row(f"{LABELS[name]} denied", {a.id: worth(known_chip(a.chip))[name] for a in sold}, units,
                   bought * (worth(scene.best)[name] or np.nan), yardstick=name)
        for name in YARDSTICKS
    ]  # fmt: skip
    rows += [
        spread_row(f"H100 equivalents sold by {LABELS[name]}", "H100 equivalents",
                   sum(units[a.id] * (worth(known_chip(a.chip))[name] or np.nan) for a in sold), yardstick=name)
        for name in YARDSTICKS
    ]  # fmt: skip
    rows += _legal(draws)
    notes = (
        f"units of {', '.join(known_chip(a.chip).name for a in sold)} over the life of the rule",
        f"price of the best: {base.note}",
    )
    cited = [source for answer in sold for source in answer.sources]
    cited += [source for known in (base, *prices.values()) if known for source in known.sources]
    return Metric(3, "fleet-denied", "Fleet denied", formula, tuple(rows), notes, sources=tuple(cited))


def _legal(draws: Draws) -> list[Row]:
    """Everything sold legally to China so far, under this rule and the others."""
    own, day = holdings(draws)["legal"], as_of()
    return [
        spread_row(f"legal stock of China by {LABELS[name]}, {day}", "H100 equivalents", own[name], yardstick=name)
        for name in YARDSTICKS
    ]


def cost(scene: Scene, found: Throughput, draws: Draws) -> Metric:
    """Metric 4: dollars for a unit of work with what the rule leaves, over those with the world's best."""
    formula = "USD per unit with the best legal chip / USD per unit with the world's best"
    year, base = scene.through.year, price(scene.best, scene.through.year)
    named = {known_chip(answer.chip).id for answer in _sold(scene)}
    legal = {
        chip.id: known for chip in scene.missed
        if chip.market == "datacenter" and (known := price(chip, year)) is not None
    }  # fmt: skip
    if base is None or not legal:
        return Metric(4, "cost", "Cost multiplier", formula, (missing("times", "times", NO_PRICE), _smuggled(draws)))
    dear = {id: _price(known, draws) / _price(base, draws) for id, known in legal.items()}
    rows: list[Row] = []
    for name in YARDSTICKS:
        own = {id: worth(known_chip(id))[name] for id in legal}
        reference = worth(scene.best)[name] or np.nan
        costs = {id: dear[id] * reference / value for id, value in own.items() if value}
        rows += _cheapest(costs, named, f"by {LABELS[name]}", yardstick=name)
    for phase in PHASES:
        costs = {}
        for id in legal:
            if id in found.chips and (ratio := found.of(id, phase)).min() > 0:
                costs[id] = dear[id] / ratio
        rows += _cheapest(costs, named, f"{phase}", phase=phase)
    rows.append(_smuggled(draws))
    rows += _lead(rows, dear, scene, found, draws)
    notes = (
        f"prices of {year}, of the nearest year where none of that year is known; the chip alone",
        "years of lead: how long ago the world's best gave as much for a dollar, as log2(multiplier) x the years in "
        "which the rate for a dollar doubles; below zero there is none",
    )
    cited = tuple(source for known in (base, *legal.values()) for source in known.sources)
    return Metric(4, "cost", "Cost multiplier", formula, tuple(rows), notes, sources=cited)


def _smuggled(draws: Draws) -> Row:
    return spread_row("the world's best, smuggled: times", "times", 1 + draws["smuggling_premium"])


def _lead(rows: list[Row], dear: Mapping[str, Any], scene: Scene, found: Throughput, draws: Draws) -> list[Row]:
    """The multiplier in years, by the chip that a row of the multiplier is about."""
    made = []
    for row in rows:
        if row.chip is None or row.chip not in dear:
            continue
        if row.phase is not None:
            times = dear[row.chip] / found.of(row.chip, row.phase)
        else:
            own, base = (worth(known_chip(id))[row.yardstick or "flops"] for id in (row.chip, scene.best.id))
            times = dear[row.chip] * (base or np.nan) / (own or np.nan)
        years = np.log2(times) * draws["price_performance_doubling"]
        label = row.label.replace(": times", ": years of lead")
        made.append(spread_row(label, "years", years, phase=row.phase, yardstick=row.yardstick, chip=row.chip))
    return made


def evasion(scene: Scene, draws: Draws) -> Metric:
    """Metric 10: how much of what the follower lacks the rule denied, once every path is counted."""
    formula = "1 - all paths / what it would have without rules; leakage / what is denied"
    own, wanted = holdings(draws), would_have(draws)
    rows = []
    for name in YARDSTICKS:
        total = sum(own[path][name] for path in PATHS)
        legal, leaked = own["legal"][name], sum(own[path][name] for path in ("proxy", "smuggled", "rented"))
        rows.append(
            spread_row(f"denied by {LABELS[name]}, all paths counted", "share", 1 - total / wanted, yardstick=name)
        )
        rows.append(
            spread_row(f"denied by {LABELS[name]}, legal chips alone", "share", 1 - legal / wanted, yardstick=name)
        )
        gap = np.maximum(wanted - legal - own["domestic"][name], 1.0)
        label = f"leakage over what is denied, by {LABELS[name]}"
        rows.append(spread_row(label, "share", np.minimum(leaked / gap, 1.0), yardstick=name))
    smuggled = draws["smuggled_per_year"] * draws["smuggling_calibration"]
    acquired = smuggled + _legal_of_2024(draws) + draws["domestic_per_year"]
    rows.append(
        spread_row("smuggled share of the compute acquired in 2024", "share", smuggled / acquired, yardstick="flops")
    )
    notes = (
        f"stocks as of {as_of()}, whatever the rule: what is asked is what all rules together leave",
        "without rules it would have its share of demand of the world's chips; rented compute is used and not owned",
        f"that is {Spread.of(wanted).p50:,.0f} H100 equivalents in the middle",
    )
    return Metric(10, "evasion", "Denial adjusted for evasion", formula, tuple(rows), notes)


def loss(scene: Scene, draws: Draws) -> Metric:
    """Metric 12: what an exporter lost for each H100 equivalent that was denied, by yardstick."""
    formula = "exporter's loss / H100 equivalents denied"
    records = [r for r in store.section("market")["losses"] if r["rule"] == scene.rule]
    rows: list[Row] = []
    for record in records:
        rows += _loss_rows(scene, record, draws)
    if not rows:
        rows = [missing("USD for each", "USD", "no loss of an exporter is known for this rule")]
    cited = tuple(source for record in records for source in record["sources"])
    return Metric(12, "loss", "Cost of denial to the exporter", formula, tuple(rows), sources=cited)


def _loss_rows(scene: Scene, record: Mapping[str, Any], draws: Draws) -> list[Row]:
    lost = Distribution(record["id"], "USD", "uniform", record["low"], record["high"]).sample(
        draws.stream(record["id"]), draws.n
    )
    label = f"{record['what']} of {record['family'].upper()}"
    chip = next((chip for chip in scene.caught if chip.family == record["family"] and chip.main_variant), None)
    own = price(chip, scene.ruling.on.year) if chip else None
    if record["what"] != "revenue" or chip is None or own is None:
        return [spread_row(f"{label}, in all", "USD", lost)]
    chips = lost / _price(own, draws)
    found = [spread_row(f"{label}, in all", "USD", lost), spread_row("chips that it stands for", "chips", chips)]
    for name in YARDSTICKS:
        value = worth(chip)[name]
        text = f"USD for each H100 equivalent denied, by {LABELS[name]}"
        found.append(spread_row(text, "USD", lost / (chips * (value or np.nan)), yardstick=name, chip=chip.id))
    return found


def _sold(scene: Scene) -> tuple[Round, ...]:
    """The answers to the rule whose units are known."""
    return tuple(answer for answer in answers_to(scene.rule) if answer.units and answer.units[1] > 0)


def _units(answer: Round) -> Distribution:
    assert answer.units is not None
    low, mid, high = answer.units
    return Distribution(f"units {answer.id}", "chips", "lognormal", low, high, mid, 0.9, answer.sources, answer.kind)


def _ratio(found: Throughput, answer: Round, phase: str) -> Any:
    return found.of(answer.chip, phase) if answer.chip in found.chips else np.nan


def _price(known: Distribution | None, draws: Draws) -> Any:
    assert known is not None
    return known.sample(draws.stream(known.name), draws.n)


def _fleet_row(label: str, each: Mapping[str, Any], units: Mapping[str, Any], bought: Any, **more: Any) -> Row:
    total = sum(units[id] * (np.nan if value is None else value) for id, value in each.items())
    return spread_row(label, "share", 1 - total / bought, **more)


def _cheapest(costs: Mapping[str, Any], named: set[str], label: str, **more: Any) -> list[Row]:
    """The cheapest legal chip, and beside it the one that was made for the rule where that is another."""
    if not costs:
        return [missing(f"{label}: times", "times", "no legal chip with a price can do it", **more)]
    best = min(costs, key=lambda id: (float(np.median(costs[id])), id))
    shown = [best, *sorted(id for id in costs if id in named and id != best)]
    return [
        spread_row(
            f"{label}: times" + ("" if id == best else ", made for the rule"), "times", costs[id], chip=id, **more
        )
        for id in shown
    ]


def _legal_of_2024(draws: Draws) -> Any:
    """H20 sold in 2024, in H100 equivalents by 8-bit rate."""
    counts = store.section("market")["exports"]["counts"]
    low, high = next(r["units"] for r in counts if (r["family"], r["year"]) == ("h20", 2024))
    units = Distribution("H20 of 2024", "chips", "lognormal", low, high, None, 0.9)
    return units.sample(draws.stream("legal_h20"), draws.n) * (worth(known_chip("nv-h20-96")).flops or np.nan)
