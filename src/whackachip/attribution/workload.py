"""What is known of the work behind a model's name: parameters and FLOPs, bounds for every model that it may mean."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..catalog import Model, find_model, models
from ..catalog.compute import training_flops
from ..errors import UserError
from ..quantities import Interval
from .subject import subject

_PASSES = 6  # FLOPs for each parameter and token, forward and backward; source: arXiv 2001.08361, 2.1


@dataclass(frozen=True, slots=True)
class Workload:
    """Least parameters; least and most work of the pre-training [FLOP]; least work of a token in training [FLOP].

    Each is None where nothing is known. A name that several models have gives the least of them.
    """

    least_parameters: float | None = None
    training_flops: tuple[float, float] | None = None
    token_flops: float | None = None


@lru_cache(maxsize=1024)
def workload(name: str | None) -> Workload:
    """The workload of a model by name; where the catalogue lacks it, the least size that the name itself states."""
    if name is None:
        return Workload()
    found = catalogued(name)
    if not found:
        sizes = subject(name).sizes
        return Workload(least_parameters=min(sizes) * 1e9 if sizes else None)
    parameters = [known.low for model in found if (known := model.interval("parameters_total"))]
    tokens = [_token(model) for model in found]
    runs = [_run(model) for model in found]
    return Workload(
        least_parameters=min(parameters) if len(parameters) == len(found) else None,
        training_flops=None if None in runs else (min(r[0] for r in runs if r), max(r[1] for r in runs if r)),
        token_flops=None if None in tokens else min(t for t in tokens if t),
    )


def catalogued(name: str) -> tuple[Model, ...]:
    """The models of the catalogue that a written name may mean: by id or name, else by words, version and size."""
    try:
        return (find_model(name),)
    except UserError:
        pass
    asked = subject(name)
    if not asked.words:
        return ()
    return tuple(
        model
        for model in models()
        if (known := subject(model.name)).words == asked.words
        and known.version == asked.version
        and (not asked.sizes or not known.sizes or any(abs(a - b) < 0.1 * a for a in asked.sizes for b in known.sizes))
    )


def _token(model: Model) -> float | None:
    """The least work of a token: six for each active parameter beside the table that is only looked up."""
    known = training_flops(model).value
    if isinstance(known, Interval):
        return known.low * 0.9  # attention over shorter sequences than the formula's is less work
    active = model.interval("parameters_active") or model.interval("parameters_total")
    return _PASSES * active.low * 0.9 if active and _plain(model) else None


def _plain(model: Model) -> bool:
    """Whether all parameters are active: a mixture that does not say how many are has no bound."""
    return model.knows("parameters_active") or not model.knows("routed_experts")


def _run(model: Model) -> tuple[float, float] | None:
    each, tokens = _token(model), model.interval("training_tokens")
    return (each * tokens.low, each * tokens.high) if each and tokens else None
