"""Serving where a number is a span: all corners are estimated, and the answer holds every one of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from ...catalog.chip import Chip
from ...catalog.model import Model
from ...errors import UserError
from ...quantities import Interval
from ..quantity import Quantity, show, unknown_quantity
from .estimate import UNITS, ServingEstimate, estimate_serving

WHOLE = ("input_tokens", "output_tokens")
SPANS = (*WHOLE, "concurrency", "acceptance", "prefix", "tpot_target", "ttft_target")
MOST = 5  # spans at a time: 32 corners


def estimate_over(model: Model, chip: Chip, spans: Mapping[str, Interval], **asked: Any) -> ServingEstimate:
    """As estimate_serving, with spans for some of SPANS; each corner has its own best plan, the middle's is given.

    Times and rates go from the least to the greatest of all corners and the middle. What lies between them is within
    but for the steps in which plans and batches change. Raises UserError for what cannot be a span.
    """
    wide = {name: value for name, value in spans.items() if not value.is_exact}
    exact = asked | {name: _number(name, value.low) for name, value in spans.items() if value.is_exact}
    if not wide:
        return estimate_serving(model, chip, **exact)
    for name in wide:
        if name not in SPANS:
            raise UserError(f"{name} cannot be a span; these can: {', '.join(SPANS)}")
    if len(wide) > MOST:
        raise UserError(f"{len(wide)} spans at a time are too many; {MOST} can be")
    middle = estimate_serving(
        model, chip, **exact | {name: _number(name, value.middle) for name, value in wide.items()}
    )
    ends = [[(name, _number(name, end)) for end in (value.low, value.high)] for name, value in wide.items()]
    corners = [estimate_serving(model, chip, **exact | dict(corner)) for corner in product(*ends)]
    said = tuple(
        f"{name.replace('_', ' ')}: {show(value)}; the plan is that of the middle" for name, value in wide.items()
    )
    refused = next((corner for corner in corners if corner.verdict != "yes"), None)
    if refused is not None or middle.verdict != "yes":
        return _undecided(middle, corners, refused or middle, said)
    numbers: dict[str, Any] = {name: _hull(name, [corners[0], middle, *corners[1:]]) for name in UNITS}
    return replace(middle, assumptions=(*middle.assumptions, *said), **numbers)


def _undecided(
    middle: ServingEstimate, corners: list[ServingEstimate], refused: ServingEstimate, said: tuple[str, ...]
) -> ServingEstimate:
    """No where no corner can be served, else depends: some of the span can."""
    none = all(corner.verdict == "no" for corner in corners) and middle.verdict == "no"
    verdict = refused.verdict if none or refused.missing else "depends"
    reason = refused.reason if none or refused.missing else f"not over the whole span: {refused.reason}"
    unknown: dict[str, Any] = {name: unknown_quantity(unit, reason) for name, unit in UNITS.items()}
    return replace(
        middle, verdict=verdict, reason=reason, missing=refused.missing, plan={}, middle={}, memory={},
        assumptions=(*middle.assumptions, *said), **unknown,
    )  # fmt: skip


def _hull(name: str, corners: list[ServingEstimate]) -> Quantity:
    found: list[Quantity] = [getattr(corner, name) for corner in corners]
    value = Interval.hull(part.known for part in found)
    sources = tuple(dict.fromkeys(source for part in found for source in part.sources))
    text = (
        f"{show(value)} over {len(found)} points of what was asked, from: {found[0].formula}; to: {found[-1].formula}"
    )
    return Quantity(value, UNITS[name], "derived", sources, text)


def _number(name: str, value: float) -> float:
    return round(value) if name in WHOLE else value
