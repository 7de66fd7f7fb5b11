"""The history played again from the other rules alone, beside what happened; failures are part of the answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ...quantities import Distribution, Spread
from ..metric.price import price
from ..moat.parameter import Draws, Settings
from ..moat.yardstick import known_chip
from .history import answers_to, lags, repair_of, repairs, rounds

CNAS = {
    "what": "smuggled chips a year, forecast in October 2023 for 2025 and estimated in June 2025 for 2024",
    "predicted": 12_500.0, "observed": 140_000.0, "factor": 11.2,
    "lesson": "an order of magnitude too low; the 97.5th percentile of the same writers' model of 2023 stood at 11 "
    "times its median, which all but reaches it. No interval here is narrower than its source's.",
    "sources": ["cnas-2023-forecast", "cnas-smuggling-2023", "cnas-smuggling-2024"],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tried:
    """One prediction from the other rules with what happened; inside: between the 5th and the 95th percentile."""

    rule: str
    what: str
    unit: str
    predicted: Spread
    observed: float
    sources: tuple[str, ...]
    why: str | None = None

    @property
    def inside(self) -> bool:
        return self.predicted.p5 <= self.observed <= self.predicted.p95

    def to_dict(self) -> dict[str, Any]:
        return {
            "rule": self.rule, "what": self.what, "unit": self.unit, "predicted": self.predicted.to_dict(),
            "observed": self.observed, "inside": self.inside, "why": None if self.inside else self.why,
            "sources": list(self.sources),
        }  # fmt: skip


def backtest(seed: int = 0, samples: int = 20_000) -> dict[str, Any]:
    """Lags, duty cycles and volumes of each rule from the others; nothing of the rule itself is used."""
    draws = Draws(Settings(), seed, samples)
    rows: list[Tried] = []
    for rule in dict.fromkeys(found.rule for found in rounds() if found.counts):
        rows += _lag_rows(rule, draws)
    for repair in repairs():
        rows += _duty(repair.rule, draws)
        rows += _units(repair.rule, draws)
    inside = sum(row.inside for row in rows)
    return {
        "summary": {"n": len(rows), "inside": inside, "expected": 0.9 * len(rows)},
        "rows": [row.to_dict() for row in rows],
        "calibration_failure": CNAS,
        "seed": seed, "samples": samples,
    }  # fmt: skip


def predictive(values: Sequence[float], rng: Any, n: int) -> Any:
    """Samples of the next value where a few positive ones are known, taken as lognormal.

    Student's t with one degree fewer than there are values, wider by the root of 1 + 1/k: what k values allow to say of
    another one. Raises ValueError for fewer than two.
    """
    if len(values) < 2:
        raise ValueError("a spread needs two values")
    logs = np.log(np.asarray(values, dtype=np.float64))
    k = len(logs)
    width = logs.std(ddof=1) * np.sqrt(1 + 1 / k)
    return np.exp(np.clip(logs.mean() + width * rng.standard_t(k - 1, n), -50, 50))


def _lag_rows(rule: str, draws: Draws) -> list[Tried]:
    reports, volumes = lags(without=rule)
    found = []
    for answer in answers_to(rule):
        if not answer.counts or answer.volume_lag is None:
            continue
        for what, known, observed in (
            ("first report", reports, answer.report_lag), ("volume", volumes, answer.volume_lag)
        ):  # fmt: skip
            samples = predictive(known, draws.stream(f"{what} without {rule}"), draws.n)
            name = known_chip(answer.chip).name
            found.append(
                Tried(rule, f"{name}: months to {what}", "months", Spread.of(samples), observed, answer.sources)
            )
    return found


def _duty(rule: str, draws: Draws) -> list[Tried]:
    """The duty cycle from the lags of other rules and the life of the other one that was repaired."""
    repair = repair_of(rule)
    others = [found.life for found in repairs() if found.rule != rule]
    if repair is None or not others:
        return []
    volume = predictive(lags(without=rule)[1], draws.stream(f"volume without {rule}"), draws.n)
    share = np.minimum(1.0, volume / others[0])
    why = (
        "production began before the text was public, as a letter had told the maker its line six weeks earlier"
        if repair.duty_cycle == 0 else None
    )  # fmt: skip
    return [Tried(rule, "share of the rule's life without an answer in volume", "share", Spread.of(share),
                  repair.duty_cycle, (), why)]  # fmt: skip


def _units(rule: str, draws: Draws) -> list[Tried]:
    """Units from the yearly spending under the other rules, at this one's price and over its window."""
    mine = [found for found in answers_to(rule) if found.units and found.window]
    other = [found for found in rounds() if found.rule != rule and found.counts and found.units and found.window]
    prices = {found.id: price(known_chip(found.chip), found.known.year + 1) for found in (*mine, *other)}
    if not mine or not other or any(known is None for known in prices.values()):
        return []
    # The products of one rule are sold in one window: from the first volume to the last closing.
    spent = sum(_money(found, prices[found.id], draws) for found in other)
    yearly = spent / (max(found.window or 0.0 for found in other) / 12)
    window = max(found.window or 0.0 for found in mine) / 12
    each = np.mean([_drawn(prices[found.id], draws) for found in mine], axis=0)
    observed = sum(found.units[1] for found in mine if found.units)
    names = " and ".join(known_chip(found.chip).name for found in mine)
    why = (
        "demand for such chips grew several times between 2023 and 2024; spending under one rule says little of that "
        "under the next"
    )
    sources = tuple(source for found in mine for source in found.sources)
    return [Tried(rule, f"{names}: units", "chips", Spread.of(yearly * window / each), float(observed), sources, why)]


def _money(found: Any, known: Distribution | None, draws: Draws) -> Any:
    low, mid, high = found.units
    units = Distribution(f"units {found.id}", "chips", "lognormal", low, high, mid, 0.9)
    return units.sample(draws.stream(f"units {found.id}"), draws.n) * _drawn(known, draws)


def _drawn(known: Distribution | None, draws: Draws) -> Any:
    assert known is not None
    return known.sample(draws.stream(known.name), draws.n)
