"""How widely a computed number spreads: its 5th, 50th and 95th percentile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Spread:
    """Percentiles of samples, in the unit of the samples; an end may be infinite."""

    p5: float
    p50: float
    p95: float

    @classmethod
    def of(cls, samples: Any) -> Spread:
        """The percentiles of an array; each is one of the samples, so that infinite ones are allowed.

        Raises ValueError for no samples and for NaN.
        """
        import numpy as np

        values = np.atleast_1d(np.asarray(samples, dtype=np.float64))
        if not values.size or bool(np.isnan(values).any()):
            raise ValueError("percentiles of nothing, or of NaN")
        return cls(*(float(found) for found in np.quantile(values, (0.05, 0.5, 0.95), method="nearest")))

    @classmethod
    def exact(cls, value: float) -> Spread:
        return cls(value, value, value)

    def to_dict(self) -> dict[str, float | None]:
        """p5, p50 and p95 as JSON holds them; None stands for unbounded."""
        import math

        return {
            key: value if math.isfinite(value) else None
            for key, value in zip(("p5", "p50", "p95"), (self.p5, self.p50, self.p95), strict=True)
        }
