"""A number that is known as a distribution: a shape through published points, with its unit and sources."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from .interval import format_number

SHAPES = ("point", "uniform", "loguniform", "triangular", "log-triangular", "normal", "lognormal")
NEED_MID = ("triangular", "log-triangular")
ABOVE_ZERO = ("loguniform", "log-triangular", "lognormal")


@dataclass(frozen=True, slots=True)
class Distribution:
    """A named distribution through the points that its sources state.

    low, high: the ends of the sourced range [unit]; nothing is drawn outside of it. mid: the mode of a triangular shape
    (of the logarithms for log-triangular), the median of a normal or lognormal one, where it defaults to the arithmetic
    or geometric mean of the ends. coverage: the probability that a source puts between low and high, for normal and
    lognormal shapes; where mid is not in the centre, the two halves have each their own width, so that all three points
    are quantiles. Raises ValueError where the points do not fit the shape.
    """

    name: str
    unit: str
    shape: str
    low: float
    high: float
    mid: float | None = None
    coverage: float = 0.95
    sources: tuple[str, ...] = ()
    kind: str = "unverified"
    note: str | None = None

    def __post_init__(self) -> None:
        points = [self.low, *([] if self.mid is None else [self.mid]), self.high]
        if self.shape not in SHAPES:
            raise ValueError(f"{self.name}: shape {self.shape!r} is not one of {', '.join(SHAPES)}")
        if not all(math.isfinite(point) for point in points) or points != sorted(points):
            raise ValueError(f"{self.name}: {', '.join(map(str, points))} do not ascend")
        if self.shape in ABOVE_ZERO and self.low <= 0:
            raise ValueError(f"{self.name}: a {self.shape} shape needs a low end above zero, not {self.low}")
        if self.shape in NEED_MID and self.mid is None:
            raise ValueError(f"{self.name}: a {self.shape} shape needs mid")
        if self.shape == "point" and self.low != self.high:
            raise ValueError(f"{self.name}: a point has one value, not {self.low} and {self.high}")
        if not 0 < self.coverage < 1:
            raise ValueError(f"{self.name}: coverage {self.coverage} is not between 0 and 1")

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Distribution:
        """The distribution of a compiled fact; see facts.schema.distribution."""
        return cls(
            record["id"], record["unit"], record["shape"], record["low"], record["high"], record.get("mid"),
            record.get("coverage", 0.95), tuple(record["sources"]), record["kind"], record.get("note"),
        )  # fmt: skip

    @property
    def median(self) -> float:
        return float(self.quantile(0.5))

    def quantile(self, q: Any) -> Any:
        """The value below which a share q of the probability lies, clipped to the sourced range [unit].

        q: a number or an array between 0 and 1; the result has its shape. Raises ValueError beyond 0 and 1.
        """
        import numpy as np

        shares = np.asarray(q, dtype=np.float64)
        if not bool(np.all((shares >= 0) & (shares <= 1))):
            raise ValueError(f"{self.name}: a quantile is between 0 and 1, not {q}")
        if self.shape in ("normal", "lognormal"):
            found = self._gaussian(shares)
        else:
            low, mid, high = self._inner()
            found = self._outer(low + shares * (high - low) if mid is None else _triangular(shares, low, mid, high))
        clipped = np.clip(found, self.low, self.high)
        return clipped if shares.ndim else float(clipped)

    def sample(self, rng: Any, n: int) -> Any:
        """n values drawn with a numpy.random.Generator [unit]; one number of it a value, whatever the shape."""
        return self.quantile(rng.random(n))

    def fixed(self, value: float) -> Distribution:
        """The same quantity held at one value, which may lie beyond the sourced range; `beyond` says so."""
        return replace(self, shape="point", low=value, high=value, mid=None)

    def beyond(self, value: float) -> str | None:
        """A sentence that warns of a value outside the sourced range; None inside."""
        if self.low <= value <= self.high:
            return None
        side = f"below {format_number(self.low)}" if value < self.low else f"above {format_number(self.high)}"
        end = "lowest" if value < self.low else "highest"
        return f"{self.name} = {format_number(value)} {self.unit} is {side}, the {end} that its sources give".replace(
            "  ", " "
        )

    def to_dict(self) -> dict[str, Any]:
        """Everything that a reader needs to check it, as plain data."""
        return {
            "name": self.name, "unit": self.unit, "shape": self.shape, "low": self.low, "mid": self.median,
            "high": self.high, "sources": list(self.sources), "kind": self.kind, "note": self.note,
        }  # fmt: skip

    def _inner(self) -> tuple[float, float | None, float]:
        """The points on the scale on which the shape is straight."""
        if self.shape not in ABOVE_ZERO:
            return self.low, self.mid if self.shape in NEED_MID else None, self.high
        mid = math.log(self.mid) if self.mid is not None and self.shape != "loguniform" else None
        return math.log(self.low), mid, math.log(self.high)

    def _outer(self, values: Any) -> Any:
        import numpy as np

        return np.exp(values) if self.shape in ABOVE_ZERO else values

    def _gaussian(self, shares: Any) -> Any:
        from statistics import NormalDist  # takes its time to load

        import numpy as np

        inverse = NormalDist().inv_cdf
        low, mid, high = self._inner()
        if mid is None:
            mid = self.mid if self.mid is not None else (low + high) / 2
        reach = inverse((1 + self.coverage) / 2)
        inside = np.clip(shares, 1e-16, 1 - 1e-16)  # the ends are clipped to the range anyway
        z = np.fromiter(map(inverse, inside.ravel()), np.float64, inside.size).reshape(inside.shape)
        return self._outer(mid + z * np.where(z < 0, mid - low, high - mid) / reach)


def _triangular(shares: Any, low: float, mid: float, high: float) -> Any:
    import numpy as np

    if low == high:
        return np.full_like(shares, low)
    rising = low + np.sqrt(shares * (high - low) * (mid - low))
    falling = high - np.sqrt((1 - shares) * (high - low) * (high - mid))
    return np.where(shares < (mid - low) / (high - low), rising, falling)
