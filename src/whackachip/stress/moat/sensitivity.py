"""Which parameters drive a result: first-order and total Sobol indices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ...errors import needs
from .model import outputs
from .parameter import Settings, parameters

POINTS = 4096  # a power of two, as the sequence wants
# What is explained, by the name of the model's output; ratios by their logarithm, so that no tail decides.
EXPLAINED = {
    "offset_with_own_growth": "months to offset the denial, own compute growing",
    "gap": "ratio of chips",
    "lag": "lag in months that the chips stand for",
    "residual": "unexplained residual",
    "ratio_growth": "yearly growth of the ratio",
    "denied": "share denied by all rules once every path counts",
}
LOGARITHMS = ("gap", "residual", "offset_with_own_growth")


def sobol(
    function: Callable[[Mapping[str, Any]], Sequence[Any]], names: Sequence[str], settings: Settings, seed: int = 0,
    points: int = POINTS,
) -> tuple[Any, Any]:  # fmt: skip
    """First-order and total indices, one row an output and one column a name.

    function: from draws (name to array) to outputs. Raises UserError without SciPy (extra `stress`).
    """
    try:
        from scipy.stats import sobol_indices, uniform  # type: ignore[import-untyped]
    except ImportError:
        raise needs("Sobol indices, unless left out with --no-sobol, need", "SciPy", "stress") from None
    import numpy as np

    taken = {name: settings.distribution(name) for name in parameters()}
    free = {name: parameters()[name].moves_with or name for name in taken}
    fixed = {name: np.float64(found.median) for name, found in taken.items() if free[name] not in names}

    def at(rows: Any) -> Any:
        drawn = {name: taken[name].quantile(rows[names.index(free[name])]) for name in taken if free[name] in names}
        return np.array([np.broadcast_to(found, rows.shape[1]) for found in function(fixed | drawn)])

    found = sobol_indices(func=at, n=points, dists=[uniform()] * len(names), rng=np.random.default_rng([seed, points]))
    return np.atleast_2d(found.first_order), np.atleast_2d(found.total_order)


def sensitivity(
    settings: Settings | None = None, prior: str = "pretrain", denial: float = 6.69, seed: int = 0
) -> list[dict[str, Any]]:
    """For each output of the model, every parameter that moves it with both indices, the largest total first."""
    import numpy as np

    chosen = settings or Settings()
    read = _Recorder(chosen)
    outputs(read, prior, denial)
    asked = {parameters()[name].moves_with or name for name in read.asked}
    names = [name for name in parameters() if name in asked and chosen.distribution(name).shape != "point"]
    if not names:
        return []

    def explained(draws: Mapping[str, Any]) -> list[Any]:
        found = outputs(draws, prior, denial)
        return [np.log(found[name]) if name in LOGARITHMS else found[name] for name in EXPLAINED]

    first, total = sobol(explained, names, chosen, seed)
    return [_row(output, names, first[place], total[place]) for place, output in enumerate(EXPLAINED)]


def _row(output: str, names: Sequence[str], first: Any, total: Any) -> dict[str, Any]:
    drivers: list[dict[str, Any]] = [
        {"parameter": name, "label": parameters()[name].label, "first_order": round(float(one), 4),
         "total": round(float(all_), 4)}
        for name, one, all_ in zip(names, first, total, strict=True)
        if all_ >= 0.005
    ]  # fmt: skip
    drivers.sort(key=lambda found: (-found["total"], found["parameter"]))
    return {"output": output, "label": EXPLAINED[output], "drivers": drivers}


class _Recorder(dict[str, Any]):
    """Medians that remember who asked for them."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self.settings, self.asked = settings, set[str]()

    def __missing__(self, name: str) -> Any:
        self.asked.add(name)
        return self.settings.distribution(name).median
