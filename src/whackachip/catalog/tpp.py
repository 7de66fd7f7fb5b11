"""Total processing performance: which rates count, at how many bits, and which of them decides."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ..quantities import Interval
from .chip import Chip
from .interpretation import DEFAULT, Interpretation
from .metric import UNITS, Metric

# In the order in which a tie is named: 16 bits first, as the law's own example does.
BITS = {
    "bf16": 16,
    "fp16": 16,
    "fp8": 8,
    "int8": 8,
    "tf32": 32,
    "fp32": 32,
    "fp64": 64,
    "fp6": 6,
    "fp4": 4,
    "int4": 4,
}


@dataclass(frozen=True, slots=True)
class Product:
    """One precision's share in the comparison: rate [TOPS] times bits is value [TPP].

    inputs: the figures that it is made of; vector: how much of the rate the vector path adds, where that counts.
    """

    precision: str
    bits: int
    rate: Interval
    value: Interval
    inputs: tuple[str, ...]
    vector: Interval | None = None

    @property
    def formula(self) -> str:
        """The substitution: `148 TFLOP/s BF16 x 16 bit = 2,368 TPP`."""
        operations = "TOPS" if self.precision.startswith("int") else "TFLOP/s"
        how = " with FP32 accumulation" if any(key.endswith("_fp32acc_tops") for key in self.inputs) else ""
        rate = str(self.rate) if self.vector is None else f"({self.rate - self.vector} + {self.vector} vector)"
        return f"{rate} {operations} {self.precision.upper()}{how} x {self.bits} bit = {self.value} TPP"


def total_processing_performance(chip: Chip, interpretation: Interpretation = DEFAULT) -> Metric:
    """TPP: the highest over all precisions of dense rate times bit length [TPP].

    A datasheet's rate counts a multiply-accumulate as two operations, as the formula's factor 2 does. Where the
    silicon has a precision whose rate is not known the value has no upper end.
    Source: 15 CFR 774 Supp. 1, ECCN 3A090, technical note 2.
    """
    found = products(chip, interpretation)
    if not found:
        return Metric("tpp", None, UNITS["tpp"], "no dense rate is known", ())
    best = max(found, key=lambda product: product.value.low)
    value = Interval(best.value.low, max(product.value.high for product in found))
    formula = best.formula if value == best.value else f"{best.formula}, up to {Interval.exact(value.high)}"
    open_above = _why_open(chip, interpretation)
    if open_above:
        value = Interval(value.low, math.inf)
        formula += f"; at least, because {open_above}"
    inputs = tuple(dict.fromkeys(key for product in found for key in product.inputs))
    return Metric("tpp", value, UNITS["tpp"], formula, inputs)


def products(chip: Chip, interpretation: Interpretation = DEFAULT) -> tuple[Product, ...]:
    """Rate times bits for each precision with a known rate, in the order of BITS."""
    bits = BITS | {"tf32": int(interpretation.tf32_bits)}
    vector = _vector_rates(chip) if interpretation.vector_path == "counted" else {}
    found = []
    for precision, length in bits.items():
        key = _counted(chip, precision, interpretation)
        rate = chip.interval(key) if key else None
        if key is None or rate is None:
            continue
        is_vector = precision == "fp32" and chip.vector_multiples is not None
        added = None if is_vector else vector.get(length)
        total = rate + added[1] if added else rate
        inputs = (key, added[0]) if added else (key,)
        value = total * Interval.exact(length)
        found.append(Product(precision, length, total, value, inputs, added[1] if added else None))
    return tuple(found)


def unrated_precisions(chip: Chip) -> tuple[str, ...] | None:
    """Native precisions whose rate is unknown; None where the native ones are unknown themselves."""
    native = chip.native_precisions
    if native is None:
        return None
    return tuple(precision for precision in native if chip.interval(f"rate_{precision}_tops") is None)


def _counted(chip: Chip, precision: str, interpretation: Interpretation) -> str | None:
    """The figure that counts for a precision; None where the reading leaves the precision out.

    Only where a rate with 32-bit sums is on record does that reading differ: elsewhere the claimed rate stands, and
    where the two contradict each other, since wider sums are never faster.
    """
    claimed = f"rate_{precision}_tops"
    if interpretation.accumulate == "highest_claimed":
        return claimed
    narrower = {name for name in BITS if chip.interval(f"rate_{name}_fp32acc_tops") is not None}
    if not narrower:
        return claimed
    if precision.startswith("int"):
        return None
    key = f"rate_{precision}_fp32acc_tops"
    sums, known = chip.interval(key), chip.interval(claimed)
    if sums is None or (known is not None and sums.high > known.high):
        return claimed
    return key


def _vector_rates(chip: Chip) -> Mapping[int, tuple[str, Interval]]:
    """The highest rate of the vector path at each bit length, with the figure that it rests on."""
    found: dict[int, tuple[str, Interval]] = {}
    base = chip.interval("rate_fp32_tops")
    multiples = chip.vector_multiples or {}
    for precision in BITS:
        key = f"rate_{precision}_vector_tops"
        rate = chip.interval(key)
        if rate is None and base is not None and precision in multiples:
            key, rate = "rate_fp32_tops", base * Interval.exact(multiples[precision])
        length = BITS[precision]
        if rate is not None and (length not in found or rate.low > found[length][1].low):
            found[length] = (key, rate)
    return found


def _why_open(chip: Chip, interpretation: Interpretation) -> str | None:
    """Why TPP has no upper end, or None where it has one."""
    missing = unrated_precisions(chip)
    if missing is None:
        return "it is not known which precisions the silicon has"
    if missing:
        return f"no rate is known for {', '.join(missing)}"
    if interpretation.vector_path == "counted" and not _vector_rates(chip):
        return "no rate of the vector path is known"
    return None
