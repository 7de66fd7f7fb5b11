"""The parameters of the market models, and the values that somebody sets in their place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from zlib import crc32

from ...errors import UserError, unknown
from ...facts import store
from ...quantities import Distribution
from ...quantities.interval import format_number

GROUPS = ("algorithms", "actors", "supply", "dynamics")
SOURCED = "sourced"
ABSURD = 1000.0  # times beyond the sourced range


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number of the models: its distribution, and the value that it is held at unless somebody asks otherwise."""

    distribution: Distribution
    label: str
    group: str
    held: float | None = None
    least: float = 0.0
    above: bool = False
    most: float | None = None
    moves_with: str | None = None

    @property
    def name(self) -> str:
        return self.distribution.name

    def refuse(self, value: float) -> None:
        """Raises UserError, with what is allowed, for a value that the parameter cannot have."""
        shown = f"{value:g}"
        low, high = self.distribution.low, self.distribution.high
        ranged = f"its sources give {format_number(low)} to {format_number(high)} {self.distribution.unit}"
        if not math.isfinite(value):
            raise UserError(f"{self.name}={shown} is no finite number; {ranged}")
        if value < self.least or (self.above and value == self.least):
            must = f"above {format_number(self.least)}" if self.above else f"{format_number(self.least)} or more"
            raise UserError(f"{self.name}={shown} must be {must}; {ranged}")
        if self.most is not None and value > self.most:
            raise UserError(f"{self.name}={shown} must be {format_number(self.most)} or less; {ranged}")
        far = value > ABSURD * max(high, 1e-9) or (0 < value < low / ABSURD)
        if far:
            raise UserError(f"{self.name}={shown} is more than {ABSURD:,.0f} times beyond what is known; {ranged}")


@store.cached
def parameters() -> Mapping[str, Parameter]:
    """Every parameter by its name, in the order of the facts."""
    found = {}
    for group in GROUPS:
        for record in store.section("market").get(group, ()):
            found[record["id"]] = Parameter(
                Distribution.from_record(record), record["name"], group, record.get("held"), record["least"],
                record["above"], record.get("most"), record.get("moves_with"),
            )  # fmt: skip
    return found


@dataclass(frozen=True)
class Settings:
    """Values in the place of distributions; a switch that is `sourced` follows its distribution instead of its value.

    Raises UserError for a name that is no parameter and a value that it cannot have.
    """

    values: Mapping[str, float] = field(default_factory=dict)
    sourced: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for name in (*self.values, *self.sourced):
            if name not in parameters():
                raise unknown("parameter", name, parameters())
        for name, value in self.values.items():
            parameters()[name].refuse(value)

    def distribution(self, name: str) -> Distribution:
        """What a parameter is drawn from."""
        parameter = parameters()[name]
        if name in self.values:
            return parameter.distribution.fixed(self.values[name])
        if parameter.held is not None and name not in self.sourced:
            return parameter.distribution.fixed(parameter.held)
        return parameter.distribution

    def warnings(self) -> list[str]:
        """A sentence for each value that lies beyond what its sources give."""
        said = (parameters()[name].distribution.beyond(value) for name, value in self.values.items())
        return [text for text in said if text]

    def words(self) -> list[str]:
        """The settings as they are given on a command line."""
        return [f"{name}={value:.12g}" for name, value in self.values.items()] + [
            f"{name}={SOURCED}" for name in sorted(self.sourced)
        ]


def read_settings(texts: Iterable[str]) -> Settings:
    """Settings from `name=number` and `name=sourced`; raises UserError for another form, and a name given twice."""
    values: dict[str, float] = {}
    sourced: set[str] = set()
    for text in texts:
        name, sign, raw = (part.strip() for part in text.partition("="))
        if not sign or not raw:
            raise UserError(f"{text!r} sets nothing: write name=number, such as halving_months=8")
        if name not in parameters():
            raise unknown("parameter", name, parameters())
        if name in values or name in sourced:
            raise UserError(f"{name} is set twice")
        if raw.lower() == SOURCED:
            sourced.add(name)
            continue
        try:
            values[name] = float(raw.rstrip("%")) / (100 if raw.endswith("%") else 1)
        except ValueError:
            raise UserError(f"{name}={raw}: {raw!r} is no number; write {name}=0.5 or {name}={SOURCED}") from None
    return Settings(values, frozenset(sourced))


class Draws(Mapping[str, Any]):
    """Samples of every parameter, drawn when they are first asked for: an array of n each, float64.

    Each parameter has a stream of its own, so that setting one leaves the samples of the others as they are; one that
    moves with another shares its stream.
    """

    def __init__(self, settings: Settings, seed: int, n: int) -> None:
        self.settings, self.seed, self.n = settings, seed, n
        self._known: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._known:
            self._known[name] = self.settings.distribution(name).sample(
                self.stream(parameters()[name].moves_with or name), self.n
            )
        return self._known[name]

    def stream(self, name: str) -> Any:
        """The random numbers that belong to a name."""
        import numpy as np

        return np.random.default_rng([self.seed, crc32(name.encode())])

    def __iter__(self) -> Iterator[str]:
        return iter(parameters())

    def __len__(self) -> int:
        return len(parameters())

    @property
    def used(self) -> tuple[str, ...]:
        """The parameters that were asked for so far, in the order of the facts."""
        return tuple(name for name in parameters() if name in self._known)


def inputs(draws: Draws) -> list[dict[str, Any]]:
    """What a result rests on: every parameter that was used, with its range, sources and how it was taken."""
    found = []
    for name in draws.used:
        parameter, taken = parameters()[name], draws.settings.distribution(name)
        how = "set" if name in draws.settings.values else "held" if taken.shape == "point" else "drawn"
        body = parameter.distribution.to_dict() | {"label": parameter.label, "group": parameter.group, "taken": how}
        found.append(body | ({"value": taken.low} if how != "drawn" else {}))
    return found


def cautions(draws: Draws) -> list[str]:
    """A sentence for each value beyond what its sources give, and for each that has no part in the result."""
    named = (*draws.settings.values, *sorted(draws.settings.sourced))
    idle = [f"{name} is set and has no part in this result" for name in named if name not in draws.used]
    return draws.settings.warnings() + idle


def check_samples(samples: int) -> int:
    """A count of samples that gives percentiles and fits into memory; raises UserError."""
    if not 100 <= samples <= 5_000_000:
        raise UserError(f"{samples:,} samples: between 100 and 5,000,000 make percentiles that mean something")
    return samples
