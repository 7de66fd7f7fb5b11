"""Fit the constants of the serving formulas to measured runs and write facts/performance/serving.yaml.

python tools/fit_serving.py RUNS.csv [--date 2026-11-23] [--left-out] [--every 3] [--dry]

The table stays where it is; only constants are kept. Rows count that are ready, of quality A or B and no copy of
another; a series (one model, chip, engine and format) weighs by the square root of its rows. Each constant is held near
its starting value by a weak log-normal prior. Kernels' own constants are not touched: they come from fit_kernels.py.
--left-out leaves each model on each chip, each chip, each family of chips and each engine out in turn and prints what
is missed; chips and families without the ceilings that their kernels were measured to have. What is missed by model
and chip gives the intervals, and by family those of chips that were not measured.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.optimize import least_squares

import unseen
from draw_serving import Line, publish
from fitting import Start, priors, quantiles
from whackachip.performance.columns import Refused
from whackachip.performance.measured import once, weighted_median
from whackachip.performance.serving.apart import Pools, served_apart
from whackachip.performance.serving.build import only, stack
from whackachip.performance.serving.coefficients import ENGINES, Coefficients
from whackachip.performance.serving.judge import counted, read_rows
from whackachip.performance.serving.predict import predict
from whackachip.performance.serving.rows import Run, run_of
from whackachip.performance.serving.steady import Passes, passes, served

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "facts" / "performance" / "serving.yaml"
SOURCES = {"aiconfigurator-silicon": "serving-aiconfigurator-silicon"}
NOISE, NOISE_FIRST = 0.12, 0.25  # of the logarithm of tpot and of ttft


STARTS = Coefficients(
    products=Start(1.0, 0.1),
    attention=Start(1.0, 0.1),
    experts=Start(1.0, 0.1),
    elementwise=Start(1.0, 0.4),
    reduce=Start(1.0, 0.3),
    exchange=Start(1.0, 0.2),
    exchange_rest=Start(0.2, 0.3, high=1.0),
    prefill_trtllm=Start(1.0, 0.03, low=0.8),
    prefill_vllm=Start(1.0, 0.03, low=0.8),
    prefill_sglang=Start(1.0, 0.03, low=0.8),
    moe_stall=Start(1.0, 0.2),
    layer=Start(3e-6, 0.6),
    eager=Start(1e-4, 0.5),
    step=Start(1e-3, 0.6),
    sequence=Start(1e-5, 0.7),
    trtllm=Start(1.0, 0.5),
    vllm=Start(1.0, 0.5),
    sglang=Start(1.0, 0.5),
    yearly=Start(0.2, 0.6, high=0.5),
    spread=Start(0.3, 0.7, high=1.0),
    stall=Start(1.0, 0.2),
    arrive=Start(0.01, 0.7),
    first=Start(2.0, 0.7),
    block_trtllm=Start(8.0, 0.7),
    block_sglang=Start(8.0, 0.7),
    wave_trtllm=Start(0.3, 0.7, high=1.0),
    wave_vllm=Start(0.3, 0.7, high=1.0),
    wave_sglang=Start(0.6, 0.7, high=1.0),
    calm=Start(1.0, 0.7, high=6.0),
    slot=Start(0.9, 0.3, high=1.5),
    guess=Start(0.6, 0.3, low=0.05, high=0.98),
)
PRIORS = priors(STARTS)


@dataclass(frozen=True)
class Sample:
    """Measured runs as arrays with their weights: where one pool does both, and where two do."""

    runs: list[Run]
    columns: Any  # workload, cluster, plan, prefill plan, load
    workers: Any
    passes: Passes
    tpot: Any
    ttft: Any
    apart: Any

    def only(self, mask: Any) -> Sample:
        """The runs of a mask."""
        kept = [run for run, keep in zip(self.runs, mask, strict=True) if keep]
        return Sample(
            kept, tuple(only(part, mask) for part in self.columns), self.workers[mask], only(self.passes, mask),
            self.tpot[mask], self.ttft[mask], self.apart[mask],
        )  # fmt: skip

    def of(self, key: Callable[[Run], Any]) -> Any:
        return np.array([key(run) for run in self.runs])


def series(run: Run) -> str:
    """One model on one chip by one engine in one format."""
    part = run.plan.expert_bytes if run.workload.experts else run.plan.dense_bytes
    return f"{run.model.split('/')[-1]} {run.chip} {run.engine:g} {part:g} {run.mode}"


def sample(paths: Sequence[Path], every: int, pooled: bool = False) -> Sample:
    """All runs with times that count and can be predicted."""
    runs = []
    for path in paths:
        for row in read_rows(path):
            try:
                run = run_of(row, pooled) if counted(row) else None
            except Refused:
                continue
            if run and run.quantity == "tpot" and run.measured and run.ttft:
                runs.append(run)
    runs = runs[::every]
    columns = tuple(
        stack([getattr(run, name) for run in runs]) for name in ("workload", "cluster", "plan", "prefill", "load")
    )
    work, on, plan, _, load = columns
    whole = passes(work, on, plan, load)
    shape = np.array([run.measured for run in runs])
    flat = stack_like(whole, len(runs))
    apart = np.array([run.mode == "disagg" for run in runs])
    return Sample(
        runs, columns, np.array([run.workers for run in runs]), flat, shape, np.array([run.ttft for run in runs]), apart
    )


def stack_like(columns: Any, length: int) -> Any:
    """Every number of a tuple as an array of one length."""
    if isinstance(columns, tuple):
        return type(columns)(*(stack_like(column, length) for column in columns))
    return np.broadcast_to(columns, (length,)).copy()


def predicted(found: Sample, constants: Coefficients) -> tuple[Any, Any]:
    """Tpot and ttft of each run [s]."""
    work, on, plan, _, load = found.columns
    one = served(work, on, plan, load, found.passes, constants)
    tpot, ttft = np.array(one.tpot), np.array(one.ttft)
    if found.apart.any():
        mask = found.apart
        w, o, p, b, ld = (only(part, mask) for part in found.columns)
        pools = Pools(b, p, found.workers[mask, 0], found.workers[mask, 1])
        two = served_apart(w, o, o, pools, ld, constants)
        tpot[mask], ttft[mask] = two.tpot, two.ttft
    return tpot, ttft


def weights(found: Sample) -> Any:
    """A series weighs by the square root of its rows."""
    names = [series(run) for run in found.runs]
    sizes = Counter(names)
    return group_weights(found) * np.array([sizes[name] ** -0.5 for name in names])


def fit(found: Sample, near: Coefficients | None = None) -> Coefficients:
    """The constants that miss the logarithms of measured times least.

    near: where to start, for a fit without some of the runs; the priors stay where they are.
    """
    start = PRIORS.values if near is None else np.log(near)
    weight = np.sqrt(weights(found) / weights(found).mean())

    def miss(x: Any) -> Any:
        tpot, ttft = predicted(found, Coefficients(*np.exp(x)))
        prior = (x - PRIORS.values) / PRIORS.spreads
        first = forgiven(np.log(ttft / found.ttft) / NOISE_FIRST)
        return np.concatenate([weight * forgiven(np.log(tpot / found.tpot) / NOISE), weight * first, prior])

    best = least_squares(
        miss,
        np.clip(start, PRIORS.low + 1e-6, PRIORS.high - 1e-3),
        bounds=(PRIORS.low, PRIORS.high),
        max_nfev=10 if near else 40,
    )
    return Coefficients(*(float(f"{value:.4g}") for value in np.exp(best.x)))


def forgiven(missed: Any) -> Any:
    """Residuals whose squares are Cauchy's loss: what is far off pulls little. Priors are not forgiven."""
    return np.sign(missed) * np.sqrt(np.log1p(missed**2))


def spread(errors: Any, weight: Any) -> list[float]:
    """Factors on the prediction between which 80 % of measured values lie."""
    return [float(f"{end:.4g}") for end in quantiles(np.exp(-errors), weight, (0.1, 0.9))]


def coverage(errors: Any, names: Any, weight: Any) -> float:
    """Share of measured values inside an interval that was set without their own group."""
    inside = np.zeros(len(errors))
    for name in set(names):
        own = names == name
        low, high = spread(errors[~own], weight[~own])
        ratio = np.exp(-errors[own])
        inside[own] = (ratio >= low) & (ratio <= high)
    return float(np.average(inside, weights=weight))


def show(label: str, errors: tuple[Any, Any], weight: Any) -> None:
    tpot, ttft = (np.abs(np.expm1(part)) for part in errors)
    print(
        f"{label:44s} {len(tpot):5d}  tpot {weighted_median(tpot, weight):6.1%} (bias {np.median(errors[0]):+.2f})"
        f"  ttft {weighted_median(ttft, weight):6.1%} (bias {np.median(errors[1]):+.2f})"
    )


def line(how: str, name: str, missed: tuple[Any, Any], weight: Any) -> Line:
    """What the page prints of one group."""
    tpot, ttft = (weighted_median(np.abs(np.expm1(part)), weight) for part in missed)
    return Line(how, name, len(weight), tpot, ttft)


def errors(found: Sample, constants: Coefficients) -> tuple[Any, Any]:
    tpot, ttft = predicted(found, constants)
    return np.log(tpot / found.tpot), np.log(ttft / found.ttft)


def left_out(
    found: Sample,
    key: Callable[[Run], Any],
    how: str,
    lines: list[Line],
    near: Coefficients,
    judged: Sample | None = None,
) -> tuple[Any, Any]:
    """Errors of each group of runs when it is left out of the fit.

    judged: the same runs without their chips' own kernels, where chips are left out. Adds to the lines.
    """
    judged = judged or found
    names = found.of(key)
    tpot, ttft = np.zeros(len(names)), np.zeros(len(names))
    once = group_weights(found)
    for name in sorted(set(names)):
        out = names == name
        constants = fit(found.only(~out), near)
        tpot[out], ttft[out] = errors(judged.only(out), constants)
        show(f"{how} left out: {name}", (tpot[out], ttft[out]), once[out])
        lines.append(line(how, str(name), (tpot[out], ttft[out]), once[out]))
    show(f"{how} left out: all", (tpot, ttft), once)
    lines.append(line(how, "all", (tpot, ttft), once))
    return tpot, ttft


def rate_errors(paths: Sequence[Path], constants: Coefficients) -> Any:
    """Of runs that state rates alone; none of them is in the fit, so that their source is left out."""
    runs = [run_of(row) for path in paths for row in read_rows(path) if counted(row)]
    runs = [run for run in runs if run.quantity != "tpot"]
    missed = [
        np.log(one.value / (run.measured or np.nan)) for run, one in zip(runs, predict(runs, constants), strict=True)
    ]
    for source in sorted({run.source for run in runs}):
        part = np.array([one for one, run in zip(missed, runs, strict=True) if run.source == source])
        print(f"rates of {source:35s} {len(part):5d}  median {np.median(np.abs(np.expm1(part))):.1%}")
    return np.array(missed)


def group_weights(found: Sample) -> Any:
    return once([run.group for run in found.runs])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("runs", nargs="+", type=Path)
    parser.add_argument("--date", default="2026-11-23")
    parser.add_argument("--left-out", action="store_true")
    parser.add_argument("--every", type=int, default=3, help="with --left-out fit on every third row, to save time")
    parser.add_argument("--dry", action="store_true")
    unseen.option(parser)
    given = parser.parse_args()
    found = sample(given.runs, 1)
    constants = fit(found)
    print(constants)
    once = group_weights(found)
    missed = errors(found, constants)
    lines = [line("sample", "all", missed, once)]
    names = found.of(series)
    for name in sorted(set(names)):
        show(name, tuple(part[names == name] for part in missed), once[names == name])
    show("in sample", missed, once)
    show("in sample, pools apart", tuple(part[found.apart] for part in missed), once[found.apart])
    if not given.left_out:
        return
    amount, found = len(found.runs), sample(given.runs, given.every)
    pooled = sample(given.runs, given.every, pooled=True)
    once = group_weights(found)
    by_series = left_out(found, lambda run: f"{run.model.split('/')[-1]} {run.chip}", "model", lines, constants)
    left_out(found, lambda run: run.chip, "chip", lines, constants, pooled)
    by_family = left_out(found, lambda run: run.family, "family", lines, constants, pooled)
    left_out(found, lambda run: ENGINES[int(run.engine)], "engine", lines, constants)
    names = found.of(lambda run: f"{run.model} {run.chip}")
    for what, missed in (("tpot", by_series[0]), ("ttft", by_series[1])):
        print(f"{what}: intervals set without a group hold {coverage(missed, names, once):.1%} of it")
    rates = rate_errors(given.runs, constants)
    if given.record:
        whole = next(found for found in lines if (found.how, found.name) == ("model", "all"))
        unseen.record("serving", {"tpot": whole.tpot, "ttft": whole.ttft})
    if given.dry:
        return
    record = {
        "fitted": given.date,
        "sources": sorted({SOURCES[run.source] for run in found.runs} | {"inferencex-scripts"}),
        "note": f"Fitted by tools/fit_serving.py to {amount} measured runs, on top of the kernels' curves",
        "values": constants._asdict(),
        "intervals": {
            "tpot": spread(by_series[0], once),
            "ttft": spread(by_series[1], once),
            "rate": spread(rates, np.ones(len(rates))),
            "tpot_unmeasured": spread(by_family[0], once),
            "ttft_unmeasured": spread(by_family[1], once),
            "rate_unmeasured": spread(rates, np.ones(len(rates))),
        },
    }
    text = "# Written by tools/fit_serving.py; don't edit.\n"
    publish(lines)
    TARGET.write_text(text + yaml.safe_dump(record, sort_keys=False, default_flow_style=None, width=120))


if __name__ == "__main__":
    main()
