"""Which memories are consistent with a stated least number of devices for a model's weights."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...catalog import Chip
from .limits import limit

IMPOSSIBLE, NEEDLESS, CONSISTENT, UNKNOWN = "impossible", "needless", "consistent", "unknown"


@dataclass(frozen=True, slots=True)
class Fit:
    """One chip against one statement.

    verdict: impossible (the devices together cannot hold the weights), needless (half as many would have held them
    with room to spare, so nobody would state this number), consistent or unknown. Only impossible is physics; needless
    supposes that the authors state a least number, and caution or long contexts can make it wrong.
    """

    chip: Chip
    verdict: str
    formula: str


def memory_fit(weights: float, devices: int, chips: Iterable[Chip]) -> tuple[Fit, ...]:
    """How each chip's memory agrees with "needs at least so many devices".

    weights: of the model in the format that is served [GB]; devices: the least number that is stated. Numbers of
    devices double from one layout to the next, because tensor parallelism divides heads. Raises ValueError for numbers
    that are not positive.
    """
    if not weights > 0 or devices < 1:
        raise ValueError("weights and devices are positive")
    return tuple(_fit(weights, devices, chip) for chip in chips)


def _fit(weights: float, devices: int, chip: Chip) -> Fit:
    memory = chip.interval("memory_capacity_gb")
    if memory is None:
        return Fit(chip, UNKNOWN, f"the memory of {chip.name} is not known")
    if devices * memory.high < weights:
        return Fit(chip, IMPOSSIBLE, f"{devices} x {memory.high:g} GB = {devices * memory.high:g} GB < {weights:g} GB")
    half = devices // 2
    usable = limit("usable_memory")
    room = half * memory.low * usable
    if half and room >= weights:
        return Fit(chip, NEEDLESS, f"{half} x {memory.low:g} GB x {usable:g} = {room:g} GB >= {weights:g} GB")
    return Fit(
        chip, CONSISTENT, f"{devices} x {memory.low:g} GB holds {weights:g} GB and {half} devices do not with room"
    )
