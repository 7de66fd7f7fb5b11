"""What utility reads of chips, as columns: one array a quantity, in SI units."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ..catalog.chip import Chip
from ..performance.device import GIGA, PCIE_GBS, TERA

# An array of float64, or one number for all rows.
Column = Any

SLOWEST_CLOCK, USUAL_CLOCK = 1.35e9, 1.8e9
USUAL_PRODUCTS = 4096.0  # FLOP of a unit in a cycle, in 16 bits: H100, H200, B200
USUAL_DOMAIN = 8.0


class Hardware(NamedTuple):
    """Chips by column; NaN where a figure is not known, and zero for a rate that the silicon has not.

    Rates are dense and add up in 32 bits [FLOP/s]; bandwidths of one direction [byte/s].
    """

    rate16: Column
    rate8: Column  # floating point: what training and serving may use
    int8: Column  # whole numbers: what serving alone may use
    bandwidth: Column  # of memory
    capacity: Column  # [byte]
    link: Column  # to the other chips of a machine
    units: Column  # streaming multiprocessors, compute units or cores
    power: Column  # [W]; infinite where not known, which limits nothing
    pace: Column  # cycles of a unit for each of one of 1.8 GHz [1]
    buffer: Column  # on the chip, in which products reuse their operands [byte]; infinite where not known
    pinned: Column  # of that, in which weights stay between passes [byte]

    def rows(self, mask: Any) -> Hardware:
        """The rows of a mask or of a slice."""
        return Hardware(*(column[mask] for column in self))

    @property
    def size(self) -> int:
        return int(np.broadcast(*self).size)


def hardware(chips: Sequence[Chip]) -> Hardware:
    """Chips of the catalogue, or made-up ones, as columns; an interval stands at its middle.

    Where the count of units is not known, as many are assumed as make the rate at 1.8 GHz with 4,096 FLOP a cycle;
    it only decides how products fall into tiles. `assumed` says where.
    """
    rows = [_row(chip) for chip in chips]
    return Hardware(*(np.array(column, dtype=np.float64) for column in zip(*rows, strict=True)))


def assumed(chip: Chip) -> tuple[str, ...]:
    """Figures that no source states and that `hardware` replaces."""
    return tuple(key for key in ("sm_count", "tdp_w") if chip.interval(key) is None)


def _row(chip: Chip) -> tuple[float, ...]:
    def figure(*keys: str) -> float:
        known = (chip.interval(key) for key in keys)
        return next((value.middle for value in known if value is not None), float("nan"))

    sixteen = figure("rate_bf16_tops", "rate_fp16_fp32acc_tops", "rate_fp16_tops")
    generation = figure("pcie_generation")
    # Links between chips, or the host's where there are none; where neither is known, so is the link.
    apart = PCIE_GBS.get(generation, PCIE_GBS[3.0]) if generation == generation else float("nan")
    own = figure("scaleup_bandwidth_gbs") / 2
    link = own if own > 0 else apart
    units = figure("sm_count")
    if units != units:
        units = max(1.0, np.ceil(sixteen * TERA / (USUAL_CLOCK * USUAL_PRODUCTS)))
    return (
        sixteen * TERA,
        _or_zero(figure("rate_fp8_fp32acc_tops", "rate_fp8_tops")) * TERA,
        _or_zero(figure("rate_int8_tops")) * TERA,
        figure("memory_bandwidth_gbs") * GIGA,
        figure("memory_capacity_gb") * GIGA,
        link * GIGA,
        units,
        power if (power := figure("tdp_w")) == power else float("inf"),
        _pace(sixteen * TERA / units),
        float("inf"),
        0.0,
    )


def _or_zero(rate: float) -> float:
    """A rate that nobody states is one that nobody can count on."""
    return rate if rate == rate else 0.0


def _pace(each: float) -> float:
    """The pace of a unit that makes so many FLOP a second; as performance.device.Device.pace.

    A unit multiplies a power of two of numbers in a cycle, and clocks lie within an octave.
    """
    return float(each / 2 ** np.floor(np.log2(each / SLOWEST_CLOCK)) / USUAL_CLOCK)
