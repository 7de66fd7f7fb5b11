"""Memory on the chip: what products must read for want of it, and what it takes to read what it holds."""

from __future__ import annotations

import numpy as np

from ..facts import store
from .designer.silicon import constant
from .hardware import Column, Hardware


def least_reading(chips: Hardware, flop: float, word: float) -> Column:
    """Time in which memory gives what the products of a token must read at the very least [s], one a row.

    flop: of a token's products; word: of an operand [byte]. However a product of n x n x n is split, it reads 2 n^3
    over the root of S words past a buffer of S. It seldom binds: an H100 would do with 0.7 MB. Zero where the buffer is
    not known. Source: Hong and Kung, "I/O complexity: the red-blue pebble game" (STOC 1981), with the constant of
    Smith, Lowery, Langou and van de Geijn (arXiv 1702.02017).
    """
    return flop * word / np.sqrt(chips.buffer / word) / chips.bandwidth


@store.cached
def read_on_chip() -> float:
    """Time to read all memory on a chip once [s], of the slowest chip of those that hold weights in it."""
    return constant("sram_read").high / 1e6
