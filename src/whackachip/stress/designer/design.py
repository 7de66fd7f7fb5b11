"""Designs as columns: what a designer chooses, and the chip that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np

from ...performance.device import GIGA, TERA
from ..hardware import USUAL_CLOCK, Hardware
from .silicon import MEGA, constant

Column = Any


class Designs(NamedTuple):
    """What a designer chooses, an array a choice; numbers stand for all rows.

    process, package, memory: places in the lists of `silicon`. area [mm2]: of one die. width: FLOP of a unit in a
    cycle, 16 bits. clock [GHz]. channel_gbs, channel_gb: of one channel of memory. link, host, beside [GB/s, both
    directions]: to other chips, of PCIe, and of what is neither, such as a link to a processor. bits: TPP over the
    16-bit rate in TFLOP/s, 16 where half the bits double the rate. eight: rate in 8 bits over that in 16. power [W].
    spare: units of the die that need not work. sram [MB]: memory on the chip, of all dies, that stands in the place of
    units and holds weights; the caches that units have of their own are not in it.
    """

    process: Column
    package: Column
    memory: Column
    dies: Column
    area: Column
    units: Column
    width: Column
    clock: Column
    channels: Column
    channel_gbs: Column
    channel_gb: Column
    link: Column
    host: Column
    beside: Column
    bits: Column
    eight: Column
    power: Column
    spare: Column
    sram: Column = 0.0

    @property
    def size(self) -> int:
        return int(np.broadcast(*self).size)

    def rows(self, mask: Any) -> Designs:
        """The rows of a mask, a slice or places."""
        return Designs(*(column if np.ndim(column) == 0 else column[mask] for column in self))

    def full(self) -> Designs:
        """Every choice as an array."""
        return Designs(*(np.array(column, dtype=np.float64, ndmin=1) for column in np.broadcast_arrays(*self)))


def joined(parts: Sequence[Designs]) -> Designs:
    """Several tables of designs under one another."""
    return Designs(*(np.concatenate(columns) for columns in zip(*(part.full() for part in parts), strict=True)))


class Metrics(NamedTuple):
    """What the law reads of designs."""

    tpp: Column
    die_area: Column  # [mm2], of all dies
    io_bandwidth: Column  # [GB/s]
    memory_bandwidth: Column  # [GB/s]
    memory_capacity: Column  # [GB]

    @property
    def density(self) -> Column:
        return self.tpp / self.die_area


def rate16(designs: Designs) -> Column:
    """Dense rate in 16 bits [TFLOP/s]."""
    return designs.units * designs.width * designs.clock / 1e3


def metrics(designs: Designs) -> Metrics:
    """TPP, die area, I/O, memory bandwidth and capacity. Source: the definitions of catalog.metrics."""
    return Metrics(
        rate16(designs) * designs.bits,
        designs.dies * designs.area,
        designs.link + designs.host + designs.beside,
        designs.channels * designs.channel_gbs,
        designs.channels * designs.channel_gb,
    )


def hardware(designs: Designs, xp: Any = np) -> Hardware:
    """The columns that utility reads; xp: the namespace of the designs' arrays."""
    found = metrics(designs)
    sixteen = rate16(designs) * TERA
    eight = sixteen * designs.eight
    link = np.maximum(designs.link, designs.host) / 2 * GIGA
    own = found.die_area * constant("cache").median
    columns = (
        sixteen, eight, eight, found.memory_bandwidth * GIGA, found.memory_capacity * GIGA, link, designs.units,
        designs.power, designs.clock * 1e9 / USUAL_CLOCK, (own + designs.sram) * MEGA, designs.sram * MEGA,
    )  # fmt: skip
    same = xp.broadcast_arrays(*(xp.atleast_1d(xp.asarray(column, dtype=np.float64)) for column in columns))
    return Hardware(*(xp.ascontiguousarray(column) for column in same))
