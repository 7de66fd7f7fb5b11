"""Chips of which nothing was measured here: published runs on them, and how far off the formulas are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..catalog import find_chip, find_model
from ..catalog.chip import Chip
from ..facts import store
from .device import device

KINDS = ("train", "rate", "tpot", "ttft")


def is_elsewhere(chip: Chip) -> bool:
    """Whether neither training nor kernels of this vendor's chips were fitted on."""
    return device(chip).stack == "other"


def elsewhere_interval(kind: str) -> tuple[float, float]:
    """Factors on a predicted time of training (train), or rate, tpot or ttft of serving, for such a chip.

    They hold what is missed of runs left out on chips that were fitted on, and 80 % of the runs of `published`.
    """
    low, high = _section()["intervals"][kind]
    return float(low), float(high)


def widened(chip: Chip, kind: str, span: tuple[float, float]) -> tuple[float, float]:
    """An interval of fitted chips as it holds for this one: with that of `elsewhere_interval`, where it is none."""
    if not is_elsewhere(chip):
        return span
    low, high = elsewhere_interval(kind)
    return min(span[0], low), max(span[1], high)


def published(task: str) -> tuple[Mapping[str, Any], ...]:
    """The runs of one task, `training` or `serving`, as the facts have them."""
    return tuple(_section()[task])


def time_ratio(run: Mapping[str, Any]) -> float | None:
    """Measured over predicted time of a token, by the best plan of 16 bits (training) or of the stated format.

    run: one of `published`. None where no plan fits.
    """
    model, chip = find_model(run["model"]), find_chip(run["chip"]).chip
    if "input" in run:
        from .serving import estimate_serving

        first = run.get("prefill_count") or 0
        found = estimate_serving(
            model, chip, count=run["count"], input_tokens=run["input"], output_tokens=run["output"],
            concurrency=run.get("concurrency"), tpot_target=run.get("tpot"), precision=run["precision"],
            year=run["year"], prefill_count=first, overlap=first > 0, draft=run.get("draft", 0),
            acceptance=run.get("acceptance", 0.0),
        )  # fmt: skip
        if found.verdict != "yes":
            return None
        name, over = ("input_rate", first) if run.get("of") == "prefill" else ("output_rate", run["count"] - first)
        return float(found.middle[name] * run["count"] / over / run["rate"])
    from .run import Question, fastest

    used, best = fastest(Question(model, chip, run["count"], sequence=run["sequence"], batch=run.get("batch")))
    if not best.plans:
        return None
    pace = used.sequences() * run["sequence"] / best.plans[0].seconds
    return float(pace / run["count"] / run["rate"])


def weights(runs: Iterable[Mapping[str, Any]]) -> list[float]:
    """Runs of one source on one kind of chip weigh as one."""
    pairs = [(run["source"], run["chip"]) for run in runs]
    return [1 / pairs.count(pair) for pair in pairs]


def _section() -> Mapping[str, Any]:
    found: Mapping[str, Any] = store.section("performance")["elsewhere"]
    return found
