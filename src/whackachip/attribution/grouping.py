"""What a chip is counted under where single chips cannot be told apart: its family, generation, vendor and class."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Mapping

from ..catalog import Chip

OTHER = "other"
TRAINERS = "NVIDIA data-centre Ampere or Hopper"
VENDOR_NAMES = {"nvidia": "NVIDIA", "amd": "AMD", "aws": "AWS", "metax": "MetaX", "moorethreads": "Moore Threads"}
# Vendors whose generations go by one name in everyday speech, whatever the silicon is called.
_LINES = {"google": "tpu", "huawei": "ascend"}


def generation(chip: Chip) -> str:
    """Vendor and generation in one word, such as nvidia-hopper, amd-cdna2, huawei-ascend."""
    word = _LINES.get(chip.vendor) or (chip.architecture or chip.family).split("-")[0]
    if chip.vendor == "intel" and word.startswith("gaudi"):
        word = "gaudi"
    return f"{chip.vendor}-{word.replace(' ', '')}"


def chip_class(chip: Chip) -> str:
    """The class that a chip is counted in where single chips cannot be told apart."""
    if chip.vendor == "nvidia" and chip.market == "datacenter" and chip.architecture in ("ampere-ga100", "hopper"):
        return TRAINERS
    market = {"datacenter": "data-centre", "workstation": "workstation", "consumer": "consumer"}
    label = f"{VENDOR_NAMES.get(chip.vendor, chip.vendor.title())} {market.get(chip.market, chip.market)} chips"
    return f"other {label}" if chip.vendor == "nvidia" and chip.market == "datacenter" else label


def added(values: Mapping[str, float], group: Callable[[str], str]) -> dict[str, float]:
    """Probabilities of chips added up by group, the largest first; OTHER stays itself."""
    sums: dict[str, list[float]] = defaultdict(list)
    for chip, value in values.items():
        sums[OTHER if chip == OTHER else group(chip)].append(value)
    return ordered({name: math.fsum(parts) for name, parts in sums.items()})


def ordered(values: Mapping[str, float]) -> dict[str, float]:
    """The largest first, names breaking ties."""
    return dict(sorted(values.items(), key=lambda pair: (-pair[1], pair[0])))


def smallest_set(values: Mapping[str, float], mass: float) -> tuple[str, ...]:
    """The fewest members, most probable first, that hold the mass together."""
    found, reached = [], 0.0
    for name, probability in ordered(values).items():
        found.append(name)
        reached += probability
        if reached >= mass:
            break
    return tuple(found)
