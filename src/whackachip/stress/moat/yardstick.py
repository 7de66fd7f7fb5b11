"""How much of an H100 a chip is: by rate, by memory bandwidth and by memory; never by one of them alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...catalog.chip import Chip, chips
from ...errors import FactsError
from ...facts import store

YARDSTICKS = ("flops", "bandwidth", "capacity")
LABELS = {"flops": "FLOP/s", "bandwidth": "memory bandwidth", "capacity": "memory"}
REFERENCE = "nv-h100-sxm-80"
# Dense rates only, 8 bits before 16; a chip without 8 bits counts with what it has.
_RATES = (("rate_fp8_tops", "rate_int8_tops"), ("rate_bf16_tops", "rate_fp16_tops"))


@dataclass(frozen=True, slots=True)
class Worth:
    """A chip in H100s on each yardstick [1]; None where a figure is not known."""

    flops: float | None
    bandwidth: float | None
    capacity: float | None

    def __getitem__(self, yardstick: str) -> float | None:
        value: float | None = getattr(self, yardstick)
        return value

    def to_dict(self) -> dict[str, float | None]:
        return {name: self[name] for name in YARDSTICKS}


def worth(chip: Chip) -> Worth:
    """A chip in H100s by dense 8-bit rate, memory bandwidth and memory; an interval stands at its middle."""
    return Worth(*(None if own is None else own / base for own, base in zip(_raw(chip), _reference(), strict=True)))


def known_chip(id: str) -> Chip:
    """The chip of the catalogue with this id; raises FactsError where the facts name one that does not exist."""
    found = _by_id().get(id)
    if found is None:
        raise FactsError(f"no chip {id!r} in the catalogue")
    return found


@store.cached
def _by_id() -> dict[str, Chip]:
    return {chip.id: chip for chip in chips()}


@store.cached
def _reference() -> tuple[float, float, float]:
    rate, bandwidth, capacity = _raw(known_chip(REFERENCE))
    if rate is None or bandwidth is None or capacity is None:
        raise FactsError(f"the yardstick {REFERENCE} lacks a figure")
    return rate, bandwidth, capacity


def _raw(chip: Chip) -> tuple[float | None, float | None, float | None]:
    rates = (best for keys in _RATES if (best := _best(chip, keys)) is not None)
    return next(rates, None), _best(chip, ("memory_bandwidth_gbs",)), _best(chip, ("memory_capacity_gb",))


def _best(chip: Chip, keys: Iterable[str]) -> float | None:
    found = [value.middle for key in keys if (value := chip.interval(key)) is not None]
    return max(found) if found else None
