"""A chip as the numbers that kernels need: rates, bandwidths and the count of units, in SI units."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

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
# FLOP of a unit in a cycle, in 16 bits, where no source counts the units: few large arrays as in a TPU (128 x 128
# multipliers), those of an H100, many small ones as in an A100.
PRODUCTS = (32768.0, 4096.0, 2048.0)
USUAL_PRODUCTS = PRODUCTS[1]


class MissingFigure(UserError):
    """A figure that the question needs and no source states; the answer is `depends`."""

    def __init__(self, chip: str, figure: str) -> None:
        super().__init__(f"{chip} lacks the figure {figure}, which this estimate needs")
        self.chip = chip
        self.figure = figure


@dataclass(frozen=True, slots=True)
class Device:
    """What a kernel sees of a chip; a figure that no source states raises MissingFigure when it is asked for.

    figures: by catalogue key, in the unit of the key; the middle of an interval. products: FLOP of a unit in a cycle,
    where no source counts the units.
    """

    id: str
    stack: str
    figures: Mapping[str, float]
    link: str | None = None
    products: float = USUAL_PRODUCTS

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
        """Streaming multiprocessors, compute units or cores: what a grid of tiles is dealt to.

        Where no source counts them, as many as make the printed rate at 1.8 GHz.
        """
        stated = self.figures.get("sm_count")
        return stated or max(1.0, float(math.ceil(self.peak("bf16") / USUAL_CLOCK / self.products)))

    @property
    def readings(self) -> tuple[Device, ...]:
        """The device with few, usual and many units; itself alone where they are counted."""
        if "sm_count" in self.figures:
            return (self,)
        return tuple(replace(self, products=products) for products in PRODUCTS)

    @property
    def power(self) -> float:
        """[W]; infinite where no source states it, which limits nothing."""
        return self.figures.get("tdp_w", math.inf)

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
        """Of the scale-up link, or of sixteen lanes of PCIe where there is none, one direction [byte/s].

        Raises MissingFigure for a chip that has a link of which no source states the bandwidth.
        """
        if "scaleup_bandwidth_gbs" not in self.figures and self.link not in (None, "none"):
            raise MissingFigure(self.id, "scaleup_bandwidth_gbs")
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


def assumed(chip: Chip) -> tuple[str, ...]:
    """What formulas assume of a chip whose count of units or power no source states, a sentence each."""
    said = []
    if "sm_count" not in chip.figures:
        few, usual, many = (f"{products:,.0f}" for products in PRODUCTS)
        said.append(
            f"no source counts the units of the {chip.name}: {usual} operations a unit and cycle at 1.8 GHz; the "
            f"interval holds {many} and {few} too"
        )
    if "tdp_w" not in chip.figures:
        said.append(f"no source states the power of the {chip.name}: it does not limit the rate")
    return tuple(said)
