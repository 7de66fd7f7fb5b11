"""The Monte Carlo model of physical and effective compute by actor: two claims, and what neither explains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ...errors import UserError
from ...quantities import Spread
from . import algorithms as formula
from .parameter import Draws, Settings, cautions, check_samples, inputs
from .stock import OWNED, PATHS, as_of, holdings, leader_stock
from .yardstick import YARDSTICKS, known_chip, worth

# The denial whose worth is followed unless another is asked for: an H100 over an H20, by what TPP measures.
USUAL_DENIAL = ("nv-h100-sxm-80", "nv-h20-96")
STEPS_A_YEAR = 4
ABSOLUTE = (
    "Absolute claim: a capability that stands still comes within reach after this time, because algorithms and the "
    "follower's own chips grow. It says nothing about who is ahead then."
)
RELATIVE = (
    "Relative claim: how far ahead the leader stays. Algorithms that both have do not close it; faster common progress "
    "shortens the lag in months and leaves the ratio as it is."
)
RESIDUAL = (
    "Residual: the ratio of chips over the ratio that the observed lag stands for. Nothing in the model explains it: "
    "diffusion of algorithms, distillation, more of the stock in one run, or the measurement of the lag."
)


@dataclass(frozen=True)
class Moat:
    """What one run of the model gives, as arrays of samples; `document` makes plain data of it."""

    draws: Draws
    prior: str
    denial: float
    years: float
    own: Mapping[str, Mapping[str, Any]]
    leader: Any
    outputs: Mapping[str, Any]
    path: Mapping[str, Any]


def run(
    settings: Settings | None = None, *, seed: int = 0, samples: int = 20_000, prior: str = "pretrain",
    denial: float | None = None, years: float = 5.0,
) -> Moat:  # fmt: skip
    """The model for some settings; the same seed gives the same samples.

    denial: how many times the compute at hand the follower was denied [1], by default an H100 over an H20 by rate.
    years: how far it is followed. Raises UserError for what cannot be.
    """
    check_samples(samples)
    formula.check_prior(prior)
    ratio = _denial(denial)
    if not 0.25 <= years <= 20:
        raise UserError(f"{years:g} years: the model is followed for a quarter to 20 years")
    draws = Draws(settings or Settings(), seed, samples)
    own, leader = holdings(draws), leader_stock(draws)
    return Moat(
        draws, prior, ratio, years, own, leader, outputs(draws, prior, ratio), _path(draws, prior, ratio, years)
    )


def outputs(draws: Mapping[str, Any], prior: str, denial: float) -> dict[str, Any]:
    """Every number that the model says of its day, as arrays; draws: any mapping of parameters to arrays."""
    import numpy as np

    gains, runs = formula.growth(draws, prior), np.log(draws["leader_compute_growth"])
    own_growth, scale = np.log(draws["follower_compute_growth"]), draws["scale_dependence"]
    gap = total_gap(draws, PATHS)["flops"] * draws["concentration"]
    implied = formula.implied_gap(draws["observed_lag_months"], runs, gains)
    stock_growth = np.log(draws["leader_stock_growth"])
    widening = stock_growth - own_growth + scale * np.log(np.maximum(gap, 1.0))
    return {
        "gap": gap,
        "lag": formula.lag_months(gap, runs, gains),
        "implied_gap": implied,
        "residual": gap / implied,
        "offset": formula.offset_months(denial, gains, 0.0, scale),
        "offset_with_own_growth": formula.offset_months(denial, gains, own_growth, scale),
        "half_life": formula.absolute_half_life(gains),
        "half_life_with_own_growth": formula.absolute_half_life(gains, own_growth),
        "catch_up": formula.offset_months(np.maximum(gap, 1.0), gains, own_growth, scale),
        "relative_half_life": formula.relative_half_life(widening),
        "ratio_growth": widening,
        # By rate alone, for what drives it; the document has all three yardsticks.
        "denied": 1 - leader_stock(draws) / total_gap(draws, PATHS)["flops"] / wanted(draws),
    }


def wanted(draws: Mapping[str, Any]) -> Any:
    """H100 equivalents that the follower would have without rules: its share of demand of the world's chips."""
    return draws["world_stock"] * draws["counterfactual_share"]


def total_gap(draws: Mapping[str, Any], paths: tuple[str, ...] = OWNED) -> dict[str, Any]:
    """The leader's chips over the follower's on some paths, by yardstick, as arrays."""
    own, leader = holdings(draws), leader_stock(draws)
    return {yardstick: leader / sum(own[path][yardstick] for path in paths) for yardstick in YARDSTICKS}


def ladder(moat: Moat) -> list[tuple[str, Any]]:
    """The ratio by 8-bit rate, path by path: what each takes off what the legal chips alone would leave."""
    found, total = [], 0.0
    for path in PATHS:
        total = total + moat.own[path]["flops"]
        found.append((path, moat.leader / total))
    return found


def _denial(denial: float | None) -> float:
    if denial is None:
        more, less = (worth(known_chip(id)).flops for id in USUAL_DENIAL)
        assert more is not None
        assert less is not None
        return more / less
    if not 1 <= denial <= 1e6:
        raise UserError(f"a denial of {denial:g}: it is how many times the compute at hand was denied, 1 to 1,000,000")
    return float(denial)


def _path(draws: Mapping[str, Any], prior: str, denial: float, years: float) -> dict[str, Any]:
    """Quarter by quarter: the follower over what was denied (absolute), the leader over the follower (relative)."""
    import numpy as np

    gains, own = formula.growth(draws, prior), np.log(draws["follower_compute_growth"])
    scale = draws["scale_dependence"] * np.log(denial)
    gap = total_gap(draws, PATHS)["flops"] * draws["concentration"]
    widening = outputs(draws, prior, denial)["ratio_growth"]
    times = np.arange(0, round(years * STEPS_A_YEAR) + 1) / STEPS_A_YEAR
    return {
        "years": times,
        "absolute": [np.exp((gains - scale + own) * t) / denial for t in times],
        "absolute_same_budget": [np.exp((gains - scale) * t) / denial for t in times],
        "relative": [gap * np.exp(widening * t) for t in times],
    }


def document(moat: Moat) -> dict[str, Any]:
    """The result as plain data: both claims with the sentence that says which is which, bars, path and inputs."""
    found = {name: Spread.of(values) for name, values in moat.outputs.items()}
    gaps = {
        access: {name: Spread.of(ratio).to_dict() for name, ratio in total_gap(moat.draws, paths).items()}
        for access, paths in (("owned", OWNED), ("with_rented", PATHS))
    }
    eroding = float((moat.outputs["ratio_growth"] < 0).mean())
    bars = [{"path": path, "gap": Spread.of(values).to_dict()} for path, values in ladder(moat)]
    body: dict[str, Any] = {
        "as_of": as_of().isoformat(),
        "leader": "United States",
        "follower": "China",
        "prior": moat.prior,
        "denial": moat.denial,
        "seed": moat.draws.seed,
        "samples": moat.draws.n,
        "absolute": {
            "claim": ABSOLUTE,
            "offset_months": found["offset"].to_dict(),
            "offset_with_own_growth_months": found["offset_with_own_growth"].to_dict(),
            "half_life_months": found["half_life"].to_dict(),
            "half_life_with_own_growth_months": found["half_life_with_own_growth"].to_dict(),
            "catch_up_months": found["catch_up"].to_dict(),
        },
        "relative": {
            "claim": RELATIVE,
            "gap_ratio": gaps,
            "lag_months": found["lag"].to_dict(),
            "half_life_months": found["relative_half_life"].to_dict(),
            "probability_eroding": eroding,
            "verdict": "not eroding" if eroding < 0.5 else "eroding",
        },
        "denied_by_all_rules": {
            name: _spread(1 - leader_stock(moat.draws) / ratio / wanted(moat.draws))
            for name, ratio in total_gap(moat.draws, PATHS).items()
        },
        "residual": {
            "claim": RESIDUAL,
            "chips_gap": found["gap"].to_dict(),
            "implied_gap": found["implied_gap"].to_dict(),
            "ratio": found["residual"].to_dict(),
        },
        "stocks": {
            path: {name: _spread(moat.own[path][name]) for name in YARDSTICKS} for path in PATHS
        } | {"leader": {"flops": Spread.of(moat.leader).to_dict()}},
        "ladder": bars,
        "path": {
            "years": [float(t) for t in moat.path["years"]],
            **{
                name: [Spread.of(values).to_dict() for values in moat.path[name]]
                for name in ("absolute", "absolute_same_budget", "relative")
            },
        },
    }  # fmt: skip
    return body | {"inputs": inputs(moat.draws), "warnings": cautions(moat.draws)}


def _spread(values: Any) -> dict[str, float | None]:
    return Spread.of(values).to_dict()
