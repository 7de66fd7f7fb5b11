"""All 14 metrics of a rule, with the literature's values beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ...catalog import find_chip
from ...law.counterfactual import Counterfactual, moved
from ..asked import asked_again
from ..cited import with_sources
from ..moat.parameter import Draws, Settings, cautions, check_samples, inputs, read_settings
from ..moat.yardstick import known_chip
from ..whack.history import answers_to
from . import claims, closing, collateral, denial, fleet, timing
from .designs import designed
from .literature import beside
from .rows import PHASES, Metric
from .scene import Scene, find_scene, strongest
from .throughput import throughput

Progress = Callable[[int, int], None]
CLAIM = (
    "A rule denies different things on different yardsticks; a single number of what is denied would be false on two "
    "of three, and none is given."
)


def metrics(
    rule: str, as_of: str | None = None, *, settings: Iterable[str] | Settings = (), versus: str | None = None,
    changes: Counterfactual | None = None, seed: int = 0, samples: int = 5000, prior: str = "pretrain",
    designs: bool = True, progress: Progress | None = None,
) -> tuple[Scene, tuple[Metric, ...], Draws]:  # fmt: skip
    """The 14 metrics of a rule in their order, what they were found on, and the samples behind them.

    as_of: the day up to which answers to the rule count. versus: the chip that denial is measured against. settings:
    of the market's parameters. designs: whether to search what could be cut to the line, some seconds. Raises UserError
    for what is not known.
    """
    check_samples(samples)
    chosen = settings if isinstance(settings, Settings) else read_settings(settings)
    scene = find_scene(rule, as_of=as_of, versus=find_chip(versus).chip if versus else None, changes=changes)
    draws = Draws(chosen, seed, samples)
    sold = [known_chip(answer.chip) for answer in answers_to(scene.rule)]
    strong = strongest(scene.missed, PHASES)
    others = [chip for chip in sold if chip not in strong]
    passing = [True] * len(strong) + [chip in scene.missed for chip in others]
    found = throughput((*strong, *others), scene.best, draws, passing)
    steps: tuple[Callable[[], Metric | tuple[Metric, ...]], ...] = (
        lambda: denial.denial(scene, found, designed(scene, draws) if designs else None),
        lambda: fleet.fleet(scene, found, draws),
        lambda: fleet.cost(scene, found, draws),
        lambda: timing.workaround(scene, found, draws),
        lambda: timing.duty(scene, draws),
        lambda: claims.gap_and_lag(draws, prior),
        lambda: claims.absolute(draws, prior),
        lambda: claims.relative(draws, prior),
        lambda: fleet.evasion(scene, draws),
        lambda: collateral.collateral(scene),
        lambda: fleet.loss(scene, draws),
        lambda: denial.gameability(scene, found),
        lambda: closing.closing(scene, found),
    )
    made: list[Metric] = []
    for place, step in enumerate(steps):
        if progress is not None:
            progress(place, len(steps))
        result = step()
        made += result if isinstance(result, tuple) else (result,)
    return scene, tuple(made), draws


def answer(
    rule: str, as_of: str | None = None, *, settings: Iterable[str] | Settings = (), versus: str | None = None,
    changes: Mapping[str, float] | None = None, seed: int = 0, samples: int = 5000, prior: str = "pretrain",
    designs: bool = True, progress: Progress | None = None,
) -> dict[str, Any]:  # fmt: skip
    """The metrics as plain data; changes: thresholds of the law by full name. Raises as `metrics` does."""
    chosen = settings if isinstance(settings, Settings) else read_settings(settings)
    scene, found, draws = metrics(
        rule, as_of, settings=chosen, versus=versus, changes=moved(changes or {}), seed=seed, samples=samples,
        prior=prior, designs=designs, progress=progress,
    )  # fmt: skip
    options = (
        ("as_of", as_of, None), ("versus", versus, None), ("seed", seed, 0), ("samples", samples, 5000),
        ("prior", prior, "pretrain"), ("designs", designs, True),
    )  # fmt: skip
    body: dict[str, Any] = {
        "rule": scene.ruling.label, "title": scene.ruling.title, "on": scene.ruling.on.isoformat(),
        "through": scene.through.isoformat(), "versus": scene.best.id, "versus_name": scene.best.name,
        "prior": prior, "seed": seed, "samples": samples, "claim": CLAIM,
        "metrics": [
            {**metric.to_dict(), "literature": [one.to_dict() for one in beside(metric, scene.rule)]}
            for metric in found
        ],
        "inputs": inputs(draws), "warnings": cautions(draws),
        "provenance": asked_again("denial", "rule_metrics", rule, options, chosen, changes),
    }  # fmt: skip
    return with_sources(body)
