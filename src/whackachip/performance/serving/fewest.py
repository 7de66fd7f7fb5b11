"""The fewest chips that serve a model within targets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...catalog.chip import Chip
from ...catalog.model import Model
from ...errors import UserError
from .estimate import LARGEST, ServingEstimate, estimate_serving

# All below eight, then whole nodes, then ever larger steps.
COUNTS = (*range(1, 9), *range(16, 129, 8), *range(160, 513, 32), *range(640, 2049, 128), *range(2560, 8193, 512))


@dataclass(frozen=True, slots=True)
class Fewest:
    """The count and its estimate; count is None where none of those tried will do, and estimate the last one's."""

    count: int | None
    estimate: ServingEstimate


def fewest_serving(model: Model, chip: Chip, *, rate: float | None = None, **asked: Any) -> Fewest:
    """The fewest chips that serve a model; asked: as of estimate_serving, without the count.

    rate: output tokens a second of all chips together, at least. Without a rate and a concurrency one request at a
    time is served. Middles of the estimate must meet the targets. Raises UserError for what cannot be asked.
    """
    if rate is not None and not 0 < rate <= LARGEST * LARGEST:
        raise UserError(f"rate {rate:g} is not above zero and at most {LARGEST * LARGEST:g}")
    told = dict(asked)
    if rate is None and not told.get("concurrency"):
        told["concurrency"] = 1.0
    last: ServingEstimate | None = None
    refused: UserError | None = None
    for count in COUNTS:
        try:
            found = estimate_serving(model, chip, count=count, **told)
        except UserError as error:
            refused = error
            continue  # a plan that stands does not divide this count
        last = found
        if found.verdict == "depends":
            return Fewest(None, found)
        if found.verdict == "yes" and (rate is None or found.middle["total_rate"] >= rate):
            return Fewest(count, found)
        if found.verdict == "no" and _hopeless(found, count):
            break
    if last is None:
        raise refused or UserError("no count of chips was tried")
    return Fewest(None, last)


def _hopeless(found: ServingEstimate, count: int) -> bool:
    """Whether a target was missed with plenty of chips, which more of them do not mend."""
    return count >= 512 and found.reason.startswith("no plan meets")
