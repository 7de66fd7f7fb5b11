"""A chip as the numbers that kernels need: rates, bandwidths and the count of units, in SI units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..catalog.chip import Chip
from ..errors import UserError

# Which printed rate bounds a kernel; weight-only quantisation multiplies in bf16. GeForce parts print fp16 with fp16
# accumulation, which no training or serving stack uses, so fp16 is bounded by the bf16 rate as well.
RATES = {
    "bf16": "rate_bf16_tops",
    "fp16": "rate_bf16_tops",
    "fp8": "rate_fp8_tops",
    "fp8_block": "rate_fp8_tops",
    "mxfp8": "rate_fp8_tops",
    "nvfp4": "rate_fp4_tops",
    "mxfp4": "rate_fp4_tops",
    "fp4": "rate_fp4_tops",
    "int8": "rate_int8_tops",
    "int8_wo": "rate_bf16_tops",
    "int4_wo": "rate_bf16_tops",
}
TERA, GIGA = 1e12, 1e9
PCIE_GBS = {3.0: 16.0, 4.0: 32.0, 5.0: 64.0, 6.0: 128.0}  # of sixteen lanes, one direction
USUAL_PCIE = 4.0  # of a chip whose generation no source states
# A unit multiplies a power of two of numbers in a cycle and clocks lie within an octave, so that the printed rate gives
# the clock: 312 TFLOP/s over 108 units and 2,048 operations is 1.41 GHz.
SLOWEST_CLOCK, USUAL_CLOCK = 1.35e9, 1.8e9


class MissingFigure(UserError):
    """A figure that the question needs and no source states; the answer is `depends`."""

    def __init__(self, chip: str, figure: str) -> None:
        super().__init__(f"{chip} lacks the figure {figure}, which this estimate needs")
        self.chip = chip
        self.figure = figure


@dataclass(frozen=True, slots=True)
class Device:
    """What a kernel sees of a chip; a figure that no source states raises MissingFigure when it is asked for.

    figures: by catalogue key, in the unit of the key; the middle of an interval.
    """

    id: str
    stack: str
    figures: Mapping[str, float]
    link: str | None = None

    def figure(self, key: str) -> float:
        """A figure in the unit of its key; raises MissingFigure."""
        if key not in self.figures:
            raise MissingFigure(self.id, key)
        return self.figures[key]

    def peak(self, precision: str) -> float:
        """The dense rate that bounds a kernel in this precision [FLOP/s]; raises MissingFigure."""
        return self.figure(RATES[precision]) * TERA

    @property
    def memory_bandwidth(self) -> float:
        """[byte/s]"""
        return self.figure("memory_bandwidth_gbs") * GIGA

    @property
    def memory_capacity(self) -> float:
        """[byte]"""
        return self.figure("memory_capacity_gb") * GIGA

    @property
    def units(self) -> float:
        """Streaming multiprocessors, compute units or cores: what a grid of tiles is dealt to."""
        return self.figure("sm_count")

    @property
    def pace(self) -> float:
        """How many cycles a unit makes while one of 1.8 GHz makes one: what latencies scale with."""
        each = self.peak("bf16") / self.units
        return float(each / 2 ** math.floor(math.log2(each / SLOWEST_CLOCK)) / USUAL_CLOCK)

    @property
    def link_bandwidth(self) -> float:
        """Of the scale-up link, one direction [byte/s]; the catalogue counts both."""
        return self.figure("scaleup_bandwidth_gbs") * GIGA / 2

    @property
    def link_or_lanes(self) -> float:
        """Of the scale-up link, or of sixteen lanes of PCIe where there is none, one direction [byte/s]."""
        return self.figures.get("scaleup_bandwidth_gbs", 0.0) / 2 * GIGA or self.lanes

    @property
    def lanes(self) -> float:
        """Of sixteen lanes of PCIe to the host, one direction [byte/s]."""
        return PCIE_GBS[self.figures.get("pcie_generation", USUAL_PCIE)] * GIGA


def device(chip: Chip) -> Device:
    """The device that a chip of the catalogue, or a hypothetical one, makes."""
    found = {key: interval.middle for key in chip.figures if (interval := chip.interval(key)) is not None}
    link = chip.words("scaleup_link")
    return Device(
        id=chip.id,
        stack=chip.vendor if chip.vendor in ("nvidia", "amd") else "other",
        figures=found,
        link=min(link) if link else None,
    )
